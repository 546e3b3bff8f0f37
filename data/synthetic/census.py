"""Who lives in the market: household, place, sex, birthday and id prefix of everybody at once.

It is drawn for the whole market before any block of workers, because id numbers have to be unique
over all of them; it takes some fifty bytes a worker.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from data.codes.regions import XINZHOU_UNITS
from data.synthetic.identity import sequences
from data.synthetic.places import ELSEWHERE, county_weights, prefixes_at_issue, township_table

Ints = npt.NDArray[np.int64]

AGE_BANDS = ((16, 20, 6.0), (20, 25, 8.0), (25, 30, 8.5), (30, 35, 11.5), (35, 40, 11.0))
OLDER_BANDS = ((40, 45, 9.5), (45, 50, 10.5), (50, 55, 13.5), (55, 60, 13.0), (60, 66, 8.5))
"""Ages of a labour registry with its outflow of the young: from, to (exclusive), share in per cent."""

HOUSEHOLD_SIZES = (0.30, 0.42, 0.16, 0.12)
"""Shares of households with one to four people of working age."""

BORN_HERE = 0.9
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Census:
    """One entry a worker; `county` indexes `XINZHOU_UNITS`, `township` the township table or -1."""

    household: Ints
    county: Ints
    township: Ints
    male: npt.NDArray[np.bool_]
    birth: Ints
    prefix: Ints
    sequence: Ints

    def part(self, start: int, stop: int) -> "Census":
        """The same for the workers from `start` up to `stop`."""
        return Census(*(getattr(self, name)[start:stop] for name in self.__slots__))


def draw_census(n: int, rng: np.random.Generator, as_of: date) -> Census:
    """Everybody of the market; members of a household follow each other and live together."""
    sizes = rng.choice(len(HOUSEHOLD_SIZES), n, p=HOUSEHOLD_SIZES) + 1
    household = np.repeat(np.arange(n), sizes)[:n]
    homes = int(household[-1]) + 1 if n else 0
    county = rng.choice(len(XINZHOU_UNITS), homes, p=county_weights())
    township = _townships(county, rng)
    male = rng.random(n) < 0.525
    birth = _birthdays(n, rng, as_of)
    prefix = _prefixes(county[household], birth, rng)
    return Census(
        household,
        county[household],
        township[household],
        male,
        birth,
        prefix,
        sequences(prefix, birth, male),
    )


def _townships(county: Ints, rng: np.random.Generator) -> Ints:
    _, weights = township_table()
    chosen = np.full(len(county), -1, dtype=np.int64)
    for index, pull in enumerate(weights):
        here = np.flatnonzero(county == index)
        if pull.sum() > 0:
            chosen[here] = rng.choice(len(pull), len(here), p=pull / pull.sum())
    return chosen


def _birthdays(n: int, rng: np.random.Generator, as_of: date) -> Ints:
    bands = AGE_BANDS + OLDER_BANDS
    shares = np.array([share for _, _, share in bands])
    band = rng.choice(len(bands), n, p=shares / shares.sum())
    low = np.array([a for a, _, _ in bands])[band]
    width = np.array([b - a for a, b, _ in bands])[band]
    age_days = (low + width * rng.random(n)) * YEAR
    today = np.datetime64(as_of, "D").astype(np.int64)
    return np.asarray(today - np.ceil(age_days).astype(np.int64) - 1)


def _prefixes(county: Ints, birth: Ints, rng: np.random.Generator) -> Ints:
    year = birth.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    elsewhere = np.array(ELSEWHERE)[rng.integers(0, len(ELSEWHERE), len(birth))]
    here = rng.random(len(birth)) < BORN_HERE
    return np.where(here, prefixes_at_issue(county, year), elsewhere)
