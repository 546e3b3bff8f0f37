"""The boosted member: trees on codes, kept to single features and pairs, then written out as tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from models.index.hazard import Grid, Seen
from models.index.tables import Pair, Tables
from models.index.trees import tabulate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]
CATEGORY_PRIOR = 20.0
"""Persons' worth of average outcome that a category's own outcome is mixed with when it is ranked."""


@dataclass(frozen=True)
class Layout:
    """What the trees see: for each feature the number each code stands for, then interval and band."""

    values: tuple[Floats, ...]
    grid: Grid
    banded: bool = False
    """One row a person and band, weighted by its intervals, in place of one an interval."""

    @property
    def n_features(self) -> int:
        """How many columns are features; the interval and the band follow them."""
        return len(self.values)

    @property
    def columns(self) -> tuple[Floats, ...]:
        """The numbers of every column of the trees, by code."""
        intervals = np.arange(len(self.grid.edges), dtype=float)
        bands = np.arange(self.grid.n_bands, dtype=float)
        return (*self.values, intervals, bands)

    def groups(self, pairs: Sequence[Pair]) -> list[set[int]]:
        """Which columns may share a branch: features and pairs with the band, the interval alone."""
        interval, band = self.n_features, self.n_features + 1
        return [
            *({f, band} for f in range(self.n_features)),
            *({left, right, band} for left, right in pairs),
            {interval},
        ]


REFITS = 5
"""Fits on all rows, from seeds of their own, that are averaged where data are small."""


@dataclass(frozen=True)
class Size:
    """How large the boosting may grow."""

    n_trees: int = 400
    learning_rate: float = 0.05
    leaves: int = 6
    rows_in_leaf: int = 20
    ridge: float = 2.0
    columns: float = 1.0
    growth: int = 4
    """How many times as many trees may be grown where held-out rows still gain by them."""

    refits: int = 0
    """Fits on all rows that are averaged once the number of trees is known; 0: the folds' own models are."""

    banded: bool = False
    """Whether intervals of a band are taken together: many fewer rows, and the base is found afterwards."""


def size_for(rows: int, columns: int, *, once: bool) -> Size:
    """Many small steps where a step is quick, fewer and larger ones above.

    `once`: a row is a person, a plain yes or no, so that fitting anew on everybody costs little.
    """
    if rows * columns <= 500_000:
        return Size(500, 0.04, 8, 20, 2.0, 0.4, refits=REFITS if once else 0)
    if rows * columns <= 1_500_000:
        return Size(350, 0.08, 8, 20, 2.0, 0.6)
    return Size(300, 0.08, 8, 20, 2.0, 0.5, banded=True)


def make_layout(
    codes: Codes,
    seen: Seen,
    n_codes: Sequence[int],
    *,
    categorical: Sequence[int],
    grid: Grid,
    banded: bool = False,
) -> Layout:
    """Numbers stand for themselves in order, categories for their rank by smoothed outcome."""
    values = []
    for f, n in enumerate(n_codes):
        order = np.arange(n, dtype=float)
        if f in set(categorical):
            order = _ranks(codes[:, f], seen, n)
        else:
            order[-1] = np.nan
        order[0] = np.nan
        # Trees cannot be fitted on a column in which nothing is known, so it becomes a constant.
        known = ~np.isnan(order[np.unique(codes[:, f])])
        values.append(order if known.any() else np.zeros(n))
    return Layout(tuple(values), grid, banded)


def fit_boosting(
    layout: Layout,
    codes: Codes,
    seen: Seen,
    *,
    monotone: Sequence[int],
    pairs: Sequence[Pair],
    size: Size,
    seed: int,
) -> HistGradientBoostingClassifier:
    """Trees on one row a person and interval; `monotone` as in scikit-learn, about the exit."""
    rows, exits, weights = periods(layout, codes, seen)
    rows_each = max(1.0, len(rows) / len(codes))
    model = HistGradientBoostingClassifier(
        warm_start=True,
        learning_rate=size.learning_rate,
        max_iter=size.n_trees,
        max_leaf_nodes=size.leaves,
        min_samples_leaf=int(size.rows_in_leaf * np.sqrt(rows_each)),
        l2_regularization=size.ridge,
        max_bins=255,
        max_features=size.columns,
        monotonic_cst=[*monotone, 0, 0],
        interaction_cst=layout.groups(pairs),
        early_stopping=False,
        random_state=seed,
    )
    return model.fit(rows, exits, sample_weight=weights)


def grow(
    model: HistGradientBoostingClassifier, layout: Layout, codes: Codes, seen: Seen, n_trees: int
) -> HistGradientBoostingClassifier:
    """The same trees and more, up to `n_trees` in all, on the same persons."""
    rows, exits, weights = periods(layout, codes, seen)
    return model.set_params(max_iter=n_trees).fit(rows, exits, sample_weight=weights)


def staged(
    model: HistGradientBoostingClassifier, layout: Layout, codes: Codes, seen: Seen
) -> Iterator[float]:
    """Summed loss on these persons after each tree."""
    rows, exits, weights = periods(layout, codes, seen)
    sign = np.where(exits, -1.0, 1.0)
    for eta in model.staged_decision_function(rows):
        yield float(weights @ np.logaddexp(0.0, sign * eta))


def write_out(model: HistGradientBoostingClassifier, layout: Layout, n_trees: int) -> Tables:
    """The first `n_trees` trees as tables; equal to the trees to rounding."""
    grid, n_features = layout.grid, layout.n_features
    interval, band = n_features, n_features + 1
    found = tabulate(model, layout.columns, n_trees)
    base = found.pop(()) + found.pop((interval,), np.zeros(len(grid.edges)))
    base = base + found.pop((band,), np.zeros(grid.n_bands))[grid.bands]
    mains = [np.zeros((len(v), grid.n_bands)) for v in layout.values]
    pairs: dict[Pair, Floats] = {}
    for group, cells in found.items():
        if len(group) == 1:
            mains[group[0]] += cells[:, None]
        elif group[1] == band:
            mains[group[0]] += cells
        else:
            pair = (group[0], group[1])
            whole = cells if len(group) == 3 else cells[:, :, None]
            shape = (*cells.shape[:2], grid.n_bands)
            pairs[pair] = pairs.get(pair, np.zeros(shape)) + whole
    return Tables(base, grid.bands, tuple(mains), pairs)


def periods(layout: Layout, codes: Codes, seen: Seen) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """What the trees are fitted on: rows at risk as they see them, whether each ended in exit, its weight.

    One row for each person and interval; or, when `banded`, for each person and band one that weighs as
    much as the intervals without exit, and one for the exit: within a band features act alike, so
    nothing is lost but the base's course inside it.
    """
    grid = layout.grid
    if layout.banded:
        person, interval, exits, weights = _stretches(grid, seen)
    else:
        person = np.repeat(np.arange(len(codes)), seen.intervals)
        ends = np.cumsum(seen.intervals)
        interval = np.arange(len(person)) - np.repeat(ends - seen.intervals, seen.intervals)
        exits = np.zeros(len(person), dtype=bool)
        exits[ends[seen.exit] - 1] = True
        weights = np.ones(len(person))
    rows = np.empty((len(person), layout.n_features + 2))
    for f, values in enumerate(layout.values):
        rows[:, f] = values[codes[:, f]][person]
    rows[:, -2] = 0 if layout.banded else interval
    rows[:, -1] = grid.bands[interval]
    return rows, exits, weights


def _stretches(grid: Grid, seen: Seen) -> tuple[Ints, Ints, NDArray[np.bool_], Floats]:
    """Persons, an interval of the band, exits and weights of the rows with intervals taken together."""
    firsts = np.searchsorted(grid.bands, np.arange(grid.n_bands))
    lengths = np.diff(np.append(firsts, len(grid.bands)))
    survived = seen.intervals - seen.exit
    stayed = np.clip(survived[:, None] - firsts, 0, lengths)
    person, band = np.nonzero(stayed)
    left = np.flatnonzero(seen.exit & (seen.intervals > 0))
    return (
        np.concatenate([person, left]),
        np.concatenate([firsts[band], seen.intervals[left] - 1]),
        np.repeat([False, True], [len(person), len(left)]),
        np.concatenate([stayed[person, band].astype(float), np.ones(len(left))]),
    )


def _ranks(codes: Codes, seen: Seen, n_codes: int) -> Floats:
    """Rank of each category by exits for each interval at risk; categories without rows are missing."""
    rows = np.bincount(codes, minlength=n_codes)
    exits = np.bincount(codes, weights=seen.exit.astype(float), minlength=n_codes)
    risk = np.bincount(codes, weights=seen.intervals.astype(float), minlength=n_codes)
    average = seen.exit.sum() / max(1, seen.intervals.sum())
    prior = CATEGORY_PRIOR * max(1.0, seen.intervals.mean())
    rate = (exits + prior * average) / (risk + prior)
    order = np.empty(n_codes)
    order[np.argsort(rate, kind="stable")] = np.arange(n_codes, dtype=float)
    order[rows == 0] = np.nan
    return order
