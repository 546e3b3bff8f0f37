"""Whoever found work through a referral is no longer counted among those without, though the file says so yet."""

from datetime import timedelta
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from data.records import referral_places
from data.store import Store, reading, transaction
from data.tables_caseload import caseload
from data.tables_market import vacancies
from service.batch.day import score_day
from tests.data.importing import quiet
from tests.service.stocked import TODAY, Caller, caller, settings, stock
from tests.service.test_api_referrals import refer, step

WHO = "W-driver"


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Caller:
    """A counselor over the stocked store, where a driver has found work as a welder."""
    stock(store, tmp_path)
    found = caller(store, tmp_path, "read", "manage")
    step(found, refer(found, vacancy_id="V-welder"), "placed")
    return found


def hired(store: Store) -> frozenset[str]:
    with reading(store) as db:
        return referral_places.hired(db)


def candidates(office: Caller) -> list[str]:
    told = office.get("/vacancies/V-driver/candidates").json
    return [each["worker_id"] for each in told["candidates"]]


def test_nobody_who_found_work_is_named_for_another_vacancy(office: Caller) -> None:
    assert WHO not in candidates(office)
    (mine,) = office.get(f"/workers/{WHO}/referrals").json["referrals"]
    step(office, mine["referral_id"], "closed", reason="left_wage")
    assert WHO in candidates(office)


def test_part_of_a_day_s_work_leaves_the_other_part(office: Caller, store: Store) -> None:
    del office
    assert hired(store) == {WHO}
    with transaction(store) as db:
        db.execute(sa.update(vacancies).values(hours="part"))
    assert hired(store) == frozenset()


def test_who_registers_anew_is_without_work_again(office: Caller, store: Store) -> None:
    del office
    for on, found in ((TODAY, {WHO}), (TODAY + timedelta(1), set()), (None, {WHO})):
        with transaction(store) as db:
            db.execute(sa.update(caseload).values(registered_on=on))
        assert hired(store) == found


def test_a_night_gives_its_places_to_those_without_work_first(
    office: Caller, store: Store, tmp_path: Path
) -> None:
    del office
    done = score_day(settings(tmp_path, store), store, TODAY, processes=1, report=quiet)
    found = pq.read_table(done.folder / "candidates", columns=["worker_id", "jobless"])
    is_who = pc.equal(found["worker_id"], WHO)
    assert found.filter(is_who)["jobless"].to_pylist() == [False]
    assert pc.any(found["jobless"]).as_py(), "others are without work"
