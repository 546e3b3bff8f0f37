"""Questions of the caseload: lists of people, filtered, sorted and in pages, for whoever may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

import pyarrow as pa
import sqlalchemy as sa

from data.codes.pinyin import beginnings, sort_key
from data.fetching import Query
from data.sealing import ID_NUMBER, PHONE
from data.store import Connection, vault_of
from data.tables import workers
from data.tables_caseload import NO_INDEX, caseload

Sort = Literal["index", "registered", "stale", "name", "initials"]

END = "\U0010ffff"
"""After every key that begins the same."""

COUNTED_UP_TO = 1000
LOOKED_AT = 4000
"""Twice what a drawer holds of two million people."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list: whose file it is, and what a counselor sorts by."""

    worker_id: str
    name: str
    region: str
    township: str | None
    birth_on: date | None
    occupation: str | None
    employment_status: str | None
    registered_on: date | None
    valid_on: date
    n_missing: int
    index_value: float
    suggested: str | None
    judged_on: date | None

    @property
    def index(self) -> float | None:
        """The index of the last night; None where none was given."""
        return None if self.index_value == NO_INDEX else self.index_value


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is asked for; everything that is None is not asked."""

    name: str | None = None
    """The beginning of a name."""

    initials: str | None = None
    """The beginning of a name's initials: `zw` is 张伟 and also 赵文静."""

    ids: Sequence[str] | None = None
    region: str | None = None
    township: str | None = None
    occupation: str | None = None
    status: str | None = None
    seeking: bool = True
    index_from: float | None = None
    registered_from: date | None = None
    known_before: date | None = None
    suggested: bool = False


ORDERS: Mapping[Sort, tuple[tuple[sa.Column[Any], ...], bool]] = {
    "index": ((caseload.c.index_value,), True),
    "registered": ((caseload.c.registered_on,), False),
    "stale": ((caseload.c.valid_on,), False),
    "name": ((caseload.c.name_key,), False),
    "initials": ((caseload.c.initials, caseload.c.name_key), False),
}
"""By which columns, and whether the highest comes first."""


def page(
    db: Connection, wanted: Wanted, sort: Sort, *, after: str | None = None, limit: int = 50
) -> tuple[Listed, ...]:
    """A page of the list; go on `after` the last one shown."""
    columns, downwards = ORDERS[sort]
    keys = (*columns, caseload.c.worker_id)
    query = _select().where(*_conditions(wanted))
    if after is not None:
        last = db.execute(sa.select(*keys).where(caseload.c.worker_id == after)).first()
        if last is None:
            return ()
        place, here = sa.tuple_(*keys), sa.tuple_(*last)
        query = query.where(place < here if downwards else place > here)
    order = [c.desc() if downwards else c.asc() for c in keys]
    return _listed(db, query.order_by(*order).limit(limit))


def count(db: Connection, wanted: Wanted) -> int:
    """How many there are, counted up to `COUNTED_UP_TO` and one more: nobody reads further."""
    some = sa.select(sa.literal(1)).select_from(caseload).where(*_conditions(wanted))
    capped = some.limit(COUNTED_UP_TO + 1).subquery()
    return db.scalar(sa.select(sa.func.count()).select_from(capped)) or 0


def count_all(db: Connection, wanted: Wanted) -> int:
    """How many there are, to the last: asked where a list is taken away and cut."""
    query = sa.select(sa.func.count()).select_from(caseload).where(*_conditions(wanted))
    return db.scalar(query) or 0


def seeking_ids(db: Connection) -> pa.Array:
    """Everybody who is registered as without work and whom the asker may see, in the order of ids."""
    c = caseload.c
    ids = sa.select(c.worker_id).where(c.registered_on.is_not(None)).order_by(c.worker_id)
    return pa.array(db.scalars(ids).all(), pa.string())


def some(db: Connection, worker_ids: Sequence[str]) -> Mapping[str, Listed]:
    """The lines of these workers, by id; of nobody whom the asker may not see."""
    rows = db.execute(_some(), {"asked_for": worker_ids}).mappings()
    return {row["worker_id"]: Listed(**row) for row in rows}


def by_id_number(db: Connection, id_number: str) -> tuple[Listed, ...]:
    """Whoever has exactly this number, found by its keyed hash."""
    return _by_hash(db, workers.c.id_hash, vault_of(db).hash_one(ID_NUMBER, id_number))


def by_phone(db: Connection, phone: str) -> tuple[Listed, ...]:
    """Whoever has exactly this telephone, found by its keyed hash."""
    return _by_hash(db, workers.c.phone_hash, vault_of(db).hash_one(PHONE, phone))


def ending(
    db: Connection, last: str, *, first: str = "", name: str | None = None, limit: int = 20
) -> tuple[Listed, ...]:
    """Whoever's id number ends so, and begins so and has exactly this name where that is asked, by name.

    The last four digits lead to a drawer of some hundred people in a county, found by a keyed hash; only
    the numbers in it, of people whom the asker may see, are opened and compared.
    """
    w, vault = workers.c, vault_of(db)
    (drawer,) = vault.drawers([last])
    # Of one table only: joined, SQLite would walk through a whole county to find a drawer.
    sealed = sa.select(w.name_key, w.worker_id, w.id_sealed).where(w.id_drawer == drawer)
    if name is not None:
        sealed = sealed.where(w.name == name)
    found = []
    for key, worker_id, number in db.execute(sealed.limit(LOOKED_AT)):
        opened = vault.unseal(ID_NUMBER, worker_id, number)
        if opened.endswith(last) and opened.startswith(first):
            found.append((key, worker_id))
    # Put in order before their lines are looked up: of some hundred people only the first are shown.
    lines = some(db, [worker_id for _, worker_id in sorted(found)[:limit]])
    return tuple(sorted(lines.values(), key=lambda line: (sort_key(line.name), line.worker_id)))


def _by_hash(db: Connection, column: sa.Column[Any], hashed: str) -> tuple[Listed, ...]:
    ids = db.scalars(sa.select(workers.c.worker_id).where(column == hashed).limit(20)).all()
    return tuple(some(db, ids).values()) if ids else ()


def _select() -> Query:
    return sa.select(*(caseload.c[name] for name in Listed.__dataclass_fields__))


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    c = caseload.c
    same = {
        c.region: wanted.region,
        c.township: wanted.township,
        c.occupation: wanted.occupation,
        c.employment_status: wanted.status,
    }
    asked = {column: value for column, value in same.items() if value is not None}
    conditions = [_aside(wanted, column) == value for column, value in asked.items()]
    if wanted.suggested:
        # Only people without work are; said once, it leaves the database one index to choose.
        conditions.append(c.suggested.is_not(None))
    elif wanted.seeking:
        conditions.append(c.registered_on.is_not(None))
    if wanted.index_from is not None:
        conditions.append(c.index_value >= wanted.index_from)
    if wanted.registered_from is not None:
        conditions.append(c.registered_on >= wanted.registered_from)
    if wanted.known_before is not None:
        conditions.append(c.valid_on < wanted.known_before)
    if wanted.name is not None:
        conditions.append(sa.or_(*(_begins(c.name_key, b) for b in beginnings(wanted.name))))
    if wanted.initials is not None:
        conditions.append(_begins(c.initials, wanted.initials))
    if wanted.ids is not None:
        conditions.append(c.worker_id.in_(wanted.ids))
    return conditions


def _begins(column: sa.Column[str], beginning: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= beginning, column < beginning + END)


def _aside(wanted: Wanted, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """A column to compare; beside initials, which leave few people, in a way that no index follows.

    SQLite would prefer the index of an equal value, and look at all farmers for those called `zw`.
    """
    if wanted.initials is None or column is caseload.c.region:
        return column
    return column.concat("")


@cache
def _some() -> Query:
    return _select().where(caseload.c.worker_id.in_(sa.bindparam("asked_for", expanding=True)))


def _listed(db: Connection, query: Query) -> tuple[Listed, ...]:
    return tuple(Listed(**row) for row in db.execute(query).mappings())
