"""Questions about the lifelong archive: what is added to it, and what it says of a worker on a day."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data.store import Connection
from data.tables_archive import archive_events


@dataclass(frozen=True, slots=True)
class ArchiveEvent:
    """Something that happened; `key` names it for good, `text` is the sentence a person reads in the file.

    `facts` are plain JSON: money as `*_fen`, days in ISO form. `corrects` is the key of the event that
    this one replaces; a `withdrawn` correction replaces it by nothing.
    """

    worker_id: str
    kind: str
    happened_on: date
    known_on: date
    source: str
    recorded_by: str
    key: str
    text: str
    facts: Mapping[str, object]
    corrects: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as it is kept, with the moment it was written down."""

    event: ArchiveEvent
    recorded_at: datetime


def append(db: Connection, events: Sequence[ArchiveEvent], recorded_at: datetime) -> int:
    """Add events in the caller's transaction and return how many were new; a known key adds nothing."""
    fresh = {event.key: event for event in events}
    key = archive_events.c.key
    for row in db.execute(sa.select(key).where(key.in_(list(fresh)))):
        del fresh[row[0]]
    if fresh:
        rows = [_row(event, recorded_at) for event in fresh.values()]
        db.execute(sa.insert(archive_events), rows)
    return len(fresh)


def of_worker(
    db: Connection, worker_id: str, *, as_of: date | None = None, kind: str | None = None
) -> tuple[Kept, ...]:
    """What the archive says of a worker, oldest first, as known on a day: corrected events are left out."""
    kept = history_of(db, worker_id, as_of=as_of)
    replaced = {k.event.corrects for k in kept}
    return tuple(
        k
        for k in kept
        if k.event.key not in replaced
        and not k.event.withdrawn
        and (kind is None or k.event.kind == kind)
    )


def history_of(db: Connection, worker_id: str, *, as_of: date | None = None) -> tuple[Kept, ...]:
    """Every event ever written about a worker, corrected or not, oldest first."""
    e = archive_events
    conditions = [e.c.worker_id == worker_id]
    if as_of is not None:
        conditions.append(e.c.known_on <= as_of)
    rows = db.execute(sa.select(e).where(*conditions).order_by(e.c.happened_on, e.c.event_id))
    return tuple(_kept(row) for row in rows.mappings())


def _row(event: ArchiveEvent, recorded_at: datetime) -> dict[str, object]:
    names = (name for name in ArchiveEvent.__dataclass_fields__ if name != "facts")
    facts = json.dumps(dict(event.facts), ensure_ascii=False, sort_keys=True)
    return {name: getattr(event, name) for name in names} | {
        "facts": facts,
        "recorded_at": recorded_at,
    }


def _kept(row: sa.RowMapping) -> Kept:
    values = {name: row[name] for name in ArchiveEvent.__dataclass_fields__}
    event = ArchiveEvent(**(values | {"facts": json.loads(row["facts"])}))
    return Kept(event, row["recorded_at"])
