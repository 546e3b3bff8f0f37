"""Questions about recognition as hard to employ: cases, who is recognised on a day, what is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import pyarrow as pa
import sqlalchemy as sa

from data.fetching import Query, fetch
from data.schema import Column
from data.store import Connection, rows_of
from data.tables_cases import RUNNING_STATES, recognition_cases

RECOGNISED_STATES = ("recognised", "in_force", "ending")
"""The county has decided; whoever is being asked whether the status should end still has it."""

ID_WORDS = (Column("worker_id", "text", "个人编号"),)


@dataclass(frozen=True, slots=True)
class Case:
    """One procedure of recognition, from the application to its end."""

    case_id: str
    worker_id: str
    state: str
    category: str
    household_id: str | None
    region: str
    township: str | None
    rule: str
    applied_on: date
    applied_by: str
    due_on: date | None
    notice_until: date | None = None
    decided_on: date | None = None
    decided_by: str | None = None
    document: str | None = None
    valid_from: date | None = None
    review_on: date | None = None
    ended_on: date | None = None
    end_ground: str | None = None
    officer: str | None = None


def add_case(db: Connection, case: Case, recorded_at: datetime) -> None:
    """Open a case; the database refuses a second one that runs."""
    values = {name: getattr(case, name) for name in Case.__dataclass_fields__}
    db.execute(sa.insert(recognition_cases).values(**values, recorded_at=recorded_at))


def one(db: Connection, case_id: str) -> Case | None:
    """The case with this id."""
    found = _cases(db, recognition_cases.c.case_id == case_id)
    return found[0] if found else None


def of_worker(db: Connection, worker_id: str) -> tuple[Case, ...]:
    """All cases of a worker, oldest first."""
    return _cases(db, recognition_cases.c.worker_id == worker_id)


def running_of(db: Connection, worker_id: str) -> Case | None:
    """The case of a worker that has not come to an end."""
    c = recognition_cases.c
    found = _cases(db, c.worker_id == worker_id, c.state.in_(RUNNING_STATES))
    return found[0] if found else None


def applicant_of(db: Connection, household_id: str) -> str | None:
    """Who of a household applied as a member of a household without anybody at work."""
    return db.scalar(_applicant(), {"asked_for": household_id})


def applicants(db: Connection) -> Mapping[str, str]:
    """Who of each household has a running case as a member of one without anybody at work."""
    c = recognition_cases.c
    running = sa.select(c.household_id, c.worker_id).where(
        c.category == "D4", c.household_id.is_not(None), c.state.in_(RUNNING_STATES)
    )
    return {row[0]: row[1] for row in db.execute(running)}


def recognised(db: Connection, as_of: date) -> pa.Array:
    """Everybody who is recognised on a day, by id."""
    query = sa.select(recognition_cases.c.worker_id).where(_is_recognised(as_of)).distinct()
    return fetch(db, query, ID_WORDS)["worker_id"].combine_chunks()


def recognised_case(db: Connection, worker_id: str, as_of: date) -> Case | None:
    """The case by which a worker is recognised on a day; None where the worker is not."""
    found = db.execute(_recognised_case(), {"asked_for": worker_id, "on": as_of}).mappings().all()
    return Case(**found[-1]) if found else None


def due(db: Connection, until: date, limit: int = 500) -> tuple[Case, ...]:
    """Cases with a step to be taken, or a review, by a day; the most overdue first."""
    c = recognition_cases.c
    step = sa.and_(c.state.in_(RUNNING_STATES), c.due_on <= until)
    review = sa.and_(c.state == "in_force", c.review_on <= until)
    first = sa.func.coalesce(c.due_on, c.review_on)
    columns = [c[name] for name in Case.__dataclass_fields__]
    query = sa.select(*columns).where(sa.or_(step, review)).order_by(first, c.case_id).limit(limit)
    return tuple(Case(**row) for row in db.execute(query).mappings())


def move(db: Connection, case_id: str, from_state: str, values: Mapping[str, object]) -> bool:
    """Change a case only while it is in this state; False where somebody was faster."""
    c = recognition_cases
    statement = sa.update(c).where(c.c.case_id == case_id, c.c.state == from_state)
    return rows_of(db, statement.values(**values)) == 1


@cache
def _applicant() -> Query:
    c = recognition_cases.c
    home, running = c.household_id == sa.bindparam("asked_for"), c.state.in_(RUNNING_STATES)
    return _select_cases(home, c.category == "D4", running).with_only_columns(c.worker_id)


@cache
def _recognised_case() -> Query:
    c = recognition_cases.c
    on = sa.bindparam("on", type_=c.valid_from.type)
    return _select_cases(c.worker_id == sa.bindparam("asked_for"), _is_recognised(on))


def _is_recognised(as_of: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    c = recognition_cases.c
    ever = sa.or_(c.state.in_(RECOGNISED_STATES), c.state == "ended")
    begun = c.valid_from <= as_of
    return sa.and_(ever, begun, sa.or_(c.ended_on.is_(None), c.ended_on > as_of))


def _cases(db: Connection, *conditions: sa.ColumnElement[bool]) -> tuple[Case, ...]:
    return tuple(Case(**row) for row in db.execute(_select_cases(*conditions)).mappings())


def _select_cases(*conditions: sa.ColumnElement[bool]) -> Query:
    c = recognition_cases.c
    columns = [c[name] for name in Case.__dataclass_fields__]
    return sa.select(*columns).where(*conditions).order_by(c.applied_on, c.case_id)
