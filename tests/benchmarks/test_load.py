"""What is compared with an import has inserted the same people."""

import argparse
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from benchmarks import load
from benchmarks.loaded import rowwise
from data.records.caseload import refresh
from data.store import Store, reading, transaction
from data.tables import workers
from data.tables_caseload import caseload
from tests.builders import TODAY
from tests.data.importing import NOW, people, take_workers, write_csv


def test_every_way_of_loading_takes_everybody() -> None:
    parser = argparse.ArgumentParser()
    load.arguments(parser)
    options = parser.parse_args(["--people", "300", "--database", "sqlite", "--form", "csv"])
    assert options.as_of == date(2026, 11, 23)
    rows = load.run(options)
    systems = {row.system for row in rows if row.metric == "rows_per_second"}
    assert systems == {"songgang", "executemany", "ADBC", "executemany, same work"}
    [ratio] = [row.value for row in rows if row.metric == "ratio_to_executemany"]
    assert ratio > 0
    assert all(row.value > 0 for row in rows if row.metric == "seconds")


def test_who_does_the_same_work_row_by_row_leaves_the_same_registry(
    store: Store, tmp_path: Path
) -> None:
    rows = people(3, last_occupation=None, wish_occupations=["6-18-02-04"], township=None)
    path = write_csv(tmp_path / "a.csv", rows)
    assert rowwise.inserted(store, path, as_of=TODAY, now=NOW) == 3

    def lines() -> list[sa.Row[tuple[object, ...]]]:
        with reading(store) as db:
            return list(db.execute(sa.select(caseload).order_by(caseload.c.worker_id)))

    theirs = lines()
    assert take_workers(store, path).unchanged == 3
    with transaction(store) as db:
        refresh(db, sa.select(workers.c.worker_id))
    assert theirs == lines()
