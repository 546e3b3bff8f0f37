"""Pages of somebody in a class: the seat, the real-name record, attendance, exams and the certificate."""

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for

from data.records import caseload_lists, certificates, enrolments, training_classes, vouchers
from data.records.certificates import Certificate
from data.records.enrolments import Enrolment
from data.store import Connection, transaction
from data.tables_training import CHECK_IN_METHODS, REAL_NAME_METHODS, REAL_NAME_STATES
from models.vouchers.guards_training import MINUTES_AN_HOUR, needed_minutes
from models.vouchers.states import STATE_NAMES, State
from service.access.gate import own_people
from service.api.actors import staff
from service.api.guard import parts
from service.api.training_forms import (
    CertificateRequest,
    ConfirmRequest,
    ExamRequest,
    LeaveRequest,
    RealNameRequest,
)
from service.console import people_shown
from service.console.classes import SEAT_TONES
from service.console.typed import number_of, read_form
from service.errors import Problem
from service.vouchers import attending, certifying, enrolling
from service.vouchers import training_shaping as shaping
from service.vouchers.attendance import enrolment_as_seen, standing_of
from service.vouchers.attending import Arrival, Result
from service.vouchers.classes import found
from service.vouchers.steps import rules_for
from service.web.pages import go_to, page

pages = Blueprint(
    "console_enrolments", __name__, url_prefix="/console/vouchers/enrolments/<int:enrolment_id>"
)

Deed = Callable[[Connection, Enrolment], object]
LABELS = {
    "reason": "理由",
    "method": "核验方式",
    "state": "记录状态",
    "held_on": "考核日期",
    "passed": "结果",
    "theory": "理论成绩",
    "practice": "实操成绩",
    "certificate_no": "证书编号",
    "issued_on": "发证日期",
    "issuer": "发证机构",
}
DONE = {
    "confirm": "已入班，实名制记录已登记。",
    "refuse": "已登记不予录取。",
    "withdraw": "已退出报名。",
    "drop": "已登记退训。",
    "real_name": "实名制记录已更改。",
    "check_in": "已登记到课。",
    "finish": "已结业。",
    "exam": "已登记考核结果。",
    "certificate": "证书已登记。",
}
GIVEN_UP = ("refuse", "withdraw", "drop")


@pages.get("")
def one(enrolment_id: int) -> Response:
    """Somebody in a class, with what may be done."""
    return _page(enrolment_id)


@pages.post("/confirm")
def confirm(enrolment_id: int) -> Response:
    """Give the seat: the name is checked and recorded."""

    def deed(db: Connection, _: Enrolment) -> object:
        method = read_form(ConfirmRequest, LABELS).method
        return enrolling.confirm(db, enrolment_id, method, staff())

    return _do(enrolment_id, "confirm", deed)


@pages.post("/refuse")
def refuse(enrolment_id: int) -> Response:
    """Do not let somebody into a class."""
    return _leave(enrolment_id, "refuse", enrolling.refuse)


@pages.post("/withdraw")
def withdraw(enrolment_id: int) -> Response:
    """Free a seat before the first session."""
    return _leave(enrolment_id, "withdraw", enrolling.withdraw)


@pages.post("/drop")
def drop(enrolment_id: int) -> Response:
    """Write down that somebody left during training."""
    return _leave(enrolment_id, "drop", enrolling.drop)


@pages.post("/real-name")
def real_name(enrolment_id: int) -> Response:
    """Say what the real-name record is."""

    def deed(db: Connection, _: Enrolment) -> object:
        state = read_form(RealNameRequest, LABELS).state
        return enrolling.set_real_name(db, enrolment_id, state, staff())

    return _do(enrolment_id, "real_name", deed)


@pages.post("/check-ins")
def check_in(enrolment_id: int) -> Response:
    """Count sessions somebody came to, as the institution's sheets say."""

    def deed(db: Connection, _: Enrolment) -> object:
        form = request.form
        sessions = [number_of(n) for n in form.getlist("session_no")]
        if not sessions:
            raise Problem("请勾选到课的课次。")
        arrivals = [Arrival(number, form.get("method", "")) for number in sessions]
        return attending.check_in_all(db, enrolment_id, arrivals, staff())

    return _do(enrolment_id, "check_in", deed)


@pages.post("/finish")
def finish(enrolment_id: int) -> Response:
    """End a course for somebody whose hours suffice."""
    return _do(enrolment_id, "finish", lambda db, _: attending.finish(db, enrolment_id, staff()))


@pages.post("/exams")
def exam(enrolment_id: int) -> Response:
    """Write down an attempt at the exam."""

    def deed(db: Connection, _: Enrolment) -> object:
        result = Result(**read_form(ExamRequest, LABELS).model_dump())
        return attending.record_exam(db, enrolment_id, result, staff())

    return _do(enrolment_id, "exam", deed)


@pages.post("/certificate")
def certificate(enrolment_id: int) -> Response:
    """Keep a certificate whose number was verified; what it is for is what the class taught."""

    def deed(db: Connection, enrolment: Enrolment) -> object:
        chosen = found(db, enrolment.class_id)
        said = read_form(
            CertificateRequest,
            LABELS,
            worker_id=enrolment.worker_id,
            occupation=chosen.occupation,
            level=chosen.level,
            class_id=chosen.class_id,
        )
        return certifying.record_certificate(db, Certificate(**said.model_dump()), staff())

    return _do(enrolment_id, "certificate", deed)


def _leave(enrolment_id: int, act: str, leave: Callable[..., object]) -> Response:
    def deed(db: Connection, _: Enrolment) -> object:
        return leave(db, enrolment_id, read_form(LeaveRequest, LABELS).reason, staff())

    return _do(enrolment_id, act, deed)


def _do(enrolment_id: int, act: str, deed: Deed) -> Response:
    """Do it on the enrolment as it was seen; a refusal stands beside the form with what was typed."""
    try:
        with transaction(parts().store) as db:
            deed(db, enrolment_as_seen(db, enrolment_id, request.form.get("seen", "")))
    except Problem as fault:
        return _page(enrolment_id, int(fault.status), fault=fault.detail, faulty=act)
    return go_to(url_for(".one", enrolment_id=enrolment_id, done=act))


def _page(enrolment_id: int, status: int = 200, *, fault: str = "", faulty: str = "") -> Response:
    today = parts().today()
    with own_people() as db:
        enrolment = enrolling.known(db, enrolment_id)
        chosen = found(db, enrolment.class_id)
        kind = {"occupation": chosen.occupation, "level": chosen.level}
        facts = {
            "seen": standing_of(db, enrolment),
            "person": caseload_lists.some(db, [enrolment.worker_id]).get(enrolment.worker_id),
            "sessions": training_classes.sessions_of(db, chosen.class_id),
            "came": {c.session_no: c for c in enrolments.check_ins_of(db, enrolment_id)},
            "exams": enrolments.exams_of(db, enrolment_id),
            "proofs": certificates.of_worker(db, enrolment.worker_id, **kind),
            "said": "" if fault else _done_said(db, request.args.get("done", ""), enrolment),
        }
    needed = needed_minutes(chosen.hours_total, rules_for(today)["hours_percent"])
    return page(
        "console/enrolment.html",
        status,
        e=enrolment,
        c=shaping.class_form(chosen),
        **facts,
        shown=people_shown,
        names=shaping.ENROLMENT_NAMES,
        tones=SEAT_TONES,
        real_names={key: shaping.REAL_NAME_NAMES[key] for key in REAL_NAME_STATES},
        methods={key: shaping.REAL_NAME_METHOD_NAMES[key] for key in REAL_NAME_METHODS},
        ways={key: shaping.CHECK_IN_NAMES[key] for key in CHECK_IN_METHODS},
        hours=enrolment.minutes / MINUTES_AN_HOUR,
        needed=needed / MINUTES_AN_HOUR,
        ticked=request.form.getlist("session_no"),
        typed=request.form,
        fault=fault,
        faulty=faulty,
    )


def _done_said(db: Connection, done: str, enrolment: Enrolment) -> str:
    """What was done, and of a seat given up what its voucher is now."""
    told = DONE.get(done, "")
    if done not in GIVEN_UP or enrolment.voucher_id is None:
        return told
    voucher = vouchers.one(db, enrolment.voucher_id)
    return told if voucher is None else f"{told}培训券现为“{STATE_NAMES[State(voucher.state)]}”。"
