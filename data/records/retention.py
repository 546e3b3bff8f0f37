"""Questions about what has been kept long enough: how much there is, and its removal, a part at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.store import Connection, Store, rows_of, transaction
from data.tables_access import sessions, sign_in_codes
from data.tables_own import own_requests
from data.tables_push import outbox, push_addresses
from data.tables_referral import referrals
from data.tables_service import recommendations, tokens, verdicts

ROWS_AT_ONCE = 5_000
EMPTY = ""
"""The reason of a message whose words were removed: nobody is shown it any more."""

WORDLESS: Mapping[str, object] = {"title": EMPTY, "body": EMPTY, "reason": EMPTY, "facts": "{}"}


@dataclass(frozen=True, slots=True)
class Due:
    """Rows that have been kept long enough; with `emptied` they stay, without these columns' words."""

    name: str
    table: sa.Table
    condition: sa.ColumnElement[bool]
    emptied: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Until:
    """Everything of a kind that ended, or was made, before its moment is due."""

    sessions: datetime
    codes: datetime
    own_tokens: datetime
    messages: datetime
    recommendations: datetime
    requests: datetime


def due(until: Until) -> tuple[Due, ...]:
    """What has been kept long enough of everybody."""
    t = tokens.c
    return (
        Due("sessions", sessions, sessions.c.ends_at <= until.sessions),
        Due("codes", sign_in_codes, sign_in_codes.c.ends_at <= until.codes),
        Due(
            "own_tokens",
            tokens,
            sa.and_(t.worker_id.is_not(None), t.expires_at <= until.own_tokens),
        ),
        Due("messages", outbox, _worded(outbox.c.ended_at <= until.messages), WORDLESS),
        Due("recommendations", recommendations, _unused(until.recommendations)),
        Due("requests", own_requests, own_requests.c.answered_at <= until.requests),
    )


def of_worker(worker_id: str, now: datetime) -> tuple[Due, ...]:
    """What is removed of somebody who asks for it: whatever no law wants kept."""
    ended = outbox.c.ended_at.is_not(None)
    return (
        Due("addresses", push_addresses, push_addresses.c.worker_id == worker_id),
        Due("sessions", sessions, sessions.c.worker_id == worker_id),
        Due("codes", sign_in_codes, sign_in_codes.c.worker_id == worker_id),
        Due("own_tokens", tokens, tokens.c.worker_id == worker_id),
        Due("messages", outbox, sa.and_(outbox.c.worker_id == worker_id, _worded(ended)), WORDLESS),
        Due(
            "recommendations",
            recommendations,
            sa.and_(recommendations.c.worker_id == worker_id, _unused(now)),
        ),
        Due(
            "requests",
            own_requests,
            sa.and_(own_requests.c.worker_id == worker_id, own_requests.c.answered_at.is_not(None)),
        ),
    )


def count(db: Connection, what: Due) -> int:
    """How many rows are due."""
    return db.scalar(sa.select(sa.func.count()).select_from(what.table).where(what.condition)) or 0


def remove(db: Connection, what: Due) -> int:
    """Remove, or empty, all of it in the caller's transaction."""
    return rows_of(db, _statement(what, what.condition))


def remove_in_parts(store: Store, what: Due) -> int:
    """The same in transactions of their own, none so long that others wait; stopped, it goes on next time."""
    (key,) = what.table.primary_key.columns
    some = sa.select(key).where(what.condition).limit(ROWS_AT_ONCE)
    done = 0
    while True:
        with transaction(store) as db:
            ids = list(db.scalars(some))
            done += rows_of(db, _statement(what, key.in_(ids))) if ids else 0
        if len(ids) < ROWS_AT_ONCE:
            return done


def _statement(what: Due, condition: sa.ColumnElement[bool]) -> sa.Update | sa.Delete:
    if what.emptied:
        return sa.update(what.table).where(condition).values(dict(what.emptied))
    return sa.delete(what.table).where(condition)


def _worded(ended: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Messages that are over and still have their words."""
    return sa.and_(ended, outbox.c.reason != EMPTY)


def _unused(before: datetime) -> sa.ColumnElement[bool]:
    """Recommendations of which nothing came: no verdict was given, nobody was referred."""
    r = recommendations

    def without(table: sa.Table) -> sa.ColumnElement[bool]:
        column: sa.Column[Any] = table.c.recommendation_id
        return ~sa.select(column).where(column == r.c.recommendation_id).exists()

    return sa.and_(r.c.created_at <= before, without(verdicts), without(referrals))
