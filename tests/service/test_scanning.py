"""Policies look for their people: who is entitled and has not applied, by county, the same as one by one."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.importers.mapping import load_mapping
from data.importers.registers import import_register
from data.store import Store
from service.api.policy_forms import ApplicationRequest
from service.assistance.applications import Applications
from service.assistance.calculator import Calculator
from service.assistance.scanning import Found, listed, scan
from service.errors import Problem
from tests.builders import id_number
from tests.data.importing import person, quiet, take_workers, write_csv
from tests.service.stocked import NOW, TODAY, caller, settings

ROWS = [
    person(worker_id="W1", id_number=id_number(sequence=1), household_id="H1"),
    person(
        worker_id="W2",
        id_number=id_number(sequence=3),
        household_id="H2",
        region="140921",
        township=None,
        poverty_monitored=True,
        employment_status="migrant",
        registered_on=None,
    ),
    person(
        worker_id="W3",
        id_number=id_number(sequence=5),
        household_id="H3",
        employment_status="retired",
        registered_on=None,
    ),
    person(
        worker_id="W4",
        id_number=id_number(sequence=7),
        household_id="H4",
        registered_on=date(2024, 1, 5),
    ),
]


@pytest.fixture
def people(store: Store, tmp_path: Path) -> Store:
    """A jobless driver, a migrant out of poverty, a pensioner, and somebody jobless for years."""
    take_workers(store, write_csv(tmp_path / "people.csv", ROWS))
    return store


def looked(people: Store, folder: Path) -> Found:
    return scan(settings(folder, people), people, TODAY, quiet)


def test_everybody_found_is_entitled_one_by_one(people: Store, tmp_path: Path) -> None:
    found = looked(people, tmp_path)
    assert (found.people, found.told) == (4, 3)
    calculator = Calculator(people)
    for region in found.by_county:
        for row in listed(settings(tmp_path, people), TODAY, region, limit=10):
            alone = calculator.of_worker(str(row["worker_id"]), TODAY).entitlements
            assert row["entitled"] == [e.policy_id for e in alone if e.verdict == "pass"]


def test_counties_are_counted_and_listed(people: Store, tmp_path: Path) -> None:
    found = looked(people, tmp_path)
    assert found.by_county["140921"]["P15"] == 1
    assert found.by_county["140902"]["priority_support"] == 1
    rows = listed(settings(tmp_path, people), TODAY, "140921", "P15", limit=10)
    assert [row["worker_id"] for row in rows] == ["W2"]
    assert listed(settings(tmp_path, people), TODAY, "140932", limit=10) == []


def test_a_day_before_anybody_registered_has_nobody_to_find(people: Store, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="还没有劳动者"):
        scan(settings(tmp_path, people), people, date(2020, 1, 1), quiet)


def test_who_has_applied_is_left_out(people: Store, tmp_path: Path) -> None:
    Applications(people).apply("W2", "P15", ApplicationRequest(), by="本人", at=NOW)
    assert "P15" not in looked(people, tmp_path).by_county["140921"]


def test_the_index_orders_and_its_lack_does_not_send_to_the_end(
    people: Store, tmp_path: Path
) -> None:
    folder = settings(tmp_path, people).scores / TODAY.isoformat() / "index"
    folder.mkdir(parents=True)
    index = pa.table({"worker_id": ["W1", "W3"], "index": [10.0, 90.0]})
    pq.write_table(index, folder / "140902.parquet")
    looked(people, tmp_path)
    rows = listed(settings(tmp_path, people), TODAY, "140902", limit=10)
    assert [row["worker_id"] for row in rows] == ["W4", "W1"]
    assert [row["urgency"] for row in rows] == [50.0, 10.0]


def test_what_a_register_says_is_looked_at(people: Store, tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "low.csv", [{"身份证号": id_number(sequence=1), "低保类别": "城市低保"}]
    )
    before = looked(people, tmp_path).by_county["140902"].get("P06", 0)
    import_register(
        people, file, load_mapping("low_income"), source="民政局", as_of=TODAY, complete=False,
        recorded_at=NOW, report_folder=tmp_path, progress=quiet,
    )  # fmt: skip
    assert looked(people, tmp_path).by_county["140902"]["P06"] == before + 1


def test_the_api_shows_what_the_scan_found(people: Store, tmp_path: Path) -> None:
    asking = caller(people, tmp_path, "read")
    assert asking.get("/assistance/scan").status_code == 404
    looked(people, tmp_path)
    shown = asking.get("/assistance/scan").json
    assert shown is not None
    assert shown["by_county"]["140921"]["P15"] == 1
    people_ = asking.get("/assistance/entitled?region=140921&policy=P15").json
    assert people_ is not None
    assert [p["worker_id"] for p in people_["people"]] == ["W2"]
