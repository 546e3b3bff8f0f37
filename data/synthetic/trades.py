"""The local occupations as arrays: wages, skills, licences, who works in them and where."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

import numpy as np
import numpy.typing as npt

from data.codes.licences import licences
from data.codes.occupations import local_occupations
from data.codes.regions import XINZHOU_UNITS
from data.codes.skills import skills
from data.codes.wages import local_median_fen

Reals = npt.NDArray[np.float64]

COMMON = {
    "4-10-01-06": 5.0, "4-10-01-05": 2.0, "4-14-01-02": 2.0, "4-10-08-01": 3.0, "4-02-07-08": 2.5,
    "4-02-02-02": 5.0, "4-02-05-01": 4.0, "4-02-06-01": 2.0, "4-03-02-01": 4.0, "4-03-02-05": 5.0,
    "4-03-01-02": 2.0, "4-01-02-03": 6.0, "4-01-02-04": 2.5, "4-01-02-01": 4.0, "4-07-05-01": 4.5,
    "4-09-08-01": 5.0, "4-09-10-01": 1.5, "3-01-04-01": 2.0, "5-01-02-01": 4.0, "5-03-02-01": 3.0,
    "5-02-03-01": 1.5, "6-05-01-03": 2.5, "6-18-02-04": 4.0, "6-18-01-01": 3.0, "6-31-01-03": 4.0,
    "6-29-01-01": 5.0, "6-29-01-04": 3.0, "6-29-01-03": 3.0, "6-29-04-01": 4.0, "6-29-02-04": 1.5,
    "6-30-05-05": 3.0, "6-30-05-01": 2.0, "6-16-01-05": 2.5, "6-16-01-04": 1.5, "6-31-03-05": 2.0,
    "6-20-01-01": 1.5, "6-31-01-02": 1.5, "4-12-01-01": 2.0, "4-01-06-01": 1.5, "4-01-06-02": 1.5,
    "4-06-01-01": 1.5, "4-04-05-01": 1.2, "4-07-03-04": 1.5, "6-31-06-00": 1.5, "6-31-05-00": 1.8,
}  # fmt: skip
"""How common an occupation is among workers; whatever is not named counts `RARE`."""

RARE = 0.5

LOCAL: dict[str, dict[str, float]] = {
    "140902": {"4-01": 1.6, "4-03": 1.5, "4-04": 2.0, "4-07": 1.5, "6-16": 0.2},
    "140921": {"6-18": 7.0, "6-31-03": 3.0, "6-16": 0.1, "6-20": 3.0},
    "140922": {"4-03": 2.0, "6-29-05": 6.0, "6-09": 4.0, "4-13": 2.0},
    "140923": {"6-16-01-15": 8.0, "6-16-01-01": 3.0, "6-29-05": 3.0, "4-13-01-03": 3.0},
    "140924": {"6-16-01-15": 8.0, "6-16-01-04": 2.0, "5-01": 1.6},
    "140925": {"6-16": 5.0, "6-28-01-12": 6.0, "4-07-04": 2.0},
    "140926": {"6-05": 6.0, "5-03": 2.0, "6-16": 2.0},
    "140927": {"6-28-01": 6.0, "6-02-01": 6.0, "5-01": 2.0, "5-03": 2.5},
    "140928": {"6-28-01": 5.0, "5-03": 3.0, "6-01": 3.0},
    "140929": {"5-03": 4.0, "6-01": 3.0, "6-28-01": 3.0},
    "140930": {"6-16": 4.0, "6-11": 3.0, "6-10": 2.0},
    "140931": {"6-16": 5.0, "6-10": 3.0, "6-16-02": 4.0},
    "140932": {"6-28-01": 5.0, "5-01": 2.0, "6-16": 1.5},
    "140971": {"4-03": 7.0, "4-13": 6.0, "4-14-06": 9.0, "4-07-04": 9.0, "6-29-05": 6.0, "6-16": 0.0},
    "140972": {"6-18": 3.0, "4-02": 2.5, "4-04": 3.0, "6-31": 2.0, "6-12": 3.0},
    "140981": {"6-17": 9.0, "6-16": 2.0, "6-10": 2.0, "6-30": 1.5},
}  # fmt: skip
"""What a county is known for: factors by prefix of the occupation code."""

WOMEN = {"4-10": 3.0, "4-14": 3.0, "6-05": 4.0, "4-03-01": 2.0, "4-01-02": 1.6, "4-09-08-01": 2.0}
MEN = {"6-29": 9.0, "6-30": 9.0, "6-18": 4.0, "4-02-02": 9.0, "6-16": 6.0, "6-17": 5.0, "6-28": 4.0,
       "4-07-05": 3.0, "6-31-01": 5.0}  # fmt: skip
"""Where one sex is more numerous; women never work underground, as the law says."""

MOST_SKILLS = 5
"""So many words of the lexicon describe an occupation here, the first ones of those it has."""

FIRST_WORDS = 968
"""Of the lexicon only these describe an occupation here: whatever is listed later leaves this market as it is."""

SEPARATORS = ";；、|,，"
FORBIDDEN_TO_WOMEN = "女职工禁忌"
"""How the local list marks work underground in mines."""

DEGREE = ("4-04-05-01", "4-07-03", "4-13", "4-14-02", "4-01-06", "3-01-04", "4-07-04-07", "4-08")
"""Occupations that draw people with a college education."""


@dataclass(frozen=True, slots=True)
class Trades:
    """One entry an occupation; matrices are county unit × occupation; wages in fen a month."""

    codes: tuple[str, ...]
    titles: tuple[str, ...]
    skills: tuple[tuple[str, ...], ...]
    licences: tuple[tuple[str, ...], ...]
    low: Reals
    high: Reals
    median: Reals
    major: npt.NDArray[np.int64]
    underground: npt.NDArray[np.bool_]
    women: Reals
    men: Reals
    degree: npt.NDArray[np.bool_]
    workers: Reals
    demand: Reals


@cache
def trades(as_of: date) -> Trades:
    """The occupations of the local list, with the medians that hold on `as_of`."""
    local = tuple(local_occupations())
    codes = tuple(o.code for o in local)
    needed = _licences_by_occupation()
    common = np.array([COMMON.get(code, RARE) for code in codes])
    places = np.array([[_factor(LOCAL[unit], code) for code in codes] for unit in XINZHOU_UNITS])
    pull = np.random.default_rng(2022).lognormal(0.0, 0.5, places.shape)
    underground = np.array([FORBIDDEN_TO_WOMEN in o.note for o in local])
    return Trades(
        codes,
        tuple(o.title for o in local),
        tuple(_skills_of(code) for code in codes),
        tuple(needed.get(code, ()) for code in codes),
        np.array([float(o.wage_low_fen) for o in local]),
        np.array([float(o.wage_high_fen) for o in local]),
        np.array([_median(code, as_of) for code in codes]),
        np.array([int(code[0]) for code in codes]),
        underground,
        np.array([_factor(WOMEN, code) / _factor(MEN, code) for code in codes]) * ~underground,
        np.array([_factor(MEN, code) / _factor(WOMEN, code) for code in codes]),
        np.array([code.startswith(DEGREE) for code in codes]),
        common * places,
        common * places**1.3 * pull,
    )


def _factor(factors: dict[str, float], code: str) -> float:
    """The factor of the longest prefix that fits, else 1."""
    fitting = [prefix for prefix in factors if code.startswith(prefix)]
    return factors[max(fitting, key=len)] if fitting else 1.0


def _median(code: str, as_of: date) -> float:
    """The local median of an occupation; every occupation of the local list has one."""
    found = local_median_fen(code, as_of)
    if found is None:
        raise ValueError(f"no wage is known for the local occupation {code}")
    return float(found[0])


@cache
def licence_names() -> tuple[str, ...]:
    """All licences, in a fixed order that `Careers.licence` indexes."""
    return tuple(sorted(licences()))


def _licences_by_occupation() -> dict[str, tuple[str, ...]]:
    """Licences an occupation cannot be practised without."""
    needed: dict[str, tuple[str, ...]] = {}
    for code in licence_names():
        for occupation in licences()[code].occupations:
            needed[occupation] = (*needed.get(occupation, ()), code)
    return needed


def _skills_of(code: str) -> tuple[str, ...]:
    # A word with a separator in it would come back from a file as two.
    own = (s.word for s in islice(skills().values(), FIRST_WORDS) if code in s.occupations)
    return tuple(word for word in own if not set(word) & set(SEPARATORS))[:MOST_SKILLS]
