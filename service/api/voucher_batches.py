"""API: funds, batches of vouchers, their approval, the rules in force and the reconciliation."""

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from data.reach import narrowed
from data.records import batches, vouchers
from data.records.batches import Fund
from data.store import reading, transaction
from service.api.actors import second, staff
from service.api.counties import reach_of
from service.api.guard import NEEDS_TOKEN, parts, who
from service.api.shared import PROBLEMS, Query, answer
from service.api.voucher_forms import (
    ID,
    BatchDetail,
    BatchForm,
    BatchList,
    BatchRequest,
    FundForm,
    FundRequest,
    PublishedForm,
    ReasonRequest,
    VoucherList,
)
from service.api.voucher_report_forms import (
    ReconciliationForm,
    VoucherRulesForm,
)
from service.errors import NotFound
from service.vouchers import issuing, shaping
from service.vouchers.planning import plan_of
from service.vouchers.reconciling import reconcile
from service.vouchers.steps import rules_for

api = APIBlueprint(
    "voucher-batches",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="voucher batches", description="Funds, batches, approval, reconciliation")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


class BatchPath(BaseModel):
    """Which batch."""

    batch_id: str = ID


class PageQuery(Query):
    """Where a page begins and how long it is."""

    after: str = Field("", max_length=200)
    limit: int = Field(50, ge=1, le=200)


class BatchQuery(PageQuery):
    """Batches of one state, or all."""

    state: str | None = Field(None, pattern="^(draft|published|cancelled)$")


class FundQuery(Query):
    """One fund, or all."""

    fund_id: str | None = Field(None, max_length=100)


@api.post("/voucher-funds", summary="Write down a fund", responses={201: FundForm})
def add_fund(body: FundRequest) -> Response:
    """A fund with what it has for a year; batches reserve their budget in it."""
    actor = staff()
    fund = Fund(**body.model_dump(), recorded_at=actor.now, recorded_by=actor.by)
    with transaction(parts().store) as db:
        issuing.open_fund(db, fund)
        return answer(shaping.fund_form(db, fund), 201)


@api.get("/voucher-batches", summary="Batches", responses={200: BatchList})
def listed(query: BatchQuery) -> Response:
    """Batches by id."""
    with reading(parts().store) as db:
        found = batches.listed(db, state=query.state, after=query.after, limit=query.limit)
    after = found[-1].batch_id if len(found) == query.limit else None
    return answer(BatchList(batches=[shaping.batch_form(b) for b in found], after=after))


@api.post("/voucher-batches", summary="Set up a batch", responses={201: BatchDetail})
def draft(body: BatchRequest) -> Response:
    """Reserve a batch's budget; nobody has a voucher before a second person publishes it."""
    actor = staff()
    with transaction(parts().store) as db:
        batch = issuing.draft(db, plan_of(db, body, actor), actor)
        return answer(shaping.batch_detail(db, batch), 201)


@api.get("/voucher-batches/<batch_id>", summary="A batch", responses={200: BatchDetail})
def one(path: BatchPath) -> Response:
    """A batch with its books."""
    with reading(parts().store) as db:
        batch = batches.one(db, path.batch_id)
        if batch is None:
            raise NotFound("没有这个批次。")
        return answer(shaping.batch_detail(db, batch))


@api.get(
    "/voucher-batches/<batch_id>/vouchers",
    summary="A batch's vouchers",
    responses={200: VoucherList},
)
def vouchers_of(path: BatchPath, query: PageQuery) -> Response:
    """The vouchers of a batch by id."""
    with narrowed(parts().store, reach_of(who())) as db:
        found = vouchers.of_batch(db, path.batch_id, after=query.after, limit=query.limit)
    after = found[-1].voucher_id if len(found) == query.limit else None
    return answer(VoucherList(vouchers=[shaping.voucher_form(v) for v in found], after=after))


@api.post(
    "/voucher-batches/<batch_id>/cancel", summary="Give up a draft", responses={200: BatchForm}
)
def cancel(path: BatchPath, body: ReasonRequest) -> Response:
    """Give up a draft; what it had reserved is released."""
    with transaction(parts().store) as db:
        return answer(shaping.batch_form(issuing.cancel(db, path.batch_id, body.reason, staff())))


@api.post(
    "/approvals/voucher-batches/<batch_id>/publish",
    summary="Publish a batch",
    responses={200: PublishedForm},
)
def publish(path: BatchPath) -> Response:
    """Issue the vouchers, as a second person: not the one who set the batch up."""
    with transaction(parts().store) as db:
        return answer(shaping.published_form(issuing.publish(db, path.batch_id, second())))


@api.get("/voucher-rules", summary="The rules in force", responses={200: VoucherRulesForm})
def rules() -> Response:
    """Figures and exclusions with their documents, the table of steps, and what is looked at."""
    today = parts().today()
    return answer(shaping.rules_form(rules_for(today), today))


@api.get("/voucher-reconciliation", summary="Reconciliation", responses={200: ReconciliationForm})
def reconciliation(query: FundQuery) -> Response:
    """Funnel and money by batch, fund and county; whatever does not agree is listed."""
    with reading(parts().store) as db:
        funds = {fund.fund_id: fund.name for fund in batches.all_funds(db)}
        found = reconcile(db, parts().today(), fund_id=query.fund_id)
    return answer(shaping.reconciliation_form(found, funds))
