"""Where people live: county units and townships by plausible population, and id prefixes at issue."""

from functools import cache

import numpy as np
import numpy.typing as npt

from data.codes.regions import XINZHOU_UNITS, townships

POPULATION = {
    "140902": 52.0,
    "140921": 17.8,
    "140922": 22.0,
    "140923": 16.9,
    "140924": 20.0,
    "140925": 11.9,
    "140926": 11.6,
    "140927": 6.7,
    "140928": 8.7,
    "140929": 6.6,
    "140930": 11.7,
    "140931": 13.3,
    "140932": 7.8,
    "140971": 1.5,
    "140972": 6.5,
    "140981": 40.6,
}
"""Residents in units of 10,000, rounded from the 2020 census; the two functional areas are estimates."""

PREFIX_BEFORE_2000 = {
    "140902": 142201,
    "140921": 142222,
    "140922": 142223,
    "140923": 142225,
    "140924": 142226,
    "140925": 142227,
    "140926": 142228,
    "140927": 142229,
    "140928": 142230,
    "140929": 142231,
    "140930": 142232,
    "140931": 142233,
    "140932": 142234,
    "140971": 142223,
    "140972": 142201,
    "140981": 142202,
}
ISSUING_UNIT = {"140971": 140922, "140972": 140902}
"""The functional areas issue no numbers of their own."""

ELSEWHERE = (140105, 140602, 140702, 140311, 130102, 150102, 410105, 510104)
"""Where the numbers of those who moved here were issued."""

TOWN_PULL = {"街": 3.0, "镇": 1.6, "乡": 0.7}
"""How many people a street office, a town or a township draws, relative to others."""


def county_weights() -> npt.NDArray[np.float64]:
    """Share of the population by county unit, in the order of `XINZHOU_UNITS`."""
    weights = np.array([POPULATION[unit] for unit in XINZHOU_UNITS])
    return np.asarray(weights / weights.sum())


@cache
def township_table() -> tuple[tuple[str, ...], tuple[npt.NDArray[np.float64], ...]]:
    """All townships, and for each county unit their weights (all zero where there is none)."""
    towns = tuple(townships())
    weights = []
    for unit in XINZHOU_UNITS:
        pull = [_pull(town.name) if town.parent == unit else 0.0 for town in towns]
        weights.append(np.array(pull))
    return tuple(town.code for town in towns), tuple(weights)


def prefixes_at_issue(
    county: npt.NDArray[np.int64], birth_year: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Prefix of those born here: the old district's code where the number was issued before 2000."""
    old = np.array([PREFIX_BEFORE_2000[unit] for unit in XINZHOU_UNITS])
    new = np.array([ISSUING_UNIT.get(unit, int(unit)) for unit in XINZHOU_UNITS])
    return np.where(birth_year < 2000, old[county], new[county])


def _pull(name: str) -> float:
    return next((pull for ending, pull in TOWN_PULL.items() if ending in name), 0.2)
