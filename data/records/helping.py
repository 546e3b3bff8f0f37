"""Questions about personal help: the plan's measures, contacts, and follow-ups with their days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data.store import Connection, rows_of
from data.tables_cases import contacts, followups, plan_measures


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a worker's plan, with the day by which it is to be done."""

    measure_id: str
    worker_id: str
    kind: str
    text: str
    state: str
    planned_on: date
    planned_by: str
    due_on: date
    closed_on: date | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact with a worker and what came of it."""

    contact_id: str
    worker_id: str
    happened_on: date
    channel: str
    outcome: str
    about: str
    done_by: str


@dataclass(frozen=True, slots=True)
class Followup:
    """A look at how a worker is doing, so many months after its cause."""

    followup_id: str
    worker_id: str
    cause: str
    cause_id: str
    months: int
    due_on: date
    state: str
    done_on: date | None = None
    outcome: str | None = None


def add_measure(db: Connection, measure: Measure, recorded_at: datetime) -> bool:
    """Add a measure to the plan; False where it is in it already."""
    m = plan_measures
    if db.scalar(sa.select(m.c.measure_id).where(m.c.measure_id == measure.measure_id)):
        return False
    values = {name: getattr(measure, name) for name in Measure.__dataclass_fields__}
    db.execute(sa.insert(m).values(**values, recorded_at=recorded_at))
    return True


def add_contact(db: Connection, contact: Contact, recorded_at: datetime) -> bool:
    """Write a contact down; False where it is written down already."""
    c = contacts
    if db.scalar(sa.select(c.c.contact_id).where(c.c.contact_id == contact.contact_id)):
        return False
    values = {name: getattr(contact, name) for name in Contact.__dataclass_fields__}
    db.execute(sa.insert(c).values(**values, recorded_at=recorded_at))
    return True


def add_followups(db: Connection, planned: Sequence[Followup], recorded_at: datetime) -> int:
    """Plan follow-ups; returns how many were not planned already."""
    ids = [f.followup_id for f in planned]
    known = set(
        db.scalars(sa.select(followups.c.followup_id).where(followups.c.followup_id.in_(ids)))
    )
    names = Followup.__dataclass_fields__
    rows = [
        {name: getattr(f, name) for name in names} | {"recorded_at": recorded_at}
        for f in planned
        if f.followup_id not in known
    ]
    if rows:
        db.execute(sa.insert(followups), rows)
    return len(rows)


def measures_of(db: Connection, worker_id: str) -> tuple[Measure, ...]:
    """A worker's plan, by the day each measure is due."""
    return _measures(db, plan_measures.c.worker_id == worker_id)


def contacts_of(db: Connection, worker_id: str) -> tuple[Contact, ...]:
    """The contacts with a worker, oldest first."""
    columns = [contacts.c[name] for name in Contact.__dataclass_fields__]
    query = sa.select(*columns).where(contacts.c.worker_id == worker_id)
    order = (contacts.c.happened_on, contacts.c.recorded_at, contacts.c.contact_id)
    return tuple(Contact(**row) for row in db.execute(query.order_by(*order)).mappings())


def followups_of(db: Connection, worker_id: str) -> tuple[Followup, ...]:
    """The follow-ups of a worker, by day."""
    return _followups(db, followups.c.worker_id == worker_id)


def one_measure(db: Connection, measure_id: str) -> Measure | None:
    """The measure with this id."""
    found = _measures(db, plan_measures.c.measure_id == measure_id)
    return found[0] if found else None


def one_followup(db: Connection, followup_id: str) -> Followup | None:
    """The follow-up with this id."""
    found = _followups(db, followups.c.followup_id == followup_id)
    return found[0] if found else None


def due_measures(db: Connection, until: date, limit: int = 500) -> tuple[Measure, ...]:
    """Measures to be done by a day, the most overdue first."""
    m = plan_measures.c
    return _measures(db, m.state == "planned", m.due_on <= until, limit=limit)


def due_followups(db: Connection, until: date, limit: int = 500) -> tuple[Followup, ...]:
    """Follow-ups to be made by a day, the most overdue first."""
    f = followups.c
    return _followups(db, f.state == "due", f.due_on <= until, limit=limit)


def close_measure(db: Connection, measure_id: str, state: str, outcome: str, on: date) -> bool:
    """Close a planned measure; False where it is closed already."""
    m = plan_measures
    still = (m.c.measure_id == measure_id, m.c.state == "planned")
    values = {"state": state, "outcome": outcome, "closed_on": on}
    return rows_of(db, sa.update(m).where(*still).values(**values)) == 1


def close_followup(db: Connection, followup_id: str, outcome: str, on: date) -> bool:
    """Note that a follow-up was made; False where it was made already."""
    still = (followups.c.followup_id == followup_id, followups.c.state == "due")
    values = {"state": "done", "outcome": outcome, "done_on": on}
    return rows_of(db, sa.update(followups).where(*still).values(**values)) == 1


def _measures(
    db: Connection, *conditions: sa.ColumnElement[bool], limit: int | None = None
) -> tuple[Measure, ...]:
    columns = [plan_measures.c[name] for name in Measure.__dataclass_fields__]
    order = (plan_measures.c.due_on, plan_measures.c.measure_id)
    query = sa.select(*columns).where(*conditions).order_by(*order).limit(limit)
    return tuple(Measure(**row) for row in db.execute(query).mappings())


def _followups(
    db: Connection, *conditions: sa.ColumnElement[bool], limit: int | None = None
) -> tuple[Followup, ...]:
    columns = [followups.c[name] for name in Followup.__dataclass_fields__]
    order = (followups.c.due_on, followups.c.followup_id)
    query = sa.select(*columns).where(*conditions).order_by(*order).limit(limit)
    return tuple(Followup(**row) for row in db.execute(query).mappings())
