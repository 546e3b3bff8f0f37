"""The one-rule member: a single feature, the simplest thing that may be right."""

import numpy as np
from numpy.typing import NDArray

from models.index.binning import CodeBinner
from models.index.hazard import Grid, Seen
from models.index.tables import Tables

Floats = NDArray[np.float64]
PRIOR_EXITS = 10.0


def fit_rules(codes: NDArray[np.uint8], seen: Seen, binner: CodeBinner, grid: Grid) -> list[Tables]:
    """One table a feature: log of seen to expected exits of each code, held near 0 where few left."""
    base = empty_base(seen, grid)
    hazard = 1 / (1 + np.exp(-base))
    expected = np.concatenate([[0.0], np.cumsum(hazard)])[seen.intervals]
    rules = []
    for f in range(codes.shape[1]):
        n = int(binner.n_codes_[f])
        left = _counted(codes[:, f], n, seen.exit.astype(float))
        due = _counted(codes[:, f], n, expected)
        effect = np.log((left + PRIOR_EXITS) / (due + PRIOR_EXITS))
        if len(grid.edges) == 1:
            effect = _log_odds(left, _counted(codes[:, f], n), base[0])
        mains = [np.zeros((int(m), grid.n_bands)) for m in binner.n_codes_]
        mains[f] = np.repeat(effect[:, None], grid.n_bands, axis=1)
        rules.append(Tables(base, grid.bands, tuple(mains)))
    return rules


def empty_base(seen: Seen, grid: Grid) -> Floats:
    """The base of a model that knows no features: the seen share of exits in each interval."""
    n = len(grid.edges)
    risk = np.array([(seen.intervals > t).sum() for t in range(n)])
    exits = np.bincount(seen.intervals[seen.exit] - 1, minlength=n)
    share = (exits + 0.5) / (risk + 1.0)
    base: Floats = np.log(share / (1 - share))
    return base


def _counted(codes: NDArray[np.uint8], n: int, weights: Floats | None = None) -> Floats:
    return np.asarray(np.bincount(codes, weights=weights, minlength=n), dtype=np.float64)


def _log_odds(left: Floats, rows: Floats, base: float) -> Floats:
    average = 1 / (1 + np.exp(-base))
    share = (left + PRIOR_EXITS * average) / (rows + PRIOR_EXITS)
    effect: Floats = np.log(share / (1 - share)) - base
    return effect
