"""API: a worker's own vouchers and courses; no other token opens these doors, so nobody claims for another."""

from collections.abc import Callable

from flask import Response
from flask_openapi import APIBlueprint, Tag

from data.records import enrolments, training_classes, vouchers
from data.records.enrolments import Enrolment
from data.records.vouchers import Voucher
from data.store import Connection, reading, transaction
from service.api.actors import own
from service.api.guard import NEEDS_TOKEN, own_id, parts
from service.api.shared import PROBLEMS, answer
from service.api.training import ClassQuery, EnrolmentPath
from service.api.training_forms import (
    ArrivalRequest,
    ClassList,
    EnrolmentForm,
    EnrolmentList,
    LeaveRequest,
    OwnAskRequest,
    PoolList,
)
from service.api.voucher_batches import BatchPath
from service.api.voucher_forms import OwnVoucherDetail, VoucherForm, VoucherList
from service.api.vouchers import VoucherPath
from service.errors import NotFound
from service.vouchers import attending, claiming, enrolling, settling, shaping, training_shaping
from service.vouchers.attending import Arrival

api = APIBlueprint(
    "my-vouchers",
    __name__,
    url_prefix="/api/v1/me",
    abp_tags=[Tag(name="my vouchers", description="A worker's own vouchers and courses")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


@api.get("/vouchers", summary="My vouchers", responses={200: VoucherList})
def mine() -> Response:
    """All vouchers I ever had, newest first."""
    with reading(parts().store) as db:
        found = vouchers.of_worker(db, own_id())
    return answer(VoucherList(vouchers=[shaping.voucher_form(v) for v in found]))


@api.get("/vouchers/<voucher_id>", summary="One of my vouchers", responses={200: OwnVoucherDetail})
def one(path: VoucherPath) -> Response:
    """One of my vouchers with every step and the reasons given."""
    with reading(parts().store) as db:
        found = vouchers.one(db, path.voucher_id)
        if found is None or found.worker_id != own_id():
            raise NotFound("本人没有这张培训券。")
        return answer(shaping.own_detail(db, found))


@api.get("/voucher-batches", summary="What I can claim", responses={200: PoolList})
def pools() -> Response:
    """Batches that can be claimed from, each with the reason why I may not, if there is one."""
    with reading(parts().store) as db:
        found = claiming.pools(db, own())
    return answer(PoolList(batches=[training_shaping.pool_form(p) for p in found]))


@api.post("/vouchers/<voucher_id>/claim", summary="Claim a voucher", responses={200: VoucherForm})
def claim(path: VoucherPath) -> Response:
    """Claim a voucher made out to me; claiming it twice changes nothing."""
    return _voucher(lambda db: claiming.claim(db, path.voucher_id, own()))


@api.post(
    "/voucher-batches/<batch_id>/claim", summary="Claim from a pool", responses={200: VoucherForm}
)
def claim_from_pool(path: BatchPath) -> Response:
    """Claim one of a batch that waits for whoever is entitled."""
    return _voucher(lambda db: claiming.claim_from_pool(db, path.batch_id, own()))


@api.post("/vouchers/<voucher_id>/give-back", summary="Give back", responses={200: VoucherForm})
def give_back(path: VoucherPath) -> Response:
    """Give up a voucher that is not in use; it can be taken up again while it is valid."""
    return _voucher(lambda db: claiming.give_back(db, path.voucher_id, own()))


@api.post("/vouchers/<voucher_id>/reclaim", summary="Take up again", responses={200: VoucherForm})
def reclaim(path: VoucherPath) -> Response:
    """Take up again a voucher that was given back."""
    return _voucher(lambda db: claiming.reclaim(db, path.voucher_id, own()))


@api.post(
    "/vouchers/<voucher_id>/submit", summary="Apply for payment", responses={200: VoucherForm}
)
def submit(path: VoucherPath) -> Response:
    """Apply for payment of a course I have a certificate for."""
    return _voucher(lambda db: settling.submit_own(db, path.voucher_id, own()))


@api.get("/training-classes", summary="Classes I can join", responses={200: ClassList})
def classes(query: ClassQuery) -> Response:
    """Filed classes with a free seat that have not begun."""
    today = parts().today()
    told = query.model_dump()
    with reading(parts().store) as db:
        found = training_classes.joinable(db, today, **told)
    after = found[-1].class_id if len(found) == query.limit else None
    return answer(ClassList(classes=[training_shaping.class_form(c) for c in found], after=after))


@api.get("/enrolments", summary="My courses", responses={200: EnrolmentList})
def my_enrolments() -> Response:
    """Every course I asked for, the oldest first."""
    with reading(parts().store) as db:
        found = enrolments.of_worker(db, own_id())
    return answer(EnrolmentList(enrolments=[training_shaping.enrolment_form(e) for e in found]))


@api.post("/enrolments", summary="Ask for a seat", responses={201: EnrolmentForm})
def ask(body: OwnAskRequest) -> Response:
    """Ask for a seat in a class of my choice, with a voucher or without."""
    me, key = own(), body.voucher_id
    return _place(
        lambda db: enrolling.ask(db, body.class_id, own_id(), me, voucher_id=key), status=201
    )


@api.post(
    "/enrolments/<int:enrolment_id>/withdraw",
    summary="Give up my seat",
    responses={200: EnrolmentForm},
)
def withdraw(path: EnrolmentPath, body: LeaveRequest) -> Response:
    """Give up a seat before the first session; the voucher is mine again."""
    return _place(lambda db: enrolling.withdraw(db, path.enrolment_id, body.reason, own()))


@api.post(
    "/enrolments/<int:enrolment_id>/drop", summary="Leave a course", responses={200: EnrolmentForm}
)
def drop(path: EnrolmentPath, body: LeaveRequest) -> Response:
    """Leave during training; the hours stay in my archive, the voucher ends."""
    return _place(lambda db: enrolling.drop(db, path.enrolment_id, body.reason, own()))


@api.post(
    "/enrolments/<int:enrolment_id>/check-ins", summary="I am here", responses={200: EnrolmentForm}
)
def check_in(path: EnrolmentPath, body: ArrivalRequest) -> Response:
    """Check in to a session on its day."""
    arrival = Arrival(**body.model_dump())
    return _place(lambda db: attending.check_in(db, path.enrolment_id, arrival, own()))


def _voucher(act: Callable[[Connection], Voucher]) -> Response:
    with transaction(parts().store) as db:
        return answer(shaping.voucher_form(act(db)))


def _place(act: Callable[[Connection], Enrolment], status: int = 200) -> Response:
    with transaction(parts().store) as db:
        return answer(training_shaping.enrolment_form(act(db)), status)
