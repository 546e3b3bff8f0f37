"""What the API asks and answers about vouchers; the command line's `--json` prints the same forms."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from service.api.forms import Form

ID = Field(min_length=1, max_length=100, pattern=r"^[^\s/?#%]+$")
REASON = Field(min_length=2, max_length=500)
FEN = Field(gt=0, le=100_000_000_000)

FundSource = Literal["special_account", "employment_fund", "ui_fund", "local_budget", "other"]
Whom = Literal["unemployed", "rural", "graduate", "monitored", "low_income"]
Level = Literal["special", "5", "4", "3", "2", "1", "expert", "chief"]


class Request(BaseModel):
    """Something a person tells; fields nobody knows are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class FundRequest(Request):
    """A fund with what it has for a year."""

    fund_id: str = ID
    name: str = Field(min_length=2, max_length=100)
    source: FundSource
    year: int = Field(ge=2000, le=2100)
    total_fen: int = FEN


class BatchRequest(Request):
    """A batch to be set up: its budget is reserved, and a second person has to publish it."""

    batch_id: str = ID
    fund_id: str = ID
    title: str = Field(min_length=2, max_length=100)
    region: str = Field(pattern=r"^\d{6}$", description="County, or 140900 for the whole city")
    occupation: str = Field(min_length=1, max_length=20)
    level: Level
    value_kind: Literal["face", "entitlement"]
    scope: Literal["open", "named"]
    value_fen: int = Field(gt=0, le=10_000_000, description="Face value, or the standard's ceiling")
    quantity: int = Field(0, ge=0, le=100_000, description="For a pool; a roster counts itself")
    claim_by: date | None = Field(None, description="By the rules of the day where it is not given")
    valid_until: date | None = None
    institutions: list[str] = Field([], max_length=500, description="Empty: any filed class")
    whom: list[Whom] = Field([], description="Empty: anybody who lives in the region")
    roster: list[str] = Field([], max_length=20_000, description="Worker ids of a named batch")
    by_wish: bool = Field(False, description="Roster: who wishes to learn it and lives there")


class ReasonRequest(Request):
    """Why."""

    reason: str = REASON


class FreezeRequest(ReasonRequest):
    """Why, and until when at the latest."""

    until: date


class SettleRequest(Request):
    """That the bank has paid, and how much."""

    amount_fen: int = FEN
    bank_no: str = Field(min_length=1, max_length=100, description="Number of the bank's slip")


class AmountRequest(Request):
    """How much came back."""

    amount_fen: int = FEN


class ClawBackRequest(ReasonRequest):
    """How much is asked back, and why."""

    amount_fen: int = FEN


class FlagRequest(ReasonRequest):
    """What a person decided on something noticed."""

    decision: Literal["cleared", "confirmed"]


class FundForm(Form):
    """A fund, and what is left of it."""

    fund_id: str
    name: str
    source: str
    year: int
    total_fen: int
    bound_fen: int = Field(description="Reserved, committed or paid by its batches")
    left_fen: int


class BooksForm(Form):
    """A batch's books: the four sum to the budget at every moment."""

    budget_fen: int
    reserved_fen: int
    committed_fen: int
    settled_fen: int
    released_fen: int
    receivable_fen: int


class BatchForm(Form):
    """A batch of equal vouchers."""

    batch_id: str
    fund_id: str
    title: str
    region: str
    place: str | None
    occupation: str
    level: str
    what: str
    value_kind: str
    scope: str
    value_fen: int
    quantity: int
    budget_fen: int
    institutions: list[str]
    whom: list[str]
    claim_by: date
    valid_until: date
    state: str
    label: str = Field(description="The state in Chinese")
    drafted_by: str
    decided_by: str | None


class BatchDetail(BatchForm):
    """The same with its books."""

    books: BooksForm


class BatchList(Form):
    """Batches by id; `after` is where the next page begins."""

    batches: list[BatchForm]
    after: str | None


class RosterForm(Form):
    """Somebody of a roster: the voucher made out, or why there is none."""

    worker_id: str
    voucher_id: str | None
    refused: str | None


class PublishedForm(Form):
    """What became of a batch."""

    batch: BatchForm
    issued: int
    refused: list[RosterForm]


class VoucherForm(Form):
    """A voucher as it stands."""

    voucher_id: str
    batch_id: str
    worker_id: str | None
    occupation: str
    level: str
    what: str = Field(description="For what training, in words")
    value_fen: int
    state: str
    label: str = Field(description="The state in Chinese")
    claim_by: date
    valid_until: date
    claimed_on: date | None
    used_on: date | None
    certified_on: date | None
    submitted_on: date | None
    settled_on: date | None
    paid_fen: int | None
    resit_by: date | None
    frozen_until: date | None
    n_returns: int


class VoucherList(Form):
    """Vouchers; `after` is where the next page begins."""

    vouchers: list[VoucherForm]
    after: str | None = None


class OwnVoucherStepForm(Form):
    """One step of a voucher as its owner reads it: in which role somebody acted, not who it was."""

    seq: int
    event: str
    label: str
    before: str
    after: str
    at: datetime
    role: str
    reason: str | None
    rules: str = Field(description="Which rules held")


class VoucherStepForm(OwnVoucherStepForm):
    """One step of a voucher, and who made it."""

    by: str


class FlagForm(Form):
    """Something that a rule noticed and a person decides."""

    flag_id: int
    voucher_id: str
    rule: str
    sentence: str
    evidence: str
    found_at: datetime
    decision: str | None
    decided_by: str | None
    reason: str | None


class VoucherDetail(VoucherForm):
    """The same with every step and everything noticed."""

    steps: list[VoucherStepForm]
    flags: list[FlagForm]


class OwnVoucherDetail(VoucherForm):
    """A voucher with every step, as its owner reads it: suspicions are for the office to look into."""

    steps: list[OwnVoucherStepForm]


class FlagList(Form):
    """What waits for a person, the oldest first."""

    flags: list[FlagForm]
    after: int | None
