"""What the desk does about somebody in a class: as it was seen, and a whole class at roll-call."""

from collections.abc import Sequence

from data.records import enrolments
from data.records.enrolments import Enrolment
from data.store import Connection
from service.errors import Conflict, NotFound
from service.vouchers.attending import Arrival, check_in
from service.vouchers.enrolling import known
from service.vouchers.steps import Actor
from service.vouchers.training_shaping import ENROLMENT_NAMES


def standing_of(db: Connection, enrolment: Enrolment) -> str:
    """How an enrolment stands, as one word that a form sends back; hours may go on meanwhile."""
    exams = len(enrolments.exams_of(db, enrolment.enrolment_id))
    return f"{enrolment.state}.{exams}.{enrolment.real_name}"


def enrolment_as_seen(db: Connection, enrolment_id: int, standing: str) -> Enrolment:
    """The enrolment; Conflict where somebody did something with it since it stood like this."""
    enrolment = known(db, enrolment_id)
    if standing_of(db, enrolment) == standing:
        return enrolment
    raise Conflict(
        f"您打开页面之后，这条报名已由他人办理，现为“{ENROLMENT_NAMES[enrolment.state]}”。"
        "您刚才的操作没有执行，请看过现在的情况再办。"
    )


def call_roll(
    db: Connection,
    class_id: str,
    enrolment_ids: Sequence[int],
    session_no: int,
    *,
    method: str,
    actor: Actor,
) -> int:
    """Count those who came to a session, all or none; returns how many were not counted before."""
    new = 0
    for enrolment_id in sorted(set(enrolment_ids)):
        enrolment = known(db, enrolment_id)
        if enrolment.class_id != class_id:
            raise NotFound("名单中有人不在这个班级。")
        came = check_in(db, enrolment_id, Arrival(session_no, method), actor)
        new += came.minutes > enrolment.minutes
    return new
