"""What the API answers about recognition, tags and personal help, and what it is told."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.api.forms import Form

Category = Literal["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9"]
TagName = Literal["priority_support", "intensive_help"]
MeasureKind = Literal[
    "guidance", "vacancy", "training", "post", "subsidy", "startup", "visit", "other"
]
Channel = Literal["counter", "phone", "visit", "message", "online"]
Outcome = Literal["reached", "not_reached", "accepted_offer", "refused_offer", "no_show"]
Text = Annotated[str, Field(min_length=2, max_length=500)]


class Request(BaseModel):
    """A body whose unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class CaseRequest(Request):
    """An application for recognition."""

    category: Category
    promised: Literal[True] = Field(description="《承诺书》已签：内容真实，同意核查")


class CaseStepRequest(Request):
    """One step of the procedure with what it asks for."""

    action: Literal[
        "return", "complete", "accept", "check", "post", "object", "settle", "close_notice",
        "review", "compare", "notify", "ask_again", "renew", "reassign", "propose_end", "keep", "withdraw",
    ]  # fmt: skip
    reason: Text | None = None
    positive: bool | None = Field(None, description="The opinion, where the step asks for one")
    ground: str | None = Field(None, max_length=40, description="Code of the exit ground")
    officer: str | None = Field(None, max_length=60, description="Who looks after the worker")
    review_on: date | None = None


class DecisionRequest(Request):
    """A decision of the county by somebody who took no earlier step."""

    action: Literal["recognise", "refuse", "recognise_again", "refuse_again", "end"]
    reason: Text
    document: str = Field(min_length=2, max_length=200, description="文书号")
    category: Category | None = Field(None, description="Where it differs from what was asked for")


class CaseStepForm(Form):
    """One step as it was taken."""

    action: str
    name: str
    to_state: str
    happened_on: date
    done_by: str
    reason: str | None
    document: str | None
    facts: dict[str, object]


class NextStep(Form):
    """A step that can be taken now."""

    action: str
    name: str
    level: Literal["manage", "approve", "own"]
    asks: list[str]


class CaseForm(Form):
    """A case of recognition as it stands."""

    case_id: str
    worker_id: str
    state: str
    state_name: str
    category: Category
    category_name: str
    rule: str
    applied_on: date
    due: str | None = Field(description="By when the next step is to be taken; a reminder only")
    overdue: bool
    notice_until: date | None
    decided_on: date | None
    document: str | None
    valid_from: date | None
    review_on: date | None
    ended_on: date | None
    officer: str | None
    steps: list[CaseStepForm]
    next: list[NextStep]


class CaseList(Form):
    """Cases of a worker, or cases with something due."""

    cases: list[CaseForm]


class ComparisonForm(Form):
    """What another office's register says against the file."""

    label: str
    on_file: str | None
    in_register: str | None
    differs: bool


class ExitForm(Form):
    """Grounds on which a recognition might end; nothing ends by itself."""

    case_id: str
    notice: str
    findings: list[dict[str, str]]


class Comparison(Form):
    """All that other offices say of a worker, beside the file."""

    case_id: str
    as_of: date
    facts: list[ComparisonForm]


class TagRequest(Request):
    """A tag that a person confirms."""

    tag: TagName
    reason: Text
    document: str = Field(min_length=2, max_length=200)
    review_on: date | None = Field(None, description="By the rule unless said")


class TagEnd(Request):
    """Why a tag ends, or is kept after a review."""

    reason: Text
    review_on: date | None = Field(None, description="Given, it is kept until then; else it ends")


class TagForm(Form):
    """A tag as confirmed."""

    tag_id: str
    worker_id: str
    tag: TagName
    name: str
    state: Literal["confirmed", "ended"]
    reason: str
    document: str
    rule: str
    confirmed_by: str
    confirmed_on: date
    review_on: date
    ended_on: date | None


class TagSuggestion(Form):
    """A tag that somebody should think about."""

    tag: TagName
    name: str
    reasons: list[str]
    held: bool


class TagList(Form):
    """A worker's tags and what might be added, or tags to look at again."""

    tags: list[TagForm]
    suggestions: list[TagSuggestion]
    notice: str


class MeasureRequest(Request):
    """A measure for a worker's plan."""

    kind: MeasureKind
    text: Text
    due_on: date


class MeasureEnd(Request):
    """What became of a measure."""

    state: Literal["done", "dropped"]
    outcome: Text


class MeasureForm(Form):
    """A measure of the plan."""

    measure_id: str
    worker_id: str
    kind: MeasureKind
    text: str
    state: Literal["planned", "done", "dropped"]
    planned_by: str
    due_on: date
    closed_on: date | None
    outcome: str | None


class ContactRequest(Request):
    """A contact with a worker."""

    channel: Channel
    outcome: Outcome
    about: Text


class ContactForm(Form):
    """A contact as written down."""

    contact_id: str
    happened_on: date
    channel: Channel
    outcome: Outcome
    about: str
    done_by: str


class FollowupEnd(Request):
    """How the worker was doing."""

    outcome: Text


class FollowupForm(Form):
    """A follow-up, made or to be made."""

    followup_id: str
    worker_id: str
    cause: str
    months: int
    due_on: date
    state: Literal["due", "done"]
    done_on: date | None
    outcome: str | None


class HelpForm(Form):
    """All personal help for one worker."""

    worker_id: str
    officer: str | None
    measures: list[MeasureForm]
    contacts: list[ContactForm]
    followups: list[FollowupForm]
    hints: list[str] = Field(description="How to serve differently; never a lower place")


class HelpDueForm(Form):
    """What is due by a day, over everybody."""

    until: date
    cases: list[CaseForm]
    tags: list[TagForm]
    measures: list[MeasureForm]
    followups: list[FollowupForm]


class ScanForm(Form):
    """What a scan for people entitled found."""

    as_of: date
    people: int
    told: int = Field(description="People with something to be told")
    rules: list[str] = Field(description="Versions of the rules that were asked")
    by_county: dict[str, dict[str, int]] = Field(description="County unit, then policy or tag")


class EntitledForm(Form):
    """Somebody who might be entitled; the id only."""

    worker_id: str
    region: str
    township: str | None
    entitled: list[str]
    categories: list[str]
    recognised: bool
    priority_support: bool
    intensive_help: bool
    urgency: float = Field(description="The index, or the median where there is none")


class EntitledList(Form):
    """People of one county, the most urgent first."""

    as_of: date
    people: list[EntitledForm]
