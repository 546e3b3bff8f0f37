"""Pages of batches of training vouchers: drafted by one, published by another, given up with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from data.codes.occupations import occupations
from data.records import batches, caseload_lists, ledger, reconciliation, voucher_desk, vouchers
from data.records.batches import Batch
from data.records.reconciliation import Funnel
from data.store import Connection, transaction
from data.tables_vouchers import BATCH_STATES, VOUCHER_STATES
from models.vouchers.entitled import GROUPS
from models.vouchers.states import BATCH_NAMES, STATE_NAMES
from service.access.gate import own_people
from service.api.actors import second, staff
from service.api.guard import parts
from service.api.voucher_forms import BatchForm, BatchRequest, ReasonRequest
from service.clock import local_day
from service.console import asking, people_shown
from service.console.typed import read_form
from service.console.voucher_shown import TONES
from service.errors import NotFound, Problem
from service.vouchers import issuing, shaping
from service.vouchers.planning import plan_of
from service.web.pages import go_to, page
from service.wording import LEVELS

pages = Blueprint("console_voucher_batches", __name__, url_prefix="/console/vouchers/batches")

SHOWN = 50
ROSTER_SHOWN = 200
WHOLE_CITY = ("140900", "忻州市（全市）")
KINDS = {"face": "面值券（抵用等额培训费）", "entitlement": "抵用券（按标准补贴，以培训费为限）"}
SCOPES = {"named": "定向：发给名单上的人", "open": "通用：符合条件的人自行领取，先到先得"}
STATE_TONES = {"draft": "warn", "published": "good", "cancelled": ""}
LABELS = {
    "batch_id": "批次编号",
    "fund_id": "资金",
    "title": "名称",
    "region": "发放范围",
    "occupation": "职业",
    "level": "等级",
    "value_kind": "券面类型",
    "scope": "发放方式",
    "value_fen": "每张金额",
    "quantity": "数量",
    "claim_by": "领取截止日",
    "valid_until": "有效期至",
    "institutions": "培训机构",
    "whom": "发放对象",
    "roster": "名单",
    "reason": "理由",
}
DONE = {
    "drafted": "草稿已保存，预算已预留，还没有发券。请另一位负责全市、有复核权限的同事核对后发布。",
    "published": "已发布，名单上符合条件的人会收到消息。",
    "cancelled": "已取消，预留的预算已释放。",
}
OPENED = "已发布，符合条件的人可以自行领取，先到先得。"


@dataclass(frozen=True, slots=True)
class Line:
    """A batch in the list: how far its vouchers have come, and for the whole city what its books hold."""

    batch: BatchForm
    funnel: Funnel | None
    books: Mapping[str, int]

    @property
    def left_fen(self) -> int:
        """What is still bound and not paid."""
        return self.books.get("reserved", 0) + self.books.get("committed", 0)


@pages.get("")
def listed() -> Response:
    """Batches by id; the figures are those of one's own people."""
    state = asking.choice("state", BATCH_STATES)
    after = request.args.get("after", "")
    with own_people() as db:
        found = batches.listed(db, state=state or None, after=after, limit=SHOWN)
        lines = _lines(db, found)
    last = found[-1].batch_id if len(found) == SHOWN else None
    return page(
        "console/voucher_batches.html",
        lines=lines,
        state=state,
        names=BATCH_NAMES,
        tones=STATE_TONES,
        first=asking.link(after=None) if after else "",
        next=asking.link(after=last) if last else "",
    )


@pages.get("/new")
def compose() -> Response:
    """The form of a new batch."""
    return _form()


@pages.post("")
def draft() -> Response:
    """Reserve a batch's budget; nobody has a voucher before a second person publishes it."""
    try:
        asked = _asked()
        with transaction(parts().store) as db:
            batch = issuing.draft(db, plan_of(db, asked, staff()), staff())
    except Problem as fault:
        return _form(int(fault.status), fault.detail)
    return go_to(url_for(".one", batch_id=batch.batch_id, done="drafted"))


@pages.get("/<batch_id>")
def one(batch_id: str) -> Response:
    """A batch with its vouchers; of people only one's own."""
    return _page(batch_id)


@pages.post("/<batch_id>/approval")
def publish(batch_id: str) -> Response:
    """Issue the vouchers, as a second person."""
    try:
        with transaction(parts().store) as db:
            issuing.publish(db, batch_id, second())
    except Problem as fault:
        return _page(batch_id, int(fault.status), fault=fault.detail, faulty="publish")
    return go_to(url_for(".one", batch_id=batch_id, done="published"))


@pages.post("/<batch_id>/cancel")
def cancel(batch_id: str) -> Response:
    """Give up a draft; what it had reserved is released."""
    try:
        said = read_form(ReasonRequest, LABELS)
        with transaction(parts().store) as db:
            issuing.cancel(db, batch_id, said.reason, staff())
    except Problem as fault:
        return _page(batch_id, int(fault.status), fault=fault.detail, faulty="cancel")
    return go_to(url_for(".one", batch_id=batch_id, done="cancelled"))


def _page(batch_id: str, status: int = 200, *, fault: str = "", faulty: str = "") -> Response:
    state, after = asking.choice("state", VOUCHER_STATES), request.args.get("after", "")
    with own_people() as db:
        batch = batches.one(db, batch_id)
        if batch is None:
            raise NotFound("没有这个批次。")
        found = vouchers.of_batch(db, batch_id, state=state or None, after=after, limit=SHOWN)
        roster = batches.roster(db, batch_id)
        refused = [r for r in roster if r.refused]
        named = roster[:ROSTER_SHOWN] if batch.state == "draft" else ()
        listed_here = (*refused[:ROSTER_SHOWN], *named)
        whose = {v.worker_id for v in found} | {r.worker_id for r in listed_here}
        people = caseload_lists.some(db, sorted(w for w in whose if w is not None))
        states = voucher_desk.states_of_batch(db, batch_id)
        (line,) = _lines(db, [batch])
        fund = batches.find_fund(db, batch.fund_id)
    last = found[-1].voucher_id if len(found) == SHOWN else None
    here = url_for(".one", batch_id=batch_id)
    return page(
        "console/voucher_batch.html",
        status,
        batch=batch,
        line=line,
        fund=fund,
        form=line.batch,
        kinds=KINDS,
        scopes=SCOPES,
        groups=GROUPS,
        tones=TONES,
        batch_tones=STATE_TONES,
        names=STATE_NAMES,
        vouchers=[shaping.voucher_form(v) for v in found],
        people=people,
        shown=people_shown,
        state=state,
        states={s: states[s] for s in VOUCHER_STATES if s in states},
        named=named,
        n_named=len(roster),
        refused=refused[:ROSTER_SHOWN],
        n_refused=len(refused),
        refusal=issuing.publish_refusal(batch, staff()),
        first=asking.link(here, after=None) if after else "",
        next=asking.link(here, after=last) if last else "",
        fault=fault,
        faulty=faulty,
        typed=request.form,
        said="" if fault else _done_said(request.args.get("done", ""), batch),
    )


def _done_said(done: str, batch: Batch) -> str:
    """What was done; nobody is on the roster of an open batch."""
    return OPENED if done == "published" and batch.scope == "open" else DONE.get(done, "")


def _lines(db: Connection, found: tuple[Batch, ...] | list[Batch]) -> list[Line]:
    ids = [batch.batch_id for batch in found]
    funnels = {f.key: f for f in reconciliation.by_batch(db, batch_ids=ids)}
    kept = ledger.kept_balances(db, ids)
    return [
        Line(shaping.batch_form(b), funnels.get(b.batch_id), kept.get(b.batch_id, {}))
        for b in found
    ]


def _asked() -> BatchRequest:
    """What was filled in; an occupation may be typed by its name."""
    form = request.form
    typed = form.get("occupation", "").strip()
    lists = {name: _several(form.get(name, "")) for name in ("institutions", "roster")}
    return read_form(
        BatchRequest,
        LABELS,
        occupation=_by_name().get(typed, typed.partition(" ")[0]),
        whom=form.getlist("whom"),
        by_wish=form.get("by_wish") == "1",
        **lists,
    )


def _several(text: str) -> list[str]:
    """What stands one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _by_name() -> dict[str, str]:
    return {o.name: o.code for o in occupations().values()}


def _form(status: int = 200, fault: str = "") -> Response:
    with own_people() as db:
        funds = [shaping.fund_form(db, fund) for fund in batches.all_funds(db)]
        taught = voucher_desk.occupations_taught(db)
    known = occupations()
    return page(
        "console/voucher_batch_form.html",
        status,
        typed=request.form,
        picked=request.form.getlist("whom"),
        fault=fault,
        latest=local_day(parts().clock()) + issuing.LASTS,
        funds=funds,
        regions=[WHOLE_CITY, *asking.counties()],
        taught=[f"{code} {known[code].name}" for code in taught if code in known],
        levels=LEVELS,
        kinds=KINDS,
        scopes=SCOPES,
        groups={key: group.name for key, group in GROUPS.items()},
    )
