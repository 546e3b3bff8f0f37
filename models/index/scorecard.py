"""The expert scorecard: documented points under the same interface, for the time before there are outcomes."""

from collections.abc import Mapping

import numpy as np

from models.index.binning import CodeBinner
from models.index.difficulty import Assessor
from models.index.features import FEATURES, NAMES
from models.index.hazard import Grid
from models.index.tables import Tables

POINT = 0.1
"""Log-odds of finding work in a month that one point takes away."""

MONTHLY_EXIT = 0.055
"""Share of an average jobseeker's months that end in stable work: about half after twelve months,
the middle of what employment services publish (OECD review of profiling, 2019)."""

POINTS: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "age": ((20.5, 35, 45, 50, 55), (2, 0, 1, 4, 8, 12)),
    "schooling": ((1.5, 2.5, 3.5, 4.5), (3, 2, 0, -1, -2)),
    "capacity": ((0.5, 1.5), (0, 6, 10)),
    "disability": ((0.5,), (0, 5)),
    "low_income": ((0.5,), (0, 2)),
    "lifted_from_poverty": ((0.5,), (0, 1)),
    "dependants": ((0.5, 1.5), (0, 1, 3)),
    "transport": ((0.5,), (0, -1)),
    "certificate_level": ((0.5, 1.5, 3.5), (0, -1, -3, -5)),
    "n_licences": ((0.5,), (0, -2)),
    "n_skills": ((0.5, 2.5), (1, 0, -2)),
    "months_since_training": ((24,), (-2, 0)),
    "income_months": ((0.5, 6.5), (3, 1, -1)),
    "months_unemployed": ((3, 6, 12, 24), (0, 1, 3, 6, 9)),
    "months_worked_36": ((0.5, 6.5, 18.5, 30), (5, 3, 0, -2, -4)),
    "n_jobs_36": ((3.5,), (0, 2)),
    "longest_tenure": ((6.5, 36), (1, 0, -2)),
    "never_worked": ((0.5,), (0, 2)),
    "wish_ratio": ((0.9, 1.1, 1.3, 1.6), (-1, 0, 2, 5, 8)),
    "reach": ((0.5, 2.5), (1, 0, -2)),
    "n_wishes": ((1.5,), (0, -1)),
    "wish_is_known_work": ((0.5,), (0, -2)),
}
"""For each feature its borders and the points below, between and above them. Points raise the index.

They follow the order of weights that the studies of profiling agree on (recent work history, age,
length of the spell, education, health, certificates, expected wage) and the directions of
`FEATURES`; a panel of counselors is meant to revise them. Unknown gives no points.
"""


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
