"""Questions about workers: who somebody is, and what was known of one or of everybody on a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from data import fetching
from data.fetching import Query, as_table, fetch, few, stream
from data.masking import mask_id_number, mask_phone
from data.records import choices
from data.schema import FACT_COLUMNS, arrow_schema, snapshot_columns
from data.sealing import ID_NUMBER, PHONE
from data.store import Connection, vault_of
from data.tables import worker_versions, workers

SNAPSHOT = snapshot_columns()
SNAPSHOT_SCHEMA = arrow_schema(SNAPSHOT)
HOMES_AT_ONCE = 1000

Known = tuple[Any, ...]
"""A worker's facts as the driver gives them."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a worker is: number and telephone show their ends only, unless they were asked for in full.

    It never leaves for a model, a snapshot, a message or a log.
    """

    worker_id: str
    id_number: str = field(repr=False)
    name: str = field(repr=False)
    phone: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Version:
    """What one source said of a worker on one day; `superseded` when it was corrected later."""

    valid_on: date
    revision: int
    recorded_at: datetime
    source: str
    superseded: bool
    facts: Mapping[str, object]


def as_known(db: Connection, as_of: date, region: str | None = None) -> pa.Table:
    """Everybody as known on a day, or those of one county unit: the newest version not after it."""
    return fetch(db, _known(as_of, region), SNAPSHOT)


def registered(db: Connection, as_of: date) -> pa.Table:
    """Those who are registered as without work, as known on a day, by id; a small part of everybody.

    Of two who are equal the first gets the last place: who that is must not hang on how a database happens
    to read its table. Sorted here, in columns: a database would sort whole rows on disk.
    """
    v = worker_versions
    found = fetch(db, _known(as_of, None).where(v.c.registered_on.is_not(None)), SNAPSHOT)
    return found.sort_by("worker_id")


def stream_as_known(db: Connection, as_of: date) -> Iterator[pa.Table]:
    """The same in pieces, in no particular order."""
    return stream(db, _known(as_of, None), SNAPSHOT)


def one(db: Connection, worker_id: str, as_of: date) -> pa.Table:
    """One worker as known on a day: one row, or none when nothing was known yet."""
    return as_person(known(db, worker_id, as_of))


def known(db: Connection, worker_id: str, as_of: date) -> Known | None:
    """The same before it becomes a table: where two are equal, nothing else is known."""
    found = few(db, of_one(), asked_for=worker_id, on=as_of)
    return found[0] if found else None


def as_person(row: Known | None) -> pa.Table:
    """What `known` found, as a table of one row or none."""
    return as_table([row] if row else [], SNAPSHOT)


def as_facts(row: Known) -> dict[str, object]:
    """What `known` found, by name: `SNAPSHOT`."""
    return fetching.as_facts(row, SNAPSHOT)


@cache
def of_one() -> Query:
    """The statement behind `known`: of the worker `asked_for` what was known `on` a day."""
    v = worker_versions
    until = sa.bindparam("on", type_=v.c.valid_on.type)
    return (
        sa.select(*_facts_with_consent(v))
        .where(v.c.worker_id == sa.bindparam("asked_for"), v.c.valid_on <= until)
        .order_by(v.c.valid_on.desc(), v.c.revision.desc())
        .limit(1)
    )


def some(db: Connection, worker_ids: Sequence[str], as_of: date) -> pa.Table:
    """Several workers as known on a day, in no particular order; those unknown then are left out."""
    return fetch(
        db, _known(as_of, None).where(worker_versions.c.worker_id.in_(worker_ids)), SNAPSHOT
    )


def household(db: Connection, household_id: str, as_of: date) -> list[dict[str, object]]:
    """Everybody of a household as known on a day, in no particular order, by name: `SNAPSHOT`."""
    return [as_facts(row) for row in few(db, _of_home(), asked_for=household_id, on=as_of)]


def households(db: Connection, household_ids: Sequence[str], as_of: date) -> pa.Table:
    """Everybody of several households as known on a day, in no particular order."""
    found = [SNAPSHOT_SCHEMA.empty_table()]
    for start in range(0, len(household_ids), HOMES_AT_ONCE):
        some = household_ids[start : start + HOMES_AT_ONCE]
        member = worker_versions.c.household_id.in_(some)
        found.append(fetch(db, _known(as_of, None).where(member), SNAPSHOT))
    return pa.concat_tables(found)


def history(db: Connection, worker_ids: Sequence[str] | None = None) -> pa.Table:
    """Every version that still stands, of everybody or of some, by worker and day."""
    v, later = worker_versions, worker_versions.alias("later")
    corrected = sa.exists().where(
        later.c.worker_id == v.c.worker_id,
        later.c.valid_on == v.c.valid_on,
        later.c.revision > v.c.revision,
    )
    standing = sa.select(*_facts(v)).where(~corrected).order_by(v.c.worker_id, v.c.valid_on)
    if worker_ids is not None:
        standing = standing.where(v.c.worker_id.in_(worker_ids))
    return fetch(db, standing, SNAPSHOT)


def versions(db: Connection, worker_id: str) -> tuple[Version, ...]:
    """All that was ever recorded of a worker, corrected versions included, newest first."""
    seen: set[date] = set()
    found = []
    for row in db.execute(_versions_of(), {"asked_for": worker_id}).mappings():
        told = {name: row[name] for name in ("valid_on", "revision", "recorded_at", "source")}
        facts = {c.name: row[c.name] for c in FACT_COLUMNS}
        found.append(Version(**told, superseded=row["valid_on"] in seen, facts=facts))
        seen.add(row["valid_on"])
    return tuple(found)


@cache
def _versions_of() -> Query:
    v = worker_versions
    asked = sa.select(v).where(v.c.worker_id == sa.bindparam("asked_for"))
    return asked.order_by(v.c.valid_on.desc(), v.c.revision.desc())


def exists(db: Connection, worker_id: str) -> bool:
    """Whether somebody with this id is in the registry."""
    return bool(db.scalar(sa.select(sa.exists().where(workers.c.worker_id == worker_id))))


def identity(db: Connection, worker_id: str) -> Identity | None:
    """Who a worker is, masked."""
    found = find(db, worker_id=worker_id)
    return found[0] if found else None


def names(db: Connection, worker_ids: Sequence[str]) -> Mapping[str, str]:
    """What several workers are called, by id; unknown ids are left out."""
    w = workers
    rows = db.execute(sa.select(w.c.worker_id, w.c.name).where(w.c.worker_id.in_(worker_ids)))
    return {row[0]: row[1] for row in rows}


def find(
    db: Connection,
    *,
    worker_id: str | None = None,
    id_number: str | None = None,
    name: str | None = None,
    phone: str | None = None,
    after: str = "",
    limit: int = 50,
) -> tuple[Identity, ...]:
    """Workers with exactly this id, number, name or phone, by id; go on `after` the last one shown."""
    w = workers
    asked = {w.c.worker_id: worker_id, w.c.name: name}
    if id_number is not None:
        asked[w.c.id_hash] = vault_of(db).hash_one(ID_NUMBER, id_number)
    if phone is not None:
        asked[w.c.phone_hash] = vault_of(db).hash_one(PHONE, phone)
    query = sa.select(w).where(*(c == value for c, value in asked.items() if value is not None))
    query = query.where(w.c.worker_id > after).order_by(w.c.worker_id).limit(limit)
    return tuple(_masked(db, row) for row in db.execute(query).mappings())


def whole(db: Connection, worker_id: str) -> Identity | None:
    """Who a worker is, in full: for somebody who gave a reason that the audit trail keeps."""
    row = db.execute(sa.select(workers).where(workers.c.worker_id == worker_id)).mappings().first()
    return None if row is None else _opened(db, row)


def telephone(db: Connection, worker_id: str) -> str | None:
    """The whole number, for the channel that dials it; the outbox keeps that it did."""
    sealed = db.scalar(sa.select(workers.c.phone_sealed).where(workers.c.worker_id == worker_id))
    return None if sealed is None else vault_of(db).unseal(PHONE, worker_id, sealed)


def hold(db: Connection, worker_ids: Sequence[str]) -> None:
    """Let nobody else decide about these workers until the transaction ends; always in the same order."""
    w = workers
    rows = sa.select(w.c.worker_id).where(w.c.worker_id.in_(worker_ids)).order_by(w.c.worker_id)
    db.execute(rows.with_for_update(key_share=True)).all()


def known_ids(db: Connection, worker_ids: Sequence[str]) -> frozenset[str]:
    """Which of these ids belong to somebody in the registry."""
    w = workers.c.worker_id
    return frozenset(db.scalars(sa.select(w).where(w.in_(worker_ids))))


def wishing_training(
    db: Connection, occupation: str, as_of: date, *, region: str
) -> tuple[str, ...]:
    """Who, as known on a day, wishes to learn an occupation and lives in a region (by its prefix)."""
    v = worker_versions
    wishing = (v.c.training_wish == occupation, v.c.region.startswith(region, autoescape=True))
    known = _known(as_of, None).where(*wishing).subquery()
    return tuple(db.scalars(sa.select(known.c.worker_id).order_by(known.c.worker_id)))


def count(db: Connection) -> int:
    """How many people are in the registry."""
    return db.scalar(sa.select(sa.func.count()).select_from(workers)) or 0


def _opened(db: Connection, row: sa.RowMapping) -> Identity:
    vault, worker_id, phone = vault_of(db), row["worker_id"], row["phone_sealed"]
    return Identity(
        worker_id=worker_id,
        id_number=vault.unseal(ID_NUMBER, worker_id, row["id_sealed"]),
        name=row["name"],
        phone=None if phone is None else vault.unseal(PHONE, worker_id, phone),
    )


def _masked(db: Connection, row: sa.RowMapping) -> Identity:
    found = _opened(db, row)
    return replace(
        found,
        id_number=mask_id_number(found.id_number),
        phone=None if found.phone is None else mask_phone(found.phone),
    )


@cache
def _of_home() -> Query:
    member = worker_versions.c.household_id == sa.bindparam("asked_for")
    return _known(sa.bindparam("on", type_=worker_versions.c.valid_on.type), None).where(member)


def _known(as_of: date | sa.BindParameter[date], region: str | None) -> Query:
    v = worker_versions
    known = sa.select(*_facts_with_consent(v)).where(v.c.valid_on <= as_of, ~newer(v, as_of))
    return known if region is None else known.where(v.c.region == region)


def newer(v: sa.Table, as_of: date | sa.BindParameter[date]) -> sa.Exists:
    """Of a statement: whether a newer version than a row of `v` (`worker_versions`) was known on a day."""
    later = worker_versions.alias("later")
    return sa.exists().where(
        later.c.worker_id == v.c.worker_id,
        later.c.valid_on <= as_of,
        sa.tuple_(later.c.valid_on, later.c.revision) > sa.tuple_(v.c.valid_on, v.c.revision),
    )


def known_ids_where(as_of: date, *conditions: sa.ColumnElement[bool]) -> sa.Select[tuple[str]]:
    """Of a statement: the ids of those whose newest version on a day meets conditions on `worker_versions`."""
    return _known(as_of, None).where(*conditions).with_only_columns(worker_versions.c.worker_id)


def _facts_with_consent(table: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    """The facts, but whether advice may look at somebody as that person said last, today as of any day."""
    return [choices.as_said(table) if c.name == "consent" else c for c in _facts(table)]


def _facts(table: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    return [table.c[column.name] for column in SNAPSHOT]
