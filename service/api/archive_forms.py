"""What the API takes and answers about the lifelong archive."""

from datetime import date, datetime

from pydantic import Field, model_validator

from service.api.forms import Form

KINDS = {
    "training": "培训",
    "certificate": "证书",
    "employment": "就业",
    "income": "收入",
    "voucher": "培训券",
    "referral": "介绍",
    "service": "服务",
    "recognition": "认定",
    "policy": "政策",
}
"""The kinds of `data/tables_archive.py`, as a person reads them."""


class EventForm(Form):
    """One event; a corrected one stays readable beside the one that replaced it."""

    key: str
    kind: str
    label: str
    happened_on: date
    known_on: date = Field(description="The day from which the service knew it")
    source: str
    recorded_by: str
    recorded_at: datetime
    text: str
    facts: dict[str, object]
    corrects: str | None = Field(description="Key of the event that this one replaces")
    corrected: bool = Field(description="Whether a later event replaced this one")
    withdrawn: bool = Field(description="Whether this event takes back the one it replaces")


class IncomeGainForm(Form):
    """Income gain (增收) of one training: mean monthly income of the year after and the year before."""

    training: str
    started_on: date
    ended_on: date
    before_fen: int | None
    after_fen: int | None
    gain_fen: int | None
    months_before: int
    months_after: int
    sentence: str


class ArchiveForm(Form):
    """A worker's archive as known on a day, oldest first."""

    worker_id: str
    as_of: date
    events: list[EventForm]
    income_gains: list[IncomeGainForm]


class IncomeForm(Form):
    """What was earned in one month."""

    month: date = Field(description="Any day of the month")
    income_fen: int = Field(ge=0, le=100_000_000)


class CorrectionRequest(Form):
    """What an event should have said, or that it never happened."""

    reason: str = Field(min_length=2, max_length=500, description="Why, for whoever reads it later")
    source: str = Field(min_length=1, max_length=100, description="Where the correction comes from")
    happened_on: date | None = None
    text: str | None = Field(None, min_length=1, max_length=500)
    facts: dict[str, str | int | float | bool | None] = Field(default={}, max_length=30)
    withdrawn: bool = False

    @model_validator(mode="after")
    def _changes_something(self) -> "CorrectionRequest":
        if not (self.withdrawn or self.happened_on or self.text or self.facts):
            raise ValueError("a correction changes something")
        return self
