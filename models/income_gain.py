"""Income gain (增收): what a worker earned in the year after a training against the year before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

MONTHS = 12
"""How far both sides look: a year, so that seasons weigh the same before and after."""

FEWEST = 3
"""Known months a side needs; with fewer, one good month would decide."""


@dataclass(frozen=True, slots=True)
class Earned:
    """What was earned in the calendar month of `on`."""

    on: date
    income_fen: int


@dataclass(frozen=True, slots=True)
class IncomeGain:
    """Mean monthly income on both sides of a training, None where too few months are known."""

    before_fen: int | None
    after_fen: int | None
    months_before: int
    months_after: int

    @property
    def gain_fen(self) -> int | None:
        """What a month brings more than before; negative where it brings less."""
        if self.before_fen is None or self.after_fen is None:
            return None
        return self.after_fen - self.before_fen


def income_gain(started_on: date, ended_on: date, earned: Sequence[Earned]) -> IncomeGain:
    """Compare the twelve months before the training's first month with the twelve after its last.

    The months of the training itself count on neither side. A month without any report is unknown and
    not zero; a month reported as zero is zero. `earned` comes in the order in which it was told: of several
    reports of a month, whoever made them, the latest counts, never their sum.
    """
    months = {_month(each.on): each.income_fen for each in earned}
    first, last = _month(started_on), _month(ended_on)
    before = _within(months, first - MONTHS, first - 1)
    after = _within(months, last + 1, last + MONTHS)
    return IncomeGain(_mean(before), _mean(after), len(before), len(after))


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _within(months: Mapping[int, int], low: int, high: int) -> list[int]:
    return [fen for month, fen in months.items() if low <= month <= high]


def _mean(incomes: Sequence[int]) -> int | None:
    return round(sum(incomes) / len(incomes)) if len(incomes) >= FEWEST else None
