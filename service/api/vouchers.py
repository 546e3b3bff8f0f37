"""API: single vouchers, from the office's side: applied for, paid, frozen, voided, asked back."""

from collections.abc import Callable

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from data.reach import narrowed
from data.records import flags, vouchers
from data.records.vouchers import Voucher
from data.store import Connection, reading, transaction
from service.api.actors import second, staff
from service.api.counties import reach_of
from service.api.guard import NEEDS_TOKEN, parts, who
from service.api.shared import PROBLEMS, Query, answer
from service.api.voucher_forms import (
    ID,
    AmountRequest,
    ClawBackRequest,
    FlagForm,
    FlagList,
    FlagRequest,
    FreezeRequest,
    ReasonRequest,
    SettleRequest,
    VoucherDetail,
    VoucherForm,
    VoucherList,
)
from service.api.workers import WorkerPath
from service.errors import NotFound
from service.vouchers import freezing, looking, settling, shaping

api = APIBlueprint(
    "vouchers",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="vouchers", description="Electronic training vouchers")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


class VoucherPath(BaseModel):
    """Which voucher."""

    voucher_id: str = ID


class FlagPath(BaseModel):
    """Which thing noticed."""

    flag_id: int


class FlagQuery(Query):
    """Where a page begins."""

    after: int = Field(0, ge=0)
    limit: int = Field(50, ge=1, le=200)


@api.get("/vouchers/<voucher_id>", summary="A voucher", responses={200: VoucherDetail})
def one(path: VoucherPath) -> Response:
    """A voucher with every step and everything noticed."""
    with reading(parts().store) as db:
        found = vouchers.one(db, path.voucher_id)
        if found is None:
            raise NotFound("没有这张培训券。")
        return answer(shaping.voucher_detail(db, found))


@api.get(
    "/workers/<worker_id>/vouchers", summary="A worker's vouchers", responses={200: VoucherList}
)
def of_worker(path: WorkerPath) -> Response:
    """All vouchers a worker ever had, newest first."""
    with reading(parts().store) as db:
        found = vouchers.of_worker(db, path.worker_id)
    return answer(VoucherList(vouchers=[shaping.voucher_form(v) for v in found]))


@api.post(
    "/vouchers/<voucher_id>/submit", summary="Apply for payment", responses={200: VoucherForm}
)
def submit(path: VoucherPath) -> Response:
    """Apply for payment; the risk rules look once more, and what they notice freezes it for a person."""
    return _done(lambda db: settling.submit(db, path.voucher_id, staff()))


@api.post("/vouchers/<voucher_id>/send-back", summary="Send back", responses={200: VoucherForm})
def send_back(path: VoucherPath, body: ReasonRequest) -> Response:
    """Send an application back to be mended."""
    return _done(lambda db: settling.send_back(db, path.voucher_id, body.reason, staff()))


@api.post(
    "/approvals/vouchers/<voucher_id>/settle",
    summary="Confirm payment",
    responses={200: VoucherForm},
)
def settle(path: VoucherPath, body: SettleRequest) -> Response:
    """Confirm that the bank has paid, as a second person."""
    key = path.voucher_id
    return _done(lambda db: settling.settle(db, key, body.amount_fen, body.bank_no, second()))


@api.post(
    "/approvals/vouchers/<voucher_id>/claw-back",
    summary="Ask money back",
    responses={200: VoucherForm},
)
def claw_back(path: VoucherPath, body: ClawBackRequest) -> Response:
    """Ask back what was paid in error, as a second person."""
    key = path.voucher_id
    return _done(lambda db: settling.claw_back(db, key, body.amount_fen, body.reason, second()))


@api.post("/vouchers/<voucher_id>/repay", summary="Money came back", responses={200: VoucherForm})
def repay(path: VoucherPath, body: AmountRequest) -> Response:
    """Write down that money came back."""
    return _done(lambda db: settling.repay(db, path.voucher_id, body.amount_fen, staff()))


@api.post("/vouchers/<voucher_id>/void", summary="Void a voucher", responses={200: VoucherForm})
def void(path: VoucherPath, body: ReasonRequest) -> Response:
    """Void a voucher for good; its owner is told and may object."""
    return _done(lambda db: settling.void(db, path.voucher_id, body.reason, staff()))


@api.post("/vouchers/<voucher_id>/freeze", summary="Freeze", responses={200: VoucherForm})
def freeze(path: VoucherPath, body: FreezeRequest) -> Response:
    """Freeze a voucher for a reason, until a day at the latest."""
    key = path.voucher_id
    return _done(lambda db: freezing.freeze(db, key, body.reason, body.until, staff()))


@api.post("/vouchers/<voucher_id>/extend", summary="Keep frozen", responses={200: VoucherForm})
def extend(path: VoucherPath, body: FreezeRequest) -> Response:
    """Keep a voucher frozen for longer, by a person's decision."""
    key = path.voucher_id
    return _done(lambda db: freezing.extend(db, key, body.reason, body.until, staff()))


@api.post("/vouchers/<voucher_id>/clear", summary="Free a voucher", responses={200: VoucherForm})
def clear(path: VoucherPath, body: ReasonRequest) -> Response:
    """Free a voucher; everything noticed of it is cleared, and lost days are given back."""
    return _done(lambda db: freezing.clear(db, path.voucher_id, body.reason, staff()))


@api.post(
    "/vouchers/<voucher_id>/look", summary="Let the risk rules look", responses={200: VoucherDetail}
)
def look(path: VoucherPath) -> Response:
    """Let every risk rule look at a voucher now."""
    with transaction(parts().store) as db:
        looking.look(db, path.voucher_id, parts().clock())
        found = vouchers.one(db, path.voucher_id)
        if found is None:
            raise NotFound("没有这张培训券。")
        return answer(shaping.voucher_detail(db, found))


@api.get("/voucher-flags", summary="What waits for a decision", responses={200: FlagList})
def undecided(query: FlagQuery) -> Response:
    """What the rules noticed and nobody has decided, the oldest first."""
    with narrowed(parts().store, reach_of(who())) as db:
        found = flags.undecided(db, after=query.after, limit=query.limit)
    after = found[-1].flag_id if len(found) == query.limit else None
    return answer(FlagList(flags=[shaping.flag_form(f) for f in found], after=after))


@api.post("/voucher-flags/<int:flag_id>/decision", summary="Decide", responses={200: FlagForm})
def decide(path: FlagPath, body: FlagRequest) -> Response:
    """Say whether something noticed was cleared or confirmed; nothing else follows by itself."""
    with transaction(parts().store) as db:
        decided = freezing.decide_flag(db, path.flag_id, body.decision, body.reason, staff())
        return answer(shaping.flag_form(decided))


def _done(act: Callable[[Connection], Voucher]) -> Response:
    with transaction(parts().store) as db:
        return answer(shaping.voucher_form(act(db)))
