"""The audit by group: error rates under a cut, calibration and AUC inside each group, with intervals.

Differences are assessed here and mitigated where help is allocated; no group is made to look alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Words = NDArray[np.str_]
LEAST_ROWS, LEAST_WAITING = 50, 20
"""Groups with fewer rows, or fewer of either outcome, are suppressed: people could be recognised, and
chance would pass for a finding."""

DRAWS = 200


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate with the ends of its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupAudit:
    """One group of one attribute; the measures are None where the group is too small to be shown."""

    attribute: str
    group: str
    rows: int
    base_rate: float | None
    chosen: float | None
    missed: Range | None
    false_alarms: Range | None
    precision: float | None
    calibration_gap: Range | None
    auc: Range | None


def audit(
    p: Floats,
    waiting: Floats,
    weight: Floats,
    *,
    chosen: Mask,
    groups: Mapping[str, Words],
    seed: int,
) -> list[GroupAudit]:
    """Audit a forecast of waiting and a choice made by it.

    `missed` is the share of those who stay without work that the choice leaves out (the harm of an
    offer of help), `false_alarms` the share of the others it takes in, `calibration_gap` mean
    forecast less outcome. Rows with weight 0 (censored) are left out.
    """
    seen = weight > 0
    found = []
    for attribute, values in groups.items():
        for name in np.unique(values):
            rows = np.flatnonzero((values == name) & seen)
            found.append(
                _group(
                    attribute, str(name), p[rows], waiting[rows], weight[rows], chosen[rows], seed
                )
            )
    return found


def accuracy_equity(
    p: Floats, waiting: Floats, groups: Words, shares: Sequence[float]
) -> list[tuple[float, float, float]]:
    """For each share of places by the highest forecast: the share, recall, and the gap in misses.

    The gap is NaN where fewer than two groups are large enough to tell.

    The curve of Desiere and Struyven (2021): how much equality between groups the recall costs.
    """
    points = []
    order = np.argsort(-p, kind="stable")
    large = [g for g in np.unique(groups) if waiting[groups == g].sum() >= LEAST_WAITING]
    for share in shares:
        chosen = np.zeros(len(p), dtype=bool)
        chosen[order[: round(share * len(p))]] = True
        missed = [1 - _mean(chosen[groups == g], waiting[groups == g]) for g in large]
        gap = max(missed) - min(missed) if len(missed) > 1 else float("nan")
        points.append((share, _mean(chosen, waiting), gap))
    return points


def _group(
    attribute: str, name: str, p: Floats, y: Floats, w: Floats, chosen: Mask, seed: int
) -> GroupAudit:
    n = len(p)
    if n < LEAST_ROWS or min(y.sum(), n - y.sum()) < LEAST_WAITING:
        return GroupAudit(attribute, name, n, None, None, None, None, None, None, None)
    draws = [*np.random.default_rng(seed).integers(0, n, (DRAWS, n)), np.arange(n)]
    missed = [1 - _mean(chosen[r], (w * y)[r]) for r in draws]
    false_alarms = [_mean(chosen[r], (w * (1 - y))[r]) for r in draws]
    gaps = [_mean((p - y)[r], w[r]) for r in draws]
    areas = [_auc(p[r], y[r]) for r in draws]
    return GroupAudit(
        attribute,
        name,
        n,
        base_rate=_mean(y, w),
        chosen=_mean(chosen, w),
        missed=_range(missed),
        false_alarms=_range(false_alarms),
        precision=_mean(y, w * chosen) if chosen.any() else None,
        calibration_gap=_range(gaps),
        auc=_range(areas),
    )


def _range(values: Sequence[float]) -> Range:
    """The last value is that of the rows themselves, the others those of the draws."""
    low, high = np.nanquantile(values[:-1], [0.025, 0.975])
    return Range(values[-1], float(low), float(high))


def _mean(values: Floats | Mask, weight: Floats) -> float:
    mass = float(weight.sum())
    return float((values * weight).sum() / mass) if mass > 0 else float("nan")


def _auc(p: Floats, y: Floats) -> float:
    n, m = float(y.sum()), float((1 - y).sum())
    if n == 0 or m == 0:
        return float("nan")
    return float((rankdata(p)[y > 0.5].sum() - n * (n + 1) / 2) / (n * m))
