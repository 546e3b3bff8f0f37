"""A snapshot is everybody as known on a day, by county unit, without a trace of who it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest

from data import snapshot
from data.records import workers
from data.schema import snapshot_columns
from data.sealing import Vault
from data.snapshot import BadSnapshot, parts, read_manifest, verify, write_snapshot
from data.store import Store, open_store, reading
from tests.builders import TODAY
from tests.data.importing import people, quiet, take_workers, write_csv


def two_counties() -> list[dict[str, object]]:
    there = {"region": "140921", "township": None}
    return [row | (there if i % 3 == 0 else {}) for i, row in enumerate(people(30))]


def test_a_snapshot_holds_everybody_once_by_county_unit(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "ROWS_OF_A_GROUP", 7)
    take_workers(store, write_csv(tmp_path / "a.csv", two_counties()))
    folder = write_snapshot(store, TODAY, tmp_path / "snapshots", quiet)
    assert folder.name == "2026-11-23"
    assert [path.name for path in parts(folder)] == ["140902.parquet", "140921.parquet"]
    assert [part.rows for part in verify(folder).parts] == [20, 10]
    written = pyarrow.parquet.read_table(parts(folder)).sort_by("worker_id")
    with reading(store) as db:
        assert written.equals(workers.as_known(db, TODAY).sort_by("worker_id"))


def test_a_snapshot_tells_nothing_of_who_somebody_is(store: Store, tmp_path: Path) -> None:
    rows = people(3)
    take_workers(store, write_csv(tmp_path / "a.csv", rows))
    folder = write_snapshot(store, TODAY, tmp_path, quiet)
    (path,) = parts(folder)
    names = pyarrow.parquet.read_schema(path).names
    assert names == [column.name for column in snapshot_columns()]
    assert not {"id_number", "name", "phone"} & set(names)
    content = path.read_bytes() + (folder / "manifest.json").read_bytes()
    assert str(rows[0]["id_number"]).encode() not in content


def test_a_snapshot_knows_nothing_of_later_days(store: Store, tmp_path: Path) -> None:
    take_workers(store, write_csv(tmp_path / "a.csv", people(3)))
    folder = write_snapshot(store, date(2026, 10, 7), tmp_path / "snapshots", quiet)
    assert read_manifest(folder).rows == 0
    assert parts(folder) == []


def test_a_snapshot_replaces_the_one_of_the_same_day(store: Store, tmp_path: Path) -> None:
    for n in (3, 5):
        take_workers(store, write_csv(tmp_path / f"{n}.csv", people(n)))
        folder = write_snapshot(store, TODAY, tmp_path / "snapshots", quiet)
        assert read_manifest(folder).rows == n
    assert [path.name for path in (tmp_path / "snapshots").iterdir()] == ["2026-11-23"]


def test_several_threads_write_what_one_writes(store: Store, tmp_path: Path) -> None:
    take_workers(store, write_csv(tmp_path / "a.csv", two_counties()))
    one, four = (
        write_snapshot(store, TODAY, tmp_path / str(threads), quiet, threads=threads)
        for threads in (1, 4)
    )
    assert len(read_manifest(one).parts) == 2
    assert read_manifest(four) == read_manifest(one)


def test_two_counties_at_most_are_put_together_at_once(
    sqlite_url: str, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class Crew(ThreadPoolExecutor):
        def __init__(self, threads: int) -> None:
            asked.append(threads)
            super().__init__(threads)

    monkeypatch.setattr(snapshot, "ThreadPoolExecutor", Crew)
    store = open_store(sqlite_url, vault)
    for threads in (1, 2, 64):
        write_snapshot(store, TODAY, tmp_path / "snapshots", quiet, threads=threads)
    assert asked == [1, 2, 2]
    store.engine.dispose()


def test_a_changed_part_and_a_missing_snapshot_are_found_out(store: Store, tmp_path: Path) -> None:
    take_workers(store, write_csv(tmp_path / "a.csv", people(3)))
    folder = write_snapshot(store, TODAY, tmp_path / "snapshots", quiet)
    parts(folder)[0].write_bytes(b"other")
    with pytest.raises(BadSnapshot, match="改动"):
        verify(folder)
    with pytest.raises(BadSnapshot, match="没有完整的快照"):
        parts(tmp_path)
