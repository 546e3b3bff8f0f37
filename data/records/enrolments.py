"""Questions about who is in a class: enrolments, real names, check-ins and exams."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data.store import Connection, rows_of
from data.tables_training import (
    SEATED_STATES,
    check_ins,
    enrolments,
    exams,
    real_names,
    training_classes,
)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody in a class; `real_name` is the state of the real-name record, None where there is none."""

    enrolment_id: int
    class_id: str
    worker_id: str
    voucher_id: str | None
    state: str
    minutes: int
    passed: bool | None
    real_name: str | None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Somebody came to a session; the device is a hash, the place a distance."""

    enrolment_id: int
    session_no: int
    class_id: str
    held_on: date
    minutes: int
    method: str
    device: str | None
    metres_off: int | None
    checked_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Exam:
    """One attempt at the exam."""

    enrolment_id: int
    attempt: int
    held_on: date
    theory: int | None
    practice: int | None
    passed: bool
    recorded_at: datetime
    recorded_by: str


def ask(
    db: Connection,
    class_id: str,
    worker_id: str,
    *,
    voucher_id: str | None,
    by: str,
    at: datetime,
) -> int:
    """Write down that somebody asks for a seat, and return the number of the enrolment."""
    new = sa.insert(enrolments).values(
        class_id=class_id,
        worker_id=worker_id,
        voucher_id=voucher_id,
        state="requested",
        minutes=0,
        requested_at=at,
        changed_at=at,
        changed_by=by,
    )
    return int(db.execute(new.returning(enrolments.c.enrolment_id)).scalar_one())


def one(db: Connection, enrolment_id: int, *, held: bool = False) -> Enrolment | None:
    """An enrolment by its number; `held` keeps others from changing it until the transaction ends."""
    if held:
        e = enrolments.c
        key = sa.select(e.enrolment_id).where(e.enrolment_id == enrolment_id)
        db.execute(key.with_for_update())
    found = _some(db, enrolments.c.enrolment_id == enrolment_id)
    return found[0] if found else None


def of_voucher(db: Connection, voucher_id: str) -> Enrolment | None:
    """The enrolment a voucher is used for now, or was last: a seat goes before what was only asked for."""
    found = _some(db, enrolments.c.voucher_id == voucher_id)
    return max(found, key=_how_used) if found else None


def withdraw_others(db: Connection, kept: Enrolment, *, reason: str, by: str, at: datetime) -> None:
    """Withdraw whatever else was asked for with the voucher of an enrolment and is not decided yet."""
    e = enrolments.c
    others = (e.voucher_id == kept.voucher_id, e.enrolment_id != kept.enrolment_id)
    # Whoever decides on one of them just now holds it and waits for the voucher: do not wait for him.
    free = sa.select(e.enrolment_id).where(*others, e.state == "requested")
    ids = db.scalars(free.order_by(e.enrolment_id).with_for_update(skip_locked=True)).all()
    change = sa.update(enrolments).where(e.enrolment_id.in_(ids))
    db.execute(change.values(state="withdrawn", changed_at=at, changed_by=by, reason=reason))


def of_worker(db: Connection, worker_id: str) -> tuple[Enrolment, ...]:
    """Every enrolment of a worker, the oldest first."""
    return _some(db, enrolments.c.worker_id == worker_id)


def of_class(db: Connection, class_id: str, *states: str) -> tuple[Enrolment, ...]:
    """Who is in a class, or was; of some states or of all."""
    known = [enrolments.c.state.in_(states)] if states else []
    return _some(db, enrolments.c.class_id == class_id, *known)


def living(db: Connection, class_id: str, worker_id: str) -> Enrolment | None:
    """The enrolment of somebody in a class that was neither withdrawn nor refused."""
    e = enrolments.c
    own = (e.class_id == class_id, e.worker_id == worker_id)
    found = _some(db, *own, e.state.not_in(("withdrawn", "refused")))
    return found[0] if found else None


def change(
    db: Connection,
    before: Enrolment,
    state: str,
    *,
    by: str,
    at: datetime,
    **facts: str | int | bool | None,
) -> bool:
    """Let an enrolment take a new state, with new facts; False where it is no longer as looked at."""
    e = enrolments
    same = (e.c.enrolment_id == before.enrolment_id, e.c.state == before.state)
    values: dict[str, Any] = {"state": state, "changed_at": at, "changed_by": by, **facts}
    return rows_of(db, sa.update(e).where(*same).values(**values)) == 1


def add_real_name(
    db: Connection, enrolment_id: int, worker_id: str, *, method: str, at: datetime, by: str
) -> None:
    """Keep that somebody's name was checked for an enrolment."""
    db.execute(
        sa.insert(real_names).values(
            enrolment_id=enrolment_id,
            worker_id=worker_id,
            method=method,
            state="valid",
            recorded_at=at,
            recorded_by=by,
        )
    )


def set_real_name(db: Connection, enrolment_id: int, state: str, *, at: datetime, by: str) -> bool:
    """Say that a real-name record is valid, invalid, frozen or cancelled; False where there is none."""
    r = real_names
    changed = sa.update(r).where(r.c.enrolment_id == enrolment_id)
    return rows_of(db, changed.values(state=state, recorded_at=at, recorded_by=by)) == 1


def add_check_in(db: Connection, check_in: CheckIn) -> bool:
    """Keep a check-in and count its minutes; False where this session was counted already."""
    c = check_ins.c
    key = (c.enrolment_id == check_in.enrolment_id, c.session_no == check_in.session_no)
    if db.scalar(sa.select(c.session_no).where(*key)) is not None:
        return False
    db.execute(sa.insert(check_ins).values(**asdict(check_in)))
    e = enrolments
    more = sa.update(e).where(e.c.enrolment_id == check_in.enrolment_id)
    db.execute(more.values(minutes=e.c.minutes + check_in.minutes))
    return True


def check_ins_of(db: Connection, enrolment_id: int) -> tuple[CheckIn, ...]:
    """Every check-in of an enrolment, by session."""
    c = check_ins
    query = sa.select(c).where(c.c.enrolment_id == enrolment_id).order_by(c.c.session_no)
    return tuple(CheckIn(**row) for row in db.execute(query).mappings())


def add_exam(db: Connection, exam: Exam) -> None:
    """Keep an attempt at the exam."""
    db.execute(sa.insert(exams).values(**asdict(exam)))


def exams_of(db: Connection, enrolment_id: int) -> tuple[Exam, ...]:
    """Every attempt of an enrolment, in order."""
    query = sa.select(exams).where(exams.c.enrolment_id == enrolment_id).order_by(exams.c.attempt)
    return tuple(Exam(**row) for row in db.execute(query).mappings())


def learners_on(db: Connection, device: str) -> int:
    """How many people checked in with a device."""
    c, e = check_ins.c, enrolments.c
    people = sa.select(sa.func.count(sa.distinct(e.worker_id)))
    joined = check_ins.join(enrolments, c.enrolment_id == e.enrolment_id)
    return db.scalar(people.select_from(joined).where(c.device == device)) or 0


def finished_between(db: Connection, since: date, until: date) -> frozenset[str]:
    """Who finished a class that ended in this time, both days included; once each."""
    e, c = enrolments, training_classes
    finished = (e.c.state == "finished", c.c.ends_on >= since, c.c.ends_on <= until)
    both = e.join(c, c.c.class_id == e.c.class_id)
    return frozenset(db.scalars(sa.select(e.c.worker_id).select_from(both).where(*finished)))


def seated(db: Connection) -> dict[str, int]:
    """How many seats of each class the enrolments say are taken."""
    e = enrolments.c
    query = sa.select(e.class_id, sa.func.count()).where(e.state.in_(SEATED_STATES))
    return {row[0]: row[1] for row in db.execute(query.group_by(e.class_id))}


def _how_used(enrolment: Enrolment) -> tuple[bool, bool, int]:
    had_a_seat = enrolment.real_name is not None
    return enrolment.state in SEATED_STATES, had_a_seat, enrolment.enrolment_id


def _some(db: Connection, *conditions: sa.ColumnElement[bool]) -> tuple[Enrolment, ...]:
    own = [n for n in Enrolment.__dataclass_fields__ if n != "real_name"]
    columns = [*(enrolments.c[n] for n in own), real_names.c.state.label("real_name")]
    joined = enrolments.outerjoin(
        real_names, real_names.c.enrolment_id == enrolments.c.enrolment_id
    )
    query = sa.select(*columns).select_from(joined).where(*conditions)
    rows = db.execute(query.order_by(enrolments.c.enrolment_id)).mappings()
    return tuple(Enrolment(**row) for row in rows)
