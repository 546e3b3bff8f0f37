"""What the index says of people: index, curve, exact contributions, what is missing; and its reasons in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from models.index.feature import DEGREES, FAMILIES, Feature
from models.index.features import FEATURES, family_columns
from models.reasons import Reason

Floats = NDArray[np.float64]
HORIZONS = (3, 6, 12, 24)
"""Months of the curve; the index is about the third."""

STRONG, SLIGHT = 0.4, 0.02
"""Log-odds from which a reason is called a strong one, and below which it hardly counts."""


class MissingNames(Sequence[tuple[str, ...]]):
    """For each row the names of its unknown features, made only when somebody asks."""

    def __init__(self, unknown: NDArray[np.bool_], names: tuple[str, ...]) -> None:
        self.unknown = unknown
        self.names = names

    def __len__(self) -> int:
        return len(self.unknown)

    @overload
    def __getitem__(self, row: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[tuple[str, ...]]: ...
    def __getitem__(self, row: int | slice) -> tuple[str, ...] | Sequence[tuple[str, ...]]:
        if isinstance(row, slice):
            return MissingNames(self.unknown[row], self.names)
        return tuple(self.names[f] for f in np.flatnonzero(self.unknown[row]))

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return (self[row] for row in range(len(self)))


@dataclass(frozen=True)
class Assessment:
    """One row a worker.

    `index` is 100 × P(no stable work within 12 months); `curve` the same chance (0–1) after 3, 6, 12
    and 24 months, other exits set aside. `baseline` + the sum of a row's `contributions` is the
    log-odds of its index, exactly.
    `abstained` rows know too little: their index is that of somebody about whom no more is known and
    must not be used. `values` are the features, NaN unknown; `missing` names the unknown ones.
    """

    index: Floats
    curve: Floats
    contributions: Floats
    baseline: float
    feature_names: tuple[str, ...]
    abstained: NDArray[np.bool_]
    missing: Sequence[tuple[str, ...]]
    values: Floats

    def __len__(self) -> int:
        return len(self.index)

    @cached_property
    def families(self) -> Floats:
        """The contributions of each family together: one column each, in the order of FAMILIES."""
        sums = [self.contributions[:, own].sum(axis=1) for own in family_columns().values()]
        return np.column_stack(sums)

    def alone(self, i: int) -> "Assessment":
        """Worker `i` to the last bit as if nobody else had been assessed: sums hang on how rows lie."""
        row = slice(i, i + 1)
        return replace(
            self,
            index=self.index[row],
            curve=self.curve[row],
            contributions=self.contributions[row],
            abstained=self.abstained[row],
            missing=self.missing[row],
            values=self.values[row],
        )

    def kind_of_difficulty(self, i: int) -> str | None:
        """The family that raises this worker's index most, as 人社部发〔2025〕21号 asks for the type.

        None where the index abstains, or no family raises it by more than hardly anything.
        """
        families = self.families[i]
        worst = int(np.argmax(families))
        tells = families[worst] > SLIGHT and not self.abstained[i]
        return list(FAMILIES)[worst] if tells else None

    def degree_of_difficulty(self, i: int) -> str | None:
        """The degree in words; None where the index abstains."""
        if self.abstained[i]:
            return None
        return next(word for low, word in DEGREES if self.index[i] >= low)

    def missing_fields(self, i: int) -> tuple[str, ...]:
        """The fields of the file that the unknown features of this worker are made of."""
        names = set(self.missing[i])
        unknown = [feature.fields for feature in FEATURES if feature.name in names]
        return tuple(dict.fromkeys(field for fields in unknown for field in fields))

    def by_family(self, i: int) -> Mapping[str, float]:
        """Contribution of each family in log-odds."""
        return dict(zip(FAMILIES, (float(x) for x in self.families[i]), strict=True))


def reasons(assessment: Assessment, i: int) -> tuple[Reason, ...]:
    """Every feature's part in worker `i`'s index, the largest first; together they are the score.

    A positive contribution raises the index. Unknown values have a sentence that asks for them.
    """
    parts = assessment.contributions[i]
    order = np.argsort(-np.abs(parts), kind="stable")
    return tuple(_reason(int(f), float(assessment.values[i, f]), float(parts[f])) for f in order)


def _reason(f: int, value: float, contribution: float) -> Reason:
    feature = FEATURES[f]
    shown = feature.shown(value)
    if np.isnan(value):
        counselor = f"{feature.zh}未登记，{_effect(contribution)}；请补充核实"
        worker = f"“{feature.zh}”还没有登记，补充后推荐会更准确"
    else:
        counselor = f"{feature.fact.format(value=shown)}，{_effect(contribution)}"
        worker = _told(feature, shown, contribution)
    return Reason(
        key=feature.name,
        family=feature.family,
        value=shown,
        contribution=contribution,
        changeable=feature.changeable,
        counselor=counselor,
        worker=worker,
    )


def _told(feature: Feature, shown: str, contribution: float) -> str:
    if abs(contribution) < SLIGHT:
        return f"{feature.zh}：{shown}，这一项对找工作影响不大"
    return feature.harder if contribution > 0 else feature.easier


def _effect(contribution: float) -> str:
    size = abs(contribution)
    if size < SLIGHT:
        return "对求职难度影响很小"
    degree = "明显" if size >= STRONG else "略微"
    return f"{degree}{'增加' if contribution > 0 else '降低'}求职难度"
