"""How comparisons become a score: two linear scores in whole points, their tables, cold-start weights.

A match is worth recommending for the surplus it can be expected to bring the worker, the chance of being
hired times what the post is worth: Gamma = p sigma log(1 + exp(U / sigma)) (Behaghel et al.,
arXiv 2603.21699). There U is net of the cost of applying; here that cost is the constant `worth_base`.
Ranking by the chance alone sends people to posts they do not want, by the worth alone to posts they
will not get. Both scores are rounded to hundredths first, so every implementation agrees to the last bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.matching.columns import Floats, Ints
from models.matching.comparisons import NAMES

POINTS = 100
"""Points a unit of log-odds or of utility."""

MOST_POINTS = 3000
"""A linear score may span no more than this; tables stay small enough for the fastest memory."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Weights by comparison, none negative: `hire` in log-odds of being hired, `worth` in utility.

    Each comparison is 0-1 and both scores rise with it, so the total rises with every comparison.
    """

    hire: Mapping[str, float]
    worth: Mapping[str, float]
    hire_base: float
    worth_base: float
    sigma: float
    learned: bool = False

    def __post_init__(self) -> None:
        """Refuse weights for other comparisons than ours, negative ones, and scores too wide to tabulate."""
        for weights in (self.hire, self.worth):
            if set(weights) != set(NAMES):
                wrong = sorted(set(weights) ^ set(NAMES))
                raise ValueError(f"the ranking is for other comparisons: {', '.join(wrong)}")
            if min(weights.values()) < 0:
                raise ValueError("a comparison may not count against a vacancy")
            if sum(weights.values()) * POINTS > MOST_POINTS:
                raise ValueError("the weights span too many points")
        if self.sigma <= 0:
            raise ValueError("sigma must be positive")


COLD_START = Ranking(
    hire={
        "skills": 3.0,
        "occupation": 2.0,
        "experience": 0.4,
        "wage": 0.0,
        "wish": 0.0,
        "distance": 0.3,
        "freshness": 0.3,
    },
    worth={
        "skills": 0.0,
        "occupation": 0.0,
        "experience": 0.0,
        "wage": 0.6,
        "wish": 0.25,
        "distance": 0.3,
        "freshness": 0.0,
    },
    hire_base=-5.0,
    worth_base=-0.15,
    sigma=0.15,
)
"""Before any verdict is known. Chance: what is known and done before counts most, from 1 % with
nothing in common to 73 % with everything. Worth: pay first, then a near place and the wished work."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Both parts of the score by whole points above the base: `chance[h] * worth[w]` is the score."""

    chance: Floats
    worth: Floats
    log_chance: Floats
    log_worth: Floats


def tables(ranking: Ranking) -> Tables:
    """Chance and worth for every total of points a vacancy can reach; worth is 1 at the top."""
    h = ranking.hire_base + np.arange(span(ranking.hire)) / POINTS
    u = (ranking.worth_base + np.arange(span(ranking.worth)) / POINTS) / ranking.sigma
    surplus = np.logaddexp(0.0, u)
    # Far below zero the surplus is exp(u); its logarithm must not be lost where it vanishes.
    log_surplus = np.where(u < -30, u, np.log(np.where(u < -30, 1.0, surplus)))
    return Tables(
        chance=1 / (1 + np.exp(-h)),
        worth=surplus / surplus[-1],
        log_chance=-np.logaddexp(0.0, -h),
        log_worth=log_surplus - log_surplus[-1],
    )


def span(weights: Mapping[str, float]) -> int:
    """One more than the most points reachable: each comparison is rounded for itself."""
    return int(sum(np.rint(POINTS * w) for w in weights.values())) + 1


def points(weight: float, value: Floats) -> Ints:
    """Whole points that a comparison's value brings under a weight."""
    return np.rint(POINTS * weight * value).astype(np.int64)


def one_point(weight: float, value: float) -> int:
    """The same for a single value: Python rounds halves as numpy does."""
    return round(POINTS * weight * value)


def total(weights: Mapping[str, float], values: Mapping[str, Floats]) -> Ints:
    """The points of all comparisons together."""
    return np.asarray(sum(points(weights[name], values[name]) for name in NAMES), np.int64)
