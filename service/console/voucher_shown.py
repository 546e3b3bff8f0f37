"""A voucher on the desk, as its page shows it: where it stands, what it is worth and why, who may do what."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.codes.law.voucher_rules import VoucherRules
from data.records import (
    batches,
    caseload_lists,
    certificates,
    enrolments,
    ledger,
    training_classes,
    vouchers,
)
from data.records.batches import Batch
from data.records.caseload_lists import Listed
from data.records.certificates import Certificate
from data.records.enrolments import CheckIn, Enrolment, Exam
from data.records.training_classes import TrainingClass
from data.records.vouchers import Voucher
from data.store import Connection
from models.vouchers.guards_settling import announced_until, most_payable
from models.vouchers.guards_training import MINUTES_AN_HOUR, needed_minutes
from models.vouchers.states import STATE_NAMES, Event, Role, State
from service.api import actors
from service.api.voucher_forms import VoucherDetail
from service.errors import NotFound
from service.vouchers import shaping
from service.vouchers.looking import looks_at
from service.vouchers.opening import Open, open_steps, refusal, standing_of
from service.vouchers.steps import Actor, rules_for
from service.web.visitor import may
from service.wording import yuan

TONES = {
    "settled": "good",
    "frozen": "bad",
    "voided": "",
    "expired": "",
    "dropped": "",
    "clawed_back": "warn",
    "reviewing": "warn",
    "failed": "warn",
}
"""The colour of a state; any other is under way."""
SECOND_CHANCES = {
    State.RETURNED: (Event.RECLAIM, Role.WORKER),
    State.FAILED: (Event.RESIT, Role.STAFF),
}
"""By which step somebody comes on from a state in which it did not go well, and who makes it."""


@dataclass(frozen=True, slots=True)
class Course:
    """The class a voucher is used for, and how far somebody has come in it."""

    chosen: TrainingClass
    enrolment: Enrolment
    check_ins: tuple[CheckIn, ...]
    exams: tuple[Exam, ...]
    hours: float
    hours_needed: float
    n_sessions: int


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the page of a voucher tells."""

    voucher: Voucher
    seen: str
    detail: VoucherDetail
    batch: Batch
    person: Listed | None
    course: Course | None
    certificate: Certificate | None
    looked_at: bool
    open: tuple[Open, ...]
    said: str
    most_fen: int
    basis: str
    owed_fen: int
    freeze_until: str


def desk_of(db: Connection, voucher_id: str) -> Desk:
    """Everything about a voucher for whoever asks; NotFound where it is not on this connection."""
    voucher = vouchers.one(db, voucher_id)
    batch = None if voucher is None else batches.one(db, voucher.batch_id)
    if voucher is None or voucher.worker_id is None or batch is None:
        raise NotFound("没有这张培训券，或还没有人领取。")
    me, today = list(roles_of_mine()), actors.staff().today
    rules = rules_for(today)
    owed_fen = ledger.balances_of_voucher(db, voucher_id).get("receivable", 0)
    barred = _barred(db, voucher)
    course = _course(db, voucher, rules)
    chosen = None if course is None else course.chosen
    kind = {"occupation": voucher.occupation, "level": voucher.level}
    proofs = certificates.of_worker(db, voucher.worker_id, **kind)
    until = today + timedelta(days=rules["freeze_days"])
    return Desk(
        voucher=voucher,
        seen=standing_of(db, voucher),
        detail=shaping.voucher_detail(db, voucher),
        batch=batch,
        person=caseload_lists.some(db, [voucher.worker_id]).get(voucher.worker_id),
        course=course,
        certificate=proofs[0] if proofs else None,
        looked_at=looks_at(voucher, None if course is None else course.enrolment),
        open=open_steps(db, voucher, me),
        said=standing_said(voucher, course, rules, today, owed_fen=owed_fen, barred=barred),
        most_fen=most_payable(voucher, chosen),
        basis=basis_said(voucher, batch, chosen),
        owed_fen=owed_fen,
        freeze_until=until.isoformat(),
    )


def roles_of_mine() -> Iterator[Actor]:
    """Whoever asks, once in each role that is theirs: as the API's two kinds of doors take it."""
    if may("people.manage"):
        yield actors.staff()
    if may("approve"):
        yield actors.second()


def basis_said(voucher: Voucher, batch: Batch, chosen: TrainingClass | None) -> str:
    """How the most that can be paid is reckoned."""
    value = "面值" if batch.value_kind == "face" else "补贴标准上限"
    told = f"{value}{yuan(voucher.value_fen)}元"
    if chosen is None:
        return f"{told}；报班之后还以培训费为限。"
    fee = f"培训费{yuan(chosen.fee_fen)}元"
    lower = value if voucher.value_fen <= chosen.fee_fen else "培训费"
    return f"{told}，{fee}，取低者：{lower}。"


def standing_said(
    voucher: Voucher,
    course: Course | None,
    rules: VoucherRules,
    today: date,
    *,
    owed_fen: int,
    barred: str | None,
) -> str:
    """Where a voucher stands and what comes next, in a sentence; `barred` is why there is no second chance."""
    told = {
        State.ISSUED: f"等本人在{voucher.claim_by}前领取，任何人不得代领。",
        State.CLAIMED: f"本人已领取，还没有报班，{voucher.valid_until}前有效。",
        State.COMPLETED: "已结业，等考核合格并登记证书。",
        State.CERTIFIED: "已持证，可以申请兑现。",
        State.RETURNED: f"已退回，本人不能再领：{barred}"
        if barred
        else f"已退回，本人可在{voucher.valid_until}前再领。",
        State.FAILED: f"考核未通过，不能重考：{barred}"
        if barred
        else f"考核未通过，可在{voucher.resit_by}前重考。",
        State.SETTLED: f"{voucher.settled_on}已兑现{yuan(voucher.paid_fen or 0)}元。",
        State.CLAWED_BACK: f"已要求追回，本人尚欠{yuan(owed_fen)}元。"
        if owed_fen
        else "已追回，款项已全部退回。",
        State.REVIEWING: _reviewing(voucher, rules, today),
    }
    state = State(voucher.state)
    if state is State.FROZEN:
        before = STATE_NAMES[State(str(voucher.frozen_from))]
        return f"冻结前为“{before}”；{voucher.frozen_until}前无人作出决定即自动恢复，耽误的天数补回各项期限。"
    if course is not None and state is State.ENROLLED:
        return f"已入班，{course.chosen.starts_on}开班。"
    if course is not None and state is State.IN_TRAINING:
        return f"培训到{course.chosen.ends_on}，已到{course.hours:g}课时，满{course.hours_needed:g}课时方可结业。"
    return told.get(state, f"这张券{STATE_NAMES[state]}，不再办理兑现。")


def _barred(db: Connection, voucher: Voucher) -> str | None:
    if State(voucher.state) not in SECOND_CHANCES:
        return None
    event, role = SECOND_CHANCES[State(voucher.state)]
    whoever = replace(actors.staff(), role=role, worker_id=voucher.worker_id)
    return refusal(db, voucher, event, [whoever])


def _reviewing(voucher: Voucher, rules: VoucherRules, today: date) -> str:
    until = announced_until(voucher, rules) or today
    asked = f"{voucher.submitted_on}申请兑现"
    if today < until:
        return f"{asked}，公示到{until}，期满后由另一人复核付款。"
    return f"{asked}，公示期已满（{until}），等另一人复核付款。"


def _course(db: Connection, voucher: Voucher, rules: VoucherRules) -> Course | None:
    enrolment = enrolments.of_voucher(db, voucher.voucher_id)
    chosen = None if enrolment is None else training_classes.one(db, enrolment.class_id)
    if enrolment is None or chosen is None:
        return None
    needed = needed_minutes(chosen.hours_total, rules["hours_percent"])
    return Course(
        chosen=chosen,
        enrolment=enrolment,
        check_ins=enrolments.check_ins_of(db, enrolment.enrolment_id),
        exams=enrolments.exams_of(db, enrolment.enrolment_id),
        hours=enrolment.minutes / MINUTES_AN_HOUR,
        hours_needed=needed / MINUTES_AN_HOUR,
        n_sessions=len(training_classes.sessions_of(db, chosen.class_id)),
    )
