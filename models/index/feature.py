"""What a feature is: a column of numbers with its family, source, direction, and words for people."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.index.people import People

Floats = NDArray[np.float64]
Family = Literal["basic", "skills", "income", "history", "wish"]
Kind = Literal["number", "flag", "category"]

FAMILIES: Mapping[Family, tuple[str, str]] = {
    "basic": ("基本属性", "basic attributes"),
    "skills": ("个人技能", "personal skills"),
    "income": ("工作收入", "income from work"),
    "history": ("工作经历", "work history"),
    "wish": ("期望薪资", "expected wage"),
}
"""The five families the plan names, and no other; `wish` is what the worker wants and accepts."""

KINDS: Mapping[Family, str] = {
    "basic": "基本情况型",
    "skills": "技能型",
    "income": "收入型",
    "history": "经历型",
    "wish": "薪资预期型",
}
"""The type of difficulty that follows from a family (人社部发〔2025〕21号 asks for type and degree)."""

DEGREES: tuple[tuple[float, str], ...] = ((75, "很高"), (50, "较高"), (25, "中等"), (0, "较低"))
"""The degree of difficulty from an index on: quarters of the chance, for words only; nothing is cut by it."""

FORBIDDEN = re.compile(
    r"(?i)(^|_)(sex|gender|female|male|ethnic\w*|nation\w*|marri\w*|marital|child\w*|relig\w*|faith"
    r"|polit\w*|party|hukou\w*|household_register|retire_track)(_|$)"
)
"""Sex, ethnicity, marriage and children, religion, politics, hukou; `retire_track` tells the sex."""


class ForbiddenFeature(ValueError):
    """A feature or its source field is one the law keeps out of any score."""


SHORT_MONTHS = 0.1
"""By less than this a count of mean months falls short where the calendar's month is full (28 days are 0.92)."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the index with everything that has to be said about it.

    `direction` is +1 where a rise may never lower the index, -1 where it may never raise it, 0 where
    the data may decide. `known_after` is the number of days after the day of the registry's row at
    which the fields become known: anything above 0 stops the training. `help_only` marks what may
    only add help: not recorded counts as no, so that recording it never lowers the index.
    `fact`, for the counselor, takes {value}; `harder` and `easier` are for the worker.
    """

    name: str
    family: Family
    fields: tuple[str, ...]
    unit: str
    direction: Literal[-1, 0, 1]
    changeable: bool
    zh: str
    en: str
    column: Callable[[People], Floats]
    fact: str
    harder: str
    easier: str
    kind: Kind = "number"
    names: Mapping[int, str] | None = None
    """Words for values: all of a category's or of a rank's, or those of a number that mean something."""

    help_only: bool = False
    known_after: int = 0
    definition: int = 1
    """One more whenever the same name comes to mean another number: what was fitted on the one before is refused."""

    def shown(self, value: float) -> str:
        """The value as people read it."""
        if np.isnan(value):
            return "未登记"
        if self.names is not None and value in self.names:
            return self.names[int(value)]
        if self.kind == "category":
            return "其他"
        if self.kind == "flag":
            return "是" if value >= 0.5 else "否"
        if self.unit == "个月":
            # Whole months, as the list of people counts them but for a day or two around a full one.
            return f"{np.floor(value + SHORT_MONTHS):.0f}{self.unit}"
        digits = 2 if self.unit == "倍" else 0
        return f"{value:.{digits}f}{self.unit}"


def refuse_forbidden(names: Sequence[str]) -> None:
    """Raise ForbiddenFeature when a name is, or is made of, something that may never be a feature."""
    for name in names:
        if FORBIDDEN.search(name):
            raise ForbiddenFeature(f"“{name}”不得作为指数的特征 ({name} may not be a feature)")


def refuse_features(features: Sequence[Feature]) -> None:
    """The same for features with their source fields."""
    for feature in features:
        refuse_forbidden((feature.name, *feature.fields))
