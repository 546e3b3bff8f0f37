"""API forms: what a worker can do about a course now, the class to join and the voucher that pays."""

from datetime import date

from pydantic import Field

from service.api.forms import Form


class NextClass(Form):
    """The next class of a course that can still be joined."""

    class_id: str
    title: str
    place: str | None
    starts_on: date
    ends_on: date
    seats_free: int


class PayingVoucher(Form):
    """A training voucher of the worker's, or one to be claimed in person, that pays for the next class."""

    batch_id: str
    voucher_id: str | None = Field(description="None where it has still to be claimed")
    title: str
    value_fen: int
    until: date = Field(description="The last day to use it, or to claim it")
    counselor: str
    worker: str
