"""The vacancies of a set of places, laid out for the kernel: columns to sweep, records to look into, postings."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.matching.columns import F32, I32, I64, U8, U16, U32, Bools, Ints, Lists, picked
from models.matching.comparisons import DOUBT, freshness_value
from models.matching.cutting import cut_groups, cut_postings
from models.matching.groups import occupation_groups
from models.matching.market import ADULT, REQUIRED, Market
from models.matching.ranking import Ranking, points

RECORD = np.dtype(
    [
        ("papers", np.uint64),
        ("offer", np.int32),
        ("occupation", np.uint32),
        ("skill_total", np.uint32),
        ("ceiling", np.int32),
        ("fresh_hire", np.int16),
        ("fresh_worth", np.int16),
        ("experience", np.uint16),
        ("min_age", np.uint8),
    ],
    align=True,
)
"""One vacancy in 32 bytes, two a cache line: what is read of the few that the sweep leaves.

`papers` are the first 64; `offer` and `ceiling` in fen, an unknown offer below 0; `experience` numbers the
distinct demands for experience.
"""

ANY_WAGE = np.iinfo(np.int32).max
OLDEST = 127
FRESHEST = 255
WAGE_UNIT, MOST_UNITS = 1000, 65_535
"""Fen in a unit of the wages that are swept, unless some are too high, and the most units."""

ABREAST = 256
"""The columns that are swept are filled up to a multiple of this: what is done several rows at once leaves no rest."""

EDUCATION_BIT, ADULT_BIT, PAPERS_BIT, COMMON_PAPERS = 16, 24, 25, 63
"""Where in `asks` the bits of education, age and papers begin, and which papers are among them."""


ASKS_ALL = -1
"""What is asked by the rows that only fill up: every bit, among which are some that nobody offers."""

Number = TypeVar("Number", bound=np.generic)


class Record(Protocol):
    """One entry of `RECORD` as compiled code sees it."""

    papers: int
    offer: int
    occupation: int
    skill_total: int
    ceiling: int
    fresh_hire: int
    fresh_worth: int
    experience: int
    min_age: int


Records = np.ndarray[tuple[int], np.dtype[Any]]


class Block(NamedTuple):
    """Vacancies of one set of places, like occupations side by side, the unknown first.

    Swept are, filled up with rows that suit nobody, `inverse` (one over the weight of its skills, rounded
    up), `offers` and `ceilings` (in units of `wage_unit` fen, rounded up, an unknown offer 0, an unknown
    ceiling the most there is), `fresh` (freshness out of `FRESHEST`, rounded up) and `asks` (bits, see
    `asked`). `rows` are the rows in the market. The vacancies asking for skill `s`
    are `postings[starts[s]:starts[s + 1]]`, each its block row times two, plus one where required; those
    of occupation group `g` are the rows from `firsts[g]` to `lasts[g]`. What serves as an index is
    unsigned: compiled code need not ask whether it counts from the end.
    """

    records: Records
    rows: U32
    inverse: F32
    offers: U16
    ceilings: U16
    wage_unit: int
    fresh: U8
    asks: I32
    starts: U32
    postings: U32
    firsts: U32
    lasts: U32
    n_unknown: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What all blocks of a market share, made once: the vacancies offered, in their order, and groups."""

    records: Records
    order: Ints
    place: I32
    offers: U16
    ceilings: U16
    wage_unit: int
    fresh: U8
    asks: I32
    skills: Lists
    need: I32
    n_skills: int
    groups: I32
    group_keys: tuple[I64, ...]
    n_groups: int
    demands: I64


def lay_out(market: Market, ranking: Ranking) -> Layout:
    """Records of all vacancies that are offered, like occupations side by side."""
    open_rows = np.flatnonzero(market.offered)
    order = open_rows[np.argsort(market.occupation[open_rows], kind="stable")]
    unit = max(WAGE_UNIT, -(-int(market.ceiling.max(initial=0)) // (MOST_UNITS - 1)))
    demands = np.unique(np.maximum(np.append(market.experience, 0), 0))
    groups, keys, n_groups = occupation_groups(market.occupation)
    return Layout(
        records=packed(market, ranking, demands)[order],
        order=order,
        place=market.place[order],
        offers=in_units(market.offer, unit, unknown=0)[order],
        ceilings=in_units(market.ceiling, unit, unknown=MOST_UNITS)[order],
        wage_unit=unit,
        fresh=np.ceil(FRESHEST * freshness_value(market.age_days)).astype(np.uint8)[order],
        asks=asked(market)[order],
        skills=picked(market.skills, order),
        need=picked(Lists(market.skills.starts, market.need), order).values,
        n_skills=len(market.skill_words),
        groups=groups[order],
        group_keys=keys,
        n_groups=n_groups,
        demands=demands.astype(np.int64),
    )


def packed(market: Market, ranking: Ranking, demands: Ints) -> Records:
    """Every vacancy as a record; `demands` are the distinct demands for experience."""
    records = np.zeros(len(market), RECORD)
    fresh = freshness_value(market.age_days)
    records["papers"] = market.papers[:, 0]
    records["offer"] = market.offer
    records["occupation"] = market.occupation
    records["skill_total"] = market.skill_total
    records["ceiling"] = np.where(market.ceiling < 0, ANY_WAGE, market.ceiling)
    records["min_age"] = np.minimum(market.min_age, OLDEST)
    records["experience"] = np.searchsorted(demands, np.maximum(market.experience, 0))
    records["fresh_hire"] = points(ranking.hire["freshness"], fresh)
    records["fresh_worth"] = points(ranking.worth["freshness"], fresh)
    return records


def in_units(wage: Ints, unit: int, *, unknown: int) -> U16:
    """Wages in whole units, rounded up; `unknown` stands for an unknown wage."""
    return np.asarray(np.where(wage < 0, unknown, np.maximum(1, -(-wage // unit))), np.uint16)


def asked(market: Market) -> I32:
    """What every vacancy asks as bits, each of which a worker offers or does not.

    One of sixteen for working hours and work in a mine, one of eight for education, one where 18 years are
    needed, and one each for the commonest papers. The exact age and the other papers are looked up later.
    """
    hours = 1 << (market.hours.astype(np.int64) | market.underground.astype(np.int64) << 3)
    education = 1 << (EDUCATION_BIT + np.clip(market.min_education, 0, 7))
    grown = (market.min_age >= ADULT).astype(np.int64) << ADULT_BIT
    papers = (market.papers[:, 0] & np.uint64(COMMON_PAPERS)).astype(np.int64) << PAPERS_BIT
    return np.asarray(hours | education | grown | papers, np.int32)


def filled_up(column: NDArray[Number], value: int = 0) -> NDArray[Number]:
    """A column made as long as sweeping wants it."""
    return np.pad(column, (0, -len(column) % ABREAST), constant_values=value)


def block(layout: Layout, wanted: Bools) -> Block:
    """The block of the vacancies whose place is `wanted` (by place number, the unknown place last)."""
    rows = np.flatnonzero(wanted[layout.place])
    records, skills = layout.records[rows], picked(layout.skills, rows)
    need = picked(Lists(layout.skills.starts, layout.need), rows).values
    inverse = (1 / (records["skill_total"].astype(np.int64) + DOUBT)).astype(np.float32)
    starts = np.zeros(layout.n_skills + 2, np.uint32)
    postings = np.zeros(len(skills.values), np.uint32)
    cut_postings(skills.starts, skills.values, need == REQUIRED, starts, postings)
    firsts, lasts = (np.zeros(layout.n_groups, np.uint32) for _ in range(2))
    cut_groups(layout.groups[rows], firsts, lasts)
    return Block(
        records=records,
        rows=layout.order[rows].astype(np.uint32),
        inverse=filled_up(np.nextafter(inverse, np.float32(1))),
        offers=filled_up(layout.offers[rows]),
        ceilings=filled_up(layout.ceilings[rows]),
        wage_unit=layout.wage_unit,
        fresh=filled_up(layout.fresh[rows]),
        asks=filled_up(layout.asks[rows], ASKS_ALL),
        starts=starts,
        postings=postings,
        firsts=firsts,
        lasts=lasts,
        n_unknown=int(np.count_nonzero(records["occupation"] == 0)),
    )
