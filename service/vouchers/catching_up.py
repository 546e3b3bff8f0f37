"""A voucher that comes out of a frost, or whose papers came early, takes the steps that others took meanwhile."""

from dataclasses import replace

from data.records import certificates, enrolments, training_classes
from data.records.enrolments import Enrolment
from data.records.vouchers import Voucher
from data.store import Connection
from models.vouchers.states import Event, Role, State
from service.errors import Conflict
from service.vouchers.steps import Actor, Said, step

Due = tuple[Event, Said]


def catch_up(db: Connection, voucher: Voucher, actor: Actor) -> Voucher:
    """Take every step that what is on file already calls for; one that a guard refuses is left alone."""
    staff = replace(actor, role=Role.STAFF, worker_id=None)
    while (due := _due(db, voucher)) is not None:
        event, said = due
        try:
            voucher = step(db, voucher, event, staff, said)
        except Conflict:
            return voucher
    return voucher


def _due(db: Connection, voucher: Voucher) -> Due | None:
    enrolment = enrolments.of_voucher(db, voucher.voucher_id)
    if enrolment is None:
        return None
    said = Said(reason="补记", enrolment=enrolment)
    event = _by_enrolment(voucher, enrolment)
    if event is not None:
        return event, said
    if voucher.state == State.RETURNED and _was_cancelled(db, enrolment):
        return Event.RESTORE, said
    if voucher.state != State.COMPLETED:
        return None
    kind = {"occupation": voucher.occupation, "level": voucher.level}
    found = certificates.of_worker(db, str(voucher.worker_id), **kind)
    return (Event.CERTIFY, replace(said, certificate=found[0])) if found else None


def _by_enrolment(voucher: Voucher, enrolment: Enrolment) -> Event | None:
    state, place = State(voucher.state), enrolment.state
    calls = {
        Event.GIVE_BACK: state is State.ENROLLED and place == "withdrawn",
        Event.START: state is State.ENROLLED and enrolment.minutes > 0,
        Event.DROP: state is State.IN_TRAINING and place == "dropped",
        Event.COMPLETE: state is State.IN_TRAINING and place == "finished",
        Event.FAIL: state is State.COMPLETED and enrolment.passed is False,
        Event.RESIT: state is State.FAILED and enrolment.passed is True,
    }
    return next((event for event, called in calls.items() if called), None)


def _was_cancelled(db: Connection, enrolment: Enrolment) -> bool:
    chosen = training_classes.one(db, enrolment.class_id)
    return chosen is not None and chosen.cancelled_on is not None
