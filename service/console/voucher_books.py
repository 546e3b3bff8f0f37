"""Pages of the vouchers' money: the funds, and the reconciliation that says whether the books balance."""

from flask import Blueprint, Response, request, url_for

from data.records import batches
from data.records.batches import Fund
from data.store import reading, transaction
from service.api.actors import staff
from service.api.guard import parts
from service.api.voucher_forms import FundRequest
from service.console.typed import read_form
from service.errors import Problem
from service.vouchers import issuing, shaping
from service.vouchers.reconciling import reconcile
from service.web.pages import go_to, page

pages = Blueprint("console_voucher_books", __name__, url_prefix="/console/vouchers/books")

SOURCES = {
    "special_account": "职业技能提升行动专账资金",
    "employment_fund": "就业补助资金",
    "ui_fund": "失业保险基金",
    "local_budget": "地方财政",
    "other": "其他",
}
LABELS = {
    "fund_id": "资金编号",
    "name": "名称",
    "source": "来源",
    "year": "年度",
    "total_fen": "总额",
}


@pages.get("")
def report() -> Response:
    """Everything added up anew: by fund, batch and county, and whatever does not agree."""
    return _page()


@pages.post("/funds")
def add_fund() -> Response:
    """A fund with what it has for a year; batches reserve their budget in it."""
    try:
        asked, actor = read_form(FundRequest, LABELS), staff()
        fund = Fund(**asked.model_dump(), recorded_at=actor.now, recorded_by=actor.by)
        with transaction(parts().store) as db:
            issuing.open_fund(db, fund)
    except Problem as fault:
        return _page(int(fault.status), fault.detail)
    return go_to(url_for(".report", done="fund"))


def _page(status: int = 200, fault: str = "") -> Response:
    with reading(parts().store) as db:
        funds = batches.all_funds(db)
        forms = [shaping.fund_form(db, fund) for fund in funds]
        found = reconcile(db, parts().today())
    told = shaping.reconciliation_form(found, {fund.fund_id: fund.name for fund in funds})
    return page(
        "console/voucher_books.html",
        status,
        report=told,
        titles={b.batch.batch_id: b.batch.title for b in found.books},
        funds=forms,
        sources=SOURCES,
        fault=fault,
        typed=request.form,
        said="已登记这笔资金。" if not fault and request.args.get("done") == "fund" else "",
    )
