"""Recommendations over everybody: no vacancy is pushed beyond its places, and prices say who got what."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.matching.auction import (
    Bidders,
    Lots,
    Outcome,
    auction,
    dual_value,
    pool_prices,
    read_outcome,
)
from models.matching.columns import F32, I32, Bools, Floats, Ints

TOLERANCE = 1e-3
"""A warm start whose certified gap is wider is thrown away and the auction held anew."""

FINENESS = (5e-3, 5e-4)
"""Epsilon as a part of the mean first choice: finer only where the certified gap is too wide."""

YESTERDAY = (0.9, 0.7)
"""What part of yesterday's prices a warm start begins with, so that few are too high today; lower where still too many are."""

PRICE_PASSES = 3
"""How often prices are lowered towards the least that keep everybody content."""


class Quotas(NamedTuple):
    """Places kept for groups: `group[i]` is a worker's (-1 none), `share[g]` the part of every vacancy.

    Kept places that the group leaves free are given to the others: a floor keeps, it does not waste.
    """

    group: Ints
    share: Floats


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who is referred where: `rows[i, t]` a vacancy (-1 none) by falling value, with its price.

    `lost[i]` is the best vacancy worker `i` wanted and did not get because it is full, -1 none, `n_lost`
    how many were; `vacancy_price` is by vacancy. `value` is what the allocation is worth, `bound` what no
    allocation can exceed: `gap` certifies how near the best it is.
    """

    rows: I32
    values: Floats
    prices: Floats
    lost: I32
    n_lost: I32
    vacancy_price: Floats
    value: float
    bound: float
    n_bids: int

    @property
    def gap(self) -> float:
        """The part of the bound that is not reached."""
        return 0.0 if self.bound <= 0 else max(0.0, (self.bound - self.value) / self.bound)


def allocate(
    rows: I32,
    scores: Floats | F32,
    capacity: Ints,
    *,
    referrals: int = 3,
    bonus: Floats | F32 | None = None,
    quotas: Quotas | None = None,
    prices: Floats | None = None,
) -> Allocation:
    """Refer every worker to at most `referrals` vacancies so that the scores sum to the most.

    `rows[i, r]` and `scores[i, r]` are worker `i`'s candidates (-1 none, distinct), `capacity[j]` how many
    referrals vacancy `j` takes. `bonus[i]` is added to all of a worker's values, so that people who need
    help most are served first where places are scarce. `prices` are yesterday's, by vacancy. Equal
    inputs give equal answers; nothing is random.
    """
    values: Floats | F32 = scores if bonus is None else scores + bonus[:, None]
    first = values.max(axis=1, initial=0.0)
    mean = float(first[first > 0].mean()) if (first > 0).any() else 1.0
    sale = Sale(rows, values, capacity, referrals=referrals, quotas=quotas)
    found = sale.certified(mean, prices)
    if sale.release():
        found = sale.certified(mean, found.vacancy_price)
    return found


class Sale:
    """One day's workers and places, made ready to be sold; holding it again begins anew."""

    def __init__(
        self,
        rows: I32,
        values: Floats | F32,
        capacity: Ints,
        *,
        referrals: int,
        quotas: Quotas | None,
    ) -> None:
        if (np.diff(values, axis=1) > 0).any():
            order = np.argsort(-values, axis=1, kind="stable")
            rows = np.take_along_axis(rows, order, axis=1)
            values = np.take_along_axis(values, order, axis=1)  # type: ignore[assignment]
        # Who wants the same bids one after another and lies side by side in memory.
        self.order = np.argsort(rows[:, 0] if rows.shape[1] else np.zeros(len(rows)), kind="stable")
        rows, values = rows[self.order], values[self.order]
        wanted = (rows >= 0) & (values > 0)
        self.n_vacancies = len(capacity)
        self.referrals = referrals
        self.rows = rows[wanted].astype(np.int32)
        self.values = values[wanted].astype(np.float32)
        self.starts = np.concatenate([[0], np.cumsum(wanted.sum(axis=1))]).astype(np.int64)
        self.capacity = capacity
        self.interest = np.bincount(self.rows, minlength=self.n_vacancies)
        self.kept, self.reserved = self.reserve(capacity, quotas)
        self.sold = self.kept
        self.lot_starts = self.divided()

    def reserve(self, capacity: Ints, quotas: Quotas | None) -> tuple[Ints, I32]:
        """Places kept by group and vacancy, and for each candidate the kept pool it may use."""
        if quotas is None:
            return np.zeros((0, len(capacity)), np.int64), np.zeros(0, np.int32)
        kept = (quotas.share[:, None] * capacity[None, :]).astype(np.int64)
        group = np.repeat(quotas.group[self.order], np.diff(self.starts))
        pool = (1 + group) * self.n_vacancies + self.rows
        return kept, np.where(group < 0, -1, pool).astype(np.int32)

    def divided(self) -> Ints:
        """Where each pool's places begin: the common ones by vacancy, then those kept, by group."""
        common = np.minimum(self.capacity - self.kept.sum(axis=0), self.interest)
        sizes = np.concatenate([common, self.kept.ravel()])
        return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    def release(self) -> bool:
        """Give the kept places nobody took in the last sale to everybody; whether there were any."""
        if not (self.sold < self.kept).any():
            return False
        self.kept = self.sold
        self.lot_starts = self.divided()
        return True

    def certified(self, mean: float, prices: Floats | None) -> Allocation:
        """Hold the sale until its gap is small enough: from `prices`, then anew, then in finer steps."""
        starts = [] if prices is None else [part * prices for part in YESTERDAY]
        for start in (*starts, None):
            found = self.hold(FINENESS[0] * mean, start)
            if found.gap <= TOLERANCE:
                return found
        return self.hold(FINENESS[1] * mean, None)

    def hold(self, epsilon: float, prices: Floats | None) -> Allocation:
        """Sell every place once; begins with `prices` where they are given."""
        n = len(self.starts) - 1
        lots = self.lots(prices)
        bidders = Bidders(
            starts=self.starts,
            values=self.values,
            common=self.rows,
            reserved=self.reserved,
            held=np.full((n, self.referrals), -1, np.int32),
            pools=np.full((n, self.referrals), -1, np.int32),
            queue=np.arange(n, dtype=np.int32),
            waiting=np.ones(n, np.int32),
        )
        n_bids = auction(n, epsilon, bidders, lots)
        in_pool = np.bincount(bidders.pools[bidders.held >= 0], minlength=len(self.lot_starts) - 1)
        self.sold = in_pool[self.n_vacancies :].reshape(self.kept.shape).astype(np.int64)
        return self.outcome(bidders, lots, n_bids)

    def lots(self, prices: Floats | None) -> Lots:
        """Every place unsold, free or at a price to begin with."""
        n_places = int(self.lot_starts[-1])
        asked = np.zeros(n_places)
        if prices is not None:
            n_pools = len(self.lot_starts) - 1
            by_pool = np.tile(prices, n_pools // max(1, self.n_vacancies))
            asked = np.repeat(by_pool, np.diff(self.lot_starts))
        cheapest = np.full(len(self.lot_starts) - 1, np.inf)
        some = np.diff(self.lot_starts) > 0
        cheapest[some] = asked[self.lot_starts[:-1][some]]
        return Lots(self.lot_starts, asked, np.full(n_places, -1, np.int32), cheapest)

    def outcome(self, bidders: Bidders, lots: Lots, n_bids: int) -> Allocation:
        """Read who holds what at which price, and certify the value."""
        n_pools = len(self.lot_starts) - 1
        prices = np.zeros(n_pools)
        pool_prices(bidders, lots, prices, np.zeros(n_pools), PRICE_PASSES)
        shape = bidders.held.shape
        out = Outcome(
            rows=np.full(shape, -1, np.int32),
            values=np.zeros(shape),
            prices=np.zeros(shape),
            lost=np.full(shape[0], -1, np.int32),
            n_lost=np.zeros(shape[0], np.int32),
        )
        read_outcome(bidders, prices, self.rows, out)
        back = np.argsort(self.order)
        return Allocation(
            rows=out.rows[back],
            values=out.values[back],
            prices=out.prices[back],
            lost=out.lost[back],
            n_lost=out.n_lost[back],
            vacancy_price=np.where(np.isinf(prices), 0.0, prices)[: self.n_vacancies],
            value=float(out.values.sum()),
            bound=float(dual_value(bidders, lots, prices, np.zeros(self.referrals))),
            n_bids=int(n_bids),
        )


def over_capacity(rows: I32, capacity: Ints) -> int:
    """Referrals beyond the places of their vacancies."""
    sent = np.bincount(rows[rows >= 0], minlength=len(capacity))
    return int(np.maximum(0, sent - capacity).sum())


def gini(rows: NDArray[np.int32], among: Bools) -> float:
    """How unevenly referrals are spread over the vacancies in `among`: 0 all alike, 1 all to one."""
    sent = np.sort(np.bincount(rows[rows >= 0], minlength=len(among))[among])
    if not sent.sum():
        return 0.0
    rank = np.arange(1, len(sent) + 1)
    return float((2 * (rank * sent).sum()) / (len(sent) * sent.sum()) - (len(sent) + 1) / len(sent))
