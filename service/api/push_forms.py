"""What the API asks and answers about messages, choices, campaigns and stops."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from service.api.forms import Form

Line = Literal["vacancies", "guidance", "startup", "policies", "training", "assistance"]
Channel = Literal["mailbox", "sms", "email", "webhook", "wechat"]


class Asked(BaseModel):
    """What is sent to the API: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class MailForm(Form):
    """A message as its worker reads it."""

    message_id: int
    line: Line
    label: str
    title: str
    body: str
    reason: str = Field(description="Why it was sent")
    channel: Channel | None
    delivered: bool = Field(description="False: no channel could deliver it, it is shown here only")
    sent_at: datetime = Field(description="When it was sent, or when trying ended")
    read: bool


class MailboxForm(Form):
    """A worker's messages, newest first; ask for what comes before `next`."""

    messages: list[MailForm]
    next: int | None


class HappenedForm(Form):
    """Something out of the ordinary on a message's way, or a receipt."""

    what: str
    detail: str
    by: str
    at: datetime


class MessageForm(Form):
    """A message as the office sees it."""

    message_id: int
    worker_id: str
    line: Line
    template: str
    state: str
    channel: Channel | None
    title: str | None
    body: str | None
    reason: str
    personalised: bool
    campaign_id: int | None
    created_at: datetime
    next_at: datetime | None
    expires_at: datetime
    ended_at: datetime | None
    counts_on: date | None
    n_attempts: int
    dropped_for: str | None
    dropped_because: str | None = Field(description="The same as a sentence")
    failure: str | None
    happened: list[HappenedForm]


class MessagePage(Form):
    """Messages in one state, newest first."""

    messages: list[MessageForm]
    next: int | None


class LineChoice(Form):
    """One line: what it is, on what legal ground it comes, and by which channels it may."""

    line: Line
    label: str
    basis: str
    channels: dict[Channel, bool]


class ChoicesForm(Form):
    """What a worker wants; everything can be changed at any time and counts at once."""

    worker_id: str
    personalised: bool = Field(description="Whether lists may be chosen by the worker's own traits")
    lines: list[LineChoice]
    said: list["SaidForm"]


class SaidForm(Form):
    """A statement as it was kept, with its proof."""

    line: Line | None
    channel: Channel | None
    wanted: bool
    source: str
    proof: str
    by: str
    at: datetime


class ChoiceRequest(Asked):
    """Switch a line (or all) on or off by a channel (or all)."""

    line: Line | None = None
    channel: Channel | None = None
    wanted: bool


class CounterChoiceRequest(ChoiceRequest):
    """The same, said to the office."""

    source: Literal["counter", "phone"]
    proof: str = Field(min_length=1, max_length=200, description="Where it can be looked up")


class PersonalisationRequest(Asked):
    """Whether lists may be chosen by the worker's own traits."""

    wanted: bool


class AddressRequest(Asked):
    """Where the worker is reached."""

    channel: Literal["email", "wechat"]
    address: str = Field(min_length=3, max_length=200)


class StopRequest(Asked):
    """Stop or resume a line (or all) on a channel (or all), at once."""

    line: Line | None = None
    channel: Channel | None = None
    stopped: bool
    reason: str = Field(min_length=1, max_length=200)


class StopForm(Form):
    """Who stopped or resumed what."""

    line: Line | None
    channel: Channel | None
    stopped: bool
    reason: str
    by: str
    at: datetime


class StatusForm(Form):
    """How the push stands."""

    messages: dict[str, dict[str, int]] = Field(description="By line and state")
    dropped_this_week: dict[str, int] = Field(description="By reason, in words")
    oldest_due_at: datetime | None
    standing_still: list[str] = Field(description="What is stopped, in words")
    jobs: dict[str, datetime] = Field(description="When each job is next due")


class TemplateForm(Form):
    """A kind of message with an example, as the worker reads it and as a text message."""

    template: str
    line: Line
    title: str
    body: str


class TemplateList(Form):
    """Every kind of message there is."""

    templates: list[TemplateForm]


class CampaignRequest(Asked):
    """A text for many; the audience is chosen by columns of the file."""

    name: str = Field(min_length=1, max_length=80)
    line: Line
    title: str = Field(min_length=1, max_length=30)
    text: str = Field(min_length=1, max_length=500)
    reason: str = Field(min_length=1, max_length=60, description="Why these people get it")
    audience: dict[str, list[str | bool]]
    expires_at: datetime


class CampaignForm(Form):
    """A campaign with the message as it will be read and how many it reaches."""

    campaign_id: int
    name: str
    line: Line
    state: str
    audience: dict[str, object]
    n_people: int
    message: str
    expires_at: datetime
    created_by: str
    created_at: datetime
    approved_by: str | None
    approved_at: datetime | None


class CampaignList(Form):
    """The campaigns, newest first."""

    campaigns: list[CampaignForm]


class ApprovalRequest(Asked):
    """The number of people that the approver has seen."""

    n_people: int = Field(ge=0)


class OffForm(Form):
    """What a link in a message switches off."""

    line: Line
    label: str
    done: bool
