"""Use cases about classes: filing one, planning its sessions, calling it off."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

import pyarrow as pa

from data.codes.occupations import occupations
from data.codes.regions import regions
from data.records import enrolments, training_classes, vouchers
from data.records.enrolments import Enrolment
from data.records.training_classes import Session, TrainingClass
from data.schema import CERTIFICATE_LEVELS, arrow_schema
from data.schema_training import CLASS_COLUMNS
from data.store import Connection
from models.vouchers.guards_training import MINUTES_AN_HOUR
from models.vouchers.states import Event, State
from service.errors import Conflict, NotFound, Problem
from service.vouchers.steps import Actor, Said, step


def file_class(db: Connection, wanted: TrainingClass, actor: Actor) -> TrainingClass:
    """Write down a class, or what changed of it; with its filing number it is open for vouchers."""
    for sentence in _complaints(wanted):
        raise Problem(sentence)
    there = training_classes.one(db, wanted.class_id, held=True)
    if there is not None and wanted.seats < there.seats_taken:
        raise Conflict(f"已有{there.seats_taken}人入班，名额不能少于此数。")
    row = {c.name: asdict(wanted)[c.name] for c in CLASS_COLUMNS}
    table = pa.Table.from_pylist([row], schema=arrow_schema(CLASS_COLUMNS))
    training_classes.store_rows(db, table, actor.now)
    return found(db, wanted.class_id)


def plan_sessions(db: Connection, class_id: str, sessions: Sequence[Session]) -> int:
    """Plan sessions of a class; returns how many were new."""
    chosen = found(db, class_id)
    for session in sessions:
        if not chosen.starts_on <= session.held_on <= chosen.ends_on:
            raise Problem(f"第{session.session_no}次课不在开班日与结业日之间。")
        if not 0 < session.minutes <= 24 * 60:
            raise Problem(f"第{session.session_no}次课的时长应在一天之内。")
    return training_classes.add_sessions(db, class_id, sessions)


def plan_daily(db: Connection, class_id: str, hours_a_day: int = 8) -> int:
    """Plan a session a day from the first day until the class hours are reached; trainers take turns."""
    chosen = found(db, class_id)
    minutes_left = chosen.hours_total * MINUTES_AN_HOUR
    sessions: list[Session] = []
    on = chosen.starts_on
    while minutes_left > 0 and on <= chosen.ends_on:
        minutes = min(minutes_left, hours_a_day * MINUTES_AN_HOUR)
        turn = chosen.trainers[len(sessions) % len(chosen.trainers)] if chosen.trainers else None
        sessions.append(Session(len(sessions) + 1, on, minutes, turn))
        minutes_left -= minutes
        on += timedelta(days=1)
    if minutes_left > 0:
        raise Problem(f"每天{hours_a_day}课时，到结业日排不满{chosen.hours_total}课时。")
    return training_classes.add_sessions(db, class_id, sessions)


def cancel_class(db: Connection, class_id: str, reason: str, actor: Actor) -> int:
    """Call a class off before it begins: every voucher is its owner's again. Returns how many people."""
    chosen = training_classes.one(db, class_id, held=True)
    if chosen is None:
        raise NotFound(f"没有编号为“{class_id}”的班级。")
    if not reason.strip():
        raise Conflict("请写明理由。")
    began = [e for e in enrolments.of_class(db, class_id, "enrolled") if e.minutes > 0]
    if began or enrolments.of_class(db, class_id, "finished", "dropped"):
        raise Conflict("已有学员上过课，不能取消；请为每位学员分别办理。")
    if not training_classes.cancel(db, class_id, actor.today):
        raise Conflict("这个班级已经取消。")
    waiting = enrolments.of_class(db, class_id, "requested", "enrolled")
    vouchers.hold_all(db, [e.voucher_id for e in waiting if e.voucher_id is not None])
    for enrolment in waiting:
        _let_go(db, enrolment, reason, actor)
    return len(waiting)


def found(db: Connection, class_id: str, *, held: bool = False) -> TrainingClass:
    """A class, or NotFound."""
    chosen = training_classes.one(db, class_id, held=held)
    if chosen is None:
        raise NotFound(f"没有编号为“{class_id}”的班级。")
    return chosen


def _let_go(db: Connection, enrolment: Enrolment, reason: str, actor: Actor) -> None:
    voucher = None
    if enrolment.voucher_id is not None and enrolment.state == "enrolled":
        voucher = vouchers.one(db, enrolment.voucher_id)
    enrolments.change(db, enrolment, "withdrawn", by=actor.by, at=actor.now, reason=reason)
    if enrolment.state == "enrolled":
        training_classes.free_seat(db, enrolment.class_id)
    if voucher is not None and voucher.state == State.ENROLLED:
        said = Said(reason=reason, enrolment=enrolment)
        back = step(db, voucher, Event.GIVE_BACK, actor, said)
        if actor.today <= back.valid_until:
            step(db, back, Event.RESTORE, actor, said)


def _complaints(wanted: TrainingClass) -> list[str]:
    checks = {
        f"职业代码“{wanted.occupation}”不在职业分类大典中。": wanted.occupation
        not in occupations(),
        f"没有这样的等级：{wanted.level}。": wanted.level not in CERTIFICATE_LEVELS,
        f"行政区划“{wanted.region}”不存在。": wanted.region not in regions(),
        "结业日不能早于开班日。": wanted.ends_on < wanted.starts_on,
        "名额与课时应大于零。": wanted.seats <= 0 or wanted.hours_total <= 0,
        "培训费不能为负。": wanted.fee_fen < 0,
        "备案号与备案日期应同时填写。": (wanted.filed_no is None) != (wanted.filed_on is None),
        "机构名称中不能有分号。": ";" in wanted.institution,
    }
    return [sentence for sentence, wrong in checks.items() if wrong]
