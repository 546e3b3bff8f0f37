"""Decisions about messages before they are sent: let through, put off, dropped, given back, sent again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data.records.outbox import ended, event, noted
from data.store import Connection, rows_of
from data.tables_push import outbox, outbox_events, outbox_targets


def drop(db: Connection, message_ids: Sequence[int], why: str, *, by: str, now: datetime) -> int:
    """Decide that messages are not sent any more, for one of `DROPS`; those under way are left alone."""
    if not message_ids:
        return 0
    waiting = (outbox.c.message_id.in_(message_ids), outbox.c.state.in_(("queued", "claimed")))
    values = ended(now, "dropped") | {"dropped_for": why, "counts_on": None}
    dropped = sa.update(outbox).where(*waiting).values(values).returning(outbox.c.message_id)
    ids = list(db.scalars(dropped))
    if ids:
        db.execute(
            sa.insert(outbox_events), [event(i, "dropped", why, by=by, now=now) for i in ids]
        )
    return len(ids)


def drop_about(
    db: Connection, kind: str, target_id: str, why: str, *, by: str, now: datetime
) -> int:
    """Drop what waits and is about one thing alone that has come to its end."""
    o, t = outbox, outbox_targets
    about = (
        sa.select(o.c.message_id)
        .select_from(o.join(t))
        .where(
            t.c.kind == kind,
            t.c.target_id == target_id,
            o.c.state.in_(("queued", "claimed")),
        )
    )
    return drop(db, list(db.scalars(about.order_by(o.c.message_id))), why, by=by, now=now)


def expire(db: Connection, *, by: str, now: datetime) -> int:
    """Drop what waits and has expired; whoever has a message in hand finds out by himself."""
    o = outbox
    late = sa.select(o.c.message_id).where(o.c.state == "queued", o.c.expires_at <= now)
    return drop(db, list(db.scalars(late.limit(EXPIRED_A_TIME))), "expired", by=by, now=now)


def postpone(db: Connection, message_ids: Sequence[int], until: datetime, *, by: str) -> int:
    """Put claimed messages back until a moment when they may be sent; they count towards no cap."""
    if not message_ids:
        return 0
    mine = (
        outbox.c.message_id.in_(message_ids),
        outbox.c.claimed_by == by,
        outbox.c.state == "claimed",
    )
    values: dict[str, object] = {
        "state": "queued",
        "claimed_by": None,
        "next_at": until,
        "counts_on": None,
    }
    return rows_of(db, sa.update(outbox).where(*mine).values(values))


EXPIRED_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message in its final words, by a channel, on the ground of a choice."""

    message_id: int
    channel: str
    choice_id: int | None
    title: str
    body: str


def let_through(db: Connection, messages: Sequence[Delivered], counts_on: date) -> None:
    """Note how claimed messages will leave, with which words, and the day on which they count."""
    if messages:
        passed = sa.update(outbox).where(outbox.c.message_id == sa.bindparam("of"))
        rows = [_words(message, counts_on) for message in messages]
        db.execute(passed.values(_bound()), rows)


def put_in_mailboxes(
    db: Connection, messages: Sequence[Delivered], counts_on: date, now: datetime
) -> None:
    """Deliver claimed messages to the workers' own pages: there, being settled is being delivered."""
    if messages:
        arrived = sa.update(outbox).where(outbox.c.message_id == sa.bindparam("of"))
        attempt = {"n_attempts": outbox.c.n_attempts + 1}
        rows = [_words(message, counts_on) for message in messages]
        db.execute(arrived.values(ended(now, "sent") | _bound() | attempt), rows)


def resend(
    db: Connection, message_id: int, *, by: str, now: datetime, expires_at: datetime
) -> bool:
    """Put a dead letter back under its own key; False where it is not dead."""
    dead = (outbox.c.message_id == message_id, outbox.c.state == "dead")
    values: dict[str, object] = {
        "state": "queued",
        "next_at": now,
        "ended_at": None,
        "failure": None,
        "counts_on": None,
        "n_attempts": 0,
        "expires_at": expires_at,
    }
    changed = rows_of(db, sa.update(outbox).where(*dead).values(values))
    return noted(db, changed, message_id, "resent", "人工重新发送", by=by, now=now)


def release(db: Connection, *, by: str, now: datetime) -> int:
    """Give back what this sender claimed and has not begun; another may take it at once."""
    mine = (outbox.c.claimed_by == by, outbox.c.state == "claimed")
    values = {"state": "queued", "claimed_by": None, "next_at": now, "counts_on": None}
    return rows_of(db, sa.update(outbox).where(*mine).values(values))


def _bound() -> dict[str, object]:
    names = ("channel", "choice_id", "title", "body", "counts_on")
    return {name: sa.bindparam(f"new_{name}") for name in names}


def _words(message: Delivered, counts_on: date) -> dict[str, object]:
    return {
        "of": message.message_id,
        "new_channel": message.channel,
        "new_choice_id": message.choice_id,
        "new_title": message.title,
        "new_body": message.body,
        "new_counts_on": counts_on,
    }
