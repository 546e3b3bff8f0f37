"""Questions to the outbox: put a message in, claim what is due under a lease, and end it one of four ways."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.store import Connection, rows_of
from data.tables_push import outbox, outbox_events, outbox_targets

LASTING = timedelta(days=14)
"""How long a message is worth sending unless it says otherwise."""

OPEN_STATES = ("queued", "claimed", "sending")
HELD_STATES = ("claimed", "sending")
ROWS_A_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class Message:
    """What a worker is to be told; it names the worker by id only, the channel looks the address up.

    `key` names the message for ever: the same key again changes nothing. `facts` is what the template
    needs, plain JSON without identity. `reason` is the sentence "why you receive this". `targets` are
    pairs of kind and id of what the message is about: for de-duplication and for keeping to places.
    `personalised` is what was chosen for the worker by his or her traits: who refused that does not get
    it. Without a channel the worker's choice at the moment of sending decides.
    """

    key: str
    worker_id: str
    line: str
    template: str
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)
    targets: tuple[tuple[str, str], ...] = ()
    personalised: bool = False
    due_at: datetime | None = None
    expires_at: datetime | None = None
    channel: str | None = None
    campaign_id: int | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in the hands of one sender until its lease ends."""

    message_id: int
    key: str
    worker_id: str
    line: str
    template: str
    reason: str
    facts: Mapping[str, object]
    targets: tuple[tuple[str, str], ...]
    personalised: bool
    created_at: datetime
    expires_at: datetime
    channel: str | None
    choice_id: int | None
    campaign_id: int | None
    n_attempts: int
    counts_on: date | None


def enqueue(db: Connection, message: Message, now: datetime) -> bool:
    """Put a message into the outbox in the caller's transaction; False where its key was there before."""
    return enqueue_all(db, [message], now) == 1


def enqueue_all(db: Connection, messages: Sequence[Message], now: datetime) -> int:
    """Put messages in, all in the caller's transaction; how many were new."""
    n_new = 0
    for start in range(0, len(messages), ROWS_A_STATEMENT):
        some = {message.key: message for message in messages[start : start + ROWS_A_STATEMENT]}
        ids = _insert(db, [_row(message, now) for message in some.values()])
        targets = [
            {"message_id": message_id, "kind": kind, "target_id": target}
            for key, message_id in ids.items()
            for kind, target in dict.fromkeys(some[key].targets)
        ]
        if targets:
            db.execute(sa.insert(outbox_targets), targets)
        n_new += len(ids)
    return n_new


def claim(
    db: Connection, *, by: str, now: datetime, lease: timedelta, limit: int
) -> tuple[Claimed, ...]:
    """Take messages that are due, or whose holder died: nobody else gets them before the lease ends.

    One statement. On PostgreSQL rows that another sender is just taking are skipped, not waited for; on
    SQLite there is one writer at a time.
    """
    due = sa.select(outbox.c.message_id).where(outbox.c.next_at <= now)
    due = due.order_by(outbox.c.next_at, outbox.c.message_id).limit(limit)
    # A common table expression is run once; a plain subquery may be run anew and lock more than it takes.
    chosen = due.with_for_update(skip_locked=True).cte("due")
    taken = (
        sa.update(outbox)
        .where(outbox.c.message_id.in_(sa.select(chosen.c.message_id)))
        .values(state="claimed", claimed_by=by, next_at=now + lease)
        .returning(*_claimed_columns())
    )
    rows = sorted(db.execute(taken).mappings(), key=lambda row: row["message_id"])
    targets = _targets(db, [row["message_id"] for row in rows])
    return tuple(_claimed(row, targets) for row in rows)


def begin(db: Connection, message_id: int, *, by: str, now: datetime, lease: timedelta) -> bool:
    """Note that the attempt begins, before anything leaves; False where the message is no longer ours."""
    mine = (
        outbox.c.message_id == message_id,
        outbox.c.claimed_by == by,
        outbox.c.state == "claimed",
    )
    begun = sa.update(outbox).where(*mine)
    attempt = outbox.c.n_attempts + 1
    values = {"state": "sending", "n_attempts": attempt, "next_at": now + lease}
    return rows_of(db, begun.values(**values)) == 1


def settle(db: Connection, message_id: int, reference: str | None, now: datetime) -> bool:
    """Note that a message was sent, and the provider's name for it; False where it had ended before.

    Whoever holds it: what has reached somebody is sent, even where the lease ended meanwhile.
    """
    still_open = (outbox.c.message_id == message_id, outbox.c.next_at.is_not(None))
    settled = sa.update(outbox).where(*still_open)
    return rows_of(db, settled.values(ended(now, "sent") | {"reference": reference})) == 1


def retry_later(
    db: Connection, message: Claimed, *, by: str, now: datetime, at: datetime, failure: str
) -> bool:
    """Put a message back after a failure that may pass; False where it is no longer ours."""
    values = {"state": "queued", "claimed_by": None, "next_at": at, "failure": failure}
    changed = rows_of(db, sa.update(outbox).where(*held(message.message_id, by)).values(values))
    return noted(db, changed, message.message_id, "retried", failure, by=by, now=now)


def give_up(db: Connection, message: Claimed, *, by: str, now: datetime, failure: str) -> bool:
    """Make a message a dead letter: it will never arrive this way; False where it is no longer ours."""
    values = ended(now, "dead") | {"failure": failure}
    changed = rows_of(db, sa.update(outbox).where(*held(message.message_id, by)).values(values))
    return noted(db, changed, message.message_id, "died", failure, by=by, now=now)


def _insert(db: Connection, rows: list[dict[str, object]]) -> dict[str, int]:
    """The new rows' ids by key; keys that were there before are left out."""
    insert = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    fresh = insert(outbox).on_conflict_do_nothing(index_elements=["key"])
    found = db.execute(fresh.returning(outbox.c.key, outbox.c.message_id), rows)
    return {row.key: row.message_id for row in found}


def _row(message: Message, now: datetime) -> dict[str, object]:
    return {
        "key": message.key,
        "worker_id": message.worker_id,
        "line": message.line,
        "template": message.template,
        "facts": json.dumps(message.facts, ensure_ascii=False, sort_keys=True),
        "reason": message.reason,
        "personalised": message.personalised,
        "campaign_id": message.campaign_id,
        "created_at": now,
        "expires_at": message.expires_at or (message.due_at or now) + LASTING,
        "state": "queued",
        "next_at": message.due_at or now,
        "n_attempts": 0,
        "channel": message.channel,
    }


def _claimed_columns() -> list[sa.ColumnElement[Any]]:
    return [outbox.c[name] for name in Claimed.__dataclass_fields__ if name != "targets"]


def _claimed(row: sa.RowMapping, targets: Mapping[int, tuple[tuple[str, str], ...]]) -> Claimed:
    own = targets.get(row["message_id"], ())
    return Claimed(**{**row, "facts": json.loads(row["facts"]), "targets": own})


def _targets(db: Connection, ids: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    t = outbox_targets
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    asked = sa.select(t.c.message_id, t.c.kind, t.c.target_id).where(t.c.message_id.in_(ids))
    for message_id, kind, target in db.execute(asked) if ids else ():
        found[message_id] = (*found.get(message_id, ()), (kind, target))
    return found


def held(message_id: int, by: str) -> tuple[sa.ColumnElement[bool], ...]:
    """What tells that a message is in this sender's hands."""
    o = outbox
    return o.c.message_id == message_id, o.c.claimed_by == by, o.c.state.in_(HELD_STATES)


def ended(now: datetime, state: str) -> dict[str, object]:
    """The values of a message that has come to its end."""
    return {"state": state, "claimed_by": None, "next_at": None, "ended_at": now}


def event(message_id: int, what: str, detail: str, *, by: str, now: datetime) -> dict[str, object]:
    """A row of what happened to a message, and through whom."""
    return {
        "message_id": message_id,
        "event": what,
        "detail": detail,
        "said_by": by,
        "said_at": now,
    }


def noted(
    db: Connection, changed: int, message_id: int, what: str, detail: str, *, by: str, now: datetime
) -> bool:
    """Note what happened where a statement changed the message; whether it did."""
    if changed:
        row = event(message_id, what, detail, by=by, now=now)
        db.execute(sa.insert(outbox_events).values(row))
    return changed == 1
