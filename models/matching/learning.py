"""Weights learned from judged referrals: what was shown with which chance, who was hired, what was wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from models.matching.columns import Bools, Floats, Ints
from models.matching.comparisons import NAMES
from models.matching.ranking import MOST_POINTS, POINTS, Ranking, tables, total

LEAST_PROPENSITY = 0.01
"""A referral shown more rarely counts as if shown this often: one row may not outweigh all others."""

LEAST_EXAMINED = 0.05
"""A rank is taken to be looked at at least this often, beside the first."""

FEWEST = 50
"""Verdicts of each kind below which nothing is learned and the ranking in use stays."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Referrals as they were shown: `values[n, c]` by `NAMES`, the chance of being seen, and the verdicts.

    `hired` is the employer's answer, `wanted` the worker's: 1, 0, or NaN where nobody has said.
    """

    values: Floats
    propensity: Floats
    hired: Floats
    wanted: Floats


def fit(judged: Judged, prior: Ranking, *, strength: float = 10.0) -> Ranking:
    """A ranking learned from verdicts, drawn to `prior` as if that had been seen `strength` times.

    Both parts are logistic in the comparisons, weighted by one over the chance of having been seen, each
    over the referrals that have its answer. No weight may be negative: a vacancy that fits better never
    ranks lower. The hire part is the chance of being hired of those referred, so it is calibrated; the
    worth part is U / sigma of what workers want. A part with too few answers stays as it is.
    """
    hire, hire_base = prior.hire, prior.hire_base
    worth, worth_base = prior.worth, prior.worth_base
    if enough(judged.hired):
        hire, hire_base = learned(judged, judged.hired, (hire, hire_base), strength=strength)
    if enough(judged.wanted):
        before = ({n: w / prior.sigma for n, w in worth.items()}, worth_base / prior.sigma)
        scaled, base = learned(judged, judged.wanted, before, strength=strength)
        worth, worth_base = {n: w * prior.sigma for n, w in scaled.items()}, base * prior.sigma
    return replace(
        prior, hire=hire, worth=worth, hire_base=hire_base, worth_base=worth_base, learned=True
    )


def enough(verdicts: Floats) -> bool:
    """Whether both answers occur often enough to learn from."""
    return min(int((verdicts == 1).sum()), int((verdicts == 0).sum())) >= FEWEST


def learned(
    judged: Judged,
    verdict: Floats,
    prior: tuple[Mapping[str, float], float],
    *,
    strength: float,
) -> tuple[dict[str, float], float]:
    """Weights by name and base of one logistic part, none negative, drawn to the prior's."""
    said = ~np.isnan(verdict)
    weight = 1 / np.maximum(judged.propensity[said], LEAST_PROPENSITY)
    weight = weight / weight.mean()
    before = np.array([*(prior[0][name] for name in NAMES), prior[1]])
    x = np.column_stack([judged.values[said], np.ones(said.sum())])
    y = verdict[said]

    def loss(beta: Floats) -> tuple[float, Floats]:
        z = x @ beta
        off = beta - before
        value = (weight * (np.logaddexp(0.0, z) - y * z)).sum() + strength / 2 * (off @ off)
        slope = x.T @ (weight * (expit(z) - y)) + strength * off
        return float(value) / len(y), slope / len(y)

    bounds = [(0.0, 10.0)] * len(NAMES) + [(None, None)]
    found = minimize(
        loss,
        before,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"ftol": 1e-12, "gtol": 1e-8},
    )
    beta = np.asarray(found.x)
    # Answers that one comparison tells apart without error would drive its weight without end.
    beta[:-1] *= min(1.0, MOST_POINTS / POINTS / max(beta[:-1].sum(), 1e-9))
    return dict(zip(NAMES, beta[:-1].tolist(), strict=True)), float(beta[-1])


def calibration(chance: Floats, hired: Bools) -> tuple[float, float]:
    """Slope and intercept of outcomes on the log-odds foretold: 1 and 0 when the chances are true."""
    log_odds = np.log(chance / (1 - chance))[:, None]
    model = LogisticRegression(C=np.inf).fit(log_odds, hired)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a ranking would have earned a referral: the value, its 95 % interval, and rows it rests on."""

    value: float
    low: float
    high: float
    effective_n: float


def off_policy(reward: Floats, shown: Floats, would_show: Floats) -> Estimate:
    """The mean reward had referrals been shown with chance `would_show` instead of `shown`.

    Self-normalised inverse propensities (Swaminathan & Joachims 2015); the interval is by linearisation.
    A new ranking is promoted only if its interval lies above the value of the one in use.
    """
    ratio = would_show / np.maximum(shown, LEAST_PROPENSITY)
    total = ratio.sum()
    if total <= 0:
        return Estimate(float("nan"), float("nan"), float("nan"), 0.0)
    value = float((ratio * reward).sum() / total)
    error = float(np.sqrt((ratio**2 * (reward - value) ** 2).sum()) / total)
    effective = float(total**2 / (ratio**2).sum())
    return Estimate(value, value - 1.96 * error, value + 1.96 * error, effective)


def examination(rank: Ints, said: Bools) -> Floats:
    """By rank (from 1) the chance that a referral shown there is looked at, beside the first.

    Read from how often anything was said to it, never rising with rank; a floor keeps every row usable.
    """
    most = int(rank.max(initial=1))
    shown = np.bincount(rank, minlength=most + 1)[1:]
    spoken = np.bincount(rank[said], minlength=most + 1)[1:]
    ranks = np.arange(1, most + 1)
    share = (spoken + 1) / (shown + 2)
    line = IsotonicRegression(increasing=False).fit(ranks, share, sample_weight=shown + 1)
    falling = line.predict(ranks)
    return np.asarray(np.maximum(LEAST_EXAMINED, falling / falling[0]))


def reordered(values: Floats, lists: Ints, ranking: Ranking) -> Ints:
    """The rank each shown referral would have within its own list under a ranking."""
    table = tables(ranking)
    named = dict(zip(NAMES, values.T, strict=True))
    score = table.chance[total(ranking.hire, named)] * table.worth[total(ranking.worth, named)]
    order = np.lexsort((np.arange(len(score)), -score, lists))
    starts = np.flatnonzero(np.diff(lists[order], prepend=-1))
    place = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    found = np.empty(len(order), np.int64)
    found[order] = place + 1
    return found


def gain(reward: Floats, lists: Ints, shown: Floats, *, old: Floats, new: Floats) -> Estimate:
    """What a shown referral would have earned more under one ranking than under another.

    `shown`, `old` and `new` are the chances of being looked at where it stood and where either ranking
    would put it; each list counts as one observation, for its referrals share one person.
    """
    by_row = reward * (new - old) / np.maximum(shown, LEAST_PROPENSITY)
    _, number = np.unique(lists, return_inverse=True)
    by_list = np.bincount(number, by_row)
    n = len(by_list)
    if n < 2:
        return Estimate(float("nan"), float("nan"), float("nan"), float(n))
    value = float(by_list.mean())
    error = float(by_list.std(ddof=1) / np.sqrt(n))
    return Estimate(value, value - 1.96 * error, value + 1.96 * error, float(n))
