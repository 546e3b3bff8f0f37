"""Where people live: county units and townships by plausible population, and id prefixes at issue."""

from functools import cache

import numpy as np
import numpy.typing as npt

from data.codes.regions import XINZHOU_UNITS, legacy_prefixes, townships

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

ISSUING_UNIT = {"140971": "140922", "140972": "140902"}
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
    towns = tuple(townships().values())
    weights = []
    for unit in XINZHOU_UNITS:
        pull = [_pull(town.name) if town.parent == unit else 0.0 for town in towns]
        weights.append(np.array(pull))
    return tuple(town.code for town in towns), tuple(weights)


def prefixes_at_issue(
    county: npt.NDArray[np.int64], birth_year: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Prefix of those born here: the old district's code where the number was issued before 2000."""
    units = [ISSUING_UNIT.get(unit, unit) for unit in XINZHOU_UNITS]
    before = {region: prefix for prefix, region in reversed(list(legacy_prefixes().items()))}
    old = np.array([int(before[unit]) for unit in units])
    new = np.array([int(unit) for unit in units])
    return np.where(birth_year < 2000, old[county], new[county])


def _pull(name: str) -> float:
    return next((pull for ending, pull in TOWN_PULL.items() if ending in name), 0.2)
