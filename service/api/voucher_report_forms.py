"""What the API answers about the vouchers' books and rules; the command line's `--json` prints the same forms."""

from datetime import date

from pydantic import Field

from service.api.forms import Form
from service.api.voucher_forms import BooksForm


class VoucherFunnelForm(Form):
    """How many vouchers came how far, and for how much."""

    key: str
    name: str
    issued: int
    issued_fen: int
    claimed: int
    claimed_fen: int
    used: int
    used_fen: int
    certified: int
    certified_fen: int
    settled: int
    settled_fen: int
    open: int
    frozen: int
    expired: int
    voided: int


class BatchBooksForm(BooksForm):
    """The books of one batch."""

    batch_id: str
    fund_id: str
    state: str


class MismatchForm(Form):
    """Something that does not agree."""

    subject: str
    sentence: str


class ReconciliationForm(Form):
    """Funnels and books by batch, fund and county, and whatever does not agree."""

    as_of: date
    balanced: bool
    books: list[BatchBooksForm]
    by_batch: list[VoucherFunnelForm]
    by_fund: list[VoucherFunnelForm]
    by_county: list[VoucherFunnelForm]
    mismatches: list[MismatchForm]


class FigureForm(Form):
    """One number of the rules, with its document and how sure we are of it."""

    name: str
    value: int
    text: str
    doc_no: str
    source: str
    certainty: str


class ExclusionForm(Form):
    """What cannot be had together with a voucher."""

    name: str
    text: str
    doc_no: str
    certainty: str
    refuses: bool = Field(description="Otherwise it only asks a person to look")


class TransitionForm(Form):
    """One row of the table of steps, in words."""

    source: str
    event: str
    target: str
    by: list[str]
    conditions: list[str]


class VoucherRulesForm(Form):
    """The rules of a day: figures, exclusions, the table of steps, and what is looked at."""

    as_of: date
    version: str
    figures: list[FigureForm]
    exclusions: list[ExclusionForm]
    steps: list[TransitionForm]
    risks: dict[str, str]
