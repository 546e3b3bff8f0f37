"""Use cases about coming to class: check-ins, hours, the end of a course, the exam."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data.records import enrolments, training_classes, vouchers
from data.records.enrolments import CheckIn, Enrolment, Exam
from data.records.vouchers import Voucher
from data.store import Connection
from data.tables_training import CHECK_IN_METHODS
from models.vouchers.guards_training import MINUTES_AN_HOUR, needed_minutes
from models.vouchers.states import Event, Role, State
from service.errors import Conflict, Forbidden, NotFound, Problem
from service.vouchers.catching_up import catch_up
from service.vouchers.classes import found
from service.vouchers.enrolling import known, remember
from service.vouchers.steps import Actor, Said, rules_for, step


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody comes to a session; `device` is hashed before it is kept, `metres_off` is how far from the site."""

    session_no: int
    method: str
    minutes: int | None = None
    device: str | None = None
    metres_off: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What an exam came to; marks are out of 100, unknown where the board gives none."""

    held_on: date
    passed: bool
    theory: int | None = None
    practice: int | None = None


def check_in(db: Connection, enrolment_id: int, arrival: Arrival, actor: Actor) -> Enrolment:
    """Count somebody's presence at a session; a second time it counts nothing more."""
    # The class first, as whoever calls it off does: nobody comes to a class that is just being cancelled.
    found(db, known(db, enrolment_id).class_id, held=True)
    enrolment = known(db, enrolment_id, held=True)
    if actor.role is Role.WORKER and actor.worker_id != enrolment.worker_id:
        raise Forbidden("只能为本人签到。")
    if enrolment.state != "enrolled":
        raise Conflict("没有正在进行的培训，不能签到。")
    new = _check_in(db, enrolment, arrival, actor)
    if not enrolments.add_check_in(db, new):
        return enrolment
    came = known(db, enrolment_id)
    voucher = _voucher_of(db, enrolment)
    if voucher is not None and voucher.state == State.ENROLLED:
        step(db, voucher, Event.START, actor, Said(enrolment=came))
    return came


def check_in_all(
    db: Connection, enrolment_id: int, arrivals: Sequence[Arrival], actor: Actor
) -> Enrolment:
    """Count many sessions at once, as an institution sends its sheets: all of them or none."""
    came = known(db, enrolment_id)
    for arrival in arrivals:
        came = check_in(db, enrolment_id, arrival, actor)
    return came


def finish(db: Connection, enrolment_id: int, actor: Actor) -> Enrolment:
    """End a course for somebody whose hours suffice; a voucher comes to 已结业 with it."""
    enrolment = known(db, enrolment_id, held=True)
    if enrolment.state == "finished":
        return enrolment
    if enrolment.state != "enrolled":
        raise Conflict("没有正在进行的培训，不能结业。")
    chosen = found(db, enrolment.class_id)
    if actor.today < chosen.ends_on:
        raise Conflict(f"班级{chosen.ends_on}才结业。")
    percent = rules_for(actor.today)["hours_percent"]
    missing = needed_minutes(chosen.hours_total, percent) - enrolment.minutes
    if missing > 0:
        raise Conflict(f"出勤未达到总课时的{percent}%，还差{-(-missing // MINUTES_AN_HOUR)}课时。")
    enrolments.change(db, enrolment, "finished", by=actor.by, at=actor.now)
    done = known(db, enrolment_id)
    remember(db, done, "finished", actor)
    voucher = _voucher_of(db, enrolment)
    if voucher is not None and voucher.state == State.IN_TRAINING:
        completed = step(db, voucher, Event.COMPLETE, actor, Said(enrolment=done))
        catch_up(db, completed, actor)
    return done


def record_exam(db: Connection, enrolment_id: int, result: Result, actor: Actor) -> Enrolment:
    """Write down an attempt at the exam; a failed one leaves one more chance within its time."""
    enrolment = known(db, enrolment_id, held=True)
    if enrolment.state != "finished":
        raise Conflict("结业之后才能登记考核结果。")
    if result.held_on > actor.today:
        raise Problem("考核日期不能晚于今天。")
    if enrolment.passed:
        raise Conflict("考核已经通过。")
    attempt = len(enrolments.exams_of(db, enrolment_id)) + 1
    enrolments.add_exam(db, _exam(enrolment_id, attempt, result, actor))
    enrolments.change(db, enrolment, "finished", by=actor.by, at=actor.now, passed=result.passed)
    sat = known(db, enrolment_id)
    voucher = _voucher_of(db, enrolment)
    if voucher is None:
        return sat
    said = Said(enrolment=sat)
    if voucher.state == State.FAILED:
        voucher = step(db, voucher, Event.RESIT, actor, said)
    if voucher.state == State.COMPLETED and not result.passed:
        step(db, voucher, Event.FAIL, actor, said)
    return sat


def _check_in(db: Connection, enrolment: Enrolment, arrival: Arrival, actor: Actor) -> CheckIn:
    session = training_classes.session_of(db, enrolment.class_id, arrival.session_no)
    if session is None:
        raise NotFound(f"这个班级没有第{arrival.session_no}次课。")
    if session.held_on > actor.today:
        raise Conflict(f"这次课在{session.held_on}，还没有到。")
    if actor.role is Role.WORKER and session.held_on != actor.today:
        raise Conflict("本人只能在上课当天签到，补记请找培训机构。")
    if arrival.method not in CHECK_IN_METHODS:
        raise Problem(f"签到方式应为 {'、'.join(CHECK_IN_METHODS)} 之一。")
    minutes = session.minutes if arrival.minutes is None else arrival.minutes
    if not 0 < minutes <= session.minutes:
        raise Problem(f"出勤时长应在 1 到 {session.minutes} 分钟之间。")
    return CheckIn(
        enrolment_id=enrolment.enrolment_id,
        session_no=session.session_no,
        class_id=enrolment.class_id,
        held_on=session.held_on,
        minutes=minutes,
        method=arrival.method,
        device=None if arrival.device is None else device_hash(arrival.device),
        metres_off=arrival.metres_off,
        checked_at=actor.now,
        recorded_by=actor.by,
    )


def device_hash(device: str) -> str:
    """A device by a number that tells two apart and neither of them."""
    return hashlib.sha256(f"songgang device {device}".encode()).hexdigest()[:20]


def _exam(enrolment_id: int, attempt: int, result: Result, actor: Actor) -> Exam:
    return Exam(
        enrolment_id=enrolment_id,
        attempt=attempt,
        held_on=result.held_on,
        theory=result.theory,
        practice=result.practice,
        passed=result.passed,
        recorded_at=actor.now,
        recorded_by=actor.by,
    )


def _voucher_of(db: Connection, enrolment: Enrolment) -> Voucher | None:
    return None if enrolment.voucher_id is None else vouchers.hold(db, enrolment.voucher_id)
