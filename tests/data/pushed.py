"""A few people and messages to them, for tests of the push."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from data.records import outbox
from data.records.outbox import Claimed, Message
from data.store import Connection, Store, transaction
from data.tables import workers
from data.tables_push import outbox as table
from tests.builders import kept_workers

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
"""Midday in Xinzhou, a Monday."""

LEASE = timedelta(minutes=5)


def people(store: Store, *ids: str) -> None:
    """Workers of whom nothing but the id is known."""
    rows = kept_workers(store.vault, ids, NOW)
    with transaction(store) as db:
        db.execute(sa.insert(workers), rows)


def message(key: str = "k", worker_id: str = "W1", **other: object) -> Message:
    """A message of the guidance line."""
    given = {
        "line": "guidance",
        "template": "guidance",
        "reason": "您正在求职登记期内",
        "facts": {"advice": "可先整理工作经历。"},
    } | other
    return Message(key=key, worker_id=worker_id, **given)  # type: ignore[arg-type]


def put(store: Store, *messages: Message, at: datetime = NOW) -> int:
    """Enqueue in a transaction of its own."""
    with transaction(store) as db:
        return outbox.enqueue_all(db, messages, at)


def take(
    store: Store, by: str = "sender", at: datetime = NOW, limit: int = 10
) -> tuple[Claimed, ...]:
    """Claim in a transaction of its own."""
    with transaction(store) as db:
        return outbox.claim(db, by=by, now=at, lease=LEASE, limit=limit)


def states(db: Connection) -> dict[str, str]:
    """The state of every message by its key."""
    return {row.key: row.state for row in db.execute(sa.select(table.c.key, table.c.state))}
