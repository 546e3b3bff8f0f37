"""Whose turn a recurring job is: one conditional update, so that of many processes one does it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.store import Connection, rows_of
from data.tables_push import push_jobs


@dataclass(frozen=True, slots=True)
class Turn:
    """When a job is next due and who has it in hand, if anybody."""

    job: str
    next_at: datetime
    held_by: str | None


def take(db: Connection, job: str, *, by: str, now: datetime, lease: timedelta) -> bool:
    """Take a job that is due, or whose holder's lease has ended; False where it is not one's turn."""
    insert = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    known = insert(push_jobs).values(job=job, next_at=now)
    db.execute(known.on_conflict_do_nothing(index_elements=["job"]))
    due = (push_jobs.c.job == job, push_jobs.c.next_at <= now)
    taken = sa.update(push_jobs).where(*due).values(next_at=now + lease, held_by=by)
    return rows_of(db, taken) == 1


def done(db: Connection, job: str, *, by: str, next_at: datetime) -> bool:
    """Put a job down until it is due again; False where another has taken it meanwhile."""
    mine = (push_jobs.c.job == job, push_jobs.c.held_by == by)
    return rows_of(db, sa.update(push_jobs).where(*mine).values(next_at=next_at, held_by=None)) == 1


def let_go(db: Connection, *, by: str, now: datetime) -> int:
    """Put down every job that somebody who died had in hand."""
    mine = push_jobs.c.held_by == by
    return rows_of(db, sa.update(push_jobs).where(mine).values(next_at=now, held_by=None))


def all_turns(db: Connection) -> tuple[Turn, ...]:
    """Every job that was ever taken, by name."""
    j = push_jobs
    rows = db.execute(sa.select(j.c.job, j.c.next_at, j.c.held_by).order_by(j.c.job))
    return tuple(Turn(*row) for row in rows)
