"""The expert scorecard: documented points under the same interface, for the time before there are outcomes."""

import numpy as np

from models.index.binning import CodeBinner
from models.index.difficulty import Assessor
from models.index.expert import MONTHLY_EXIT, POINT, POINTS
from models.index.features import FEATURES, NAMES
from models.index.hazard import Grid
from models.index.tables import Tables


class Scorecard(Assessor):
    """Points turned into monthly log-odds; it needs no fitting and is the baseline every index has to beat."""

    def __init__(self) -> None:
        grid = Grid(np.arange(1.0, 25.0), np.zeros(24, dtype=np.int64))
        binner = _binner()
        base = np.full(24, np.log(MONTHLY_EXIT / (1 - MONTHLY_EXIT)))
        mains = []
        for name in NAMES:
            points = POINTS[name][1] if name in POINTS else (0.0,)
            mains.append(-POINT * np.array([[0.0], *([p] for p in points), [0.0]]))
        moved = np.array([np.ptp(main) for main in mains])
        self._set(
            NAMES,
            binner,
            Tables(base, grid.bands, tuple(mains)),
            grid=grid,
            weights=moved / moved.sum(),
        )


def _binner() -> CodeBinner:
    """The binner that the borders describe, as if it had been fitted; a value on a border lies above it."""
    binner = CodeBinner()
    borders = [np.array(POINTS[n][0] if n in POINTS else (), dtype=float) for n in NAMES]
    binner.borders_ = [np.nextafter(b, -np.inf) for b in borders]
    binner.centres_ = [np.zeros(len(b) + 1) for b in borders]
    binner.n_codes_ = np.array([len(b) + 3 for b in borders])
    binner.n_features_in_ = len(FEATURES)
    return binner
