"""Places given out in rounds: parts of the people answer at given prices, so that nobody need hold all lists.

First each part says how far every price could rise before its people let go, and prices are set where
demand meets the places. Then each part names only the candidates near its people's choice at these
prices; the auction over those few moves the prices once more. What the rest would still gain at the new
prices is added to the auction's own bound, so the whole is certified against everybody's full lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from models.matching.allocation import Allocation
from models.matching.allotment import Askers, Policy, first_for, quotas
from models.matching.columns import F32, I32, Bools, Floats, Ints

Number = TypeVar("Number", np.int32, np.float32)

MARGIN = 0.03
"""How far below somebody's choice at the prices a candidate may lie and still be named, in points of score."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What every round goes by: how many referrals each offer takes, and the office's policy."""

    capacity: Ints
    policy: Policy


@dataclass(frozen=True, slots=True)
class Demand:
    """Up to which price these people want a place of an offer: the highest of these limits, one an entry."""

    rows: I32
    limits: Floats


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Who of a part still asks, for which few candidates, and what all lose who could name no more."""

    who: Ints
    askers: Askers
    n_people: int
    slack: float


def demand(askers: Askers, prices: Floats, terms: Terms) -> Demand:
    """How far the price of each offer could rise, the others' unchanged, before these people let go.

    Of each offer only as many limits as it has places, and the next one, can matter.
    """
    values = valued(askers, terms)
    net = values - priced(askers, prices)
    last, following = choice(net, terms.policy.referrals)
    other = np.where(net >= last[:, None], following[:, None], last[:, None])
    limits = values - other
    wanted = limits > 0
    rows, found = askers.asked[wanted], limits[wanted].astype(np.float64)
    rows, found, rank = in_line(rows, found)
    first = rank <= terms.capacity[rows]
    return Demand(rows[first], found[first])


def cleared(answers: Sequence[Demand], capacity: Ints) -> Floats:
    """Prices at which each offer is wanted as often as it has places; free where it is wanted less."""
    rows, limits, rank = in_line(
        np.concatenate([answer.rows for answer in answers]),
        np.concatenate([answer.limits for answer in answers]),
    )
    prices = np.zeros(len(capacity))
    out = np.flatnonzero(rank == capacity[rows])
    out = out[rank[out] > 0]
    prices[rows[out]] = (limits[out] + limits[out - 1]) / 2
    return prices


def shortlist(
    askers: Askers, tried: Sequence[Floats], terms: Terms, *, whole: bool = False
) -> Shortlist:
    """The candidates near these people's choice at any of the prices tried, all of them if `whole`.

    `slack` is what these people would gain at the newest prices by candidates that they could not name
    before those were known. For whom places are kept, all candidates are named: prices do not tell theirs.
    """
    values = valued(askers, terms)
    here = np.isfinite(values)
    before = here & kept_for(askers, terms.policy)[:, None]
    for prices in tried[:-1]:
        before |= near(values, askers, prices, terms)
    newest = values - priced(askers, tried[-1])
    slack = surplus(newest, terms) - surplus(np.where(before, newest, -np.inf), terms)
    named = here if whole else before | near(values, askers, tried[-1], terms)
    who = np.flatnonzero(named.any(axis=1))
    return Shortlist(who, named_only(askers, named, who), len(values), slack)


def joined(lists: Sequence[Shortlist]) -> tuple[Ints, Askers]:
    """Who of everybody still asks (parts one after another), and all shortlists as one."""
    starts = np.cumsum([0, *(found.n_people for found in lists)])
    who = np.concatenate([s + found.who for s, found in zip(starts, lists, strict=False)])
    every = [found.askers for found in lists]
    width = max(a.asked.shape[1] for a in every)
    asked = np.concatenate([padded(a.asked, width, fill=-1) for a in every])
    askers = Askers(
        rows=asked,
        asked=asked,
        scores=np.concatenate([padded(a.scores, width, fill=0) for a in every]),
        jobless=np.concatenate([a.jobless for a in every]),
        difficulty=np.concatenate([a.difficulty for a in every]),
        county=pa.concat_arrays([a.county for a in every]),
    )
    return who, askers


def certified(given: Allocation, askers: Askers, slack: float, terms: Terms) -> Allocation:
    """The allocation of shortlists with a bound that holds for the full lists, at its own prices."""
    interest = np.bincount(askers.asked[askers.asked >= 0], minlength=len(terms.capacity))
    unsold = np.maximum(0, terms.capacity - interest)
    return replace(given, bound=given.bound + slack + float((unsold * given.vacancy_price).sum()))


def over_everybody(given: Allocation, who: Ints, n_people: int) -> Allocation:
    """The allocation with a row for everybody; what was full is for `with_lost` to say."""
    shape = (n_people, given.rows.shape[1])
    rows, values, prices = np.full(shape, -1, np.int32), np.zeros(shape), np.zeros(shape)
    rows[who], values[who], prices[who] = given.rows, given.values, given.prices
    nothing = np.full(n_people, -1, np.int32)
    return replace(
        given, rows=rows, values=values, prices=prices, lost=nothing, n_lost=np.zeros_like(nothing)
    )


def of_some(given: Allocation, some: slice) -> Allocation:
    """The part of an allocation that concerns these people."""
    names = ("rows", "values", "prices", "lost", "n_lost")
    return replace(given, **{name: getattr(given, name)[some] for name in names})


def with_lost(given: Allocation, askers: Askers, policy: Policy) -> Allocation:
    """With the best that each of these people wanted and did not get, by their full lists."""
    values = askers.scores + first_for(askers.jobless, policy)[:, None]
    wanted = (askers.asked >= 0) & (values > 0)
    for t in range(given.rows.shape[1]):
        wanted &= askers.asked != given.rows[:, t : t + 1]
    full = (given.rows >= 0).all(axis=1)
    wanted &= values > np.where(full, given.values[:, -1], -1.0)[:, None]
    best = np.where(wanted, values, -np.inf).argmax(axis=1)
    lost = np.take_along_axis(askers.asked, best[:, None], axis=1)[:, 0]
    n_lost = wanted.sum(axis=1).astype(np.int32)
    return replace(given, lost=np.where(n_lost > 0, lost, -1).astype(np.int32), n_lost=n_lost)


def valued(askers: Askers, terms: Terms) -> F32:
    """What each candidate is worth to its worker, as the auction reckons; none where it is out of the question."""
    values = askers.scores + first_for(askers.jobless, terms.policy)[:, None]
    room = np.append(terms.capacity, 0)[askers.asked] > 0
    there = (askers.asked >= 0) & (values > 0) & room
    return np.where(there, values, -np.inf).astype(np.float32)


def priced(askers: Askers, prices: Floats) -> Floats:
    """The price of each candidate asked for."""
    return np.asarray(np.append(prices, 0.0)[askers.asked])


def choice(net: Floats, n: int) -> tuple[Floats, Floats]:
    """What the last of the `n` best candidates leaves over, and the one after it; nothing below zero."""
    if net.shape[1] <= n:
        net = np.pad(net, ((0, 0), (0, n + 1 - net.shape[1])), constant_values=-np.inf)
    best = -np.sort(np.partition(-net, n, axis=1)[:, : n + 1], axis=1)
    return np.maximum(0.0, best[:, n - 1]), np.maximum(0.0, best[:, n])


def near(values: F32, askers: Askers, prices: Floats, terms: Terms) -> Bools:
    """Which candidates somebody would choose at these prices, or nearly."""
    net = values - priced(askers, prices)
    last, _ = choice(net, terms.policy.referrals)
    return np.asarray(net >= last[:, None] - MARGIN)


def surplus(net: Floats, terms: Terms) -> float:
    """What the best referrals leave over when their prices are paid, summed over all."""
    n = min(terms.policy.referrals, net.shape[1])
    best = -np.partition(-net, n - 1, axis=1)[:, :n]
    return float(np.maximum(0.0, best).sum(dtype=np.float64))


def kept_for(askers: Askers, policy: Policy) -> Bools:
    """For whom places are kept."""
    kept = quotas(askers, policy)
    return np.zeros(len(askers.asked), np.bool_) if kept is None else kept.group >= 0


def named_only(askers: Askers, named: Bools, who: Ints) -> Askers:
    """These people with the named candidates alone, moved to the front."""
    mine = named[who]
    order = np.argsort(~mine, axis=1, kind="stable")[
        :, : max(1, int(mine.sum(axis=1).max(initial=0)))
    ]
    there = np.take_along_axis(mine, order, axis=1)
    asked = np.where(there, np.take_along_axis(askers.asked[who], order, axis=1), -1)
    return Askers(
        rows=asked,
        asked=asked,
        scores=np.where(there, np.take_along_axis(askers.scores[who], order, axis=1), 0),
        jobless=askers.jobless[who],
        difficulty=askers.difficulty[who],
        county=askers.county.take(pa.array(who)),
    )


def padded(values: NDArray[Number], width: int, *, fill: int) -> NDArray[Number]:
    """More columns, filled."""
    missing = np.full((len(values), width - values.shape[1]), fill, values.dtype)
    return np.concatenate([values, missing], axis=1)


def in_line(rows: I32, limits: Floats) -> tuple[I32, Floats, Ints]:
    """Entries by offer and falling limit, with each one's number in the line for its offer."""
    order = np.lexsort((-limits, rows))
    rows, limits = rows[order], limits[order]
    return rows, limits, np.arange(len(rows)) - np.searchsorted(rows, rows)
