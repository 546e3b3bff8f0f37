"""The funnel from recommended to still there after six months, with counts too small to show left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.tables_referral import REFERRAL_STATES

STAGES = ("recommended", *REFERRAL_STATES[:-1])

LEAST = 5
"""A count below this could tell of somebody; it is not shown, and neither is what would give it away."""


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One group's counts by stage; None is a count that is not shown."""

    group: str
    counts: tuple[int | None, ...]


def funnel(
    recommended: Mapping[str, int], reached: Mapping[str, Mapping[str, int]]
) -> tuple[FunnelRow, ...]:
    """Each group's counts of having come at least so far, largest group first, and all together.

    `reached` counts referrals by the furthest state they came to: whoever came further was there.
    """
    groups = sorted({*recommended, *reached})
    whole = [[recommended.get(g, 0), *_at_least(reached.get(g, {}))] for g in groups]
    columns = [suppressed([row[i] for row in whole]) for i in range(len(STAGES))]
    rows = [
        FunnelRow(group, tuple(column[k] for column in columns)) for k, group in enumerate(groups)
    ]
    totals = [sum(row[i] for row in whole) for i in range(len(STAGES))]
    total = FunnelRow("", tuple(t if t == 0 or t >= LEAST else None for t in totals))
    order = sorted(range(len(groups)), key=lambda k: (-whole[k][1], -whole[k][0], groups[k]))
    return (*(rows[k] for k in order), total)


def suppressed(counts: Sequence[int]) -> list[int | None]:
    """The counts without the small ones; where one alone would follow from the total, one more is left out."""
    small = {k for k, n in enumerate(counts) if 0 < n < LEAST}
    if len(small) == 1:
        others = [k for k, n in enumerate(counts) if n >= LEAST]
        small |= {min(others, key=lambda k: counts[k])} if others else set()
    return [None if k in small else n for k, n in enumerate(counts)]


def _at_least(furthest: Mapping[str, int]) -> list[int]:
    counts = [furthest.get(stage, 0) for stage in STAGES[1:]]
    return [sum(counts[i:]) for i in range(len(counts))]
