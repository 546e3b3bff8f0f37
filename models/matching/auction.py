"""The compiled auction of places: everybody bids for their best vacancies until no one wants to change.

Bertsekas' Gauss-Seidel auction for sparse candidates. Every place has a price; a worker with a free hand
takes the vacancy with the best value less price among those not yet held, and pays what it is worth
over the second best, plus epsilon; the cheapest place changes hands, its holder bids again. Prices only
rise, so it ends, with every worker within epsilon of the best for each referral.
"""

from typing import NamedTuple

import numpy as np

from models.matching.columns import F32, I32, Floats, Ints
from models.matching.compiled import compiled, inlined


class Lots(NamedTuple):
    """What is on offer: pools of places, each a heap by price from `starts[p]`, and who holds them.

    `cheapest[p]` is the price at the top of a pool, infinite where it has no place.

    A pool belongs to one vacancy: its free places, or those reserved for one group of people.
    """

    starts: Ints
    prices: Floats
    holders: I32
    cheapest: Floats


class Bidders(NamedTuple):
    """Who bids: candidates from `starts[i]` by falling value, common pool, and reserved pool (-1 none;
    no entries at all without quotas). Values are single: memory is what an auction waits for.

    `held[i, t]` is the candidate (by position) that a worker's hand `t` holds, -1 free; `pools[i, t]` is
    the pool it came from.
    """

    starts: Ints
    values: F32
    common: I32
    reserved: I32
    held: I32
    pools: I32
    queue: I32
    waiting: I32


@inlined
def sink(pool: int, lots: Lots) -> None:
    """Restore the heap of a pool after the price at its top has risen."""
    first, n = lots.starts[pool], lots.starts[pool + 1] - lots.starts[pool]
    at = 0
    price, holder = lots.prices[first], lots.holders[first]
    while True:
        child = 2 * at + 1
        if child >= n:
            break
        if child + 1 < n and lots.prices[first + child + 1] < lots.prices[first + child]:
            child += 1
        if lots.prices[first + child] >= price:
            break
        lots.prices[first + at] = lots.prices[first + child]
        lots.holders[first + at] = lots.holders[first + child]
        at = child
    lots.prices[first + at] = price
    lots.holders[first + at] = holder
    lots.cheapest[pool] = lots.prices[first]


@inlined
def is_held(i: int, candidate: int, b: Bidders) -> bool:
    """Whether one of the worker's hands holds this candidate."""
    held = False
    for t in range(b.held.shape[1]):
        held = held or b.held[i, t] == candidate
    return held


@inlined
def give_up(loser: int, pool: int, b: Bidders) -> None:
    """Free the hand with which a worker held a place of this pool."""
    for t in range(b.held.shape[1]):
        if b.held[loser, t] >= 0 and b.pools[loser, t] == pool:
            b.held[loser, t] = -1
            break


@inlined
def bid(i: int, hand: int, epsilon: float, b: Bidders, lots: Lots) -> int:
    """Let a worker's free hand bid once; returns the worker who lost the place, -1 none, -2 no bid."""
    best, second, chosen, from_pool = 0.0, 0.0, -1, -1
    for c in range(b.starts[i], b.starts[i + 1]):
        if b.values[c] <= second:
            # Values fall and no price is below zero: nothing further on can be best or second best.
            break
        if is_held(i, c, b):
            continue
        pool = b.common[c]
        price = lots.cheapest[pool]
        if len(b.reserved) and b.reserved[c] >= 0 and lots.cheapest[b.reserved[c]] < price:
            pool = b.reserved[c]
            price = lots.cheapest[pool]
        net = b.values[c] - price
        if net > best:
            best, second, chosen, from_pool = net, best, c, pool
        else:
            second = max(second, net)
    if chosen < 0:
        return -2
    top = lots.starts[from_pool]
    loser = int(lots.holders[top])
    if loser >= 0:
        give_up(loser, from_pool, b)
    lots.prices[top] += best - second + epsilon
    lots.holders[top] = i
    b.held[i, hand] = chosen
    b.pools[i, hand] = from_pool
    sink(from_pool, lots)
    return loser


@compiled
def auction(n_waiting: int, epsilon: float, b: Bidders, lots: Lots) -> int:
    """Serve the first `n_waiting` of the queue and all they displace; returns the number of bids.

    The queue is a ring of the workers with a free hand; `waiting` marks who is in it.
    """
    n, first, count, bids = len(b.queue), 0, n_waiting, 0
    while count > 0:
        i = b.queue[first]
        first = first + 1 if first + 1 < n else 0
        count -= 1
        b.waiting[i] = 0
        for hand in range(b.held.shape[1]):
            if b.held[i, hand] >= 0:
                continue
            loser = bid(i, hand, epsilon, b, lots)
            if loser == -2:
                break
            bids += 1
            if loser >= 0 and b.waiting[loser] == 0:
                at = first + count
                b.queue[at if at < n else at - n] = loser
                b.waiting[loser] = 1
                count += 1
    return bids


@compiled
def pool_prices(b: Bidders, lots: Lots, prices: Floats, wanted: Floats, passes: int) -> None:
    """Write the least prices that keep everybody content; infinite where a pool has no place.

    A pool need cost no more than the most that one who holds no place of it would gain by having one.
    Lowering all prices to that at once leaves everybody content, as what they hold gets cheaper too.
    """
    for pool in range(len(prices)):
        prices[pool] = lots.cheapest[pool]
    for _ in range(passes):
        wanted[:] = 0.0
        for i in range(len(b.starts) - 1):
            least = np.inf
            for t in range(b.held.shape[1]):
                c = b.held[i, t]
                least = min(least, b.values[c] - prices[b.pools[i, t]] if c >= 0 else 0.0)
            for c in range(b.starts[i], b.starts[i + 1]):
                if is_held(i, c, b):
                    continue
                gain = b.values[c] - least
                wanted[b.common[c]] = max(wanted[b.common[c]], gain)
                if len(b.reserved) and b.reserved[c] >= 0:
                    wanted[b.reserved[c]] = max(wanted[b.reserved[c]], gain)
        for pool in range(len(prices)):
            if prices[pool] < np.inf:
                prices[pool] = min(prices[pool], wanted[pool])


@inlined
def asked_price(c: int, b: Bidders, prices: Floats) -> float:
    """What a place of candidate `c` costs its worker: the cheaper of both pools."""
    price = float(prices[b.common[c]])
    if len(b.reserved) and b.reserved[c] >= 0:
        price = min(price, float(prices[b.reserved[c]]))
    return price


@compiled
def dual_value(b: Bidders, lots: Lots, prices: Floats, best: Floats) -> float:
    """An upper bound on what any allocation can be worth: true for any prices, near for good ones.

    All places at their price, and for every worker the best referrals at these prices.
    """
    value = 0.0
    for pool in range(len(prices)):
        n = lots.starts[pool + 1] - lots.starts[pool]
        if n > 0:
            value += prices[pool] * n
    for i in range(len(b.starts) - 1):
        best[:] = 0.0
        for c in range(b.starts[i], b.starts[i + 1]):
            net = b.values[c] - asked_price(c, b, prices)
            at = len(best)
            while at > 0 and net > best[at - 1]:
                at -= 1
            for t in range(len(best) - 1, at, -1):
                best[t] = best[t - 1]
            if at < len(best):
                best[at] = net
        for net in best:
            value += net
    return float(value)


class Outcome(NamedTuple):
    """By worker the referrals by falling value with prices, the best vacancy not got, how many were."""

    rows: I32
    values: Floats
    prices: Floats
    lost: I32
    n_lost: I32


@compiled
def read_outcome(b: Bidders, prices: Floats, rows: I32, out: Outcome) -> None:
    """Fill the outcome; `rows` are the candidates' vacancies.

    Not got are the candidates worth more than the least referral held, or any while a hand is free.
    """
    for i in range(len(b.starts) - 1):
        n = 0
        for t in range(b.held.shape[1]):
            c = b.held[i, t]
            if c < 0:
                continue
            at = n
            while at > 0 and b.values[c] > out.values[i, at - 1]:
                out.rows[i, at] = out.rows[i, at - 1]
                out.values[i, at] = out.values[i, at - 1]
                out.prices[i, at] = out.prices[i, at - 1]
                at -= 1
            out.rows[i, at] = rows[c]
            out.values[i, at] = b.values[c]
            out.prices[i, at] = prices[b.pools[i, t]]
            n += 1
        least = out.values[i, n - 1] if n == b.held.shape[1] else -1.0
        most = -1.0
        for c in range(b.starts[i], b.starts[i + 1]):
            if b.values[c] > least and not is_held(i, c, b):
                out.n_lost[i] += 1
                if b.values[c] > most:
                    most = b.values[c]
                    out.lost[i] = rows[c]
