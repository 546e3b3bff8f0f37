"""Questions about whether everybody in this database was made up."""

from datetime import datetime

import sqlalchemy as sa

from data.store import Connection, rows_of
from data.tables_service import demonstrations, imports


def begin(db: Connection, at: datetime) -> bool:
    """Say that whoever comes in from now on is made up; False where a file was taken, or this was said, before."""
    there = (
        sa.select(sa.exists(sa.select(imports))),
        sa.select(sa.exists(sa.select(demonstrations))),
    )
    if any(db.scalar(each) for each in there):
        return False
    db.execute(sa.insert(demonstrations).values(demonstration_id=1, begun_at=at))
    return True


def is_on(db: Connection) -> bool:
    """Whether everybody here was made up."""
    on = sa.select(demonstrations).where(demonstrations.c.ended_at.is_(None))
    return bool(db.scalar(sa.select(sa.exists(on))))


def ended_since(db: Connection, moment: datetime) -> bool:
    """Whether there was one that ended at this moment or later."""
    ended = sa.select(demonstrations).where(demonstrations.c.ended_at >= moment)
    return bool(db.scalar(sa.select(sa.exists(ended))))


def end(db: Connection, at: datetime) -> bool:
    """Real people come in: it is over for good; False where it was none."""
    on = demonstrations.c.ended_at.is_(None)
    return rows_of(db, sa.update(demonstrations).where(on).values(ended_at=at)) == 1
