"""Questions that help to notice misuse: what other records say about a learner and a class."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.records.enrolments import learners_on
from data.store import Connection
from data.tables import workers
from data.tables_assistance import policy_applications, register_facts, register_lists
from data.tables_training import check_ins, enrolments

COMPANY = "company"
PAID = ("approved", "ended")


@dataclass(frozen=True, slots=True)
class Subsidy:
    """A subsidy that was approved for somebody."""

    policy_id: str
    occupation: str | None
    level: str | None
    on: date


def subsidies_of(db: Connection, worker_id: str) -> tuple[Subsidy, ...]:
    """The subsidies approved for a worker, the oldest first."""
    a = policy_applications.c
    columns = (a.policy_id, a.occupation, a.level, sa.func.coalesce(a.decided_on, a.starts_on))
    own = (a.worker_id == worker_id, a.state.in_(PAID))
    rows = db.execute(sa.select(*columns).where(*own).order_by(a.starts_on, a.application_id))
    return tuple(Subsidy(*row) for row in rows)


def company_officer(db: Connection, worker_id: str, as_of: date) -> bool | None:
    """Whether the register of companies names the worker on a day; None where nobody has said."""
    f, lists = register_facts.c, register_lists.c
    said = (f.worker_id == worker_id, f.register == COMPANY, f.valid_on <= as_of)
    newest = sa.select(f.company_officer).where(*said)
    row = db.execute(newest.order_by(f.valid_on.desc(), f.fact_id.desc()).limit(1)).first()
    if row is not None and row[0] is not None:
        return bool(row[0])
    whole = (lists.register == COMPANY, lists.complete.is_(True), lists.valid_on <= as_of)
    return False if db.scalar(sa.select(lists.list_id).where(*whole).limit(1)) else None


def learners_by_device(db: Connection, enrolment_id: int) -> dict[str, int]:
    """For every device somebody checked in with: how many people did."""
    c = check_ins.c
    own = (c.enrolment_id == enrolment_id, c.device.is_not(None))
    devices = db.scalars(sa.select(c.device).where(*own).distinct().order_by(c.device)).all()
    return {device: learners_on(db, device) for device in devices}


def people_with_phone_of(db: Connection, worker_id: str) -> int | None:
    """How many people of the registry have a worker's phone number; None where there is no number."""
    mine = workers.alias("mine")
    phone = db.scalar(sa.select(mine.c.phone_hash).where(mine.c.worker_id == worker_id))
    if not phone:
        return None
    counted = sa.select(sa.func.count()).select_from(workers).where(workers.c.phone_hash == phone)
    return db.scalar(counted) or 0


def minutes_a_day(db: Connection, worker_id: str) -> dict[date, int]:
    """How many minutes of class a worker was present on each day, in all classes together."""
    c, e = check_ins, enrolments
    total = sa.select(c.c.held_on, sa.func.sum(c.c.minutes))
    joined = total.join(e, e.c.enrolment_id == c.c.enrolment_id).where(e.c.worker_id == worker_id)
    rows = db.execute(joined.group_by(c.c.held_on).order_by(c.c.held_on))
    return {row[0]: int(row[1]) for row in rows}
