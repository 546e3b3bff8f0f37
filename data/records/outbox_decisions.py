"""Decisions about messages before they are sent: let through, put off, dropped, given back, sent again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from data.records.outbox import ended, event, noted
from data.store import Connection, rows_of
from data.tables_push import outbox, outbox_events


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


def let_through(
    db: Connection, chosen: Mapping[int, tuple[str, int | None]], *, counts_on: date
) -> None:
    """Note through which channel claimed messages go, on which choice's ground, and the day they count on."""
    if not chosen:
        return
    passed = sa.update(outbox).where(outbox.c.message_id == sa.bindparam("of"))
    values: dict[str, sa.BindParameter[object]] = {
        "channel": sa.bindparam("through"),
        "choice_id": sa.bindparam("ground"),
        "counts_on": sa.bindparam("on"),
    }
    rows = [
        {"of": id_, "through": channel, "ground": choice, "on": counts_on}
        for id_, (channel, choice) in chosen.items()
    ]
    db.execute(passed.values(values), rows)


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
