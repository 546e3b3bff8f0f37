"""Places given out over everybody: who is referred where, at which price, and each list in that light."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.matching.allocation import Allocation, Quotas, allocate
from models.matching.columns import F32, I32, Bools, Floats, Ints

CANDIDATES = 20
"""The best vacancies or courses of each worker among which places are given out."""

FIRST = 10.0
"""More than any score: who is referred somewhere sees that first."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How places are given out; every part of it is an office's decision, with a cautious default.

    `referrals` is the most a worker gets, `per_place` how many people may be sent for one opening,
    as not all of them are hired. Who is without work comes first by `jobless_first`, in points of
    score (1 is absolutely). Nobody is sent where the chance of being hired is below `least_chance`:
    with nothing in common it is about 0.03 by the documented weights. `floor_share` of every
    vacancy's places are kept for people whose index is at least `floor_index`; `counties` keeps
    parts for the people of a county unit, by its code.
    """

    referrals: int = 3
    per_place: int = 3
    jobless_first: float = 1.0
    least_chance: float = 0.05
    floor_index: float = 70.0
    floor_share: float = 0.0
    counties: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be kept."""
        shares = [self.floor_share, *(share for _, share in self.counties)]
        if min(shares) < 0 or sum(shares) > 1:
            raise ValueError("为各群体保留的名额合计不能超过全部名额，也不能为负。")
        if self.referrals < 1 or self.per_place < 1:
            raise ValueError("每人推荐数和每个名额的推荐数至少为 1。")


class Askers(NamedTuple):
    """Who asks for places: candidates (-1 none), those asked for in earnest, scores, without work or not, difficulty index, county unit."""

    rows: I32
    asked: I32
    scores: F32
    jobless: Bools
    difficulty: Floats
    county: pa.Array


def give_out(
    askers: Askers, places: Ints, policy: Policy, *, prices: Floats | None = None
) -> Allocation:
    """Referrals over everybody; `places` by vacancy, `prices` yesterday's, where known."""
    return allocate(
        askers.asked,
        askers.scores,
        places * policy.per_place,
        referrals=policy.referrals,
        bonus=first_for(askers.jobless, policy),
        quotas=quotas(askers, policy),
        prices=prices,
    )


def give_seats(askers: Askers, seats: Ints, policy: Policy) -> Allocation:
    """At most one seat in a class for everybody, never more people than seats."""
    bonus = first_for(askers.jobless, policy)
    return allocate(askers.asked, askers.scores, seats, referrals=1, bonus=bonus)


def first_for(jobless: Bools, policy: Policy) -> F32:
    """What is added to the score of each asker's every choice."""
    return np.where(jobless, policy.jobless_first, 0.0).astype(np.float32)


def quotas(askers: Askers, policy: Policy) -> Quotas | None:
    """The group of each asker: kept for by index, else by county, else none."""
    if policy.floor_share == 0 and not policy.counties:
        return None
    kept = pa.array([county for county, _ in policy.counties], pa.string())
    place = pc.fill_null(pc.index_in(askers.county, value_set=kept).cast(pa.int64()), -2)
    by_county = place.to_numpy(zero_copy_only=False) + 1
    high = askers.difficulty >= policy.floor_index
    group = np.where(high & (policy.floor_share > 0), 0, by_county)
    share = np.array([policy.floor_share, *(share for _, share in policy.counties)])
    return Quotas(group, share)


PRICE_DIGITS = 6


def kept_prices(given: Allocation) -> Floats:
    """Prices as they are written down, so that a list made later comes out the same."""
    return np.round(given.vacancy_price, PRICE_DIGITS)


def of_candidates(prices: Floats, rows: I32) -> Floats:
    """The price of each candidate, 0 where a list has ended."""
    # One worker's ten would otherwise cost a copy of all prices.
    found, some = np.zeros(rows.shape), rows >= 0
    found[some] = prices[rows[some]]
    return found


def asked(prices: Floats, jobless: bool, policy: Policy) -> Floats:
    """What a place costs one worker in score: the price, less what being without work puts first."""
    return np.maximum(0.0, prices - (policy.jobless_first if jobless else 0.0))


def in_order(rows: I32, scores: F32, prices: Floats, referred: I32, *, k: int) -> tuple[I32, Bools]:
    """Each worker's `k` best in the light of places, as positions among the candidates (-1 none).

    Referrals come first, then the rest by score less price: what others would use better steps back.
    Also returns which of them are referrals. `prices[i, r]` is the price of candidate `r`.
    """
    here = rows >= 0
    mine = np.zeros(rows.shape, np.bool_)
    for t in range(referred.shape[1]):
        mine |= (rows == referred[:, t : t + 1]) & here
    net = np.where(here, scores - prices + FIRST * mine, -np.inf)
    order = np.argsort(-net, axis=1, kind="stable")[:, :k]
    there = np.take_along_axis(here, order, axis=1)
    at = np.where(there, order, -1).astype(np.int32)
    return at, np.take_along_axis(mine, order, axis=1) & there


def course_scores(counts: I32, n_open: int) -> F32:
    """What a course is worth by what it opens, 0-1: the first vacancies count more than the hundredth."""
    share = np.log1p(np.maximum(counts, 0)) / np.log1p(max(1, n_open))
    return np.asarray(share, np.float32)
