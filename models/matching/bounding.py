"""Compiled bounds on the scores of a zone's vacancies for one worker: a mere sum each, several at once.

The logarithms of chance and worth are concave in their points, so a tangent bounds them from above: a
vacancy's bound is the sum of what each comparison brings, in single precision, rounded in its favour.
"""

import numpy as np

from models.matching.blocks import FRESHEST, MOST_UNITS, Block
from models.matching.columns import F32, I32, I64, U32, Floats
from models.matching.compiled import inlined
from models.matching.lanes import FEW, LANES, raised, reaching
from models.matching.packed import Me, Search
from models.matching.pair import UNKNOWN

TRIES, STEEP, STEEPER = 12, 0.35, 1.25
"""How often a better bound to begin with is looked for; how far down e times as many reach it, ever more a try."""

BARRED, ALL = np.float32(-3e38), np.float32(-1e38)
"""The bound of what a hard rule bars, and what every other bound reaches."""


@inlined
def from_row(row: int, start: np.uint32, end: np.uint32, postings: U32) -> np.uint32:
    """Where among some postings those from a row on begin."""
    wanted, one = np.uint32(2 * row), np.uint32(1)
    while start < end:
        middle = np.uint32((start + end) >> one)
        if postings[middle] < wanted:
            start = np.uint32(middle + one)
        else:
            end = middle
    return start


@inlined
def share(b: Block, first: int, last: int, at: int, i: int, s: Search) -> None:
    """Add up for some rows of a zone, whose first stands at `at`, the weight of skills that are the worker's."""
    p, one, shared = s.people, np.uint32(1), s.shared[at : at + len(b.inverse)]
    for t in range(p.skill_starts[i], p.skill_starts[i + 1]):
        weight, skill = p.skill_weights[t], p.skills[t]
        start, end = b.starts[skill], b.starts[skill + one]
        if last - first < len(b.inverse):
            start = from_row(first, start, end, b.postings)
            end = from_row(last, start, end, b.postings)
        for posting in range(start, end):
            to = b.postings[posting]
            shared[to >> one] += weight << (to & one)


@inlined
def add_span(n: int, first: int, last: int, gain: float, spans: U32, gains: F32) -> int:
    """Note that the rows between gain so much; returns how many spans are noted."""
    spans[n, 0], spans[n, 1] = first, last
    gains[n] = np.float32(gain)
    return n + 1


@inlined
def by_level(b: Block, me: Me, hire: I64, worth: I64, held: U32, n: int, s: Search) -> int:
    """Note what nearness of occupation adds: the groups of a level lie within those of the level before.

    Each distinct group of a level counts once; returns how many spans are noted, `n` of them before.
    """
    before = hire[0] * me.hire + worth[0] * me.worth
    for level in range(1, 5):
        points = hire[level] * me.hire + worth[level] * me.worth
        for t in range(len(held)):
            group = s.groups[held[t], level - 1]
            fresh = group >= 0 and points != before
            for other in range(t):
                fresh = fresh and s.groups[held[other], level - 1] != group
            if fresh and b.firsts[group] < b.lasts[group]:
                n = add_span(n, b.firsts[group], b.lasts[group], points - before, s.spans, s.gains)
        before = points
    return n


@inlined
def by_occupation(b: Block, zone: int, me: Me, s: Search) -> tuple[float, int]:
    """The bound every vacancy begins with, and how many spans of rows are noted that gain by occupation."""
    p, w, i = s.people, s.weights, me.i
    past = p.past[p.past_starts[i] : p.past_starts[i + 1]]
    wish = p.wish[p.wish_starts[i] : p.wish_starts[i + 1]]
    of_past = UNKNOWN if len(past) == 0 else 0
    of_wish = UNKNOWN if len(wish) == 0 else 0
    near = w.near_hire[zone] * me.hire + w.near_worth[zone] * me.worth
    base = near + (w.past_hire[of_past] + w.wish_hire[of_wish]) * me.hire
    base += (w.past_worth[of_past] + w.wish_worth[of_wish]) * me.worth
    unknown = near + (w.past_hire[UNKNOWN] + w.wish_hire[UNKNOWN]) * me.hire
    unknown += (w.past_worth[UNKNOWN] + w.wish_worth[UNKNOWN]) * me.worth
    n = int(np.int64(0))
    if b.n_unknown > 0:
        n = add_span(
            n, int(np.uint32(0)), int(np.uint32(b.n_unknown)), unknown - base, s.spans, s.gains
        )
    n = by_level(b, me, w.past_hire, w.past_worth, past, n, s)
    n = by_level(b, me, w.wish_hire, w.wish_worth, wish, n, s)
    return base, n


@inlined
def gain(n_spans: int, start: np.uint32, bounds: F32, spans: U32, gains: F32) -> None:
    """Add to the bounds of the rows from `start` on what spans of rows gain."""
    end = start + np.uint32(len(bounds))
    for span in range(n_spans):
        first, last = max(spans[span, 0], start), min(spans[span, 1], end)
        if first < last:
            first, last = first - start, last - start
            for group in range(first // FEW, (last + FEW - np.uint32(1)) // FEW):
                raised(bounds, group, first, last, gains[span])


@inlined
def floor_units(floor: int, unit: int) -> np.int32:
    """A wage floor in the units of `ceilings`, where the unknown ceiling stays above the highest floor."""
    return np.int32(min(floor // unit, MOST_UNITS))


@inlined
def sweep(b: Block, first: int, last: int, shared: I32, bounds: F32, me: Me, s: Search) -> None:
    """Complete the bounds of some rows with what differs between them; what a hard rule bars is below all."""
    p, w, i = s.people, s.weights, me.i
    one, none, prior = np.float32(1), np.float32(0), np.float32(w.prior)
    skills = np.float32(w.skills_hire * me.hire + w.skills_worth * me.worth)
    fresh = np.float32((w.fresh_hire * me.hire + w.fresh_worth * me.worth) / FRESHEST)
    wage = np.float32(w.wage_hire * me.hire + w.wage_worth * me.worth)
    factor = np.float32(p.pay[i] * w.wage_slope * b.wage_unit)
    start = np.float32(w.wage_floor * w.wage_slope)
    unknown = np.float32(w.wage_unknown)
    if p.pay[i] == 0:
        start = -unknown
    inverse, offers, freshness = b.inverse[first:last], b.offers[first:last], b.fresh[first:last]
    asks, ceilings = b.asks[first:last], b.ceilings[first:last]
    floor, lacks = floor_units(p.floor[i], b.wage_unit), p.lacks[i]
    for r in range(np.uint32(last - first)):
        covered = min(one, (np.float32(shared[r]) + prior) * inverse[r])
        value = min(max(np.float32(offers[r]) * factor - start, none), one)
        value = value if offers[r] > 0 else unknown
        bound = bounds[r] + covered * skills + np.float32(freshness[r]) * fresh + value * wage
        good = ((asks[r] & lacks) == 0) & (ceilings[r] >= floor)
        bounds[r] = bound if good else BARRED


@inlined
def bound(
    b: Block, first: int, last: int, at: int, base: float, n_spans: int, me: Me, s: Search
) -> None:
    """Bound the scores of some rows of a zone, whose first stands at `at`."""
    shared, bounds = s.shared[at + first : at + last], s.bounds[at + first : at + last]
    bounds[:] = np.float32(base)
    gain(n_spans, np.uint32(first), bounds, s.spans, s.gains)
    sweep(b, first, last, shared, bounds, me, s)


@inlined
def n_reaching(bound: float, size: int, bounds: F32) -> int:
    """How many bounds reach this one."""
    n, least = np.uint64(0), np.float32(bound)
    for group in range(np.uint32(size // LANES)):
        n += reaching(bounds, group, least)
    return int(n)


@inlined
def promising(size: int, n_kept: int, bounds: F32, guess: Floats) -> float:
    """A bound that some more vacancies reach than the list has room for.

    The search begins with that of the worker before, who is much like this one, and goes on as if bounds
    thinned out exponentially.
    """
    enough, most = n_kept + n_kept // 5, 2 * n_kept
    bound, low, high, steep = guess[0], float(ALL), float(-ALL), STEEP
    for _ in range(TRIES):
        n = n_reaching(bound, size, bounds)
        if n < enough:
            high = bound
        else:
            low = bound
            if n <= most:
                break
        bound += steep * np.log(2 * (n + 1) / (enough + most))
        steep *= STEEPER
        if bound <= low or bound >= high:
            bound = (low + high) / 2
    if low > ALL:
        guess[0] = low
    return low
