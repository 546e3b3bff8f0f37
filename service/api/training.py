"""API: classes, enrolments, check-ins, exams and certificates, from the office's and institution's side."""

from collections.abc import Callable

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from data.reach import narrowed
from data.records import enrolments, training_classes
from data.records.certificates import Certificate
from data.records.enrolments import Enrolment
from data.records.training_classes import Session, TrainingClass
from data.store import Connection, reading, transaction
from service.api.actors import staff
from service.api.counties import reach_of
from service.api.guard import NEEDS_TOKEN, parts, who
from service.api.shared import PROBLEMS, Query, answer
from service.api.training_forms import (
    ArrivalsRequest,
    AskRequest,
    CertificateForm,
    CertificateRequest,
    ClassDetail,
    ClassList,
    ClassRequest,
    ConfirmRequest,
    CountForm,
    EnrolmentForm,
    EnrolmentList,
    ExamRequest,
    LeaveRequest,
    RealNameRequest,
    SessionsRequest,
)
from service.api.voucher_forms import ID, ReasonRequest
from service.api.workers import WorkerPath
from service.vouchers import attending, certifying, enrolling
from service.vouchers import classes as classrooms
from service.vouchers import training_shaping as shaping
from service.vouchers.attending import Arrival, Result

api = APIBlueprint(
    "training",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="training", description="Classes, enrolments, attendance, certificates")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


class ClassPath(BaseModel):
    """Which class."""

    class_id: str = ID


class EnrolmentPath(BaseModel):
    """Which enrolment."""

    enrolment_id: int


class ClassQuery(Query):
    """Which classes, and where a page begins."""

    occupation: str | None = Field(None, max_length=20)
    after: str = Field("", max_length=200)
    limit: int = Field(50, ge=1, le=200)


@api.get("/training-classes", summary="Classes to join", responses={200: ClassList})
def joinable(query: ClassQuery) -> Response:
    """Filed classes with a free seat that have not begun, by id."""
    with reading(parts().store) as db:
        found = training_classes.joinable(db, parts().today(), **query.model_dump())
    after = found[-1].class_id if len(found) == query.limit else None
    return answer(ClassList(classes=[shaping.class_form(c) for c in found], after=after))


@api.post("/training-classes", summary="File a class", responses={201: ClassDetail})
def file(body: ClassRequest) -> Response:
    """Write down a class, or what changed of it."""
    told = body.model_dump()
    wanted = TrainingClass(**{**told, "trainers": tuple(told["trainers"])})
    with transaction(parts().store) as db:
        filed = classrooms.file_class(db, wanted, staff())
        return answer(shaping.class_detail(db, filed), 201)


@api.get("/training-classes/<class_id>", summary="A class", responses={200: ClassDetail})
def one(path: ClassPath) -> Response:
    """A class with its sessions."""
    with reading(parts().store) as db:
        return answer(shaping.class_detail(db, classrooms.found(db, path.class_id)))


@api.post(
    "/training-classes/<class_id>/sessions", summary="Plan sessions", responses={200: ClassDetail}
)
def plan(path: ClassPath, body: SessionsRequest) -> Response:
    """Plan sessions one by one, or a session a day until the class hours are reached."""
    with transaction(parts().store) as db:
        if body.hours_a_day is not None:
            classrooms.plan_daily(db, path.class_id, body.hours_a_day)
        sessions = [Session(**session.model_dump()) for session in body.sessions]
        classrooms.plan_sessions(db, path.class_id, sessions)
        return answer(shaping.class_detail(db, classrooms.found(db, path.class_id)))


@api.post(
    "/training-classes/<class_id>/cancel", summary="Call a class off", responses={200: CountForm}
)
def cancel(path: ClassPath, body: ReasonRequest) -> Response:
    """Call a class off before it begins: every voucher is its owner's again."""
    with transaction(parts().store) as db:
        count = classrooms.cancel_class(db, path.class_id, body.reason, staff())
    return answer(CountForm(count=count))


@api.get(
    "/training-classes/<class_id>/enrolments",
    summary="Who is in a class",
    responses={200: EnrolmentList},
)
def of_class(path: ClassPath) -> Response:
    """Who is in a class, or was."""
    with narrowed(parts().store, reach_of(who())) as db:
        found = enrolments.of_class(db, path.class_id)
    return answer(EnrolmentList(enrolments=[shaping.enrolment_form(e) for e in found]))


@api.post(
    "/training-classes/<class_id>/enrolments",
    summary="Ask for a seat",
    responses={201: EnrolmentForm},
)
def ask(path: ClassPath, body: AskRequest) -> Response:
    """Ask for a seat for somebody, without a voucher: with one only the worker asks."""
    return _done(lambda db: enrolling.ask(db, path.class_id, body.worker_id, staff()), 201)


@api.get(
    "/workers/<worker_id>/enrolments", summary="A worker's courses", responses={200: EnrolmentList}
)
def of_worker(path: WorkerPath) -> Response:
    """Every course of a worker, the oldest first."""
    with reading(parts().store) as db:
        found = enrolments.of_worker(db, path.worker_id)
    return answer(EnrolmentList(enrolments=[shaping.enrolment_form(e) for e in found]))


@api.post(
    "/enrolments/<int:enrolment_id>/confirm",
    summary="Give the seat",
    responses={200: EnrolmentForm},
)
def confirm(path: EnrolmentPath, body: ConfirmRequest) -> Response:
    """Give the seat under the real name; the voucher is bound to the class."""
    return _done(lambda db: enrolling.confirm(db, path.enrolment_id, body.method, staff()))


@api.post(
    "/enrolments/<int:enrolment_id>/refuse", summary="Do not let in", responses={200: EnrolmentForm}
)
def refuse(path: EnrolmentPath, body: LeaveRequest) -> Response:
    """Do not let somebody into a class; the voucher stays as it is."""
    return _done(lambda db: enrolling.refuse(db, path.enrolment_id, body.reason, staff()))


@api.post(
    "/enrolments/<int:enrolment_id>/withdraw", summary="Free a seat", responses={200: EnrolmentForm}
)
def withdraw(path: EnrolmentPath, body: LeaveRequest) -> Response:
    """Free a seat before the first session; the voucher goes back to its owner."""
    return _done(lambda db: enrolling.withdraw(db, path.enrolment_id, body.reason, staff()))


@api.post(
    "/enrolments/<int:enrolment_id>/drop",
    summary="Left during training",
    responses={200: EnrolmentForm},
)
def drop(path: EnrolmentPath, body: LeaveRequest) -> Response:
    """Write down that somebody left during training."""
    return _done(lambda db: enrolling.drop(db, path.enrolment_id, body.reason, staff()))


@api.post(
    "/enrolments/<int:enrolment_id>/real-name",
    summary="Real-name record",
    responses={200: EnrolmentForm},
)
def real_name(path: EnrolmentPath, body: RealNameRequest) -> Response:
    """Say what the real-name record is; without a valid one nothing is paid."""
    return _done(lambda db: enrolling.set_real_name(db, path.enrolment_id, body.state, staff()))


@api.post(
    "/enrolments/<int:enrolment_id>/check-ins", summary="Attendance", responses={200: EnrolmentForm}
)
def check_in(path: EnrolmentPath, body: ArrivalsRequest) -> Response:
    """Count sessions somebody came to; the same session counts once."""
    arrivals = [Arrival(**a.model_dump()) for a in body.arrivals]
    return _done(lambda db: attending.check_in_all(db, path.enrolment_id, arrivals, staff()))


@api.post(
    "/enrolments/<int:enrolment_id>/finish",
    summary="End of the course",
    responses={200: EnrolmentForm},
)
def finish(path: EnrolmentPath) -> Response:
    """End a course for somebody whose hours suffice."""
    return _done(lambda db: attending.finish(db, path.enrolment_id, staff()))


@api.post(
    "/enrolments/<int:enrolment_id>/exams",
    summary="An exam's result",
    responses={201: EnrolmentForm},
)
def exam(path: EnrolmentPath, body: ExamRequest) -> Response:
    """Write down an attempt at the exam."""
    result = Result(**body.model_dump())
    return _done(lambda db: attending.record_exam(db, path.enrolment_id, result, staff()), 201)


@api.post("/certificates", summary="A certificate", responses={201: CertificateForm})
def certificate(body: CertificateRequest) -> Response:
    """Keep a verified certificate; a voucher of its kind comes to 已持证 with it."""
    with transaction(parts().store) as db:
        kept = certifying.record_certificate(db, Certificate(**body.model_dump()), staff())
        return answer(shaping.certificate_form(kept), 201)


def _done(act: Callable[[Connection], Enrolment], status: int = 200) -> Response:
    with transaction(parts().store) as db:
        return answer(shaping.enrolment_form(act(db)), status)
