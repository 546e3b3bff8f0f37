"""Pages: what the office does with one voucher, each by the use case that the API has, and never twice."""

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for

from data.records import enrolments, flags
from data.store import Connection, transaction
from service.api.actors import second, staff
from service.api.guard import parts
from service.api.voucher_forms import (
    AmountRequest,
    ClawBackRequest,
    FlagRequest,
    FreezeRequest,
    ReasonRequest,
    SettleRequest,
)
from service.console.typed import read_form
from service.console.voucher_desk import voucher_page
from service.errors import Conflict, NotFound, Problem
from service.vouchers import freezing, looking, settling
from service.vouchers.opening import held_as_seen
from service.vouchers.steps import held
from service.web.pages import go_to

pages = Blueprint("console_voucher_acts", __name__, url_prefix="/console/vouchers/<voucher_id>")

Deed = Callable[[Connection], object]
LABELS = {
    "reason": "理由",
    "until": "最迟到哪天",
    "amount_fen": "金额",
    "bank_no": "银行回单号",
    "decision": "结论",
    "flag_id": "疑点",
}


@pages.post("/submit")
def submit(voucher_id: str) -> Response:
    """Apply for payment; the risk rules look once more."""
    return _do(voucher_id, "submit", lambda db: settling.submit(db, voucher_id, staff()))


@pages.post("/send-back")
def send_back(voucher_id: str) -> Response:
    """Send an application back to be mended."""

    def deed(db: Connection) -> object:
        said = read_form(ReasonRequest, LABELS)
        return settling.send_back(db, voucher_id, said.reason, staff())

    return _do(voucher_id, "send_back", deed)


@pages.post("/settlement/approval")
def settle(voucher_id: str) -> Response:
    """Confirm that the bank has paid, as a second person."""

    def deed(db: Connection) -> object:
        said = read_form(SettleRequest, LABELS)
        return settling.settle(db, voucher_id, said.amount_fen, said.bank_no, second())

    return _do(voucher_id, "settle", deed)


@pages.post("/claw-back/approval")
def claw_back(voucher_id: str) -> Response:
    """Ask back what was paid in error, as a second person."""

    def deed(db: Connection) -> object:
        said = read_form(ClawBackRequest, LABELS)
        return settling.claw_back(db, voucher_id, said.amount_fen, said.reason, second())

    return _do(voucher_id, "claw_back", deed)


@pages.post("/repay")
def repay(voucher_id: str) -> Response:
    """Write down that money came back."""

    def deed(db: Connection) -> object:
        said = read_form(AmountRequest, LABELS)
        return settling.repay(db, voucher_id, said.amount_fen, staff())

    return _do(voucher_id, "repay", deed)


@pages.post("/void")
def void(voucher_id: str) -> Response:
    """Void a voucher for good; its owner is told."""

    def deed(db: Connection) -> object:
        return settling.void(db, voucher_id, read_form(ReasonRequest, LABELS).reason, staff())

    return _do(voucher_id, "void", deed)


@pages.post("/freeze")
def freeze(voucher_id: str) -> Response:
    """Freeze a voucher for a reason, until a day at the latest."""

    def deed(db: Connection) -> object:
        said = read_form(FreezeRequest, LABELS)
        return freezing.freeze(db, voucher_id, said.reason, said.until, staff())

    return _do(voucher_id, "freeze", deed)


@pages.post("/extend")
def extend(voucher_id: str) -> Response:
    """Keep a voucher frozen for longer."""

    def deed(db: Connection) -> object:
        said = read_form(FreezeRequest, LABELS)
        return freezing.extend(db, voucher_id, said.reason, said.until, staff())

    return _do(voucher_id, "extend", deed)


@pages.post("/clear")
def clear(voucher_id: str) -> Response:
    """Free a voucher; everything noticed of it is cleared."""

    def deed(db: Connection) -> object:
        return freezing.clear(db, voucher_id, read_form(ReasonRequest, LABELS).reason, staff())

    return _do(voucher_id, "clear", deed)


@pages.post("/look")
def look(voucher_id: str) -> Response:
    """Let every risk rule look at a voucher now; a conflict where they do not look at it."""

    def deed(db: Connection) -> object:
        if not looking.looks_at(held(db, voucher_id), enrolments.of_voucher(db, voucher_id)):
            raise Conflict("风险规则只核对已用来报班、还没有办结的培训券。")
        return looking.look(db, voucher_id, parts().clock())

    return _do(voucher_id, "look", deed)


@pages.post("/flag")
def decide(voucher_id: str) -> Response:
    """Say of something noticed of this voucher whether it was cleared or confirmed."""

    def deed(db: Connection) -> object:
        noticed = [f.flag_id for f in flags.of_voucher(db, voucher_id)]
        number = request.form.get("flag_id", "")
        if number not in map(str, noticed):
            raise NotFound("这张券没有这条疑点。")
        said = read_form(FlagRequest, LABELS)
        return freezing.decide_flag(db, int(number), said.decision, said.reason, staff())

    return _do(voucher_id, "decide", deed)


def _do(voucher_id: str, act: str, deed: Deed) -> Response:
    """Do it on the voucher as it was seen; a refusal stands beside the form with what was typed."""
    seen = request.form.get("seen", "")
    try:
        with transaction(parts().store) as db:
            held_as_seen(db, voucher_id, seen)
            deed(db)
    except Problem as fault:
        return voucher_page(voucher_id, int(fault.status), fault=fault.detail, faulty=act)
    return go_to(url_for("console_vouchers.one", voucher_id=voucher_id, done=act))
