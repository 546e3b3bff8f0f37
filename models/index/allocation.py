"""Who gets the intensive places: named policies over the index, each with its price and its next place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Words = NDArray[np.str_]
Policy = Literal["highest_index", "statutory_first", "equal_misses", "county_quotas"]

POLICIES: Mapping[Policy, tuple[str, str]] = {
    "highest_index": ("指数最高者优先", "those with the highest index"),
    "statutory_first": ("法定援助对象优先，其余按指数", "statutory status first, then the index"),
    "equal_misses": ("各群体漏帮率相同", "the same share missed in every group"),
    "county_quotas": ("按各县区需求分配名额", "places for each county by its expected need"),
}


@dataclass(frozen=True)
class HelpPlan:
    """Who is chosen, and what to expect of it if the index is calibrated.

    `reached` is how many of the chosen would otherwise stay without stable work, `missed` the share
    of such people left out, by group; `price` how many fewer are reached than by the highest index,
    `next_place` how many more one further place would reach.
    """

    policy: Policy
    chosen: Mask
    reached: float
    price: float
    next_place: float
    missed: Mapping[str, float]


def allocate_help(
    index: Floats,
    n_places: int,
    policy: Policy,
    *,
    groups: Words | None = None,
    statutory: Mask | None = None,
) -> HelpPlan:
    """Give `n_places` intensive places to people by a named policy; the index is 0–100.

    `groups` are needed for `equal_misses` (age bands, say) and `county_quotas` (counties),
    `statutory` for `statutory_first`. An unknown index (NaN, abstained) counts as the mean one: who
    is unknown is neither favoured nor forgotten. Ties go to whoever stands first.
    """
    p = np.nan_to_num(index / 100, nan=float(np.nanmean(index)) / 100)
    n = int(np.clip(n_places, 0, len(p)))
    choose = _chooser(p, policy, groups, statutory=statutory)
    chosen = choose(n)
    reached = float(p[chosen].sum())
    further = float(p[choose(min(n + 1, len(p)))].sum())
    names = np.full(len(p), "all") if groups is None else groups
    return HelpPlan(
        policy=policy,
        chosen=chosen,
        reached=reached,
        price=float(p[_top(p, n)].sum()) - reached,
        next_place=further - reached,
        missed={str(g): _missed(p, chosen, names == g) for g in np.unique(names)},
    )


def _chooser(
    p: Floats, policy: Policy, groups: Words | None, *, statutory: Mask | None
) -> Callable[[int], Mask]:
    if policy == "highest_index":
        return lambda n: _top(p, n)
    if policy == "statutory_first":
        if statutory is None:
            raise ValueError("statutory_first needs to know who has statutory status")
        first = p + statutory * 2.0
        return lambda n: _top(first, n)
    if groups is None:
        raise ValueError(f"{policy} needs groups")
    share = _equal_misses if policy == "equal_misses" else _quotas
    parts = [np.flatnonzero(groups == g) for g in np.unique(groups)]
    return lambda n: _by_parts(p, parts, share(p, parts, n))


def _top(p: Floats, n: int) -> Mask:
    chosen = np.zeros(len(p), dtype=bool)
    chosen[np.argsort(-p, kind="stable")[:n]] = True
    return chosen


def _by_parts(p: Floats, parts: list[NDArray[np.int64]], places: list[int]) -> Mask:
    chosen = np.zeros(len(p), dtype=bool)
    for rows, n in zip(parts, places, strict=True):
        chosen[rows[_top(p[rows], n)]] = True
    return chosen


def _equal_misses(p: Floats, parts: list[NDArray[np.int64]], n: int) -> list[int]:
    """Places by group such that all reach the same share of those who would stay without work."""
    caught = []
    for rows in parts:
        reached = np.cumsum(np.sort(p[rows])[::-1])
        caught.append(reached / max(reached[-1], 1e-12))
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        used = sum(int(np.searchsorted(share, middle)) for share in caught)
        low, high = (middle, high) if used <= n else (low, middle)
    places = [int(np.searchsorted(share, low)) for share in caught]
    return _filled(places, [len(rows) for rows in parts], n)


def _quotas(p: Floats, parts: list[NDArray[np.int64]], n: int) -> list[int]:
    """Places by group in proportion to the number expected to stay without work."""
    need = np.array([p[rows].sum() for rows in parts])
    exact = n * need / max(need.sum(), 1e-12)
    sizes = [len(rows) for rows in parts]
    return _filled([int(x) for x in np.minimum(exact, sizes)], sizes, n)


def _filled(places: list[int], sizes: list[int], n: int) -> list[int]:
    """The remaining places, one after the other to the group with the smallest share so far."""
    places = list(places)
    while sum(places) < min(n, sum(sizes)):
        shares = [a / s if a < s else np.inf for a, s in zip(places, sizes, strict=True)]
        places[int(np.argmin(shares))] += 1
    return places


def _missed(p: Floats, chosen: Mask, group: Mask) -> float:
    need = p[group].sum()
    return float(1 - p[group & chosen].sum() / need) if need > 0 else 0.0
