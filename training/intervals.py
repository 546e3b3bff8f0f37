"""Bootstrap intervals of a forecast's measures; persons are drawn, with all their rows, for rows are not independent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.index.fairness import Range
from training.metrics import Labels

Floats = NDArray[np.float64]
Measure = Callable[[Floats, Floats, Floats], float]
"""From forecast, outcome and weight to a figure."""

DRAWS = 200


@dataclass(frozen=True)
class Draws:
    """How often each row is in each draw; the same draws for every forecast, so differences are paired."""

    counts: NDArray[np.int64]

    @classmethod
    def of_persons(cls, worker_id: NDArray[np.str_], seed: int, times: int = DRAWS) -> "Draws":
        """Draw as many persons as there are, with replacement, `times` times."""
        persons, place = np.unique(worker_id.astype(str), return_inverse=True)
        rng, n = np.random.default_rng(seed), len(persons)
        drawn = [np.bincount(rng.integers(0, n, n), minlength=n)[place] for _ in range(times)]
        return cls(np.array(drawn))


def interval(measure: Measure, p: Floats, labels: Labels, draws: Draws) -> Range:
    """The figure with its 95 % interval."""
    found = [measure(p, labels.waiting, labels.weight * counts) for counts in draws.counts]
    return _range(measure(p, labels.waiting, labels.weight), found)


def difference(
    measure: Measure,
    forecasts: Mapping[str, Floats],
    names: tuple[str, str],
    *,
    at: Labels,
    draws: Draws,
) -> Range:
    """The first forecast's figure less the second's, paired."""
    one, other = (forecasts[name] for name in names)

    def gap(counts: NDArray[np.int64] | int) -> float:
        weight = at.weight * counts
        return measure(one, at.waiting, weight) - measure(other, at.waiting, weight)

    return _range(gap(1), [gap(counts) for counts in draws.counts])


def _range(value: float, found: list[float]) -> Range:
    low, high = np.nanquantile(found, [0.025, 0.975])
    return Range(value, float(low), float(high))
