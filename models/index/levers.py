"""What would lower the index: changes within reach, each with its effect and what is on offer for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from data.schema import REACHES
from models.index.difficulty import Assessor
from models.index.families.skills import LEVELS
from models.index.features import design

WIDEST = float(len(REACHES) - 1)
JUNIOR = LEVELS["5"]


@dataclass(frozen=True, slots=True)
class Lever:
    """One change and what it would do; `n_vacancies` is how many live ones it opens, None if not asked.

    `change` is in points of the index, never above 0.
    """

    key: str
    family: str
    change: float
    index: float
    n_vacancies: int | None
    counselor: str
    worker: str


@dataclass(frozen=True, slots=True)
class _Change:
    key: str
    family: str
    change: Callable[[pd.DataFrame], pd.DataFrame | None]
    counselor: str
    worker: str


def levers(
    assessor: Assessor, person: pa.Table, as_of: date, opened: Mapping[str, int]
) -> tuple[Lever, ...]:
    """The changes that would lower the index of one worker (a table of one row), the largest first.

    `opened` says for `expected_wage`, `certificate` and `reach` how many live vacancies the change
    would open; the caller counts them. Changes that do not apply, or would not help, are left out.
    """
    now = design(person, as_of)
    before = float(assessor.assess_design(now).index[0])
    found = []
    for change in CHANGES:
        then = change.change(now.copy())
        if then is None:
            continue
        after = float(assessor.assess_design(then).index[0])
        if after < before:
            found.append(_lever(change, before, after, n_vacancies=opened.get(change.key)))
    return tuple(sorted(found, key=lambda lever: lever.change))


def _lever(change: _Change, before: float, after: float, *, n_vacancies: int | None) -> Lever:
    points = f"约{before - after:.1f}分"
    offer = "" if n_vacancies is None else f"，可多匹配{n_vacancies}个在招岗位"
    invite = "" if not n_vacancies else f"，现在就有{n_vacancies}个岗位"
    return Lever(
        key=change.key,
        family=change.family,
        change=after - before,
        index=after,
        n_vacancies=n_vacancies,
        counselor=f"{change.counselor}，指数降低{points}{offer}",
        worker=f"{change.worker}{invite}",
    )


def _wage_at_median(frame: pd.DataFrame) -> pd.DataFrame | None:
    ratio = frame["wish_ratio"].to_numpy()
    if not ratio[0] > 1:
        return None
    frame["wish_over_last"] = frame["wish_over_last"] / ratio
    frame["wish_ratio"] = 1.0
    return frame


def _certified(frame: pd.DataFrame) -> pd.DataFrame | None:
    if frame["certificate_fits_wish"].to_numpy()[0] == 1:
        return None
    held = np.nan_to_num(frame["certificate_level"].to_numpy())
    frame["certificate_level"] = np.maximum(held, JUNIOR)
    frame["n_certificates"] = np.nan_to_num(frame["n_certificates"].to_numpy()) + 1
    frame["certificate_fits_wish"] = 1.0
    frame["months_since_training"] = 0.0
    return frame


def _wider(frame: pd.DataFrame) -> pd.DataFrame | None:
    reach = frame["reach"].to_numpy()[0]
    if not reach < WIDEST:
        return None
    frame["reach"] = reach + 1
    return frame


CHANGES: tuple[_Change, ...] = (
    _Change(
        "expected_wage",
        "wish",
        _wage_at_median,
        "期望薪资调整到当地同类岗位中位数",
        "如果愿意先看当地中位数水平的岗位，机会会多一些",
    ),
    _Change(
        "certificate",
        "skills",
        _certified,
        "取得与意向职业相符的五级（初级工）证书",
        "参加培训拿到对口的技能证书，会打开更多岗位",
    ),
    _Change(
        "reach",
        "wish",
        _wider,
        "可接受工作范围扩大一级",
        "如果能接受再远一些的地方，选择会多一些",
    ),
)
"""Only what people can really change, and what the service can help them to change."""
