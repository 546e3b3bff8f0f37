"""The archive is added to and never changed: by nobody, not even past the code, nor by a crash."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.faults import crash_at
from data.records import archive
from data.records.archive import ArchiveEvent
from data.store import Store, reading, transaction
from data.tables_archive import archive_events
from tests.builders import registry_row
from tests.data.importing import take_people

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
HIRED = ArchiveEvent(
    worker_id="W0001",
    kind="employment",
    happened_on=date(2026, 3, 2),
    known_on=date(2026, 3, 9),
    source="就业登记",
    recorded_by="县局",
    key="employment:W0001:1",
    text="在忻州测试物流有限公司就业",
    facts={"wage_fen": 420_000},
)
CORRECTED = replace(
    HIRED,
    happened_on=date(2026, 3, 1),
    known_on=date(2026, 4, 1),
    key="employment:W0001:1/更正",
    corrects=HIRED.key,
)


@pytest.fixture
def kept(store: Store, tmp_path: Path) -> Store:
    """A store with one worker."""
    take_people(store, tmp_path, [registry_row(worker_id="W0001")])
    return store


def told(store: Store, *events: ArchiveEvent) -> int:
    with transaction(store) as db:
        return archive.append(db, events, NOW)


def read(store: Store, as_of: date) -> list[date]:
    with reading(store) as db:
        return [k.event.happened_on for k in archive.of_worker(db, "W0001", as_of=as_of)]


def test_an_event_comes_back_as_it_was_told(kept: Store) -> None:
    assert told(kept, HIRED) == 1
    with reading(kept) as db:
        found = archive.of_worker(db, "W0001")
    assert [k.event for k in found] == [HIRED]
    assert found[0].recorded_at == NOW


def test_told_twice_it_is_one_event(kept: Store) -> None:
    assert told(kept, HIRED, HIRED) == 1
    assert told(kept, replace(HIRED, text="别的说法")) == 0
    assert read(kept, date(2026, 12, 31)) == [date(2026, 3, 2)]


@pytest.mark.parametrize(
    ("as_of", "happened"),
    [
        ("2026-03-08", []),
        ("2026-03-09", [date(2026, 3, 2)]),
        ("2026-03-31", [date(2026, 3, 2)]),
        ("2026-04-01", [date(2026, 3, 1)]),
    ],
)
def test_every_day_sees_what_was_known_on_it(kept: Store, as_of: str, happened: list[date]) -> None:
    told(kept, HIRED, CORRECTED)
    assert read(kept, date.fromisoformat(as_of)) == happened


def test_what_is_taken_back_is_gone_and_still_readable(kept: Store) -> None:
    told(kept, HIRED, replace(CORRECTED, withdrawn=True))
    assert read(kept, date(2026, 12, 31)) == []
    with reading(kept) as db:
        assert len(archive.history_of(db, "W0001")) == 2


def test_an_event_is_corrected_once_and_then_its_correction(kept: Store) -> None:
    told(kept, HIRED, CORRECTED)
    with pytest.raises(sa.exc.IntegrityError):
        told(kept, replace(CORRECTED, key="another"))


@pytest.mark.parametrize(
    "change", [sa.update(archive_events).values(text="x"), sa.delete(archive_events)]
)
def test_the_database_itself_refuses_to_change_an_event(
    kept: Store, change: sa.Update | sa.Delete
) -> None:
    told(kept, HIRED)
    with pytest.raises(sa.exc.DBAPIError, match="never changed"), transaction(kept) as db:
        db.execute(change)
    assert read(kept, date(2026, 12, 31)) == [date(2026, 3, 2)]


def test_a_crash_at_any_write_leaves_all_or_nothing(kept: Store) -> None:
    for n in range(1, 10):
        with crash_at(kept, n) as fuse, transaction(kept) as db:
            archive.append(db, [HIRED], NOW)
            archive.append(db, [CORRECTED], NOW)
        with reading(kept) as db:
            assert len(archive.history_of(db, "W0001")) == (0 if fuse.burnt else 2)
        if not fuse.burnt:
            break
    assert n == 3
