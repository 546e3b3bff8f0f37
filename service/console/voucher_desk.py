"""Pages of training vouchers: what waits for a person, and one voucher with all that happened to it."""

from datetime import date

from flask import Blueprint, Response, request

from data.records import batches, caseload_lists, class_desk, voucher_desk
from data.records.class_desk import Sought
from data.records.voucher_desk import COUNTED_UP_TO, KINDS, Place
from models.vouchers.states import EVENT_NAMES, STATE_NAMES, State
from service.access.gate import own_people
from service.api.actors import staff
from service.api.guard import parts, who
from service.console import people_shown
from service.console.voucher_shown import TONES, desk_of
from service.vouchers.issuing import publish_refusal
from service.vouchers.piles import LAPSE_DAYS, days_of
from service.vouchers.training_shaping import (
    CHECK_IN_NAMES,
    ENROLMENT_NAMES,
    REAL_NAME_NAMES,
)
from service.web.pages import page
from service.web.visitor import may, visitor
from service.wording import certificate_text

pages = Blueprint("console_vouchers", __name__, url_prefix="/console/vouchers")

SHOWN = 50
PILES = {
    "noticed": (
        "疑点待核实",
        "风险规则提示的情况，由人核实后排除或确认；有一条未核实，就不能兑现。",
        "期限",
    ),
    "frozen": ("已冻结", "到期无人决定即自动恢复，请在到期前核实。", "冻结到"),
    "to_settle": (
        "待复核兑现",
        "公示期已满，疑点都已核实，等经办人以外的另一人确认付款。",
        "申请日",
    ),
    "announced": ("公示中", "已申请兑现，公示期还没有满。", "申请日"),
    "to_submit": ("待申请兑现", "已持证，本人或经办人可以申请兑现。", "取证日"),
    "lapsing": (
        "即将过期",
        f"{LAPSE_DAYS}天内到期，还没有领取、报班或重考，请提醒本人。",
        "到期日",
    ),
}
"""What each kind is called, what is to be done about it, and by which day it is sorted."""

DONE = {
    "submit": "已申请兑现，自今天起公示；风险规则又核对了一遍。",
    "send_back": "已退回补正。",
    "settle": "已确认付款，账目已记。",
    "claw_back": "已登记追回，款项退回之前记为应收。",
    "repay": "已登记退回的款项。",
    "freeze": "已冻结；到期无人决定即自动恢复。",
    "extend": "已延长冻结。",
    "clear": "已解除冻结，未决的疑点一并排除，耽误的天数补回各项期限。",
    "void": "已作废，本人会收到消息，并可提出异议。",
    "look": "风险规则已核对一遍，结果见“疑点”。",
    "decide": "已记录核实结论。",
}
FROZEN_AT_ONCE = "已申请兑现；风险规则随即核对，发现疑点，这张券已冻结，请核实。"


@pages.get("")
def waiting() -> Response:
    """What waits for a person, by kind; of one's own people only."""
    days = days_of(parts().today())
    with own_people() as db:
        counts = {kind: voucher_desk.count(db, kind, days) for kind in KINDS}
        kind = request.args.get("kind", "")
        if kind not in PILES:
            kind = next((k for k in KINDS if counts[k]), KINDS[0])
        found = voucher_desk.page(db, kind, days, after=_after(), limit=SHOWN)
        people = caseload_lists.some(db, sorted({str(w.voucher.worker_id) for w in found}))
        n_asked = class_desk.count(db, Sought("asked", days.as_of))
        drafts = batches.listed(db, state="draft") if visitor().whole and may("approve") else ()
    last = found[-1] if len(found) == SHOWN else None
    return page(
        "console/vouchers.html",
        kind=kind,
        counts=counts,
        n_asked=n_asked,
        n_drafts=sum(publish_refusal(draft, staff()) is None for draft in drafts),
        most=COUNTED_UP_TO,
        piles=PILES,
        found=found,
        people=people,
        shown=people_shown,
        names=STATE_NAMES,
        tones=TONES,
        what=certificate_text,
        me=who().name,
        first=bool(request.args.get("after")),
        after=f"{last.due_on}~{last.voucher.voucher_id}" if last else None,
    )


@pages.get("/<voucher_id>")
def one(voucher_id: str) -> Response:
    """One voucher: whose it is, how it stands, every step, what was noticed, and what may be done now."""
    return voucher_page(voucher_id)


def voucher_page(
    voucher_id: str, status: int = 200, *, fault: str = "", faulty: str = ""
) -> Response:
    """The page; after a form that could not be taken, with the reason beside it and what was typed."""
    with own_people() as db:
        desk = desk_of(db, voucher_id)
    return page(
        "console/voucher.html",
        status,
        desk=desk,
        v=desk.detail,
        shown=people_shown,
        tones=TONES,
        acts=EVENT_NAMES,
        seats=ENROLMENT_NAMES,
        real_names=REAL_NAME_NAMES,
        ways=CHECK_IN_NAMES,
        fault=fault,
        faulty=faulty,
        typed=request.form,
        said="" if fault else _done_said(request.args.get("done", ""), desk.voucher.state),
    )


def _done_said(done: str, state: str) -> str:
    """What was done, as it turned out."""
    if done == "submit" and state == State.FROZEN:
        return FROZEN_AT_ONCE
    return DONE.get(done, "")


def _after() -> Place | None:
    """Where to go on; nothing for an address that somebody made up."""
    day, _, voucher_id = request.args.get("after", "").partition("~")
    try:
        return (date.fromisoformat(day), voucher_id) if voucher_id else None
    except ValueError:
        return None
