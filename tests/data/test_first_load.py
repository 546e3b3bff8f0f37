"""The first load fills an empty registry as any other would, and leaves no trace of its haste."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.faults import Crash
from data.records import caseload, workers
from data.store import Store, close_idle, open_store, reading, transaction
from data.tables import worker_versions
from data.tables import workers as people_table
from data.tables_caseload import caseload as caseload_table
from tests.data.importing import (
    people,
    shape_of_people,
    take_workers,
    write_csv,
)


def test_a_first_load_leaves_every_index_and_key_in_place(store: Store, tmp_path: Path) -> None:
    before = shape_of_people(store)
    take_workers(store, write_csv(tmp_path / "a.csv", people(3)))
    assert shape_of_people(store) == before


def test_a_table_made_after_a_first_load_has_its_keys_all_the_same(
    store: Store, tmp_path: Path
) -> None:
    take_workers(store, write_csv(tmp_path / "a.csv", people(3)))
    for table in (worker_versions, caseload_table):
        described = str(sa.schema.CreateTable(table).compile(store.engine))
        assert "PRIMARY KEY" in described
        assert "FOREIGN KEY" in described


def test_an_empty_registry_is_filled_as_one_with_people_is(store: Store, tmp_path: Path) -> None:
    wishes = {"last_occupation": None, "wish_occupations": ["6-18-02-04", "4-01-02-01"]}
    early = {"valid_on": date(2026, 1, 5), "registered_on": None}
    rows = [
        *people(3, **early),
        *people(2, **wishes),
        *people(3, valid_on=date(2026, 2, 5), registered_on=None, township=None),
    ]
    summary = take_workers(store, write_csv(tmp_path / "a.csv", rows))
    assert (summary.accepted, summary.new, summary.changed, summary.unchanged) == (8, 8, 0, 0)

    def lines() -> list[sa.Row[tuple[object, ...]]]:
        with reading(store) as db:
            return list(db.execute(sa.select(caseload_table).order_by("worker_id")))

    filled = lines()
    assert len(filled) == 3
    with transaction(store) as db:
        db.execute(sa.delete(caseload_table))
        caseload.refresh(db, sa.select(people_table.c.worker_id))
    assert filled == lines()


def test_whoever_opens_the_file_during_a_first_load_finds_nobody_yet(
    sqlite_store: Store, tmp_path: Path
) -> None:
    found: list[int] = []

    def look(_: sa.Connection) -> None:
        other = open_store(sqlite_store.url)
        with reading(other) as db:
            found.append(workers.count(db))
        close_idle(other)

    sa.event.listen(sqlite_store.engine, "commit", look)
    take_workers(sqlite_store, write_csv(tmp_path / "a.csv", people(3)))
    assert found == [0]
    with reading(sqlite_store) as db:
        assert workers.count(db) == 3


def test_a_first_load_that_fails_leaves_the_registry_empty_and_whole(
    store: Store, tmp_path: Path
) -> None:
    before = shape_of_people(store)

    def break_off(_: sa.Connection) -> None:
        raise Crash

    sa.event.listen(store.engine, "commit", break_off)
    path = write_csv(tmp_path / "a.csv", people(3))
    with pytest.raises(Crash):
        take_workers(store, path)
    sa.event.remove(store.engine, "commit", break_off)
    assert shape_of_people(store) == before
    assert take_workers(store, path).new == 3


def test_of_two_first_loads_at_once_the_second_adds_to_the_first(
    store: Store, tmp_path: Path
) -> None:
    files = [write_csv(tmp_path / f"{n}.csv", people(12)[n : n + 9]) for n in (0, 3)]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda file: take_workers(store, file), files))
    assert sorted((summary.new, summary.unchanged) for summary in found) == [(3, 6), (9, 0)]
