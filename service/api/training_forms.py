"""What the API asks and answers about classes, enrolments, check-ins, exams and certificates."""

from datetime import date
from typing import Literal

from pydantic import Field

from service.api.forms import Form
from service.api.voucher_forms import ID, REASON, BatchForm, Level, Request, VoucherForm

Code = Field(min_length=1, max_length=20)


class ClassRequest(Request):
    """A class; with its filing number it is open for vouchers."""

    class_id: str = ID
    programme_id: str | None = Field(None, max_length=100)
    title: str = Field(min_length=2, max_length=100)
    institution: str = Field(min_length=2, max_length=100)
    region: str = Field(pattern=r"^\d{6}$")
    place: str | None = Field(None, max_length=200)
    occupation: str = Code
    level: Level
    filed_no: str | None = Field(None, min_length=1, max_length=100)
    filed_on: date | None = None
    seats: int = Field(gt=0, le=10_000)
    starts_on: date
    ends_on: date
    hours_total: int = Field(gt=0, le=10_000)
    fee_fen: int = Field(ge=0, le=10_000_000)
    trainers: list[str] = Field([], max_length=50)


class SessionRequest(Request):
    """One meeting of a class."""

    session_no: int = Field(ge=1, le=10_000)
    held_on: date
    minutes: int = Field(gt=0, le=1440)
    trainer: str | None = Field(None, max_length=100)


class SessionsRequest(Request):
    """Sessions one by one, or a session a day of so many class hours."""

    sessions: list[SessionRequest] = Field([], max_length=2000)
    hours_a_day: int | None = Field(None, ge=1, le=16)


class AskRequest(Request):
    """A seat wanted by the office for somebody without a voucher."""

    worker_id: str = Field(min_length=1, max_length=200)


class OwnAskRequest(Request):
    """A seat wanted, with a voucher or without."""

    class_id: str = ID
    voucher_id: str | None = Field(None, min_length=1, max_length=100)


class ConfirmRequest(Request):
    """How the name was checked."""

    method: Literal["social_card", "id_card", "face", "counter"]


class LeaveRequest(Request):
    """Why somebody leaves or is not let in."""

    reason: str = REASON


class RealNameRequest(Request):
    """What the real-name record is."""

    state: Literal["invalid", "valid", "frozen", "cancelled"]


class ArrivalRequest(Request):
    """Somebody comes to a session; neither device nor place is kept, only a hash and a distance."""

    session_no: int = Field(ge=1, le=10_000)
    method: Literal["code", "card", "face", "paper"]
    minutes: int | None = Field(None, gt=0, le=1440)
    device: str | None = Field(None, max_length=200)
    metres_off: int | None = Field(None, ge=0, le=20_000_000)


class ArrivalsRequest(Request):
    """Many sessions at once, as an institution sends its sheets."""

    arrivals: list[ArrivalRequest] = Field(min_length=1, max_length=1000)


class ExamRequest(Request):
    """What an exam came to."""

    held_on: date
    passed: bool
    theory: int | None = Field(None, ge=0, le=100)
    practice: int | None = Field(None, ge=0, le=100)


class CertificateRequest(Request):
    """A certificate whose number was verified with whoever issued it."""

    certificate_no: str = ID
    worker_id: str = Field(min_length=1, max_length=200)
    occupation: str = Code
    level: Level
    issued_on: date
    issuer: str = Field(min_length=2, max_length=100)
    class_id: str | None = Field(None, max_length=100)


class ClassForm(Form):
    """A class, with its seats."""

    class_id: str
    programme_id: str | None
    title: str
    institution: str
    region: str
    where: str | None = Field(description="The region's name")
    place: str | None
    occupation: str
    level: str
    what: str
    filed_no: str | None
    filed_on: date | None
    seats: int
    seats_taken: int
    starts_on: date
    ends_on: date
    hours_total: int
    fee_fen: int
    cancelled_on: date | None


class SessionForm(Form):
    """One meeting of a class."""

    session_no: int
    held_on: date
    minutes: int
    trainer: str | None


class ClassDetail(ClassForm):
    """A class with its sessions."""

    sessions: list[SessionForm]


class ClassList(Form):
    """Classes by id; `after` is where the next page begins."""

    classes: list[ClassForm]
    after: str | None


class EnrolmentForm(Form):
    """Somebody in a class."""

    enrolment_id: int
    class_id: str
    worker_id: str
    voucher_id: str | None
    state: str
    label: str
    minutes: int
    passed: bool | None
    real_name: str | None = Field(
        description="State of the real-name record; without it no subsidy"
    )


class EnrolmentList(Form):
    """Enrolments, the oldest first."""

    enrolments: list[EnrolmentForm]


class CertificateForm(Form):
    """A certificate, and the voucher that it certified."""

    certificate_no: str
    worker_id: str
    what: str
    issued_on: date
    issuer: str
    new: bool
    voucher: VoucherForm | None


class PoolForm(Form):
    """A batch that can be claimed from; `refusal` is why this worker may not."""

    batch: BatchForm
    refusal: str | None


class PoolList(Form):
    """What a worker can claim from."""

    batches: list[PoolForm]


class CountForm(Form):
    """How many."""

    count: int
