"""The compiled search: exact best vacancies of every worker, equal to the reference to the last bit.

A worker's zones are walked from near to far. In each the postings of the worker's own skills find the
vacancies that share one; these are scored first. All others can only win by occupation, wage, nearness
and freshness: they are visited by occupation, nearest level first, highest bound first, and a list is
left as soon as its bound falls below the worst vacancy kept. Nothing is approximated.
"""

from typing import NamedTuple

import numpy as np

from models.matching.blocks import Block, Record
from models.matching.columns import I16, I32, I64, U8, U64, Bools, Floats, Ints
from models.matching.compiled import compiled, inlined

UNKNOWN = 5
"""The level of an unknown occupation and the class of an unknown place."""


class Weights(NamedTuple):
    """A ranking as the kernel reads it: tables, points by level or class, and factors (points a unit)."""

    chance: Floats
    worth: Floats
    past_hire: I64
    past_worth: I64
    wish_hire: I64
    wish_worth: I64
    near_hire: I64
    near_worth: I64
    most_hire: int
    most_worth: int
    demands: I64
    skills_hire: float
    skills_worth: float
    experience_hire: float
    experience_worth: float
    wage_hire: float
    wage_worth: float
    prior: float
    doubt: int
    experience_unknown: float
    wage_floor: float
    wage_width: float
    wage_unknown: float
    same_employer: int


class People(NamedTuple):
    """Workers as the kernel reads them: `Seekers` with occupations numbered by `kinds`."""

    reach: U8
    education: Ints
    age: Ints
    female: Bools
    hours: U8
    floor: Ints
    expected: Ints
    experience: Ints
    papers: U64
    skill_starts: Ints
    skills: I32
    past_starts: Ints
    past: I32
    wish_starts: Ints
    wish: I32
    excluded_starts: Ints
    excluded: I32


class Kept(NamedTuple):
    """The list being made, best first."""

    score: Floats
    row: I32
    hire: I16
    worth: I16
    employer: I32


class Search(NamedTuple):
    """All that stays the same while workers of one home are served, with room to work in.

    `employer` and `papers` are by market row, `rarity` by skill; `shared` counts by block row what a
    vacancy shares with the worker (-1 visited without sharing) and is all zero between zones.
    """

    people: People
    keys: I64
    groups: I32
    weights: Weights
    employer: I32
    papers: U64
    rarity: I32
    shared: I32
    touched: I32
    near: I32
    experience_hire: I64
    experience_worth: I64
    kept: Kept


@inlined
def shared_level(a: int, b: int) -> int:
    """Levels of the occupation tree two keys share."""
    apart = a ^ b
    if apart == 0:
        return 4
    if apart < 256:
        return 3
    if apart < 65536:
        return 2
    return 1 if apart < 16777216 else 0


@inlined
def best_level(held: I32, keys: I64, asked: int) -> int:
    """The most levels an occupation shares with one of those held, 5 where either is unknown."""
    if asked == 0 or len(held) == 0:
        return 5
    most = 0
    for kind in held:
        level = shared_level(keys[kind], asked)
        most = max(most, level)
    return most


@inlined
def place(
    kept: Kept, n: int, score: float, row: int, hire: int, worth: int, employer: int, cap: int
) -> int:
    """Put a vacancy into the list if it belongs there; returns how many the list then holds.

    With `cap` of its employer's already kept it must beat the worst of those, else the worst of all:
    lists with at most `cap` an employer are the bases of a matroid, so this exchange stays exact.
    """
    same, out = 0, -1
    for t in range(n):
        if kept.employer[t] == employer:
            same += 1
            out = t
    if same < cap:
        out = n if n < len(kept.row) else n - 1
    if out < n and not (
        score > kept.score[out] or (score == kept.score[out] and row < kept.row[out])
    ):
        return n
    at = out
    while at > 0 and (
        score > kept.score[at - 1] or (score == kept.score[at - 1] and row < kept.row[at - 1])
    ):
        kept.score[at] = kept.score[at - 1]
        kept.row[at] = kept.row[at - 1]
        kept.hire[at] = kept.hire[at - 1]
        kept.worth[at] = kept.worth[at - 1]
        kept.employer[at] = kept.employer[at - 1]
        at -= 1
    kept.score[at] = score
    kept.row[at] = row
    kept.hire[at] = hire
    kept.worth[at] = worth
    kept.employer[at] = employer
    return n + 1 if out == n else n


@inlined
def lawful_pair(record: Record, s: Search, i: int) -> bool:
    """The hard rules that remain inside a reachable block above the wage floor."""
    p = s.people
    if record.papers & ~p.papers[i][0]:
        return False
    if p.education[i] >= 0 and record.min_education > p.education[i]:
        return False
    if p.age[i] >= 0 and record.min_age > p.age[i]:
        return False
    if record.underground != 0 and p.female[i]:
        return False
    if (record.hours & p.hours[i]) == 0:
        return False
    missing = np.uint64(0)
    for word in range(1, p.papers.shape[1]):
        missing |= s.papers[record.row][word] & ~p.papers[i][word]
    return bool(missing == 0)


@inlined
def wage_part(offer: int, expected: int, w: Weights) -> float:
    """As `comparisons.wage_value`, for one vacancy."""
    if expected < 0 or offer < 0:
        return w.wage_unknown
    value = (offer / expected - w.wage_floor) / w.wage_width
    return min(max(value, 0.0), 1.0)


@inlined
def kept_out(p: People, i: int, row: int) -> bool:
    """Whether the worker has seen, dismissed or applied for the vacancy."""
    barred = False
    for t in range(p.excluded_starts[i], p.excluded_starts[i + 1]):
        barred = barred or p.excluded[t] == row
    return barred


@inlined
def consider(record: Record, shared: int, zone: int, i: int, n: int, s: Search) -> int:
    """Score one vacancy with `shared` weight of skills in common and keep it if it is good enough."""
    if not lawful_pair(record, s, i):
        return n
    p, w, kept = s.people, s.weights, s.kept
    hire = w.near_hire[zone] + record.fresh_hire + s.experience_hire[record.experience]
    worth = w.near_worth[zone] + record.fresh_worth + s.experience_worth[record.experience]
    if shared > 0:
        covered = (shared + w.prior) / (record.skill_total + w.doubt)
        hire += int(np.rint(w.skills_hire * covered))
        worth += int(np.rint(w.skills_worth * covered))
    else:
        hire += record.bare_hire
        worth += record.bare_worth
    value = wage_part(record.offer, p.expected[i], w)
    hire += int(np.rint(w.wage_hire * value))
    worth += int(np.rint(w.wage_worth * value))
    worst = kept.score[n - 1] if n == len(kept.row) else -1.0
    if w.chance[hire + w.most_hire] * w.worth[worth + w.most_worth] < worst:
        return n
    asked = int(record.occupation)
    past = best_level(p.past[p.past_starts[i] : p.past_starts[i + 1]], s.keys, asked)
    wish = best_level(p.wish[p.wish_starts[i] : p.wish_starts[i + 1]], s.keys, asked)
    hire += w.past_hire[past] + w.wish_hire[wish]
    worth += w.past_worth[past] + w.wish_worth[wish]
    score = w.chance[hire] * w.worth[worth]
    if score < worst or kept_out(p, i, record.row):
        return n
    employer = int(s.employer[record.row])
    return place(kept, n, score, record.row, hire, worth, employer, w.same_employer)


@inlined
def within_floor(ceilings: I32, floor: int) -> int:
    """How many of the falling ceilings reach the floor."""
    low, high = 0, len(ceilings)
    while low < high:
        middle = (low + high) >> 1
        if ceilings[middle] >= floor:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def by_skills(b: Block, within: int, zone: int, i: int, n: int, s: Search) -> tuple[int, int]:
    """Score the vacancies that share a skill; returns how many are kept and how many were touched."""
    p, shared, touched = s.people, s.shared, s.touched
    n_touched = 0
    for t in range(p.skill_starts[i], p.skill_starts[i + 1]):
        skill = p.skills[t]
        rarity = s.rarity[skill]
        for at in range(b.starts[skill], b.starts[skill + 1]):
            row = b.postings[at] >> 1
            if row >= within:
                break
            if shared[row] == 0:
                touched[n_touched] = row
                n_touched += 1
            shared[row] += rarity * (1 + (b.postings[at] & 1))
    for t in range(n_touched):
        row = touched[t]
        n = consider(b.records[row], shared[row], zone, i, n, s)
    return n, n_touched


@inlined
def nearest_groups(level: int, i: int, s: Search) -> int:
    """Write the worker's distinct occupation groups of a level to `near`; returns how many."""
    if level <= 0:
        s.near[0] = 0 if level == 0 else 1
        return 1
    p, n = s.people, 0
    for which in range(2):
        mine = p.past if which == 0 else p.wish
        starts = p.past_starts if which == 0 else p.wish_starts
        for t in range(starts[i], starts[i + 1]):
            group = s.groups[mine[t], level - 1]
            fresh = group >= 0
            for other in range(n):
                fresh = fresh and s.near[other] != group
            if fresh:
                s.near[n] = group
                n += 1
    return n


@inlined
def by_occupation(
    b: Block, within: int, zone: int, i: int, n: int, s: Search, n_touched: int
) -> tuple[int, int]:
    """Score the vacancies that share no skill, the nearest occupations first; as `by_skills`.

    Level -1 stands for vacancies of unknown occupation. A list's bound takes the best experience and
    wage, so it falls along the list with the points that no worker changes.
    """
    p, w, kept = s.people, s.weights, s.kept
    most_hire = w.near_hire[zone] + s.experience_hire[0] + int(np.rint(w.wage_hire))
    most_worth = w.near_worth[zone] + s.experience_worth[0] + int(np.rint(w.wage_worth))
    most_worth += b.most_bare_worth
    no_past = p.past_starts[i] == p.past_starts[i + 1]
    no_wish = p.wish_starts[i] == p.wish_starts[i + 1]
    for level in range(4, -2, -1):
        past = UNKNOWN if no_past or level < 0 else level
        wish = UNKNOWN if no_wish or level < 0 else level
        hire = most_hire + w.past_hire[past] + w.wish_hire[wish]
        top_worth = w.worth[most_worth + w.past_worth[past] + w.wish_worth[wish]]
        if n == len(kept.row) and w.chance[hire + b.most_bare_hire] * top_worth < kept.score[n - 1]:
            continue
        for g in range(nearest_groups(level, i, s)):
            for at in range(b.list_starts[s.near[g]], b.list_starts[s.near[g] + 1]):
                row = b.list_rows[at]
                if n == len(kept.row):
                    bound = w.chance[hire + b.bare_hires[row]] * top_worth
                    if bound < kept.score[n - 1]:
                        break
                if row < within and s.shared[row] == 0:
                    s.shared[row] = -1
                    s.touched[n_touched] = row
                    n_touched += 1
                    n = consider(b.records[row], 0, zone, i, n, s)
    return n, n_touched


@compiled
def search(
    workers: Ints, zones: tuple[Block, ...], s: Search, rows: I32, hire: I16, worth: I16
) -> None:
    """The best vacancies of each of these workers of one home; `zones` by distance, the last unknown."""
    p, w, kept = s.people, s.weights, s.kept
    for i in workers:
        for d in range(len(w.demands)):
            value = 1.0
            if w.demands[d] > 0:
                value = w.experience_unknown
                if p.experience[i] >= 0:
                    value = min(1.0, p.experience[i] / w.demands[d])
            s.experience_hire[d] = int(np.rint(w.experience_hire * value))
            s.experience_worth[d] = int(np.rint(w.experience_worth * value))
        n = 0
        for zone in range(len(zones)):
            if zone > p.reach[i] and zone != UNKNOWN:
                continue
            b = zones[zone]
            within = within_floor(b.ceilings, p.floor[i])
            n, n_touched = by_skills(b, within, zone, i, n, s)
            n, n_touched = by_occupation(b, within, zone, i, n, s, n_touched)
            for t in range(n_touched):
                s.shared[s.touched[t]] = 0
        for t in range(n):
            rows[i, t] = kept.row[t]
            hire[i, t] = kept.hire[t]
            worth[i, t] = kept.worth[t]
