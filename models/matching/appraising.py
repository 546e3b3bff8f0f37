"""Compiled appraising: the exact points of a batch of vacancies for one worker, several at once.

Everything is added up in double precision in the order of the reference, so that scores are its scores.
"""

import numpy as np

from models.matching.blocks import Block
from models.matching.columns import I64, U32, U64
from models.matching.compiled import inlined
from models.matching.packed import Me, Search
from models.matching.pair import UNKNOWN

AT_ONCE, BATCH = np.uint32(8), np.uint32(32)
"""Vacancies appraised at once, and those looked into before the list is looked at."""

N_WHOLE, N_REAL = 3, 5
ASKED, PAST, WISH = (np.uint32(n) * BATCH for n in range(N_WHOLE))
"""Where in `whole` the occupations asked stand, and how far those worked in and wished for are from them."""

OFFER, TOTAL, SHARED, HIRE, WORTH = (np.uint32(n) * BATCH for n in range(N_REAL))
"""Where in `real` the wage, the weight of all skills asked and of those shared, and the points of both parts stand."""

Levels = tuple[float, float, float, float, float, float]
"""Points by how many levels of the classification are shared, none to four; last: an unknown occupation."""


@inlined
def holds_papers(first: np.uint64, row: np.uint32, i: int, papers: U64, lacking: U64) -> bool:
    """Whether the worker holds all papers a vacancy demands, the first word of which is at hand."""
    missing = first & lacking[i, 0]
    for word in range(1, papers.shape[1]):
        missing |= papers[row, word] & lacking[i, word]
    return bool(missing == 0)


@inlined
def collect(b: Block, zone: int, at: int, t: int, me: Me, s: Search) -> None:
    """Note of one vacancy of the batch what its score is made of, and whether hard rules let it be."""
    p, w, i, whole, real = s.people, s.weights, me.i, s.batch.whole, s.batch.real
    row = s.batch.at[t]
    market_row = b.rows[row]
    record = b.records[row]
    whole[ASKED + t] = record.occupation
    real[OFFER + t], real[TOTAL + t] = record.offer, record.skill_total
    real[SHARED + t] = s.shared[at + row]
    real[HIRE + t] = w.near_hire[zone] + record.fresh_hire + p.experience_hire[i, record.experience]
    real[WORTH + t] = (
        w.near_worth[zone] + record.fresh_worth + p.experience_worth[i, record.experience]
    )
    suits = (record.ceiling >= p.floor[i]) & (record.min_age <= p.age[i])
    suits &= holds_papers(record.papers, market_row, i, s.papers, p.lacking)
    s.batch.suits[t], s.batch.row[t] = suits, market_row


@inlined
def apart(filled: np.uint32, held: U32, keys: I64, to: np.uint32, whole: I64) -> None:
    """How each occupation asked differs from the nearest held: the less the more levels they share."""
    for t in range(filled):
        whole[to + t] = 1 << 62
    for kind in held:
        key = keys[kind]
        for t in range(filled):
            whole[to + t] = min(whole[to + t], key ^ whole[ASKED + t])


@inlined
def by_closeness(points: I64, known: bool) -> Levels:
    """Points by levels shared, and last where an occupation is unknown; all the same if the worker's are."""
    other = float(points[UNKNOWN])
    if not known:
        return (other, other, other, other, other, other)
    return (
        float(points[0]),
        float(points[1]),
        float(points[2]),
        float(points[3]),
        float(points[4]),
        other,
    )


@inlined
def at_level(points: Levels, differs: int, asked: int) -> float:
    """Points for an occupation that differs so much from the nearest held."""
    found = points[1] if differs < 1 << 24 else points[0]
    found = points[2] if differs < 1 << 16 else found
    found = points[3] if differs < 1 << 8 else found
    found = points[4] if differs < 1 else found
    return found if asked != 0 else points[5]


@inlined
def appraise(size: int, me: Me, s: Search) -> None:
    """Add up the points of the batch, several vacancies at once.

    The loops go on to whole groups of lanes, over what the batch before left there, and what is indexed is
    unsigned: else they would be compiled for one vacancy at a time.
    """
    p, w, i, whole, real = s.people, s.weights, me.i, s.batch.whole, s.batch.real
    past = p.past[p.past_starts[i] : p.past_starts[i + 1]]
    wish = p.wish[p.wish_starts[i] : p.wish_starts[i + 1]]
    filled = (np.uint32(size) + AT_ONCE - np.uint32(1)) // AT_ONCE * AT_ONCE
    apart(filled, past, s.keys, PAST, whole)
    apart(filled, wish, s.keys, WISH, whole)
    expected = float(p.expected[i])
    past_hire = by_closeness(w.past_hire, len(past) > 0)
    past_worth = by_closeness(w.past_worth, len(past) > 0)
    wish_hire = by_closeness(w.wish_hire, len(wish) > 0)
    wish_worth = by_closeness(w.wish_worth, len(wish) > 0)
    for t in range(filled):
        asked, worked, wished = whole[ASKED + t], whole[PAST + t], whole[WISH + t]
        value = (real[OFFER + t] / expected - w.wage_floor) / w.wage_width
        value = min(max(value, 0.0), 1.0)
        value = w.wage_unknown if (expected < 0) | (real[OFFER + t] < 0) else value
        covered = (real[SHARED + t] + w.prior) / (real[TOTAL + t] + w.doubt)
        hire, worth = real[HIRE + t], real[WORTH + t]
        hire += at_level(past_hire, worked, asked) + at_level(wish_hire, wished, asked)
        worth += at_level(past_worth, worked, asked) + at_level(wish_worth, wished, asked)
        hire += np.rint(w.wage_hire * value) + np.rint(w.skills_hire * covered)
        worth += np.rint(w.wage_worth * value) + np.rint(w.skills_worth * covered)
        real[HIRE + t], real[WORTH + t] = hire, worth
