"""What the API asks and answers about referrals; the command line's `--json` prints the same forms."""

from datetime import date, datetime
from typing import Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.referring.reasons import BY_CODE
from service.api.forms import Form, Moment
from service.api.offers import VacancyForm

State = Literal[
    "referred",
    "applied",
    "interviewed",
    "offered",
    "placed",
    "retained_1",
    "retained_3",
    "retained_6",
    "closed",
]
ConsentAnswer = Literal["asked", "given", "refused", "withdrawn"]


class Request(BaseModel):
    """Something a person tells; fields nobody knows are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ReferRequest(Request):
    """Refer a worker: from a recommendation, or by a counselor's own choice with its reason."""

    recommendation_id: str | None = Field(None, min_length=1, max_length=64)
    worker_id: str | None = Field(None, min_length=1, max_length=200)
    vacancy_id: str | None = Field(None, min_length=1, max_length=200)
    chosen_because: str | None = Field(None, min_length=2, max_length=500)
    override_reason: str | None = Field(
        None, min_length=2, max_length=500, description="Why refusals that may be are set aside"
    )

    @model_validator(mode="after")
    def _one_ground(self) -> Self:
        own = (self.worker_id, self.vacancy_id, self.chosen_because)
        if self.recommendation_id is None and None in own:
            raise ValueError("写明推荐编号；自行选择岗位的，写明劳动者、岗位和理由")
        if self.recommendation_id is not None and own != (None, None, None):
            raise ValueError("推荐编号与自行选择只写其中一种")
        return self


Told = TypeVar("Told", bound=Request)


def _with_reason(told: Told, reason: str | None, *, needed: bool) -> Told:
    """A coded reason exactly where something ends."""
    if needed != (reason is not None):
        raise ValueError("结束时须写原因代码" if needed else "只有结束时才写原因")
    if reason is not None and reason not in BY_CODE:
        raise ValueError("没有这个原因代码")
    return told


class StepRequest(Request):
    """A step that was taken; `closed` needs its coded reason, `placed` takes the first day."""

    state: State
    reason: str | None = Field(None, max_length=40, description="A coded closing reason")
    on: date | None = Field(None, description="The day it happened, or the first day at work")
    note: str | None = Field(None, max_length=500)

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        return _with_reason(self, self.reason, needed=self.state == "closed")


class OwnStepRequest(Request):
    """What a worker says on his or her own: applied, or given up with its reason."""

    state: Literal["applied", "closed"]
    reason: str | None = Field(None, max_length=40, description="A coded closing reason")

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        return _with_reason(self, self.reason, needed=self.state == "closed")


class InterviewRequest(Request):
    """When and where somebody is expected."""

    at: Moment
    place: str = Field(min_length=2, max_length=200)


class FollowUpRequest(Request):
    """What a follow-up found."""

    result: Literal["still_there", "left", "unreachable"]
    reason: str | None = Field(None, max_length=40, description="Why the person left")
    on: date | None = Field(None, description="The day on which the person left")
    note: str | None = Field(None, max_length=500)

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        return _with_reason(self, self.reason, needed=self.result == "left")


class ConsentRequest(Request):
    """Consent asked for, or an answer given on paper, with the signed sheet's number."""

    answer: ConsentAnswer
    paper: str | None = Field(None, min_length=2, max_length=100)


class OwnConsentRequest(Request):
    """A worker's own answer."""

    answer: Literal["given", "refused", "withdrawn"]


class StepForm(Form):
    """One step as it was said."""

    step: int
    before: str
    after: str
    label: str
    via: str
    by: str
    at: datetime
    happened_on: date
    reason: str | None
    reason_label: str | None
    note: str | None


class ConsentForm(Form):
    """Consent to show the résumé, as it stands."""

    given: bool
    latest: ConsentAnswer | None
    via: str | None
    at: datetime | None


class LetterForm(Form):
    """A letter of introduction."""

    code: str
    state: Literal["valid", "expired", "withdrawn"]
    issued_on: date
    valid_until: date
    check_url: str


class ReferralForm(Form):
    """A referral as it stands, with every step, consent and letter."""

    referral_id: str
    worker_id: str
    vacancy: VacancyForm
    state: State
    label: str
    referred_on: date
    recommendation_id: str | None
    chosen_because: str | None
    overridden: list[str] = Field(description="Hard rules set aside by the counselor")
    override_reason: str | None
    closed_because: str | None
    closed_label: str | None
    hold_until: date | None = Field(description="Until when its place in the queue is kept")
    placed_on: date | None
    follow_up_on: date | None
    consent: ConsentForm
    letters: list[LetterForm]
    steps: list[StepForm]
    call_worker: str | None = Field(
        None, description="Why the worker must be phoned: no message arrives before the interview"
    )


class ReferralLine(Form):
    """A referral in a list."""

    referral_id: str
    worker_id: str
    vacancy_id: str
    title: str
    employer: str
    state: State
    label: str
    referred_on: date
    hold_until: date | None
    placed_on: date | None
    follow_up_on: date | None
    closed_because: str | None
    closed_label: str | None


class ReferralPage(Form):
    """Some referrals; ask for what comes after `next`."""

    referrals: list[ReferralLine]
    next: str | None


class DueForm(Form):
    """Whose follow-up is due."""

    as_of: date
    due: list[ReferralLine]


class LapsedForm(Form):
    """What the clock closed."""

    lapsed: int = Field(description="Holds that ended")
    vacancy_closed: int = Field(description="Not yet applied for when the employer stopped")
    follow_up_lost: int = Field(description="Nobody could be reached for good")


class LinkForm(Form):
    """A link for an employer; it is shown once and opens until its end."""

    url: str
    code: str
    valid_until: datetime
