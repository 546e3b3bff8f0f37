"""A registry is taken once: what is news adds a version, what was known changes nothing."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.bulk import StagingFailed
from data.faults import Crash
from data.masking import mask_id_number
from data.records import imports, spells, workers
from data.store import Store, reading
from tests.builders import TODAY
from tests.data.importing import (
    NOW,
    Row,
    known,
    people,
    person,
    quiet,
    report_of,
    take_spells,
    take_workers,
    write_csv,
)

LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize("moment", ["装入", None])
def test_an_import_broken_off_takes_nothing_and_completes_when_run_again(
    store: Store, tmp_path: Path, moment: str | None
) -> None:
    take_workers(store, write_csv(tmp_path / "before.csv", people(5)))
    path = write_csv(tmp_path / "a.csv", people(20))

    def break_off(*told: object) -> None:
        if moment is None or moment in told:
            raise Crash

    if moment is None:
        sa.event.listen(store.engine, "commit", break_off)
    # On SQLite the driver reads the rows while it stages them: whatever stops them stops the staging.
    with pytest.raises((Crash, StagingFailed)):
        take_workers(store, path, progress=break_off if moment else quiet)
    if moment is None:
        sa.event.remove(store.engine, "commit", break_off)
    with reading(store) as db:
        assert workers.count(db) == workers.history(db).num_rows == 5
        assert len(imports.latest(db)) == 1
    summary = take_workers(store, path)
    assert (summary.new, summary.unchanged) == (15, 5)
    assert [p.name for p in tmp_path.iterdir() if "staging" in p.name] == []


def test_the_same_file_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", people(20))
    first, again = take_workers(store, path), take_workers(store, path, recorded_at=LATER)
    assert (first.read, first.accepted, first.new, first.report) == (20, 20, 20, None)
    assert (again.accepted, again.new, again.changed, again.unchanged) == (20, 0, 0, 20)
    with reading(store) as db:
        assert workers.count(db) == workers.history(db).num_rows == 20
        assert [taken.new for taken in imports.latest(db, "workers")] == [0, 20]


def test_a_person_comes_back_as_the_file_says(store: Store, tmp_path: Path) -> None:
    row = person()
    take_workers(store, write_csv(tmp_path / "a.csv", [row]))
    facts = known(store)
    assert {name: row[name] for name in facts if row.get(name) is not None} == {
        name: value for name, value in facts.items() if value is not None
    }
    with reading(store) as db:
        who = workers.identity(db, "W0001")
        assert who is not None
        assert (who.name, who.phone) == (row["name"], "138****0001")
        assert who.id_number == mask_id_number(str(row["id_number"]))
        assert str(row["name"]) not in repr(who)
        assert workers.telephone(db, "W0001") == row["phone"]
        assert workers.identity(db, "W0002") is None


def test_who_is_registered_comes_by_id_in_whatever_order_they_were_written(
    store: Store, tmp_path: Path
) -> None:
    for n, some in enumerate([[3, 1], [2, 0]]):
        rows = [people(4)[i] for i in some]
        take_workers(store, write_csv(tmp_path / f"{n}.csv", rows))
    with reading(store) as db:
        ids = workers.registered(db, TODAY)["worker_id"].to_pylist()
    assert ids == [f"W{i:06d}" for i in range(4)]


def test_a_changed_row_adds_a_version_and_old_days_stay_as_they_were(
    store: Store, tmp_path: Path
) -> None:
    monday, tuesday = date(2026, 11, 16), date(2026, 11, 17)
    take_workers(store, write_csv(tmp_path / "a.csv", [person(valid_on=monday, reach="county")]))
    moved = write_csv(tmp_path / "b.csv", [person(valid_on=tuesday, reach="country")])
    assert take_workers(store, moved).changed == 1
    assert known(store, as_of=monday)["reach"] == "county"
    assert known(store, as_of=TODAY)["reach"] == "country"
    assert known(store, as_of=monday - timedelta(days=1)) == {}
    with reading(store) as db:
        assert workers.as_known(db, monday)["reach"].to_pylist() == ["county"]
        assert workers.as_known(db, TODAY, region="140902").num_rows == 1
        assert workers.as_known(db, TODAY, region="140921").num_rows == 0


def test_a_correction_of_the_same_day_counts_and_the_mistake_is_kept(
    store: Store, tmp_path: Path
) -> None:
    take_workers(store, write_csv(tmp_path / "a.csv", [person(n_dependants=7)]))
    corrected = write_csv(tmp_path / "b.csv", [person(n_dependants=1)])
    assert take_workers(store, corrected, recorded_at=LATER).changed == 1
    with reading(store) as db:
        assert workers.history(db, ["W0001"])["n_dependants"].to_pylist() == [1]
        assert workers.some(db, ["W0001"], TODAY)["n_dependants"].to_pylist() == [1]
        seen = [
            (v.revision, v.superseded, v.facts["n_dependants"], v.recorded_at)
            for v in workers.versions(db, "W0001")
        ]
    assert seen == [(2, False, 1, LATER), (1, True, 7, NOW)]


def test_a_row_without_a_day_is_valid_on_the_import_and_adds_nothing_if_it_says_the_same(
    store: Store, tmp_path: Path
) -> None:
    row = {key: value for key, value in person().items() if key != "valid_on"}
    path = write_csv(tmp_path / "a.csv", [row])
    assert take_workers(store, path, as_of=date(2026, 11, 1)).new == 1
    assert take_workers(store, path, as_of=TODAY).unchanged == 1
    other = write_csv(tmp_path / "b.csv", [row | {"reach": "county"}])
    assert take_workers(store, other, as_of=TODAY).changed == 1
    with reading(store) as db:
        days = workers.history(db)["valid_on"].to_pylist()
    assert days == [date(2026, 11, 1), TODAY]


def test_several_versions_in_one_file_are_fine_and_the_same_key_twice_is_a_duplicate(
    store: Store, tmp_path: Path
) -> None:
    early, late = date(2026, 1, 5), date(2026, 6, 5)
    rows = [
        person(valid_on=late, reach="city", registered_on=None, phone="13800000003"),
        person(valid_on=early, reach="county", registered_on=None, phone="13800000001"),
        person(valid_on=early, reach="country", registered_on=None, phone="13800000002"),
    ]
    summary = take_workers(store, write_csv(tmp_path / "a.csv", rows))
    assert (summary.read, summary.accepted, summary.new, summary.duplicates) == (3, 2, 2, 1)
    with reading(store) as db:
        assert workers.history(db)["reach"].to_pylist() == ["country", "city"]
        assert [who.phone for who in workers.find(db, name="测试甲")] == ["138****0003"]


def test_a_new_telephone_is_a_change_and_an_older_file_does_not_undo_it(
    store: Store, tmp_path: Path
) -> None:
    old = write_csv(tmp_path / "a.csv", [person(valid_on=date(2026, 1, 1), registered_on=None)])
    take_workers(store, old)
    new = write_csv(
        tmp_path / "b.csv",
        [person(valid_on=date(2026, 2, 1), registered_on=None, phone="13900000009")],
    )
    assert take_workers(store, new).changed == 1
    assert take_workers(store, old).unchanged == 1
    same_day = write_csv(
        tmp_path / "c.csv",
        [person(valid_on=date(2026, 2, 1), registered_on=None, phone="13900000010")],
    )
    assert take_workers(store, same_day).changed == 1
    silent = write_csv(
        tmp_path / "d.csv",
        [person(valid_on=date(2026, 2, 1), registered_on=None, phone=None)],
    )
    assert take_workers(store, silent).unchanged == 1
    with reading(store) as db:
        assert [who.worker_id for who in workers.find(db, phone="13900000010")] == ["W0001"]
        assert workers.find(db, phone="13900000010", after="W0001") == ()


def test_spells_are_taken_changed_and_refused(store: Store, tmp_path: Path) -> None:
    take_workers(store, write_csv(tmp_path / "w.csv", people(3)))
    first = [
        spell("W000000", "2025-01-01", "2025-06-01", "稳定就业"),
        spell("W000000", "2026-01-01"),
        spell("W000001", "2026-02-01", "2026-01-01", "other"),
        spell("W000001", "2026-02-01", "2026-03-01", ""),
        spell("W000001", ""),
        spell("W000002", "2027-01-01"),
        spell("W000002", "2026-05-01"),
        spell("W000002", "2026-05-01", "2026-05-31", "retired"),
        spell("W999999", "2026-05-01"),
    ]
    summary = take_spells(store, write_csv(tmp_path / "s.csv", first))
    assert (summary.read, summary.new, summary.refused, summary.duplicates) == (9, 3, 5, 1)
    assert [line[0] for line in report_of(summary)] == ["4", "5", "6", "7", "10"]
    ended = [
        spell("W000000", "2025-01-01", "2025-06-01", "stable_work"),
        spell("W000000", "2026-01-01", "2026-11-01", "short_work"),
    ]
    again = take_spells(store, write_csv(tmp_path / "t.csv", ended))
    assert (again.new, again.changed, again.unchanged) == (0, 1, 1)
    with reading(store) as db:
        assert spells.count(db) == 3
        assert spells.of_worker(db, "W000000")["exit_reason"].to_pylist() == [
            "stable_work",
            "short_work",
        ]
        assert spells.all_spells(db)["ended_on"].null_count == 0


def spell(worker_id: str, started: str, ended: str = "", reason: str = "") -> Row:
    return {
        "个人编号": worker_id,
        "失业登记日期": started,
        "注销日期": ended,
        "注销原因": reason,
    }


def test_a_household_is_found_without_reading_everybody(sqlite_store: Store) -> None:
    asked: list[Any] = []
    listener = ("before_cursor_execute", lambda *told: asked.append(told[2:4]))
    with reading(sqlite_store) as db:
        sa.event.listen(db, *listener)
        assert workers.household(db, "H1", TODAY) == []
        sa.event.remove(db, *listener)
        words, values = asked[-1]
        plan = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).all()
    assert any("ix_worker_versions_household_id" in str(step) for step in plan)
    assert not any(str(step[-1]).startswith("SCAN") for step in plan)


def test_a_household_is_told_the_same_alone_and_among_several(store: Store, tmp_path: Path) -> None:
    usual, other = people(2, household_id="H1")
    sparse = dict.fromkeys(("last_wage_fen", "wish_wage_fen", "registered_on", "consent"), None)
    rows = [usual, {**other, **sparse, "skills": [], "disabled": True}]
    take_workers(store, write_csv(tmp_path / "a.csv", rows))
    with reading(store) as db:
        alone = workers.household(db, "H1", TODAY)
        several = workers.households(db, ["H1", "H2"], TODAY).to_pylist()
        one_by_one = [workers.one(db, str(member["worker_id"]), TODAY) for member in alone]
    assert len(alone) == 2
    assert alone == several
    assert alone == [row for table in one_by_one for row in table.to_pylist()]
