"""Compiled choosing: the vacancies whose bound reaches the least are scored exactly, and the best are kept."""

import numpy as np

from models.matching.blocks import Block
from models.matching.bounding import ALL
from models.matching.columns import F32, I32, U64
from models.matching.compiled import inlined
from models.matching.lanes import LANES, count, lowest, within
from models.matching.packed import Kept, Me, People, Search, Weights
from models.matching.pair import best_level, place, ruled_out, wage_part

BATCH = 32
"""Vacancies scored in one go, without a jump in between, before the list is looked at."""


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
def least_bound(offset: float, n: int, k: int, w: Weights, kept: Kept) -> float:
    """What a bound must reach for a vacancy to be kept."""
    if n < k or kept.score[n - 1] < 1e-300:
        return float(ALL)
    worst = kept.at[n - 1]
    return float(w.log_chance[kept.hire[worst]] + w.log_worth[kept.worth[worst]]) - offset


@inlined
def appraise(b: Block, zone: int, at: int, t: int, me: Me, s: Search) -> None:
    """Score one vacancy of the batch exactly; below 0 if a hard rule bars it."""
    p, w, batch, i = s.people, s.weights, s.batch, me.i
    row = int(batch.at[t])
    market_row = b.rows[row]
    record = b.records[row]
    asked = int(record.occupation)
    past = best_level(p.past[p.past_starts[i] : p.past_starts[i + 1]], s.keys, asked)
    wish = best_level(p.wish[p.wish_starts[i] : p.wish_starts[i + 1]], s.keys, asked)
    value = wage_part(record.offer, p.expected[i], w)
    covered = (s.shared[at + row] + w.prior) / (record.skill_total + w.doubt)
    hire = w.near_hire[zone] + record.fresh_hire + p.experience_hire[i, record.experience]
    hire += w.past_hire[past] + w.wish_hire[wish]
    hire += int(np.rint(w.wage_hire * value)) + int(np.rint(w.skills_hire * covered))
    worth = w.near_worth[zone] + record.fresh_worth + p.experience_worth[i, record.experience]
    worth += w.past_worth[past] + w.wish_worth[wish]
    worth += int(np.rint(w.wage_worth * value)) + int(np.rint(w.skills_worth * covered))
    suits = (record.ceiling >= p.floor[i]) & (record.min_age <= p.age[i])
    suits &= papers_held(record.papers, market_row, i, s.papers, p.lacking)
    batch.hire[t], batch.worth[t] = hire, worth
    batch.row[t], batch.employer[t] = market_row, s.employer[market_row]
    batch.score[t] = w.chance[hire] * w.worth[worth] if suits else -1.0


@inlined
def keep(b: Block, zone: int, at: int, size: int, me: Me, n: int, s: Search) -> int:
    """Score a batch and keep what is good enough; returns how many are kept."""
    batch, kept, cap = s.batch, s.kept, s.weights.same_employer
    for t in range(size):
        appraise(b, zone, at, t, me, s)
    for t in range(size):
        score, row = batch.score[t], int(batch.row[t])
        if score < 0 or (n == s.k and score < kept.score[n - 1]):
            continue
        if not kept_out(me.i, row, s.people, s.traits):
            entry = (score, row, batch.hire[t], batch.worth[t], batch.employer[t])
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
    b: Block, zone: int, at: int, least: float, below: float, me: Me, n: int, s: Search
) -> int:
    """Look into all of a zone whose bound reaches the least but is below another; how many are kept then.

    What is found is written down without a jump, for none could be foreseen.
    """
    bounds = s.bounds[at : at + len(b.inverse)]
    bar = np.float32(max(least, least_bound(me.offset, n, s.k, s.weights, s.kept)))
    found = reached(bounds, bar, np.float32(below), s)
    group, size, hits = np.uint32(0), np.uint32(0), s.hits[0]
    for t in range(found):
        row = s.groups_hit[group] * np.uint32(LANES) + np.uint32(lowest(hits))
        s.batch.at[size] = row
        size += np.uint32(bounds[row] >= bar)
        hits &= hits - np.uint64(1)
        group += np.uint32(hits == np.uint64(0))
        hits = s.hits[group] if hits == np.uint64(0) else hits
        if size == np.uint32(BATCH) or t == found - 1:
            n = keep(b, zone, at, int(size), me, n, s)
            size = np.uint32(0)
            bar = max(bar, np.float32(least_bound(me.offset, n, s.k, s.weights, s.kept)))
    return n
