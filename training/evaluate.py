"""Measures an index and its baselines on the test part, whole and by group, and checks the gates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.metrics import Labels, auc, brier, calibration_line, ece, ece_noise, levelled

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """How good a forecast of waiting is; `skill` is the Brier score against the share alone."""

    auc: float
    brier: float
    skill: float
    ece: float
    noise: float
    """The ECE that a perfectly calibrated forecast would show with so few rows."""

    level: float
    """Mean forecast less mean outcome."""

    doubt: float
    """The standard error of `level`."""

    shape: float
    """The ECE that is left once the forecast's level is the outcomes'."""

    slope: float
    intercept: float

    def as_dict(self) -> dict[str, float | None]:
        """For reports; what cannot be measured is None."""
        found = {name: float(getattr(self, name)) for name in self.__slots__}
        return {name: None if np.isnan(x) else round(x, 4) for name, x in found.items()}


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition for promotion, what was found, and whether it holds."""

    name: str
    found: str
    passed: bool


def score(p: Floats, labels: Labels) -> Scores:
    """All measures of one forecast, censored rows weighted away."""
    y, w = labels.waiting, labels.weight
    share = float((w * y).sum() / w.sum())
    error = brier(p, y, w)
    flat = np.ptp(p) < 1e-12
    slope, intercept = (float("nan"), float("nan")) if flat else calibration_line(p, y, w)
    level = float((w * (p - y)).sum() / w.sum())
    return Scores(
        auc=auc(p, y, w),
        brier=error,
        skill=1 - error / (share * (1 - share)) if 0 < share < 1 else float("nan"),
        ece=ece(p, y, w),
        noise=ece_noise(p, w),
        level=level,
        doubt=float(np.sqrt((w**2 * (p - y - level) ** 2).sum()) / w.sum()),
        shape=ece(levelled(p, y, w), y, w),
        slope=slope,
        intercept=intercept,
    )


def score_all(found: Mapping[str, Floats], labels: Labels) -> dict[str, Scores]:
    """The measures of every forecast."""
    return {name: score(p, labels) for name, p in found.items()}


MIN_AUC_GAIN = -0.005
"""How much AUC a small test may cost by chance while the Brier score is better."""

SLOPES = (0.8, 1.25)
MAX_ECE = 0.03
"""Beyond what chance alone makes of it."""

MAX_LEVEL = 0.05
"""How far a year's turn of the labour market may take the mean outcome from the forecast, beyond two standard errors."""

GROUP_GAP = 0.10
"""A group's mean forecast may be this far from its outcome, beyond two standard errors."""


def chance(p: Floats, q: Floats, labels: Labels) -> float:
    """The standard error of the difference between two forecasts' Brier scores on the same rows."""
    w, y = labels.weight, labels.waiting
    difference = (p - y) ** 2 - (q - y) ** 2
    mean = (w * difference).sum() / w.sum()
    return float(np.sqrt((w**2 * (difference - mean) ** 2).sum()) / w.sum())


def gates(
    scores: Mapping[str, Scores],
    champion: Scores | None,
    group_gaps: Sequence[tuple[str, float]],
    *,
    margins: Mapping[str, float],
) -> list[Gate]:
    """No worse than what serves now beyond chance, better than one rule, calibrated whole and by group.

    The trial learns from a part of the persons and of the time only, so it understates the index that
    goes into use. What it replaces therefore has to be better by more than one standard error
    (`margins`, by name) to stay. For the same reason level and shape are judged apart: the trial has
    not seen the year it is tested on, and a market that turns moves everybody's chances alike; the
    index that goes into use has its level from the newest outcomes.
    """
    index, expert = scores["index"], scores["scorecard"]
    gap = max((abs(g) for _, g in group_gaps), default=0.0)
    checks = [
        Gate("AUC 不低于专家评分卡", f"{index.auc:.3f} / {expert.auc:.3f}",
             index.auc >= expert.auc + MIN_AUC_GAIN),
        Gate("Brier 不劣于专家评分卡", f"{index.brier:.4f} / {expert.brier:.4f}（偶然 {margins['scorecard']:.4f}）",
             index.brier <= expert.brier + margins["scorecard"]),
        Gate("Brier 不劣于单规则", f"{index.brier:.4f} / {scores['one rule'].brier:.4f}",
             index.brier <= scores["one rule"].brier + 1e-9),
        Gate("校准斜率", f"{index.slope:.2f}", SLOPES[0] <= index.slope <= SLOPES[1]),
        Gate("平均水平", f"{index.level:+.3f}（标准误 {index.doubt:.3f}）",
             abs(index.level) <= MAX_LEVEL + 2 * index.doubt),
        Gate("水平校正后的校准误差 ECE", f"{index.shape:.3f}（偶然 {index.noise:.3f}）",
             index.shape <= MAX_ECE + index.noise),
        Gate("各群体的校准", f"{gap:.3f}", bool(gap <= GROUP_GAP)),
    ]  # fmt: skip
    if champion is not None:
        checks.append(no_regression(index, champion, margins["champion"]))
    return checks


def no_regression(challenger: Scores, champion: Scores, margin: float) -> Gate:
    """No worse than the champion on the same days, beyond chance."""
    kept = (
        challenger.brier <= champion.brier + margin
        and challenger.auc >= champion.auc + MIN_AUC_GAIN
    )
    found = (
        f"Brier {challenger.brier:.4f} / {champion.brier:.4f}，"
        f"AUC {challenger.auc:.3f} / {champion.auc:.3f}"
    )
    return Gate("不劣于现用模型", found, kept)


def calibration_gaps(
    p: Floats, labels: Labels, groups: Mapping[str, NDArray[np.str_]], least: int
) -> list[tuple[str, float]]:
    """For each group large enough, how far its mean forecast is from its outcome beyond chance."""
    gaps = []
    for name, values in groups.items():
        for value in np.unique(values):
            rows = (values == value) & (labels.weight > 0)
            if rows.sum() < least:
                continue
            w, error = labels.weight[rows], p[rows] - labels.waiting[rows]
            mean = float((w * error).sum() / w.sum())
            noise = 2 * float(error.std() / np.sqrt(rows.sum()))
            gaps.append((f"{name}={value}", np.sign(mean) * max(0.0, abs(mean) - noise)))
    return gaps
