"""The first load fills an empty registry as any other would, while others read and wait, and leaves no trace of its haste."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.faults import Crash
from data.importers.summary import ImportSummary
from data.records import caseload, first_load, imports, workers
from data.store import Store, open_store, reading, transaction
from data.tables import workers as people_table
from data.tables_caseload import caseload as caseload_table
from tests.data.importing import before, people, shape_of_people, take_workers, write_csv


def test_a_first_load_leaves_every_index_and_key_in_place(store: Store, tmp_path: Path) -> None:
    migrated = shape_of_people(store)
    take_workers(store, write_csv(tmp_path / "a.csv", people(3)))
    assert shape_of_people(store) == migrated


def test_tables_made_after_a_first_load_have_their_keys(store: Store, tmp_path: Path) -> None:
    take_workers(store, write_csv(tmp_path / "a.csv", people(3)))
    for table in first_load.TABLES:
        made = str(sa.schema.CreateTable(table).compile(store.engine))
        assert made.count("FOREIGN KEY") == len(table.foreign_key_constraints)
        assert made.count("PRIMARY KEY") == 1


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


def test_a_first_load_that_fails_leaves_the_registry_empty_and_whole(
    store: Store, tmp_path: Path
) -> None:
    migrated = shape_of_people(store)

    def break_off(_: sa.Connection) -> None:
        raise Crash

    sa.event.listen(store.engine, "commit", break_off)
    path = write_csv(tmp_path / "a.csv", people(3))
    with pytest.raises(Crash):
        take_workers(store, path)
    sa.event.remove(store.engine, "commit", break_off)
    assert shape_of_people(store) == migrated
    assert take_workers(store, path).new == 3


def test_others_open_and_read_during_a_first_load_and_a_second_load_finds_everybody(
    store: Store, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", people(9))
    counted: list[Future[int]] = []
    second: list[Future[ImportSummary]] = []
    with ExitStack() as ends, ThreadPoolExecutor(2) as pool:

        def come() -> None:
            other = open_store(store.url, store.vault)
            ends.callback(other.engine.dispose)
            with reading(other) as db:
                assert imports.latest(db) == ()
            # PostgreSQL lets them read people only once the indexes are back.
            counted.append(pool.submit(count, other))
            if store.is_sqlite:
                assert counted[0].result() == 0
            second.append(pool.submit(take_workers, other, path))

        with before(store, "CREATE INDEX", 20, come):
            assert take_workers(store, path).new == 9
        assert counted[0].result() in {0, 9}
        assert second[0].result().unchanged == count(store) == 9


def test_a_reader_of_a_first_load_keeps_its_view(sqlite_store: Store, tmp_path: Path) -> None:
    with reading(sqlite_store) as db:
        assert workers.count(db) == 0
        take_workers(sqlite_store, write_csv(tmp_path / "a.csv", people(3)))
        assert workers.count(db) == 0
    assert count(sqlite_store) == 3


@pytest.mark.parametrize("words", ["INSERT INTO caseload", "CREATE INDEX"])
def test_a_first_load_that_fails_in_its_midst_leaves_everything_as_it_was(
    store: Store, tmp_path: Path, words: str
) -> None:
    path, migrated = write_csv(tmp_path / "a.csv", people(9)), shape_of_people(store)
    with before(store, words, 2, fail), pytest.raises(Crash):
        take_workers(store, path)
    assert (count(store), shape_of_people(store)) == (0, migrated)
    assert take_workers(store, path).new == 9
    assert shape_of_people(store) == migrated


@pytest.mark.parametrize("n", [20, 1_000])
def test_whoever_has_sorted_indexes_sorts_as_before(sqlite_store: Store, n: int) -> None:
    def settings() -> list[object]:
        with reading(sqlite_store) as db:
            return [db.exec_driver_sql(f"PRAGMA {name}").scalar() for name in first_load.SORTING]

    usual = settings()
    with (
        before(sqlite_store, "CREATE INDEX", n, fail),
        suppress(Crash),
        transaction(sqlite_store) as db,
        first_load.indexes_last(db),
    ):
        pass
    assert settings() == usual


def count(store: Store) -> int:
    with reading(store) as db:
        return workers.count(db)


def fail() -> None:
    raise Crash


def test_of_two_first_loads_at_once_the_second_adds_to_the_first(
    store: Store, tmp_path: Path
) -> None:
    files = [write_csv(tmp_path / f"{n}.csv", people(12)[n : n + 9]) for n in (0, 3)]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda file: take_workers(store, file), files))
    assert sorted((summary.new, summary.unchanged) for summary in found) == [(3, 6), (9, 0)]
