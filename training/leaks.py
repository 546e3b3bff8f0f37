"""The leak guard: a column known too late, or one that foretells the outcome too well alone, stops the training."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from models.index.features import FEATURES
from training.cohort import Cohort

Floats = NDArray[np.float64]
SUSPICIOUS = 0.85
"""AUC of a single column above which it must be taken for a leak: nobody honest gets so far with all."""


@dataclass(frozen=True, slots=True)
class Leak:
    """One column that must not be used, and why."""

    column: str
    why: str


class LeakFound(Exception):
    """Training stopped; the text is the leakage report."""

    def __init__(self, leaks: Sequence[Leak]) -> None:
        self.leaks = tuple(leaks)
        lines = [f"{leak.column}: {leak.why}" for leak in leaks]
        super().__init__("训练已停止，发现数据泄漏（leakage report）：\n" + "\n".join(lines))


def find_leaks(
    columns: Mapping[str, Floats],
    known_after: Mapping[str, float],
    sooner: Floats,
    *,
    known: NDArray[np.bool_],
    reviewed: Collection[str] = (),
) -> list[Leak]:
    """Columns known after the start, and columns that alone tell `known` outcomes apart too well.

    `sooner` is 1 for those who left (or have the label), 0 for the others. A column is suspicious when
    it is so by more than chance (one standard error), unless somebody has `reviewed` where it comes
    from; what is known too late stays a leak whoever has looked at it.
    """
    leaks = [
        Leak(
            name, f"在起点之后第{known_after[name]:g}个单位时间才可知 (known only after the start)"
        )
        for name in columns
        if known_after.get(name, 0) > 0
    ]
    doubt = _doubt(sooner[known])
    for name, values in columns.items():
        strength = single_auc(values[known], sooner[known])
        if strength - doubt > SUSPICIOUS and name not in reviewed:
            leaks.append(
                Leak(name, f"单独一列的 AUC 达到 {strength:.2f}，过高 (foretells too well alone)")
            )
    return leaks


def single_auc(values: Floats, label: Floats) -> float:
    """AUC of one column in its better direction; unknown values stand together below all others."""
    positive = label > 0.5
    n, m = int(positive.sum()), int((~positive).sum())
    if n == 0 or m == 0:
        return 0.5
    ranks = rankdata(np.where(np.isnan(values), -np.inf, values))
    area = (ranks[positive].sum() - n * (n + 1) / 2) / (n * m)
    return float(max(area, 1 - area))


def _doubt(label: Floats) -> float:
    """The standard error of the AUC of a column that tells nothing."""
    n, m = int((label > 0.5).sum()), int((label <= 0.5).sum())
    return float(np.sqrt((n + m + 1) / (12 * n * m))) if n and m else 1.0


def refuse_leaks(cohort: Cohort) -> None:
    """Raise LeakFound where the product's own features leak on this cohort."""
    year = 12.0
    known = cohort.stable | (cohort.months >= year)
    sooner = (cohort.stable & (cohort.months <= year)).astype(float)
    columns = {name: cohort.frame[name].to_numpy() for name in cohort.frame.columns}
    late = {feature.name: float(feature.known_after) for feature in FEATURES}
    if leaks := find_leaks(columns, late, sooner, known=known):
        raise LeakFound(leaks)
