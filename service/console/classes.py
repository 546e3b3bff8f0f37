"""Pages of training classes: the list, and one with its sessions, its people within reach, and roll-call."""

from datetime import date

from flask import Blueprint, Response, request, url_for

from data.records import caseload_lists, class_desk, enrolments
from data.records.class_desk import Sought
from data.store import transaction
from data.tables_training import CHECK_IN_METHODS
from models.vouchers.guards_training import MINUTES_AN_HOUR, needed_minutes
from service.access.gate import own_people
from service.api.actors import staff
from service.api.guard import parts
from service.api.training_forms import SessionForm
from service.api.voucher_forms import ReasonRequest
from service.console import asking, people_shown
from service.console.asking import PAGE, Pages, page_number
from service.console.typed import number_of, read_form
from service.errors import Problem
from service.vouchers import classes as classrooms
from service.vouchers import training_shaping as shaping
from service.vouchers.attendance import call_roll
from service.vouchers.steps import rules_for
from service.web.pages import go_to, page

pages = Blueprint("console_classes", __name__, url_prefix="/console/vouchers/classes")

WHEN = {
    "now": "未结业",
    "asked": "有待确认报名",
    "over": "已过结业日",
    "cancelled": "已取消",
    "all": "全部",
}
LABELS = {"reason": "理由"}
SEAT_TONES = {"requested": "warn", "enrolled": "accent", "finished": "good"}
DONE = {"cancelled": "班级已取消，各人的名额和培训券已退回本人。"}


@pages.get("")
def listed() -> Response:
    """Classes by time, county and words."""
    when = asking.choice("when", WHEN, "now")
    county = asking.choice("county", dict(asking.counties()))
    sought = Sought(when, parts().today(), county, asking.text("q"))
    start = (page_number() - 1) * PAGE
    with own_people() as db:
        n = class_desk.count(db, sought)
        found = class_desk.page(db, sought, start=start, limit=PAGE)
    return page(
        "console/classes.html",
        sought=sought,
        when=WHEN,
        counties=asking.counties(),
        classes=[shaping.class_form(each) for each in found],
        pages=Pages(page_number(), n),
    )


@pages.get("/<class_id>")
def one(class_id: str) -> Response:
    """A class with its people, of whom only one's own are shown."""
    return class_page(class_id)


@pages.post("/<class_id>/roll")
def roll(class_id: str) -> Response:
    """Count those who came to a session."""
    form = request.form
    ids = [number_of(n) for n in form.getlist("enrolment_id")]
    try:
        if not ids:
            raise Problem("请勾选到课的人。")
        with transaction(parts().store) as db:
            session = number_of(form.get("session_no", ""))
            method = form.get("method", "")
            new = call_roll(db, class_id, ids, session, method=method, actor=staff())
    except Problem as fault:
        return class_page(class_id, int(fault.status), fault=fault.detail, faulty="roll")
    return go_to(url_for(".one", class_id=class_id, counted=new))


@pages.post("/<class_id>/cancel")
def cancel(class_id: str) -> Response:
    """Call a class off before it begins: every voucher is its owner's again."""
    try:
        said = read_form(ReasonRequest, LABELS)
        with transaction(parts().store) as db:
            classrooms.cancel_class(db, class_id, said.reason, staff())
    except Problem as fault:
        return class_page(class_id, int(fault.status), fault=fault.detail, faulty="cancel")
    return go_to(url_for(".one", class_id=class_id, done="cancelled"))


def class_page(class_id: str, status: int = 200, *, fault: str = "", faulty: str = "") -> Response:
    """The page; after a form that could not be taken, with the reason beside it."""
    today = parts().today()
    with own_people() as db:
        chosen = classrooms.found(db, class_id)
        told = shaping.class_detail(db, chosen)
        found = enrolments.of_class(db, class_id)
        people = caseload_lists.some(db, sorted({e.worker_id for e in found}))
        came = class_desk.sessions_attended(db, class_id)
    needed = needed_minutes(chosen.hours_total, rules_for(today)["hours_percent"])
    counted = request.args.get("counted", "")
    return page(
        "console/class.html",
        status,
        c=told,
        trainers=chosen.trainers,
        enrolments=found,
        people=people,
        shown=people_shown,
        came=came,
        held=[s for s in told.sessions if s.held_on <= today],
        roll=_roll_of(told.sessions, today),
        names=shaping.ENROLMENT_NAMES,
        tones=SEAT_TONES,
        real_names=shaping.REAL_NAME_NAMES,
        ways={key: shaping.CHECK_IN_NAMES[key] for key in CHECK_IN_METHODS},
        an_hour=MINUTES_AN_HOUR,
        needed=needed / MINUTES_AN_HOUR,
        ticked=request.form.getlist("enrolment_id"),
        typed=request.form,
        fault=fault,
        faulty=faulty,
        said="" if fault else _said(counted),
    )


def _roll_of(sessions: list[SessionForm], today: date) -> int:
    """Which session the roll is most likely called for: today's, or the last one held."""
    return max((s.session_no for s in sessions if s.held_on <= today), default=0)


def _said(counted: str) -> str:
    if counted.isdecimal():
        return f"已登记到课 {number_of(counted)} 人，已签过到的不重复计。"
    return DONE.get(request.args.get("done", ""), "")
