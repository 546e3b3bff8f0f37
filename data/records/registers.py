"""Questions about the registers of other offices: what they say of one or of everybody on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import pyarrow as pa
import sqlalchemy as sa

from data.fetching import Query, as_table, fetch, few
from data.records.registering import Clash, Taken
from data.schema import Column
from data.schema_law import REGISTER_FACTS
from data.store import Connection, rows_of
from data.tables import workers
from data.tables_assistance import FACTS, register_facts, register_lists

WORDS = (
    Column("worker_id", "text", "个人编号"),
    Column("register", "code", "登记簿"),
    Column("valid_on", "date", "信息日期"),
    *FACTS,
    Column("source", "text", "来源"),
)
UNKNOWN_NUMBER = "登记中没有这个公民身份号码，请先建档"
OTHER_NAME = "姓名与登记的不一致，请核对号码"


@dataclass(frozen=True, slots=True)
class RegisterList:
    """A file of a register; a complete one also tells of those who are not in it."""

    register: str
    valid_on: date
    complete: bool
    source: str


def of_everybody(db: Connection, as_of: date) -> pa.Table:
    """The newest word of each register about each worker, not after the day."""
    return fetch(db, _newest(as_of), WORDS)


def of_worker(db: Connection, worker_id: str, as_of: date) -> pa.Table:
    """The newest word of each register about one worker."""
    return as_table(few(db, _of_one(), asked_for=worker_id, on=as_of), WORDS)


def complete_lists(db: Connection, as_of: date) -> Mapping[str, date]:
    """The day of the newest complete list of each register that has one by the day."""
    return {row[0]: row[1] for row in db.execute(_complete_lists(), {"on": as_of})}


def remove_strangers(db: Connection, staged: sa.Table) -> tuple[Clash, ...]:
    """Take rows out whose number is nobody's here, or somebody's of another name.

    Numbers are shown by their ends only, names not at all.
    """
    known = sa.exists().where(workers.c.id_hash == staged.c.id_hash)
    other = sa.exists().where(
        workers.c.id_hash == staged.c.id_hash, workers.c.name != staged.c.name
    )
    found = [
        *_removed(db, staged, ~known, UNKNOWN_NUMBER),
        *_removed(db, staged, other, OTHER_NAME),
    ]
    return tuple(sorted(found, key=lambda clash: clash.row))


def take_facts(
    db: Connection, staged: sa.Table, given: RegisterList, recorded_at: datetime
) -> Taken:
    """Keep what staged rows tell that is not yet known of that register, worker and day."""
    names = [column.name for column in REGISTER_FACTS[given.register]]
    total = db.scalar(sa.select(sa.func.count()).select_from(staged)) or 0
    new = _count(db, _known_days(staged, given.register), staged)
    rows = (
        sa.select(
            workers.c.worker_id,
            sa.literal(given.register),
            staged.c.valid_on,
            *(staged.c[name] for name in names),
            sa.literal(given.source),
            sa.literal(recorded_at, register_facts.c.recorded_at.type),
        )
        .join_from(staged, workers, workers.c.id_hash == staged.c.id_hash)
        .where(~_says_the_same(staged, given.register, names))
    )
    into = ["worker_id", "register", "valid_on", *names, "source", "recorded_at"]
    added = rows_of(db, sa.insert(register_facts).from_select(into, rows))
    db.execute(
        sa.insert(register_lists).values(
            register=given.register,
            valid_on=given.valid_on,
            complete=given.complete,
            source=given.source,
            recorded_at=recorded_at,
        )
    )
    return Taken(min(new, added), added - min(new, added), total - added)


def _removed(
    db: Connection, staged: sa.Table, wrong: sa.ColumnElement[bool], reason: str
) -> list[Clash]:
    rows = db.execute(sa.select(staged.c.row, staged.c.id_shown).where(wrong)).all()
    db.execute(sa.delete(staged).where(wrong))
    return [Clash(row, "id_number", shown, reason) for row, shown in rows]


@cache
def _complete_lists() -> Query:
    r = register_lists
    newest = sa.select(r.c.register, sa.func.max(r.c.valid_on))
    return newest.where(r.c.complete, r.c.valid_on <= _on()).group_by(r.c.register)


@cache
def _of_one() -> Query:
    return _newest(_on(), register_facts.c.worker_id == sa.bindparam("asked_for"))


def _on() -> sa.BindParameter[date]:
    return sa.bindparam("on", type_=register_facts.c.valid_on.type)


def _newest(as_of: date | sa.BindParameter[date], *conditions: sa.ColumnElement[bool]) -> Query:
    f = register_facts
    order = sa.func.row_number().over(
        partition_by=(f.c.worker_id, f.c.register),
        order_by=(f.c.valid_on.desc(), f.c.fact_id.desc()),
    )
    columns = [f.c[word.name] for word in WORDS]
    ranked = sa.select(*columns, order.label("place")).where(f.c.valid_on <= as_of, *conditions)
    newest = ranked.subquery()
    picked = [newest.c[word.name] for word in WORDS]
    return sa.select(*picked).where(newest.c.place == 1).order_by(newest.c.worker_id)


def _known_days(staged: sa.Table, register: str) -> sa.ColumnElement[bool]:
    f = register_facts
    return sa.exists().where(
        f.c.worker_id == workers.c.worker_id,
        workers.c.id_hash == staged.c.id_hash,
        f.c.register == register,
        f.c.valid_on == staged.c.valid_on,
    )


def _count(db: Connection, known: sa.ColumnElement[bool], staged: sa.Table) -> int:
    return db.scalar(sa.select(sa.func.count()).select_from(staged).where(~known)) or 0


def _says_the_same(staged: sa.Table, register: str, names: list[str]) -> sa.ColumnElement[bool]:
    """Whether the newest word of that day is this one already."""
    f, later = register_facts.alias("f"), register_facts.alias("later")
    newer = sa.exists().where(
        later.c.worker_id == f.c.worker_id,
        later.c.register == f.c.register,
        later.c.valid_on == f.c.valid_on,
        later.c.fact_id > f.c.fact_id,
    )
    return sa.exists().where(
        f.c.worker_id == workers.c.worker_id,
        f.c.register == register,
        f.c.valid_on == staged.c.valid_on,
        *(f.c[name].is_not_distinct_from(staged.c[name]) for name in names),
        ~newer,
    )
