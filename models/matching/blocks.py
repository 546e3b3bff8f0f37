"""The vacancies of a set of places, laid out for the kernel: packed records, postings, occupation lists."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from models.matching.columns import I16, I32, I64, U32, Bools, Floats, Ints, Lists, picked
from models.matching.comparisons import DOUBT, UNNAMED_SKILLS, coverage, freshness_value
from models.matching.cutting import Cut, Sorted, cut_lists, cut_postings
from models.matching.groups import first_small, occupation_groups, small_numbers
from models.matching.market import REQUIRED, Market
from models.matching.ranking import Ranking, points

RECORD = np.dtype(
    [
        ("papers", np.uint64),
        ("inverse", np.float32),
        ("offer", np.int32),
        ("occupation", np.uint32),
        ("fresh_hire", np.int16),
        ("fresh_worth", np.int16),
        ("experience", np.uint16),
        ("demand", np.uint16),
    ],
    align=True,
)
"""One vacancy in 32 bytes, two a cache line: all that most pairs need, side by side.

`inverse` is one over the weight of its skills, rounded up; `experience` numbers the demands;
`demand` is least age, education and, in the top bits, working hours and work in a mine.
"""

ANY_WAGE = np.iinfo(np.int32).max

FRESH_STEPS = 8
WAGE_STEPS = np.append(np.geomspace(100_000, 3_000_000, 62), np.inf)
"""Offers in fen up to which each known step of a glance goes."""


class Record(Protocol):
    """One entry of `RECORD` as compiled code sees it."""

    papers: int
    inverse: float
    offer: int
    occupation: int
    fresh_hire: int
    fresh_worth: int
    experience: int
    demand: int


Records = np.ndarray[tuple[int], np.dtype[Any]]


class Block(NamedTuple):
    """Vacancies of one set of places, like occupations side by side, as the kernel reads them.

    The block rows asking for skill `s` are in runs of one small group each, `starts[s]` the first run:
    `postings[runs[q]:runs[q + 1]]` is a run, least weight first. Of one it covers `most_shares[s]`.
    `asked[asked_starts[r]:asked_starts[r + 1]]` are the skills row `r` asks for, times two, plus one
    where required. `list_rows[list_starts[g]:list_starts[g + 1]]` are the rows in occupation group `g`,
    the highest points that no worker changes first. What serves as an index is unsigned: compiled code
    need not ask whether it counts from the end.
    """

    records: Records
    rows: U32
    skill_totals: U32
    ceilings: I32
    starts: U32
    runs: U32
    postings: U32
    glances: U32
    most_shares: Floats
    most_prior: float
    asked_starts: U32
    asked: U32
    list_starts: U32
    list_rows: U32
    list_glances: U32
    list_bares: I16
    most_bare_hire: int
    most_fresh_hire: int
    most_fresh_worth: int
    most_bare_worth: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What all blocks of a market share: records, order and groups, made once."""

    records: Records
    order: Ints
    place: I32
    ceiling: I32
    skills: Lists
    need: I32
    n_skills: int
    skill_total: Ints
    n_listed: Ints
    group_keys: tuple[I64, ...]
    n_groups: int
    demands: I64
    glances: U32
    skill_steps: Floats
    bares: I16
    bare_worths: Ints
    sorted: Sorted


def lay_out(market: Market, ranking: Ranking) -> Layout:
    """Records of all vacancies that are open and lawful, like occupations side by side."""
    ceiling = np.where(market.ceiling < 0, ANY_WAGE, market.ceiling).astype(np.int32)
    open_rows = np.flatnonzero(market.open & market.lawful)
    order = open_rows[np.argsort(market.occupation[open_rows], kind="stable")]
    demands = np.unique(np.maximum(np.append(market.experience, 0), 0))
    demand = np.searchsorted(demands, np.maximum(market.experience, 0))
    groups, keys, n_groups = occupation_groups(market.occupation)
    records, skill_total = packed(market, ranking, demand)[order], market.skill_total[order]
    skills = picked(market.skills, order)
    need = picked(Lists(market.skills.starts, market.need), order).values
    glances = glanced(market, groups[:, 3].astype(np.int64) - first_small(keys))[order]
    uncovered = coverage(np.zeros(len(order), np.int64), skill_total)
    bare = points(ranking.hire["skills"], uncovered) + records["fresh_hire"]
    place = InOrder(skill_total, glances, groups[order])
    return Layout(
        records=records,
        order=order,
        place=market.place[order],
        ceiling=ceiling[order],
        skills=skills,
        need=need,
        n_skills=len(market.skill_words),
        skill_total=skill_total,
        n_listed=(groups[order] >= 0).sum(axis=1),
        group_keys=keys,
        n_groups=n_groups,
        demands=demands.astype(np.int64),
        skill_steps=skill_steps(market),
        glances=glances,
        bares=bare.astype(np.int16),
        bare_worths=points(ranking.worth["skills"], uncovered) + records["fresh_worth"],
        sorted=in_order(market, skills, need, bare, place=place),
    )


class InOrder(NamedTuple):
    """By row of the layout: what postings and lists are sorted by."""

    skill_total: Ints
    glances: U32
    groups: I32


def packed(market: Market, ranking: Ranking, demand: Ints) -> Records:
    """Every vacancy as a record; `demand` numbers the distinct demands for experience."""
    records = np.zeros(len(market), RECORD)
    fresh = freshness_value(market.age_days)
    inverse = (1 / (market.skill_total + DOUBT)).astype(np.float32)
    records["papers"] = market.papers[:, 0]
    records["inverse"] = np.nextafter(inverse, np.float32(1))
    records["offer"] = market.offer
    records["occupation"] = market.occupation
    records["experience"] = demand
    records["fresh_hire"] = points(ranking.hire["freshness"], fresh)
    records["fresh_worth"] = points(ranking.worth["freshness"], fresh)
    records["demand"] = (
        np.minimum(market.min_age, 127)
        | np.clip(market.min_education, 0, 7) << 8
        | market.hours.astype(np.int64) << 12
        | market.underground.astype(np.int64) << 15
    )
    return records


def skill_steps(market: Market) -> Floats:
    """Weights of skills from which the steps of a glance begin, as many vacancies in each."""
    steps = np.quantile(market.skill_total, np.arange(16) / 16) if len(market) else np.zeros(16)
    return np.asarray(np.floor(steps) * (np.arange(16) > 0))


def glanced(market: Market, small: Ints) -> U32:
    """The few bits that tell most vacancies not worth loading; every step rounds in its favour."""
    fresh = np.ceil(freshness_value(market.age_days) * (FRESH_STEPS - 1))
    skills = np.searchsorted(skill_steps(market), market.skill_total, side="right") - 1
    wage = 1 + np.minimum(np.searchsorted(WAGE_STEPS, market.offer), len(WAGE_STEPS) - 1)
    parts = (
        (np.clip(market.min_education, 0, 7), 0),
        (market.hours, 3),
        (market.underground, 6),
        (fresh, 7),
        (skills, 10),
        (np.where(market.offer < 0, 0, wage), 14),
        (small_numbers(small), 20),
    )
    return np.asarray(
        sum(np.asarray(part).astype(np.uint32) << shift for part, shift in parts), np.uint32
    )


def block(layout: Layout, wanted: Bools) -> Block:
    """The block of the vacancies whose place is `wanted` (by place number, the unknown place last)."""
    rows = np.flatnonzero(wanted[layout.place])
    number = np.full(len(layout.order), -1, np.int32)
    number[rows] = np.arange(len(rows))
    skills = picked(layout.skills, rows)
    need = picked(Lists(layout.skills.starts, layout.need), rows).values
    n_listed = int(layout.n_listed[rows].sum())
    cut = Cut(
        starts=np.zeros(layout.n_skills + 1, np.uint32),
        runs=np.zeros(len(skills.values) + 1, np.uint32),
        postings=np.zeros(len(skills.values), np.uint32),
        glances=np.zeros(len(skills.values), np.uint32),
        most_shares=np.zeros(layout.n_skills),
        list_starts=np.zeros(layout.n_groups + 1, np.uint32),
        list_rows=np.zeros(n_listed, np.uint32),
        list_glances=np.zeros(n_listed, np.uint32),
        list_bares=np.zeros(n_listed, np.int16),
    )
    n_runs = cut_postings(number, layout.glances, layout.sorted, cut)
    cut_lists(number, layout.glances, layout.bares, layout.sorted, cut)
    records, total = layout.records[rows], layout.skill_total[rows]
    return Block(
        records=records,
        rows=layout.order[rows].astype(np.uint32),
        skill_totals=total.astype(np.uint32),
        ceilings=layout.ceiling[rows],
        starts=cut.starts,
        runs=cut.runs[: n_runs + 1].copy(),
        postings=cut.postings,
        glances=cut.glances,
        most_shares=cut.most_shares,
        most_prior=float((UNNAMED_SKILLS * DOUBT / (total + DOUBT)).max(initial=0.0)),
        asked_starts=skills.starts.astype(np.uint32),
        asked=(skills.values * 2 + (need == REQUIRED)).astype(np.uint32),
        list_starts=cut.list_starts,
        list_rows=cut.list_rows,
        list_glances=cut.list_glances,
        list_bares=cut.list_bares,
        most_fresh_hire=int(records["fresh_hire"].max(initial=0)),
        most_fresh_worth=int(records["fresh_worth"].max(initial=0)),
        most_bare_hire=int(layout.bares[rows].max(initial=0)),
        most_bare_worth=int(layout.bare_worths[rows].max(initial=0)),
    )


def in_order(market: Market, skills: Lists, need: I32, bare: Ints, *, place: InOrder) -> Sorted:
    """Postings and lists of all rows of the layout, sorted as every block keeps them."""
    owner, total = skills.rows(), place.skill_total
    by_run = np.lexsort((total[owner], place.glances[owner] >> 20, skills.values))
    shares = need * market.skill_idf[skills.values] / (total + DOUBT)[owner]
    best_first = np.argsort(-bare, kind="stable")
    flat = place.groups[best_first].ravel()
    by_group = np.argsort(flat, kind="stable")
    by_group = by_group[np.count_nonzero(flat < 0) :]
    return Sorted(
        rows=owner[by_run].astype(np.uint32),
        skills=skills.values[by_run].astype(np.int32),
        shares=shares[by_run].astype(np.float64),
        list_rows=np.repeat(best_first, 5)[by_group].astype(np.uint32),
        list_groups=flat[by_group].astype(np.int32),
    )
