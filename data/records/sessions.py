"""Questions about sessions: who is signed in, since when; what the browser holds is never kept."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from data.fetching import Query
from data.store import Connection, rows_of
from data.tables_access import sessions


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in: one of the office by an account, or a worker."""

    session_hash: str = field(repr=False)
    kind: str
    account_id: str | None
    worker_id: str | None
    opened_at: datetime
    seen_at: datetime
    ends_at: datetime
    closed_at: datetime | None
    proved_at: datetime | None
    signed_on_at: datetime | None = None


def add(db: Connection, session: Session) -> None:
    """Keep a new session."""
    names = Session.__dataclass_fields__
    db.execute(sa.insert(sessions).values({name: getattr(session, name) for name in names}))


def find(db: Connection, session_hash: str) -> Session | None:
    """The session with this hash, whether it still opens anything or not."""
    row = db.execute(_by_hash(), {"asked_for": session_hash}).mappings().first()
    return Session(**row) if row else None


def touch(db: Connection, session_hash: str, at: datetime) -> None:
    """Note that somebody is still there."""
    here = sessions.c.session_hash == session_hash
    db.execute(sa.update(sessions).where(here, sessions.c.seen_at < at).values(seen_at=at))


def close(db: Connection, session_hash: str, at: datetime) -> bool:
    """End a session; False when it had ended before."""
    s = sessions
    return _closed(db, at, s.c.session_hash == session_hash) == 1


def close_of_account(db: Connection, account_id: str, at: datetime) -> int:
    """End every session of an account, and tell how many there were."""
    return _closed(db, at, sessions.c.account_id == account_id)


def close_of_worker(db: Connection, worker_id: str, at: datetime) -> int:
    """End every session of a worker, and tell how many there were."""
    return _closed(db, at, sessions.c.worker_id == worker_id)


def open_of_account(db: Connection, account_id: str, now: datetime) -> tuple[Session, ...]:
    """Where an account is signed in, newest first."""
    s = sessions
    still = (s.c.account_id == account_id, s.c.closed_at.is_(None), s.c.ends_at > now)
    rows = db.execute(sa.select(*_columns()).where(*still).order_by(s.c.opened_at.desc()))
    return tuple(Session(**row) for row in rows.mappings())


def of_worker(db: Connection, worker_id: str) -> tuple[Session, ...]:
    """Every time a worker was signed in, newest first."""
    whose = sessions.c.worker_id == worker_id
    rows = db.execute(sa.select(*_columns()).where(whose).order_by(sessions.c.opened_at.desc()))
    return tuple(Session(**row) for row in rows.mappings())


def remove_ended(db: Connection, before: datetime) -> int:
    """Remove sessions that were over by then."""
    return rows_of(db, sa.delete(sessions).where(sessions.c.ends_at <= before))


@cache
def _by_hash() -> Query:
    return sa.select(*_columns()).where(sessions.c.session_hash == sa.bindparam("asked_for"))


def _closed(db: Connection, at: datetime, whose: sa.ColumnElement[bool]) -> int:
    still = (whose, sessions.c.closed_at.is_(None))
    return rows_of(db, sa.update(sessions).where(*still).values(closed_at=at))


def _columns() -> list[sa.Column[object]]:
    return [sessions.c[name] for name in Session.__dataclass_fields__]
