"""A snapshot that takes over what still holds is, byte for byte, the one that reads everybody anew."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from data import snapshot, snapshot_before
from data.records import choices, standing_versions, workers
from data.records.choices import Personalisation
from data.sealing import Vault
from data.snapshot import parts, verify, write_snapshot
from data.store import Store, open_store, reading, transaction
from data.tables import worker_versions
from data.tables_push import personalisation_choices
from tests.builders import TODAY
from tests.data.importing import people, quiet, take_workers, write_csv

YESTERDAY = TODAY - timedelta(days=1)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture
def read_anew(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many people were read from the database one by one, at each snapshot that took anything over."""
    asked: list[int] = []
    original = snapshot_before.read_anew

    def noted(db, as_of, found, progress):  # type: ignore[no-untyped-def]
        asked.append(len(found.anew))
        yield from original(db, as_of, found, progress)

    monkeypatch.setattr(snapshot, "read_anew", noted)
    return asked


@pytest.fixture
def elsewhere(migrated_sqlite: bytes, vault: Vault, tmp_path: Path) -> Iterator[Store]:
    """Another database whose snapshots lie in the same folder."""
    path = tmp_path / "elsewhere.db"
    path.write_bytes(migrated_sqlite)
    opened = open_store(f"sqlite:///{path}", vault)
    yield opened
    opened.engine.dispose()


def shuffled(n: int) -> list[dict[str, object]]:
    """People of two counties, in no order."""
    rows = [
        row | ({"region": "140921", "township": None} if i % 3 == 0 else {})
        for i, row in enumerate(people(n))
    ]
    return [rows[i] for i in np.random.default_rng(3).permutation(n)]


def test_everybody_of_a_unit_stands_in_the_order_of_ids(store: Store, tmp_path: Path) -> None:
    take_workers(store, write_csv(tmp_path / "a.csv", shuffled(40)))
    for part in parts(write_snapshot(store, YESTERDAY, tmp_path / "snapshots", quiet)):
        ids = pq.read_table(part)["worker_id"].to_pylist()
        assert ids == sorted(ids)


def test_what_changed_is_read_anew_and_nothing_else(
    store: Store, tmp_path: Path, read_anew: list[int]
) -> None:
    rows = shuffled(60)
    take_workers(store, write_csv(tmp_path / "a.csv", rows))
    by_day = tmp_path / "by day"
    write_snapshot(store, YESTERDAY, by_day, quiet)
    # One wishes for more, one has moved to the other county, one is new, one refuses advice.
    changed = [
        rows[0] | {"valid_on": TODAY, "wish_wage_fen": 777_700},
        _moved(rows[1]) | {"valid_on": TODAY},
    ]
    newcomer = people(61)[60] | {"valid_on": TODAY}
    take_workers(store, write_csv(tmp_path / "b.csv", [*changed, newcomer]))
    refused = _id_of(by_day / YESTERDAY.isoformat(), 5)
    with transaction(store) as db:
        said = Personalisation(refused, False, "counter", "表 1", "周雯", NOON)
        choices.say_personalisation(db, said)
    write_snapshot(store, TODAY, by_day, quiet)
    assert read_anew == [4]
    _equal(by_day / TODAY.isoformat(), store, TODAY, tmp_path / "at once")
    assert read_anew == [4]


def test_the_day_before_is_not_needed_and_a_damaged_one_not_trusted(
    store: Store, tmp_path: Path, read_anew: list[int]
) -> None:
    take_workers(store, write_csv(tmp_path / "a.csv", shuffled(20)))
    by_day = tmp_path / "by day"
    before = write_snapshot(store, YESTERDAY, by_day, quiet)
    parts(before)[0].write_bytes(b"other")
    write_snapshot(store, TODAY, by_day, quiet)
    assert read_anew == []
    _equal(by_day / TODAY.isoformat(), store, TODAY, tmp_path / "at once")
    write_snapshot(store, TODAY + timedelta(days=3), by_day, quiet)
    assert read_anew == [0]


def test_nothing_is_taken_over_that_another_database_told_otherwise(
    store: Store, elsewhere: Store, tmp_path: Path, read_anew: list[int]
) -> None:
    """The same people, days and revisions; every tenth wishes for another wage."""
    rows = shuffled(40)
    by_day = tmp_path / "by day"
    take_workers(elsewhere, write_csv(tmp_path / "a.csv", rows))
    write_snapshot(elsewhere, YESTERDAY, by_day, quiet)
    other = [
        row | ({"wish_wage_fen": 555_500} if i % 10 == 0 else {}) for i, row in enumerate(rows)
    ]
    take_workers(store, write_csv(tmp_path / "b.csv", other))
    write_snapshot(store, TODAY, by_day, quiet)
    assert read_anew == [4]
    _equal(by_day / TODAY.isoformat(), store, TODAY, tmp_path / "at once")


def test_who_has_many_versions_is_read_as_the_newest_in_pieces_of_any_size(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = shuffled(10)
    days = (YESTERDAY - timedelta(days=2), TODAY, YESTERDAY)
    for n, day in enumerate(days):
        told = [row | {"valid_on": day, "wish_wage_fen": 300_000 + 100 * n} for row in rows[n:]]
        take_workers(store, write_csv(tmp_path / f"{n}.csv", told))
    with reading(store) as db:
        at_once = standing_versions.standing(db, YESTERDAY)
        monkeypatch.setattr(standing_versions, "LINES_AT_ONCE", 7)
        monkeypatch.setattr(standing_versions, "PAGES_AT_ONCE", 1)
        assert standing_versions.standing(db, YESTERDAY).equals(at_once)
    assert at_once.num_rows == 10
    _equal(
        write_snapshot(store, YESTERDAY, tmp_path / "a", quiet), store, YESTERDAY, tmp_path / "b"
    )


def test_nothing_in_a_line_of_key_and_content_may_be_unknown() -> None:
    """One unknown word would make the whole line unknown, and a version that is left out would not stand."""
    words = [*standing_versions.HELD, *standing_versions.WORDS]
    columns = [*worker_versions.c, *personalisation_choices.c]
    assert [c.name for c in columns if c.name in {w.name for w in words} and c.nullable] == []


def test_who_is_without_work_is_read_back_as_the_database_tells_it(
    store: Store, tmp_path: Path
) -> None:
    take_workers(store, write_csv(tmp_path / "a.csv", shuffled(40)))
    folder = write_snapshot(store, TODAY, tmp_path / "snapshots", quiet)
    with reading(store) as db:
        expected = workers.registered(db, TODAY).sort_by("worker_id")
    assert expected.num_rows > 0
    found = snapshot.registered(folder).sort_by("worker_id")
    assert found.equals(expected.select(["worker_id", "registered_on"]))


def test_nobody_was_known_yet(store: Store, tmp_path: Path) -> None:
    with reading(store) as db:
        assert standing_versions.standing(db, YESTERDAY).num_rows == 0
    take_workers(store, write_csv(tmp_path / "a.csv", people(3)))
    by_day = tmp_path / "by day"
    assert parts(write_snapshot(store, date(2026, 10, 7), by_day, quiet)) == []
    assert len(parts(write_snapshot(store, YESTERDAY, by_day, quiet))) == 1


def _equal(found: Path, store: Store, as_of: date, empty: Path) -> None:
    other = write_snapshot(store, as_of, empty, quiet)
    assert verify(found) == verify(other)


def _moved(row: dict[str, object]) -> dict[str, object]:
    other = {"140902": "140921", "140921": "140902"}[str(row["region"])[:6]]
    return row | {"region": other, "township": None}


def _id_of(folder: Path, n: int) -> str:
    return str(pq.read_table(parts(folder)[0])["worker_id"][n].as_py())
