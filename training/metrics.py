"""Measures of a forecast: discrimination, calibration and Brier score, with censoring weighted away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.compiling import kept

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Labels:
    """Still waiting at the horizon (1) or not (0) of each row, and the weight that makes up for the censored.

    Rows censored before the horizon have weight 0; those like them that were seen weigh more.
    """

    waiting: Floats
    weight: Floats


def labels_at(time: Floats, event: Mask, horizon: float) -> Labels:
    """Inverse-probability-of-censoring weights (Graf 1999), censoring by Kaplan and Meier."""
    left = event & (time <= horizon)
    stays = (time > horizon) | ((time == horizon) & ~event)
    steps, alive = kaplan_meier(time, ~event)
    before = survival_at(steps, alive, time, just_before=True)
    there = survival_at(steps, alive, np.array([horizon]), just_before=True)
    weight = np.where(left, 1 / np.maximum(before, 1e-6), 0.0)
    weight = np.where(stays, 1 / np.maximum(there, 1e-6), weight)
    return Labels(stays.astype(float), weight)


def kaplan_meier(time: Floats, event: Mask) -> tuple[Floats, Floats]:
    """Times of events and the share that survives each of them."""
    steps = np.unique(time[event])
    if not len(steps):
        return np.zeros(0), np.zeros(0)
    ordered = np.sort(time)
    at_risk = len(time) - np.searchsorted(ordered, steps, side="left")
    place = np.searchsorted(steps, time[event])
    events = np.bincount(place, minlength=len(steps))
    alive: Floats = np.cumprod(1 - events / at_risk).astype(np.float64)
    return steps, alive


def survival_at(steps: Floats, alive: Floats, times: Floats, *, just_before: bool) -> Floats:
    """Read a step curve at (or just before) some times."""
    if not len(steps):
        return np.ones(len(times))
    place = np.searchsorted(steps, times, side="left" if just_before else "right")
    return np.concatenate([[1.0], alive])[place]


def auc(p: Floats, label: Floats, weight: Floats | None = None) -> float:
    """Chance that a waiting row has a higher forecast than one that left; ties count half."""
    weight = np.ones(len(p)) if weight is None else weight
    order = np.argsort(p, kind="stable")
    values, label, weight = p[order], label[order], weight[order]
    low = weight * (1 - label)
    ends = np.append(np.flatnonzero(np.diff(values)), len(values) - 1)
    below = np.concatenate([[0.0], np.cumsum(low)[ends]])
    group = np.searchsorted(ends, np.arange(len(values)))
    wins = below[group] + 0.5 * (below[group + 1] - below[group])
    pairs = (weight * label).sum() * low.sum()
    return float((weight * label * wins).sum() / pairs) if pairs > 0 else float("nan")


def brier(p: Floats, label: Floats, weight: Floats | None = None) -> float:
    """Mean squared error of the forecast."""
    weight = np.ones(len(p)) if weight is None else weight
    return float((weight * (p - label) ** 2).sum() / weight.sum())


def ece(p: Floats, label: Floats, weight: Floats | None = None, bins: int = 10) -> float:
    """Expected calibration error over bins with equally many rows, in order of the forecast."""
    weight = np.ones(len(p)) if weight is None else weight
    order = np.argsort(p, kind="stable")
    total = 0.0
    for part in np.array_split(order, bins):
        mass = weight[part].sum()
        if mass > 0:
            gap = (weight[part] * (p[part] - label[part])).sum() / mass
            total += mass * abs(gap)
    return float(total / weight.sum())


def ece_noise(p: Floats, weight: Floats | None = None, bins: int = 10) -> float:
    """About the ECE that a perfectly calibrated forecast would show on so few rows, by chance alone."""
    weight = np.ones(len(p)) if weight is None else weight
    order = np.argsort(p, kind="stable")
    total = 0.0
    for part in np.array_split(order, bins):
        w = weight[part]
        if w.sum() > 0:
            # The mean distance of a normal number from its mean is 0.8 of its standard deviation.
            total += 0.8 * float(np.sqrt((w**2 * p[part] * (1 - p[part])).sum()))
    return total / float(weight.sum())


def calibration_line(p: Floats, label: Floats, weight: Floats | None = None) -> tuple[float, float]:
    """Slope and intercept of the outcome's log-odds on the forecast's; 1 and 0 when calibrated."""
    weight = np.ones(len(p)) if weight is None else weight
    x = np.column_stack([logit(p), np.ones(len(p))])
    beta = np.array([1.0, 0.0])
    for _ in range(25):
        q = 1 / (1 + np.exp(-x @ beta))
        curvature = (x * (weight * q * (1 - q))[:, None]).T @ x + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, x.T @ (weight * (label - q)))
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-10:
            break
    return float(beta[0]), float(beta[1])


def levelled(p: Floats, label: Floats, weight: Floats) -> Floats:
    """The forecast moved by the one number of log-odds that makes its mean the outcomes' mean."""
    moved = p
    for _ in range(25):
        short = (weight * (label - moved)).sum()
        step = short / max((weight * moved * (1 - moved)).sum(), 1e-9)
        moved = 1 / (1 + np.exp(-logit(moved) - np.clip(step, -2, 2)))
        if abs(step) < 1e-10:
            break
    return moved


def slope_error(p: Floats, weight: Floats) -> float:
    """The standard error of the calibration slope of a forecast that is right."""
    x, each = logit(p), weight * p * (1 - p)
    mass = each.sum()
    spread = (each * (x - (each * x).sum() / max(mass, 1e-12)) ** 2).sum()
    return float(1 / np.sqrt(spread)) if spread > 0 else float("inf")


def logit(p: Floats) -> Floats:
    """Log-odds, with chances kept off 0 and 1."""
    inside = np.clip(p, 1e-9, 1 - 1e-9)
    odds: Floats = np.log(inside) - np.log1p(-inside)
    return odds


def concordance(risk: Floats, time: Floats, event: Mask) -> float:
    """Harrell's C: of the pairs whose order is known, the share that `risk` (sooner) orders rightly."""
    order = np.argsort(time, kind="stable")
    ranks = np.unique(risk, return_inverse=True)[1].astype(np.int64)
    good, pairs = _concordant(time[order], event[order], ranks[order], int(ranks.max()) + 1)
    return float(good / pairs) if pairs else float("nan")


def integrated_brier(curve: Floats, times: Floats, time: Floats, event: Mask) -> float:
    """Brier score with censoring weights, averaged over the times by trapezoids (Graf 1999)."""
    scores = []
    for place, horizon in enumerate(times):
        label = labels_at(time, event, float(horizon))
        error = label.weight * (label.waiting - curve[:, place]) ** 2
        scores.append(error.sum() / len(time))
    if len(times) == 1:
        return float(scores[0])
    return float(np.trapezoid(scores, times) / (times[-1] - times[0]))


def bootstrap_rows(n: int, times: int, seed: int) -> Sequence[NDArray[np.int64]]:
    """Rows drawn again with replacement, the same for every system compared."""
    rng = np.random.default_rng(seed)
    return [rng.integers(0, n, n) for _ in range(times)]


@kept()
def _concordant(time: Floats, event: Mask, rank: Ints, n_ranks: int) -> tuple[float, float]:
    """Goes from the latest to the earliest time with a Fenwick tree of the ranks still at risk."""
    tree = np.zeros(n_ranks + 1, dtype=np.int64)
    held, good, pairs = 0, 0.0, 0.0
    end = len(time)
    while end > 0:
        start = end - 1
        while start > 0 and time[start - 1] == time[end - 1]:
            start -= 1
        for k in range(start, end):  # censored at the same time as an event outlive it
            if not event[k]:
                _enter(tree, rank[k])
                held += 1
        for k in range(start, end):
            if event[k]:
                below, upto = _below(tree, rank[k]), _below(tree, rank[k] + 1)
                good += below + 0.5 * (upto - below)
                pairs += held
        for k in range(start, end):
            if event[k]:
                _enter(tree, rank[k])
                held += 1
        end = start
    return good, pairs


@kept()
def _enter(tree: Ints, rank: int) -> None:
    place = rank + 1
    while place < len(tree):
        tree[place] += 1
        place += place & -place


@kept()
def _below(tree: Ints, place: int) -> int:
    total = 0
    while place > 0:
        total += tree[place]
        place -= place & -place
    return total
