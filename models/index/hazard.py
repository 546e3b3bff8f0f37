"""Discrete time: the grid of intervals, what is seen of each person in them, losses and survival."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.compiling import kept

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MAX_INTERVALS = 40


@dataclass(frozen=True)
class Grid:
    """Right ends of the intervals of time, and the band of each: features may act anew in a band."""

    edges: Floats
    bands: Ints

    @property
    def n_bands(self) -> int:
        """How many bands the intervals fall into."""
        return int(self.bands.max()) + 1


@dataclass(frozen=True)
class Seen:
    """For each person the number of intervals at risk, and whether the last of them ended in exit."""

    intervals: Ints
    exit: NDArray[np.bool_]

    def of(self, rows: NDArray[np.bool_] | Ints) -> "Seen":
        """What is seen of these rows."""
        return Seen(self.intervals[rows], self.exit[rows])


ONE_INTERVAL = Grid(np.array([1.0]), np.array([0]))
"""A plain yes or no is a hazard with a single interval."""


def make_grid(
    time: Floats, event: NDArray[np.bool_], horizons: Sequence[float], bands: int
) -> Grid:
    """Intervals up to the last horizon: whole times when few, else quantiles of the exits' times.

    The horizons are edges, so that no curve needs reading between edges there.
    """
    last = max(horizons)
    distinct = np.unique(time[(time <= last) & event])
    whole = bool((distinct == np.round(distinct)).all())
    if whole and last <= MAX_INTERVALS:
        edges = np.arange(1.0, last + 1)
    else:
        shares = np.linspace(0, 1, MAX_INTERVALS + 1)[1:]
        cuts = np.quantile(distinct_times(time, event, last), shares, method="higher")
        edges = np.unique(np.concatenate([cuts, np.asarray(horizons, dtype=float)]))
    exits = np.searchsorted(edges, time[(time <= last) & event], side="left")
    return Grid(edges, _bands(np.bincount(exits, minlength=len(edges)), bands))


def distinct_times(time: Floats, event: NDArray[np.bool_], last: float) -> Floats:
    """Times of the exits up to `last`; of all rows when nobody left."""
    exits = time[(time <= last) & event]
    return exits if len(exits) else np.minimum(time, last)


def see(time: ArrayLike, event: ArrayLike, grid: Grid) -> Seen:
    """An exit counts in the interval it falls into; a censored row in those it saw at least half of.

    Counting only what was seen whole would keep the exits that happen in an interval and drop the
    waiting of whoever was lost in it: chances would seem better than they are, most in long intervals.
    """
    time, event = np.asarray(time, dtype=float), np.asarray(event, dtype=bool)
    n = len(grid.edges)
    exit_in = np.searchsorted(grid.edges, time, side="left")
    leaves = event & (exit_in < n)
    middles = (np.concatenate([[0.0], grid.edges[:-1]]) + grid.edges) / 2
    mostly = np.searchsorted(middles, time, side="right")
    return Seen(np.where(leaves, exit_in + 1, mostly).astype(np.int64), leaves)


def person_losses(scores: Floats, base: Floats, bands: Ints, seen: Seen) -> Floats:
    """Minus the log-likelihood of what was seen of each person."""
    losses: Floats = _losses(scores, base, bands, seen.intervals, seen.exit)
    return losses


def survival(log_odds: Floats) -> Floats:
    """P(not left by the end of each interval), which never rises."""
    curve: Floats = np.exp(-np.cumsum(np.logaddexp(0.0, log_odds), axis=1))
    return curve


def sooner(curve: Floats) -> Floats:
    """One number a row to order rows by who leaves sooner: P(leaves before another row drawn at random).

    Ties count half. Curves may cross, so no single time orders rows best; this does, in the sense of
    concordance, if the curves are right. It needs the curves alone, no outcomes.
    """
    whole = np.column_stack([np.ones(len(curve)), curve])
    average = whole.mean(axis=0)
    middle = (whole[:, 1:] + whole[:, :-1]) / 2
    later: Floats = middle @ -np.diff(average) + whole[:, -1] * average[-1] / 2
    return 1 - later


def read_curve(curve: Floats, grid: Grid, times: ArrayLike) -> Floats:
    """The curve at any times; inside an interval the hazard is even, after the last the curve is flat."""
    times = np.atleast_1d(np.asarray(times, dtype=float))
    edges = np.concatenate([[0.0], grid.edges])
    logs = np.concatenate([np.zeros((len(curve), 1)), np.log(np.maximum(curve, 1e-300))], axis=1)
    right = np.clip(np.searchsorted(edges, times, side="left"), 1, len(edges) - 1)
    share = np.clip((times - edges[right - 1]) / (edges[right] - edges[right - 1]), 0.0, 1.0)
    value: Floats = np.exp(logs[:, right - 1] * (1 - share) + logs[:, right] * share)
    return value


def base_steps(scores: Floats, base: Floats, bands: Ints, seen: Seen) -> Floats:
    """The base that makes expected exits equal to the seen ones in every interval (a few Newton steps)."""
    base = base.copy()
    for _ in range(8):
        gradient, curvature = _base_gradient(scores, base, bands, seen.intervals, seen.exit)
        base += np.clip(gradient / (curvature + 1e-3), -2, 2)
    return base


def base_shift(scores: Floats, base: Floats, bands: Ints, seen: Seen) -> float:
    """The one number by which the base has to move to make expected exits equal to the seen ones."""
    shift = 0.0
    for _ in range(8):
        gradient, curvature = _base_gradient(scores, base + shift, bands, seen.intervals, seen.exit)
        shift += float(np.clip(gradient.sum() / (curvature.sum() + 1.0), -1, 1))
    return shift


@kept(nogil=True)
def _losses(
    scores: Floats, base: Floats, bands: Ints, intervals: Ints, leaves: NDArray[np.bool_]
) -> Floats:
    out = np.zeros(len(scores))
    for i in range(len(scores)):
        total = 0.0
        for t in range(intervals[i]):
            eta = base[t] + scores[i, bands[t]]
            total += max(eta, 0.0) + np.log1p(np.exp(-abs(eta)))
        if leaves[i] and intervals[i] > 0:
            t = intervals[i] - 1
            total -= base[t] + scores[i, bands[t]]
        out[i] = total
    return out


@kept(nogil=True)
def _base_gradient(
    scores: Floats, base: Floats, bands: Ints, intervals: Ints, leaves: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    gradient = np.zeros(len(base))
    curvature = np.zeros(len(base))
    for i in range(len(scores)):
        for t in range(intervals[i]):
            p = 1 / (1 + np.exp(-base[t] - scores[i, bands[t]]))
            gradient[t] -= p
            curvature[t] += p * (1 - p)
        if leaves[i] and intervals[i] > 0:
            gradient[intervals[i] - 1] += 1
    return gradient, curvature


def _bands(exits: Ints, wanted: int) -> Ints:
    """Neighbouring intervals with about the same number of exits together."""
    before = np.cumsum(exits) - exits / 2
    band = np.floor(wanted * before / max(1, exits.sum())).astype(np.int64)
    return np.unique(np.clip(band, 0, wanted - 1), return_inverse=True)[1].astype(np.int64)
