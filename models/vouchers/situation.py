"""All that a guard may look at when somebody wants to do something with a voucher."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.codes.law.voucher_rules import VoucherRules
from data.records.batches import Batch
from data.records.certificates import Certificate
from data.records.enrolments import Enrolment
from data.records.training_classes import TrainingClass
from data.records.vouchers import Voucher
from models.vouchers.states import Role, State


@dataclass(frozen=True, slots=True)
class Benefit:
    """A subsidy somebody had: which policy, for which occupation and level, when."""

    policy: str
    occupation: str | None
    level: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Past:
    """A worker's other vouchers and the subsidies had so far."""

    vouchers: tuple[Voucher, ...] = ()
    benefits: tuple[Benefit, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """A voucher, who wants to do what with it on which day, and what is known; parts not needed are None.

    `asker` is the worker whose own token asks. `person` are the facts of the worker's file, None where
    there is no file. `receivable_fen` is what must still be paid back. `hands` is who made the steps that
    somebody else has to look over now.
    """

    voucher: Voucher
    batch: Batch
    rules: VoucherRules
    day: date
    role: Role
    by: str
    asker: str | None = None
    reason: str = ""
    until: date | None = None
    amount_fen: int | None = None
    bank_no: str | None = None
    person: Mapping[str, object] | None = None
    past: Past = Past()
    training_class: TrainingClass | None = None
    enrolment: Enrolment | None = None
    certificate: Certificate | None = None
    n_open_flags: int = 0
    receivable_fen: int = 0
    hands: frozenset[str] = frozenset()

    @property
    def state(self) -> State:
        """Where the voucher is."""
        return State(self.voucher.state)
