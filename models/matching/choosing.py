"""Compiled choosing: the vacancies whose bound reaches the least are scored exactly, and the best are kept."""

import numpy as np

from models.matching.appraising import BATCH, HIRE, WORTH, appraise, collect
from models.matching.blocks import Block
from models.matching.bounding import ALL, bound, by_occupation, promising, share
from models.matching.columns import F32, I32, I64
from models.matching.compiled import inlined
from models.matching.lanes import LANES, count, lowest, within
from models.matching.packed import Kept, Me, People, Search, Weights
from models.matching.pair import place, ruled_out


@inlined
def kept_out(i: int, market_row: int, p: People, traits: I32) -> bool:
    """Whether the worker has seen, dismissed or applied for the vacancy, or rules such a one out."""
    barred = False
    for t in range(p.excluded_starts[i], p.excluded_starts[i + 1]):
        barred = barred or p.excluded[t] == market_row
    first, last = p.unwanted_starts[i], p.unwanted_starts[i + 1]
    return barred or ruled_out(p.unwanted, first, last, traits, market_row)


@inlined
def least_bound(offset: float, n: int, k: int, w: Weights, kept: Kept) -> float:
    """What a bound must reach for a vacancy to be kept."""
    if n < k or kept.score[n - 1] < 1e-300:
        return float(ALL)
    worst = kept.at[n - 1]
    return float(w.log_chance[kept.hire[worst]] + w.log_worth[kept.worth[worst]]) - offset


@inlined
def keep(b: Block, zone: int, at: int, size: int, me: Me, n: int, s: Search) -> int:
    """Score a batch and keep what is good enough; returns how many are kept."""
    batch, kept, w, cap = s.batch, s.kept, s.weights, s.weights.same_employer
    for t in range(np.uint32(size)):
        collect(b, zone, at, t, me, s)
    appraise(size, me, s)
    for t in range(np.uint32(size)):
        hire, worth = int(batch.real[HIRE + t]), int(batch.real[WORTH + t])
        score, row = w.chance[hire] * w.worth[worth], int(batch.row[t])
        if not batch.suits[t] or (n == s.k and score < kept.score[n - 1]):
            continue
        if not kept_out(me.i, row, s.people, s.traits):
            entry = (score, row, hire, worth, s.employer[row])
            n = place(entry, n, s.k, cap, kept)
    return n


@inlined
def reached(bounds: F32, least: np.float32, below: np.float32, s: Search) -> int:
    """Note the groups of a zone that have bounds between, and which they are; how many bounds."""
    groups, n = np.uint32(0), np.uint64(0)
    for group in range(np.uint32(len(bounds) // LANES)):
        hits = within(bounds, group, least, below)
        s.groups_hit[groups], s.hits[groups] = group, hits
        groups += np.uint32(hits != np.uint64(0))
        n += count(hits)
    return int(n)


@inlined
def turn_over(
    b: Block,
    zone: int,
    at: int,
    first: int,
    last: int,
    least: float,
    below: float,
    me: Me,
    n: int,
    s: Search,
) -> int:
    """Look into those rows of a zone whose bound reaches the least but is below another; how many are kept then.

    What is found is written down without a jump, for none could be foreseen.
    """
    bounds = s.bounds[at + first : at + last]
    bar = np.float32(max(least, least_bound(me.offset, n, s.k, s.weights, s.kept)))
    found = reached(bounds, bar, np.float32(below), s)
    group, size, hits = np.uint32(0), np.uint32(0), s.hits[0]
    for t in range(found):
        row = s.groups_hit[group] * np.uint32(LANES) + np.uint32(lowest(hits))
        s.batch.at[size] = np.uint32(first) + row
        size += np.uint32(bounds[row] >= bar)
        hits &= hits - np.uint64(1)
        group += np.uint32(hits == np.uint64(0))
        hits = s.hits[group] if hits == np.uint64(0) else hits
        if size == np.uint32(BATCH) or t == found - 1:
            n = keep(b, zone, at, int(size), me, n, s)
            size = np.uint32(0)
            bar = max(bar, np.float32(least_bound(me.offset, n, s.k, s.weights, s.kept)))
    return n


@inlined
def note_part(zone: int, at: int, first: int, last: int, n: int, parts: I64) -> int:
    """Note rows of a zone to be looked into, its first row standing at `at`; how many parts are then noted."""
    parts[n, 0], parts[n, 1], parts[n, 2], parts[n, 3] = zone, at, first, last
    return n + 1


@inlined
def part_of(part: int, parts: I64) -> tuple[int, int, int, int]:
    """A part as it was noted: zone, where its first row stands, and from which row to which it goes."""
    return parts[part, 0], parts[part, 1], parts[part, 2], parts[part, 3]


@inlined
def choose(zones: tuple[Block, ...], n_parts: int, me: Me, n: int, s: Search) -> int:
    """Keep what belongs into the list out of the parts noted; how many it then holds.

    While the list is not full the most promising are looked into first, so that it soon ends high, and then
    only what may be better than the worst kept.
    """
    full, size = n == s.k, int(np.int64(0))
    for part in range(n_parts):
        zone, at, first, last = part_of(part, s.parts)
        share(zones[zone], first, last, at, me.i, s)
        base, n_spans = by_occupation(zones[zone], zone, me, s)
        bound(zones[zone], first, last, at, base, n_spans, me, s)
        size = at + last
    least = me.least if full else promising(size, s.k, s.bounds, s.high)
    below = -float(ALL)
    for _ in range(1 if full else 2):
        for part in range(n_parts):
            zone, at, first, last = part_of(part, s.parts)
            n = turn_over(zones[zone], zone, at, first, last, least, below, me, n, s)
        below = least
        least = least_bound(me.offset, n, s.k, s.weights, s.kept)
    for part in range(n_parts):
        _, at, first, last = part_of(part, s.parts)
        s.shared[at + first : at + last] = 0
    return n
