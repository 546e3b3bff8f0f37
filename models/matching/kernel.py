"""The compiled search: exact best vacancies of every worker, equal to the reference to the last bit.

A worker's zones are walked from near to far. The postings of the worker's own skills say what each vacancy
shares; then all vacancies of the zone are swept, many at once, for a bound of their score, and small zones
are chosen from together; a large one is narrowed first (`narrowing`). The logarithms of both parts of the score
are concave in their points, so a tangent where the list ends bounds them from above and the bound is a mere
sum. Only the few vacancies whose bound reaches the worst one kept are looked into and scored exactly, so
nothing is approximated.
"""

import numpy as np

from models.matching.ahead import fetch_ahead
from models.matching.blocks import Block
from models.matching.bounding import ALL
from models.matching.choosing import choose, least_bound, note_part
from models.matching.columns import I16, I32, Ints
from models.matching.compiled import compiled, inlined
from models.matching.narrowing import narrow, strays
from models.matching.packed import Me, Search
from models.matching.pair import UNKNOWN, clear

TOGETHER = 8192
"""Vacancies that zones looked into together may have: few enough for what is written to stay in fast memory."""

SLACK = 2e-6
"""More than single precision can be off in a bound, as a part of the numbers that go into it."""


@inlined
def tangent(i: int, hire: int, worth: int, n: int, s: Search) -> Me:
    """The worker with the bound that is nearest the score where the points are these."""
    p, w = s.people, s.weights
    by_hire, by_worth = w.chance_slope[hire], w.worth_slope[worth]
    offset = w.log_chance[hire] - by_hire * hire + w.log_worth[worth] - by_worth * worth
    offset += (p.experience_hire[i, 0] + w.rounded_hire) * by_hire
    offset += (p.experience_worth[i, 0] + w.rounded_worth) * by_worth
    offset += SLACK * (
        1 + by_hire * len(w.chance) + by_worth * len(w.worth) - w.log_chance[0] - w.log_worth[0]
    )
    return Me(i, by_hire, by_worth, offset, least_bound(offset, n, s.k, w, s.kept))


@inlined
def extent(zone: int, reach: int, s: Search) -> int:
    """How many rows a zone has for somebody who goes so far."""
    return int(s.sizes[zone]) if zone <= reach or zone == UNKNOWN else 0


@inlined
def walk(zones: tuple[Block, ...], i: int, hire: int, worth: int, s: Search) -> int:
    """Find a worker's best vacancies, small zones together; returns how many there are.

    A list that is full of what is near leaves little to look into farther away.
    """
    # A plain 0 is a type of its own, for which everything below would be compiled once more.
    n, zone, reach = int(np.int64(0)), int(np.int64(0)), int(s.people.reach[i])
    clear(s.kept)
    while zone <= UNKNOWN:
        first, size, level, base = zone, extent(zone, reach, s), int(np.int64(0)), 0.0
        zone += 1
        if size == 0:
            continue
        me = tangent(i, hire, worth, n, s)
        if size > TOGETHER and me.least > ALL:
            n_parts, base, level = narrow(zones[first], first, me, s)
        else:
            n_parts = note_part(first, int(np.int64(0)), int(np.int64(0)), size, 0, s.parts)
            while zone <= UNKNOWN and size + extent(zone, reach, s) <= TOGETHER:
                more = extent(zone, reach, s)
                if more > 0:
                    n_parts = note_part(zone, size, int(np.int64(0)), more, n_parts, s.parts)
                size += more
                zone += 1
        n = choose(zones, n_parts, me, n, s)
        if level > 0:
            n = strays(zones[first], first, base, level, n_parts, me, n, s)
        if n > 0:
            worst = s.kept.at[n - 1]
            hire, worth = int(s.kept.hire[worst]), int(s.kept.worth[worst])
    return n


@compiled
def search(
    workers: Ints, zones: tuple[Block, ...], s: Search, rows: I32, hire: I16, worth: I16
) -> None:
    """The best vacancies of each of these workers of one home; `zones` by distance, the last unknown."""
    kept = s.kept
    last_hire, last_worth = len(s.weights.chance) // 2, len(s.weights.worth) // 2
    for t in range(len(workers)):
        fetch_ahead(workers, t, s.people, zones, rows, hire, worth)
        i = workers[t]
        n = walk(zones, i, last_hire, last_worth, s)
        for rank in range(n):
            at = kept.at[rank]
            rows[i, rank] = kept.row[rank]
            hire[i, rank] = kept.hire[at]
            worth[i, rank] = kept.worth[at]
        if n > 0:
            last_hire, last_worth = int(hire[i, n - 1]), int(worth[i, n - 1])
