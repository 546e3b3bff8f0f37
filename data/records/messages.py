"""Questions about messages as they stand: of one worker, of the office, and how many there are of each kind."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data.store import Connection
from data.tables_push import outbox, outbox_events, receipts


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as it stands; title and body are there once it was let through."""

    message_id: int
    key: str
    worker_id: str
    line: str
    template: str
    facts: Mapping[str, object]
    reason: str
    personalised: bool
    campaign_id: int | None
    state: str
    channel: str | None
    title: str | None
    body: str | None
    created_at: datetime
    next_at: datetime | None
    expires_at: datetime
    ended_at: datetime | None
    counts_on: date | None
    n_attempts: int
    dropped_for: str | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class Happened:
    """Something out of the ordinary that happened to a message."""

    event: str
    detail: str
    said_by: str
    said_at: datetime


SHOWN_STATES = ("sent", "dead")
NOTICE = "notice"
"""The template of what is about somebody's own affairs: a voucher, an interview."""


def one(db: Connection, message_id: int) -> Kept | None:
    """The message with this id."""
    found = _kept(db, outbox.c.message_id == message_id)
    return found[0] if found else None


def with_state(
    db: Connection, state: str, *, before: int | None = None, limit: int = 50
) -> tuple[Kept, ...]:
    """Messages in a state, newest first; go on `before` the last one shown."""
    conditions = [outbox.c.state == state]
    if before is not None:
        conditions.append(outbox.c.message_id < before)
    return _kept(db, *conditions, limit=limit)


def received(
    db: Connection, worker_id: str, *, before: int | None = None, limit: int = 20
) -> tuple[Kept, ...]:
    """All that was sent to a worker by whatever channel, newest first: the worker's own page shows it.

    What a channel could not deliver is shown here too: that a number is wrong must cost nobody the news;
    nor that a notice of one's own affairs expired in quiet hours.
    """
    o = outbox.c
    arrived = sa.and_(o.state.in_(SHOWN_STATES), o.body.is_not(None))
    late = sa.and_(o.dropped_for == "expired", o.template == NOTICE, o.campaign_id.is_(None))
    # Of a message whose words were removed after their time there is nothing to show.
    conditions = [o.worker_id == worker_id, o.reason != "", sa.or_(arrived, late)]
    if before is not None:
        conditions.append(outbox.c.message_id < before)
    return _kept(db, *conditions, limit=limit)


def waiting(db: Connection, worker_id: str) -> tuple[Kept, ...]:
    """What has not left yet for a worker, newest first."""
    return _kept(db, outbox.c.worker_id == worker_id, outbox.c.state.in_(("queued", "claimed")))


def came_late(message: Kept) -> bool:
    """Whether it is a notice of somebody's own affairs that expired before it could be delivered."""
    own = message.template == NOTICE and message.campaign_id is None
    return own and message.dropped_for == "expired"


def read_among(db: Connection, message_ids: Sequence[int]) -> frozenset[int]:
    """Those of these that their workers have read."""
    r = receipts
    read = sa.select(r.c.message_id).where(r.c.message_id.in_(message_ids), r.c.receipt == "read")
    return frozenset(db.scalars(read))


def events_of(db: Connection, message_id: int) -> tuple[Happened, ...]:
    """What happened to a message on its way, in its order."""
    columns = [outbox_events.c[name] for name in Happened.__dataclass_fields__]
    said = sa.select(*columns).where(outbox_events.c.message_id == message_id)
    rows = db.execute(said.order_by(outbox_events.c.event_id)).mappings()
    return tuple(Happened(**row) for row in rows)


def counts(db: Connection) -> Mapping[tuple[str, str], int]:
    """How many messages there are by line and state."""
    o = outbox
    counted = sa.select(o.c.line, o.c.state, sa.func.count()).group_by(o.c.line, o.c.state)
    return {(row[0], row[1]): row[2] for row in db.execute(counted)}


def n_with_state(db: Connection, state: str) -> int:
    """How many messages are in a state."""
    counted = sa.select(sa.func.count()).where(outbox.c.state == state)
    return db.scalar(counted) or 0


def drops(db: Connection, since: datetime) -> Mapping[str, int]:
    """Why messages were not sent since a moment, and how many."""
    o = outbox
    counted = (
        sa.select(o.c.dropped_for, sa.func.count())
        .where(o.c.state == "dropped", o.c.ended_at >= since)
        .group_by(o.c.dropped_for)
    )
    return {row[0]: row[1] for row in db.execute(counted)}


@dataclass(frozen=True, slots=True)
class DeadGroup:
    """Dead letters that failed in the same way: how many, and since when the oldest is dead."""

    line: str
    channel: str | None
    failure: str | None
    n: int
    oldest_at: datetime


def dead_groups(db: Connection) -> tuple[DeadGroup, ...]:
    """The dead letters by line, channel and failure, most first; nothing that tells whose they are."""
    o = outbox.c
    same = (o.line, o.channel, o.failure)
    n = sa.func.count()
    counted = sa.select(*same, n, sa.func.min(o.ended_at, type_=o.ended_at.type))
    dead = counted.where(o.state == "dead").group_by(*same).order_by(n.desc(), o.line)
    return tuple(DeadGroup(*row) for row in db.execute(dead))


def dead_among(
    db: Connection, line: str, channel: str | None, failure: str | None, *, limit: int
) -> tuple[int, ...]:
    """The ids of the oldest dead letters of one group."""
    o = outbox.c
    where = [o.state == "dead", o.line == line]
    where += [
        column.is_(None) if value is None else column == value
        for column, value in ((o.channel, channel), (o.failure, failure))
    ]
    return tuple(
        db.scalars(sa.select(o.message_id).where(*where).order_by(o.message_id).limit(limit))
    )


def sent_by_channel(db: Connection, since: datetime) -> Mapping[str, int]:
    """How many messages left by each channel since a moment."""
    o = outbox.c
    counted = sa.select(o.channel, sa.func.count()).where(o.state == "sent", o.ended_at >= since)
    return {row[0]: row[1] for row in db.execute(counted.group_by(o.channel))}


def oldest_due(db: Connection, now: datetime) -> datetime | None:
    """Since when the message that has waited longest is due; None where nothing waits."""
    due = sa.select(outbox.c.next_at).where(outbox.c.next_at <= now)
    return db.scalar(due.order_by(outbox.c.next_at).limit(1))


def _kept(
    db: Connection, *conditions: sa.ColumnElement[bool], limit: int | None = None
) -> tuple[Kept, ...]:
    columns: list[sa.ColumnElement[Any]] = [outbox.c[name] for name in Kept.__dataclass_fields__]
    chosen = sa.select(*columns).where(*conditions).order_by(outbox.c.message_id.desc())
    rows = db.execute(chosen.limit(limit) if limit else chosen).mappings()
    return tuple(Kept(**{**row, "facts": json.loads(row["facts"])}) for row in rows)
