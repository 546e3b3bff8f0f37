"""Questions about tags: who was confirmed for which, why, until when it stands unreviewed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import pyarrow as pa
import sqlalchemy as sa

from data.fetching import Query, fetch
from data.schema import Column
from data.store import Connection, rows_of
from data.tables_cases import recognition_cases, tags


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that a person confirmed for a worker."""

    tag_id: str
    worker_id: str
    tag: str
    state: str
    reason: str
    document: str
    rule: str
    confirmed_by: str
    confirmed_on: date
    review_on: date
    ended_on: date | None = None
    ended_by: str | None = None


HELD_WORDS = (Column("worker_id", "text", "个人编号"), Column("tag", "code", "标注"))


def add_tag(db: Connection, tag: Tag, recorded_at: datetime) -> None:
    """Keep a confirmed tag; the database refuses the same one twice at a time."""
    values = {name: getattr(tag, name) for name in Tag.__dataclass_fields__}
    db.execute(sa.insert(tags).values(**values, recorded_at=recorded_at))


def one(db: Connection, tag_id: str) -> Tag | None:
    """The tag with this id."""
    found = _tags(db, tags.c.tag_id == tag_id)
    return found[0] if found else None


def of_worker(db: Connection, worker_id: str) -> tuple[Tag, ...]:
    """All tags a worker has or had, oldest first."""
    rows = db.execute(_of_one(), {"asked_for": worker_id}).mappings()
    return tuple(Tag(**row) for row in rows)


def confirmed(db: Connection, worker_id: str, tag: str) -> Tag | None:
    """The tag of this kind that a worker has now."""
    held = (tags.c.worker_id == worker_id, tags.c.tag == tag, tags.c.state == "confirmed")
    found = _tags(db, *held)
    return found[0] if found else None


def held(db: Connection) -> pa.Table:
    """Everybody's confirmed tags: `worker_id`, `tag`."""
    query = sa.select(tags.c.worker_id, tags.c.tag).where(tags.c.state == "confirmed")
    return fetch(db, query, HELD_WORDS)


def due(db: Connection, until: date, limit: int = 500) -> tuple[Tag, ...]:
    """Tags to look at again by a day: their day has come, or the worker's recognition has ended since."""
    over = sa.exists().where(
        recognition_cases.c.worker_id == tags.c.worker_id,
        recognition_cases.c.ended_on >= tags.c.confirmed_on,
    )
    wanted = sa.and_(tags.c.state == "confirmed", sa.or_(tags.c.review_on <= until, over))
    return _tags(db, wanted, order=tags.c.review_on, limit=limit)


def move(db: Connection, tag_id: str, values: Mapping[str, object]) -> bool:
    """Change a confirmed tag; False where it has ended."""
    still = (tags.c.tag_id == tag_id, tags.c.state == "confirmed")
    return rows_of(db, sa.update(tags).where(*still).values(**values)) == 1


@cache
def _of_one() -> Query:
    return _select(tags.c.worker_id == sa.bindparam("asked_for"))


def _tags(
    db: Connection,
    *conditions: sa.ColumnElement[bool],
    order: sa.ColumnElement[date] = tags.c.confirmed_on,
    limit: int | None = None,
) -> tuple[Tag, ...]:
    rows = db.execute(_select(*conditions, order=order).limit(limit)).mappings()
    return tuple(Tag(**row) for row in rows)


def _select(
    *conditions: sa.ColumnElement[bool], order: sa.ColumnElement[date] = tags.c.confirmed_on
) -> Query:
    columns = [tags.c[name] for name in Tag.__dataclass_fields__]
    return sa.select(*columns).where(*conditions).order_by(order, tags.c.tag_id)
