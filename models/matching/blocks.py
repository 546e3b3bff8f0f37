"""The vacancies of a set of places, laid out for the kernel: packed records, postings, occupation lists."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from models.matching.columns import I16, I32, I64, U32, Bools, Floats, Ints, Lists, picked
from models.matching.comparisons import DOUBT, UNNAMED_SKILLS, coverage, freshness_value
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
ROOT, NO_OCCUPATION = 0, 1
"""The two occupation lists that are no group: every known occupation, and the unknown."""


SMALLS, FRESH_STEPS = 4096, 8
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
    rarity: I32
    skill_total: Ints
    skills_hire: float
    skills_worth: float
    groups: I32
    group_keys: tuple[I64, ...]
    n_groups: int
    demands: I64
    glances: U32
    skill_steps: Floats


def lay_out(market: Market, ranking: Ranking) -> Layout:
    """Records of all vacancies that are open and lawful, like occupations side by side."""
    ceiling = np.where(market.ceiling < 0, ANY_WAGE, market.ceiling).astype(np.int32)
    open_rows = np.flatnonzero(market.open & market.lawful)
    order = open_rows[np.argsort(market.occupation[open_rows], kind="stable")]
    demands = np.unique(np.maximum(np.append(market.experience, 0), 0))
    demand = np.searchsorted(demands, np.maximum(market.experience, 0))
    groups, keys, n_groups = occupation_groups(market.occupation)
    return Layout(
        records=packed(market, ranking, demand)[order],
        order=order,
        place=market.place[order],
        ceiling=ceiling[order],
        skills=picked(market.skills, order),
        need=picked(Lists(market.skills.starts, market.need), order).values,
        n_skills=len(market.skill_words),
        rarity=market.skill_idf,
        skill_total=market.skill_total[order],
        skills_hire=ranking.hire["skills"],
        skills_worth=ranking.worth["skills"],
        groups=groups[order],
        group_keys=keys,
        n_groups=n_groups,
        demands=demands.astype(np.int64),
        skill_steps=skill_steps(market),
        glances=glanced(market, groups[:, 3].astype(np.int64) - first_small(keys))[order],
    )


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


def first_small(keys: tuple[I64, ...]) -> int:
    """The number of the first small group; groups are numbered level by level."""
    return 2 + len(keys[0]) + len(keys[1])


def small_numbers(small: Ints) -> Ints:
    """Small groups as a glance holds them: 0 unknown (below 0), the last for all beyond its room."""
    return np.where(small < 0, 0, np.minimum(small + 1, SMALLS - 1))


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


def occupation_groups(occupation: Ints) -> tuple[I32, tuple[I64, ...], int]:
    """For each vacancy its group at the four levels and above, the groups' keys by level, how many."""
    groups = np.zeros((len(occupation), 5), np.int32)
    groups[:, 0] = np.where(occupation == 0, NO_OCCUPATION, ROOT)
    keys: list[I64] = []
    n = 2
    for level in range(1, 5):
        distinct, at = np.unique(occupation >> (8 * (4 - level)), return_inverse=True)
        groups[:, level] = np.where(occupation == 0, -1, n + at)
        keys.append(distinct.astype(np.int64))
        n += len(distinct)
    return groups, tuple(keys), n


def block(layout: Layout, wanted: Bools) -> Block:
    """The block of the vacancies whose place is `wanted` (by place number, the unknown place last)."""
    rows = np.flatnonzero(wanted[layout.place])
    records = layout.records[rows]
    total = layout.skill_total[rows]
    uncovered = coverage(np.zeros(len(rows), np.int64), total)
    bare = points(layout.skills_hire, uncovered) + records["fresh_hire"]
    worth = points(layout.skills_worth, uncovered) + records["fresh_worth"]
    skills = picked(layout.skills, rows)
    need = picked(Lists(layout.skills.starts, layout.need), rows).values
    glances = layout.glances[rows]
    by_run = np.lexsort((total[skills.rows()], glances[skills.rows()] >> 20, skills.values))
    same = skills.values[by_run].astype(np.int64) * SMALLS + (glances[skills.rows()][by_run] >> 20)
    runs = np.flatnonzero(np.diff(same, prepend=-1))
    owner = skills.rows()
    shares = np.zeros(layout.n_skills)
    np.maximum.at(
        shares, skills.values, need * layout.rarity[skills.values] / (total + DOUBT)[owner]
    )
    groups = layout.groups[rows]
    best_first = np.argsort(-bare, kind="stable")
    flat = groups[best_first].ravel()
    by_group = np.argsort(flat, kind="stable")
    by_group = by_group[np.count_nonzero(flat < 0) :]
    listed = np.repeat(best_first, 5)[by_group]
    return Block(
        records=records,
        rows=layout.order[rows].astype(np.uint32),
        skill_totals=total.astype(np.uint32),
        ceilings=layout.ceiling[rows],
        starts=bounds(skills.values[by_run][runs], layout.n_skills),
        runs=np.append(runs, len(by_run)).astype(np.uint32),
        postings=owner[by_run].astype(np.uint32),
        glances=glances[owner[by_run]],
        most_shares=shares,
        most_prior=float((UNNAMED_SKILLS * DOUBT / (total + DOUBT)).max(initial=0.0)),
        asked_starts=skills.starts.astype(np.uint32),
        asked=(skills.values * 2 + (need == REQUIRED)).astype(np.uint32),
        list_starts=bounds(flat[flat >= 0], layout.n_groups),
        list_rows=listed.astype(np.uint32),
        list_glances=glances[listed],
        list_bares=bare[listed].astype(np.int16),
        most_fresh_hire=int(records["fresh_hire"].max(initial=0)),
        most_fresh_worth=int(records["fresh_worth"].max(initial=0)),
        most_bare_hire=int(bare.max(initial=0)),
        most_bare_worth=int(worth.max(initial=0)),
    )


def bounds(numbers: I32, n: int) -> U32:
    """Where each of `n` numbers begins once the numbers are sorted."""
    starts = np.zeros(n + 1, np.uint32)
    np.cumsum(np.bincount(numbers, minlength=n), out=starts[1:])
    return starts


class Kinds(NamedTuple):
    """The distinct occupations of some workers: key, and group at each of the four levels (-1 none).

    `smalls` are numbers as a glance holds them: the small group (0 none), and from where to where
    those of its middle group go.
    """

    keys: I64
    groups: I32
    smalls: I32


def kinds(distinct: I64, layout: Layout) -> Kinds:
    """Find the groups of distinct occupation keys."""
    groups = np.full((len(distinct), 4), -1, np.int32)
    first = 2
    for level, known in enumerate(layout.group_keys, start=1):
        prefix = distinct >> (8 * (4 - level))
        if len(known):
            at = np.minimum(np.searchsorted(known, prefix), len(known) - 1)
            groups[:, level - 1] = np.where(known[at] == prefix, first + at, -1)
        first += len(known)
    small = small_numbers(groups[:, 2].astype(np.int64) - first_small(layout.group_keys))
    middle = distinct >> 16
    span = [np.searchsorted(layout.group_keys[2], (middle + up) << 8) + 1 for up in (0, 1)]
    smalls = np.minimum(np.column_stack([small, *span]), SMALLS - 1)
    return Kinds(distinct, groups, smalls.astype(np.int32))
