"""Use cases about a seat in a class: the worker asks, the office or institution confirms under the real name."""

from data.records import archive, enrolments, training_classes, vouchers, workers
from data.records.archive import ArchiveEvent
from data.records.enrolments import Enrolment
from data.records.training_classes import TrainingClass
from data.store import Connection
from data.tables_training import REAL_NAME_METHODS, REAL_NAME_STATES
from models.vouchers.states import Event, Role, State
from service.errors import Conflict, Forbidden, NotFound, Problem
from service.vouchers.classes import found
from service.vouchers.steps import Actor, Said, held, step
from service.wording import certificate_text

SOURCE = "职业培训实名制"
USED = "培训券已用于另一个班级"


def ask(
    db: Connection, class_id: str, worker_id: str, actor: Actor, *, voucher_id: str | None = None
) -> Enrolment:
    """Ask for a seat, with a voucher or without; asking again finds the same enrolment."""
    chosen = found(db, class_id)
    if chosen.cancelled_on is not None or actor.today > chosen.starts_on:
        raise Conflict("这个班级已经开班或取消，不能再报名。")
    workers.hold(db, [worker_id])
    if not workers.exists(db, worker_id):
        raise NotFound(f"登记中没有编号为“{worker_id}”的劳动者。")
    there = enrolments.living(db, class_id, worker_id)
    if there is not None:
        return there
    if voucher_id is not None:
        if actor.role is not Role.WORKER or actor.worker_id != worker_id:
            raise Forbidden("用培训券报名须由本人提出。")
        _check_voucher(db, voucher_id, worker_id)
    number = enrolments.ask(
        db, class_id, worker_id, voucher_id=voucher_id, by=actor.by, at=actor.now
    )
    return known(db, number)


def confirm(db: Connection, enrolment_id: int, method: str, actor: Actor) -> Enrolment:
    """Give the seat: the name is checked and recorded, and the voucher is bound to the class.

    Raises Conflict where the class is full; two who want the last seat are told apart by the database.
    """
    # Whoever decides on a class, an enrolment and a voucher takes them in this order.
    found(db, known(db, enrolment_id).class_id, held=True)
    enrolment = known(db, enrolment_id, held=True)
    if enrolment.state == "enrolled":
        return enrolment
    if enrolment.state != "requested":
        raise Conflict("这条报名已经办理过。")
    if method not in REAL_NAME_METHODS:
        raise Problem(f"实名核验方式应为 {'、'.join(REAL_NAME_METHODS)} 之一。")
    voucher = None if enrolment.voucher_id is None else held(db, enrolment.voucher_id)
    if not training_classes.take_seat(db, enrolment.class_id):
        raise Conflict("这个班级已经满员或取消。")
    worker_id = enrolment.worker_id
    enrolments.add_real_name(db, enrolment_id, worker_id, method=method, at=actor.now, by=actor.by)
    enrolments.change(db, enrolment, "enrolled", by=actor.by, at=actor.now)
    confirmed = known(db, enrolment_id)
    if voucher is not None:
        step(db, voucher, Event.ENROL, actor, Said(enrolment=confirmed))
        enrolments.withdraw_others(db, confirmed, reason=USED, by=actor.by, at=actor.now)
    else:
        _check_open(found(db, enrolment.class_id), actor)
    remember(db, confirmed, "enrolled", actor)
    return confirmed


def refuse(db: Connection, enrolment_id: int, reason: str, actor: Actor) -> Enrolment:
    """Do not let somebody into a class; the voucher stays as it is."""
    enrolment = known(db, enrolment_id, held=True)
    if enrolment.state != "requested":
        raise Conflict("这条报名已经办理过。")
    if not reason.strip():
        raise Conflict("请写明理由。")
    enrolments.change(db, enrolment, "refused", by=actor.by, at=actor.now, reason=reason)
    return known(db, enrolment_id)


def withdraw(db: Connection, enrolment_id: int, reason: str, actor: Actor) -> Enrolment:
    """Give up a seat before the first session: the seat is free again, the voucher is given back."""
    found(db, known(db, enrolment_id).class_id, held=True)
    enrolment = known(db, enrolment_id, held=True)
    mine = actor.worker_id in (None, enrolment.worker_id)
    if not mine or (actor.role is Role.WORKER and actor.worker_id is None):
        raise Forbidden("只能办理本人的报名。")
    if enrolment.state not in {"requested", "enrolled"}:
        raise Conflict("这条报名已经办理过。")
    if enrolment.minutes > 0:
        raise Conflict("已经上过课，应办理退训。")
    enrolments.change(db, enrolment, "withdrawn", by=actor.by, at=actor.now, reason=reason)
    if enrolment.state == "requested":
        return known(db, enrolment_id)
    training_classes.free_seat(db, enrolment.class_id)
    voucher = None if enrolment.voucher_id is None else held(db, enrolment.voucher_id)
    if voucher is not None and voucher.state == State.ENROLLED:
        step(db, voucher, Event.GIVE_BACK, actor, Said(reason=reason, enrolment=enrolment))
    remember(db, known(db, enrolment_id), "withdrawn", actor)
    return known(db, enrolment_id)


def drop(db: Connection, enrolment_id: int, reason: str, actor: Actor) -> Enrolment:
    """Leave during training: the hours stay in the archive, nothing is paid, the seat stays taken."""
    enrolment = known(db, enrolment_id, held=True)
    if actor.role is Role.WORKER and actor.worker_id != enrolment.worker_id:
        raise Forbidden("只能办理本人的报名。")
    if enrolment.state != "enrolled" or enrolment.minutes == 0:
        raise Conflict("没有正在进行的培训。")
    voucher = None if enrolment.voucher_id is None else held(db, enrolment.voucher_id)
    if not reason.strip():
        raise Conflict("请写明理由。")
    if voucher is not None and voucher.state == State.IN_TRAINING:
        step(db, voucher, Event.DROP, actor, Said(reason=reason, enrolment=enrolment))
    enrolments.change(db, enrolment, "dropped", by=actor.by, at=actor.now, reason=reason)
    remember(db, known(db, enrolment_id), "dropped", actor)
    return known(db, enrolment_id)


def set_real_name(db: Connection, enrolment_id: int, state: str, actor: Actor) -> Enrolment:
    """Say that a real-name record is valid, invalid, frozen or cancelled: without a valid one nothing is paid."""
    if state not in REAL_NAME_STATES:
        raise Problem(f"实名制记录状态应为 {'、'.join(REAL_NAME_STATES)} 之一。")
    if not enrolments.set_real_name(db, enrolment_id, state, at=actor.now, by=actor.by):
        raise NotFound("这条报名没有实名制记录。")
    return known(db, enrolment_id)


def known(db: Connection, enrolment_id: int, *, held: bool = False) -> Enrolment:
    """An enrolment, or NotFound."""
    enrolment = enrolments.one(db, enrolment_id, held=held)
    if enrolment is None:
        raise NotFound(f"没有编号为 {enrolment_id} 的报名。")
    return enrolment


WORDS = {"enrolled": "报名", "finished": "结业", "dropped": "退训", "withdrawn": "退出报名"}


def remember(db: Connection, enrolment: Enrolment, what: str, actor: Actor) -> None:
    """A line of training in the worker's archive."""
    chosen = found(db, enrolment.class_id)
    facts: dict[str, object] = {
        "class_id": chosen.class_id,
        "institution": chosen.institution,
        "occupation": chosen.occupation,
        "level": chosen.level,
        "state": what,
        "minutes": enrolment.minutes,
    }
    if what == "finished":
        ended = min(chosen.ends_on, actor.today)
        facts |= {"started_on": chosen.starts_on.isoformat(), "ended_on": ended.isoformat()}
    training = certificate_text(f"{chosen.occupation}:{chosen.level}")
    line = ArchiveEvent(
        worker_id=enrolment.worker_id,
        kind="training",
        happened_on=actor.today,
        known_on=actor.today,
        source=SOURCE,
        recorded_by=actor.by,
        key=f"training:{enrolment.enrolment_id}:{what}",
        text=f"{chosen.institution}{training}培训：{WORDS[what]}",
        facts=facts,
    )
    archive.append(db, [line], actor.now)


def _check_voucher(db: Connection, voucher_id: str, worker_id: str) -> None:
    voucher = vouchers.one(db, voucher_id)
    if voucher is None or voucher.worker_id != worker_id:
        raise NotFound("本人没有这张培训券。")
    if voucher.state != State.CLAIMED:
        raise Conflict("这张券不在待使用状态，不能用来报名。")


def _check_open(chosen: TrainingClass, actor: Actor) -> None:
    if not chosen.filed_no:
        raise Conflict("这个班级还没有开班备案。")
    if actor.today > chosen.starts_on:
        raise Conflict("这个班级已经开班。")
