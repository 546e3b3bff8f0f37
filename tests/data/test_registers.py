"""What other offices know arrives by number alone, is kept with source and day, and is never overwritten."""

import csv
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from data.importers.mapping import load_mapping
from data.importers.registers import import_register
from data.importers.summary import ImportSummary
from data.records import registers, workers
from data.store import Store, reading
from models.law.policies import POLICY_SCHEMA
from models.law.registers import with_registers
from tests.builders import id_number, registry_row
from tests.data.importing import NOW, quiet, take_people, write_csv

DAY = date(2026, 11, 20)
NUMBERS = {"W1": id_number(sequence=1), "W2": id_number(sequence=3), "W3": id_number(sequence=5)}


@pytest.fixture
def people(store: Store, tmp_path: Path) -> Store:
    """Three people, of whom the second says of himself that he gets urban low income."""
    rows = [
        registry_row(worker_id="W1", id_number=NUMBERS["W1"], low_income=None, name="测试一"),
        registry_row(worker_id="W2", id_number=NUMBERS["W2"], low_income="urban", name="测试二"),
        registry_row(worker_id="W3", id_number=NUMBERS["W3"], low_income=None, name="测试三"),
    ]
    take_people(store, tmp_path, rows)
    return store


def test_facts_are_matched_by_number_and_shown_by_day(people: Store, tmp_path: Path) -> None:
    taken = take(
        people, tmp_path, "insurance", [{"公民身份号码": NUMBERS["W1"], "累计缴费月数": 30}]
    )
    assert (taken.read, taken.new, taken.refused) == (1, 1, 0)
    assert known(people, "W1", DAY)["ui_months"] == 30
    assert known(people, "W1", date(2026, 11, 19))["ui_months"] == 18, "not yet known then"
    assert known(people, "W2", DAY)["ui_months"] == 18


def test_the_same_file_twice_changes_nothing(people: Store, tmp_path: Path) -> None:
    rows = [{"公民身份号码": NUMBERS["W1"], "低保类别": "城市低保"}]
    take(people, tmp_path, "low_income", rows)
    again = take(people, tmp_path, "low_income", rows)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


def test_a_corrected_day_is_a_change_and_the_last_word_counts(
    people: Store, tmp_path: Path
) -> None:
    take(people, tmp_path, "low_income", [{"公民身份号码": NUMBERS["W1"], "低保类别": "城市低保"}])
    fixed = take(
        people, tmp_path, "low_income", [{"公民身份号码": NUMBERS["W1"], "低保类别": "农村"}]
    )
    assert (fixed.new, fixed.changed) == (0, 1)
    assert known(people, "W1", DAY)["low_income"] == "rural"


def test_strangers_and_other_names_are_refused_without_showing_who(
    people: Store, tmp_path: Path
) -> None:
    stranger = id_number(sequence=777)
    taken = take(
        people,
        tmp_path,
        "disability",
        [
            {"公民身份号码": stranger, "姓名": "无名氏"},
            {"公民身份号码": NUMBERS["W1"], "姓名": "别人名"},
            {"公民身份号码": NUMBERS["W2"], "姓名": "测试二"},
        ],
    )
    assert (taken.new, taken.refused) == (1, 2)
    report = Path(str(taken.report)).read_text("utf-8-sig")
    assert "登记中没有这个公民身份号码" in report
    assert "姓名与登记的不一致" in report
    assert stranger not in report
    assert NUMBERS["W1"] not in report
    assert "别人名" not in report


def test_a_complete_list_speaks_of_those_not_on_it_only_where_nobody_else_does(
    people: Store, tmp_path: Path
) -> None:
    rows = [{"公民身份号码": NUMBERS["W3"], "低保类别": "农村"}]
    take(people, tmp_path, "low_income", rows, complete=True)
    assert known(people, "W1", DAY)["low_income"] == "none"
    assert known(people, "W2", DAY)["low_income"] == "urban", "the file says otherwise: ask"
    assert known(people, "W3", DAY)["low_income"] == "rural"


def test_who_was_on_the_list_and_is_on_it_no_more_has_left_it(
    people: Store, tmp_path: Path
) -> None:
    on = [{"公民身份号码": NUMBERS["W1"], "企业名称": "甲公司"}]
    take(people, tmp_path, "company", on, day=date(2026, 10, 1))
    assert known(people, "W1", date(2026, 10, 31))["company_officer"] is True
    other = [{"公民身份号码": NUMBERS["W2"], "企业名称": "乙公司"}]
    take(people, tmp_path, "company", other, day=date(2026, 11, 1), complete=True)
    assert known(people, "W1", DAY)["company_officer"] is False
    assert known(people, "W1", date(2026, 10, 31))["company_officer"] is True, "as known then"


def test_a_register_never_changes_the_file_that_matching_reads(
    people: Store, tmp_path: Path
) -> None:
    take(people, tmp_path, "disability", [{"公民身份号码": NUMBERS["W1"]}])
    with reading(people) as db:
        assert workers.one(db, "W1", DAY)["disabled"].to_pylist() == [False]
    assert known(people, "W1", DAY)["disabled"] is True


BAD = [
    ("insurance", {"累计缴费月数": 721}, "缴费月数不应超过 720"),
    ("insurance", {"累计缴费月数": None}, "必须填写失业保险缴费月数"),
    ("land", {"征收日期": "2026-11-21"}, "晚于信息日期"),
    ("low_income", {"低保类别": "五保"}, "不在代码表内"),
]


@pytest.mark.parametrize(("register", "facts", "reason"), BAD)
def test_what_cannot_be_is_refused(
    people: Store, tmp_path: Path, register: str, facts: dict[str, object], reason: str
) -> None:
    taken = take(people, tmp_path, register, [{"公民身份号码": NUMBERS["W1"], **facts}])
    assert (taken.new, taken.refused) == (0, 1)
    with Path(str(taken.report)).open(encoding="utf-8-sig") as report:
        assert reason in next(iter(csv.DictReader(report)))["未接收原因"]


def take(
    store: Store,
    folder: Path,
    register: str,
    rows: list[dict[str, object]],
    *,
    day: date = DAY,
    complete: bool = False,
) -> ImportSummary:
    return import_register(
        store,
        write_csv(folder / f"{register}.csv", rows),
        load_mapping(register),
        source="民政局",
        as_of=day,
        complete=complete,
        recorded_at=NOW,
        report_folder=folder,
        progress=quiet,
    )


def known(store: Store, worker_id: str, day: date) -> dict[str, object]:
    with reading(store) as db:
        person = workers.one(db, worker_id, day)
        facts = registers.of_worker(db, worker_id, day)
        lists = registers.complete_lists(db, day)
    nobody = pa.array([], pa.string())
    found = with_registers(person, facts, lists, nobody).select(POLICY_SCHEMA.names)
    return dict(found.to_pylist()[0])
