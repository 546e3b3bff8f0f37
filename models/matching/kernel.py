"""The compiled search: exact best vacancies of every worker, equal to the reference to the last bit.

A worker's zones are walked from near to far. The postings of the worker's own skills say what each vacancy
shares; then all vacancies of the zone are swept in steps of a few hundred, several at once, for a bound of
their score. The logarithms of both parts of the score are concave in their points, so a tangent where the
list ends bounds them from above and the bound is a mere sum. Only the few vacancies whose bound reaches
the worst one kept are looked into and scored exactly, so nothing is approximated.
"""

import numpy as np

from models.matching.blocks import Block
from models.matching.bounding import ALL, BARRED, by_occupation, deal, gain, promising, share, sweep
from models.matching.columns import I16, I32, U64, Ints
from models.matching.compiled import compiled, inlined
from models.matching.packed import Kept, Me, People, Search, Weights
from models.matching.pair import UNKNOWN, best_level, place, ruled_out, wage_part

STEP = 256
"""Vacancies swept in one go: few enough for what is written to stay in the fastest memory."""

HALF = 0.501
"""The most that rounding to whole points can add, and a little."""

SLACK = 2e-6
"""More than single precision can be off in a bound, as a part of the numbers that go into it."""


@inlined
def papers_held(first: np.uint64, row: np.uint32, i: int, papers: U64, lacking: U64) -> bool:
    """Whether the worker holds all papers a vacancy demands, the first word of which is at hand."""
    missing = first & lacking[i, 0]
    for word in range(1, papers.shape[1]):
        missing |= papers[row, word] & lacking[i, word]
    return bool(missing == 0)


@inlined
def kept_out(i: int, market_row: int, p: People, traits: I32) -> bool:
    """Whether the worker has seen, dismissed or applied for the vacancy, or rules such a one out."""
    barred = False
    for t in range(p.excluded_starts[i], p.excluded_starts[i + 1]):
        barred = barred or p.excluded[t] == market_row
    first, last = p.unwanted_starts[i], p.unwanted_starts[i + 1]
    return barred or ruled_out(p.unwanted, first, last, traits, market_row)


@inlined
def consider(b: Block, row: int, me: Me, n: int, s: Search) -> int:
    """Score one vacancy exactly and keep it if it is good enough; returns how many are kept."""
    p, w, kept, i = s.people, s.weights, s.kept, me.i
    record = b.records[row]
    if record.ceiling < p.floor[i] or record.min_age > p.age[i]:
        return n
    if not papers_held(record.papers, b.rows[row], i, s.papers, p.lacking):
        return n
    asked = int(record.occupation)
    past = best_level(p.past[p.past_starts[i] : p.past_starts[i + 1]], s.keys, asked)
    wish = best_level(p.wish[p.wish_starts[i] : p.wish_starts[i + 1]], s.keys, asked)
    value = wage_part(record.offer, p.expected[i], w)
    covered = (s.shared[row] + w.prior) / (record.skill_total + w.doubt)
    hire = w.near_hire[me.zone] + record.fresh_hire + p.experience_hire[i, record.experience]
    hire += w.past_hire[past] + w.wish_hire[wish]
    hire += int(np.rint(w.wage_hire * value)) + int(np.rint(w.skills_hire * covered))
    worth = w.near_worth[me.zone] + record.fresh_worth + p.experience_worth[i, record.experience]
    worth += w.past_worth[past] + w.wish_worth[wish]
    worth += int(np.rint(w.wage_worth * value)) + int(np.rint(w.skills_worth * covered))
    score = w.chance[hire] * w.worth[worth]
    market_row = int(b.rows[row])
    if n == len(kept.row) and score < kept.score[n - 1]:
        return n
    if kept_out(i, market_row, p, s.traits):
        return n
    return place(kept, n, score, market_row, hire, worth, s.employer[market_row], w.same_employer)


@inlined
def least_bound(offset: float, n: int, w: Weights, kept: Kept) -> float:
    """What a bound must reach for a vacancy to be kept."""
    if n < len(kept.row) or kept.score[n - 1] < 1e-300:
        return float(ALL)
    return float(w.log_chance[kept.hire[n - 1]] + w.log_worth[kept.worth[n - 1]]) - offset


@inlined
def turn_over(b: Block, piles: np.uint32, me: Me, n: int, s: Search) -> int:
    """Consider all that reach the least bound, pile by pile, each vacancy once; how many are kept."""
    size, least = np.uint32(len(b.inverse)), np.float32(me.least)
    for pile in range(piles):
        if s.tops[pile] >= least:
            for row in range(pile, size, piles):
                if s.bounds[row] >= least:
                    n = consider(b, row, me, n, s)
                    s.bounds[row] = BARRED
                    least = max(least, np.float32(least_bound(me.offset, n, s.weights, s.kept)))
    return n


@inlined
def begin(b: Block, me: Me, base: float, n_spans: int, n: int, s: Search) -> int:
    """As `go_on` while the list is not full: the most promising vacancies first, so that it soon ends high."""
    size = np.uint32(len(b.inverse))
    s.bounds[:size] = np.float32(base)
    gain(int(np.int64(0)), int(np.int64(size)), n_spans, s.bounds, s.spans, s.gains)
    sweep(b, np.uint32(0), size, me, s)
    piles = deal(size, s.bounds, s.tops)
    least = promising(piles, len(s.kept.row), s.tops, s.high)
    for _ in range(2):
        n = turn_over(b, piles, Me(me.i, me.zone, me.hire, me.worth, me.offset, least), n, s)
        least = least_bound(me.offset, n, s.weights, s.kept)
    return n


@inlined
def go_on(b: Block, me: Me, base: float, n_spans: int, n: int, s: Search) -> int:
    """Sweep the zone step by step and consider what may be better than the worst kept."""
    size = np.uint32(len(b.inverse))
    for first in range(np.uint32(0), size, np.uint32(STEP)):
        last = min(np.uint32(first + np.uint32(STEP)), size)
        s.bounds[: last - first] = np.float32(base)
        gain(int(np.int64(first)), int(np.int64(last)), n_spans, s.bounds, s.spans, s.gains)
        if sweep(b, np.uint32(first), np.uint32(last), me, s):
            for row in range(first, last):
                if s.bounds[row - first] >= me.least:
                    n = consider(b, row, me, n, s)
                    me = aimed(me, n, s.weights, s.kept)
    return n


@inlined
def aimed(me: Me, n: int, w: Weights, kept: Kept) -> Me:
    """The same with the least bound as it is now."""
    return Me(me.i, me.zone, me.hire, me.worth, me.offset, least_bound(me.offset, n, w, kept))


@inlined
def tangent(i: int, zone: int, hire: int, worth: int, n: int, s: Search) -> Me:
    """The worker in a zone with the bound that is nearest the score where the points are these."""
    p, w = s.people, s.weights
    by_hire, by_worth = w.chance_slope[hire], w.worth_slope[worth]
    offset = w.log_chance[hire] - by_hire * hire + w.log_worth[worth] - by_worth * worth
    offset += (w.near_hire[zone] + p.experience_hire[i, 0] + 3 * HALF) * by_hire
    offset += (w.near_worth[zone] + p.experience_worth[i, 0] + 3 * HALF) * by_worth
    offset += SLACK * (
        1 + by_hire * len(w.chance) + by_worth * len(w.worth) - w.log_chance[0] - w.log_worth[0]
    )
    return Me(i, zone, by_hire, by_worth, offset, least_bound(offset, n, w, s.kept))


@inlined
def walk(b: Block, me: Me, n: int, s: Search) -> int:
    """Find the vacancies of one zone that belong into the list; returns how many it then holds."""
    share(b, me.i, s)
    base, n_spans = by_occupation(b, me, s)
    full = n == len(s.kept.row)
    n = go_on(b, me, base, n_spans, n, s) if full else begin(b, me, base, n_spans, n, s)
    s.shared[: len(b.inverse)] = 0
    return n


@compiled
def search(
    workers: Ints, zones: tuple[Block, ...], s: Search, rows: I32, hire: I16, worth: I16
) -> None:
    """The best vacancies of each of these workers of one home; `zones` by distance, the last unknown."""
    p, w, kept = s.people, s.weights, s.kept
    last_hire, last_worth = len(w.chance) // 2, len(w.worth) // 2
    for i in workers:
        # A plain 0 is a type of its own, for which everything below would be compiled once more.
        n = int(np.int64(0))
        for zone in range(len(zones)):
            if zone > p.reach[i] and zone != UNKNOWN:
                continue
            if len(zones[zone].inverse) == 0:
                continue
            n = walk(zones[zone], tangent(i, zone, last_hire, last_worth, n, s), n, s)
            if n > 0:
                last_hire, last_worth = int(kept.hire[n - 1]), int(kept.worth[n - 1])
        for t in range(n):
            rows[i, t] = kept.row[t]
            hire[i, t] = kept.hire[t]
            worth[i, t] = kept.worth[t]
