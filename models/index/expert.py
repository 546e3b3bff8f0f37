"""What experts say of each feature in points: the scorecard's content, and what a fit on few outcomes leans on."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.index.binning import CodeBinner
from models.index.features import NAMES

Floats = NDArray[np.float64]

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


def expert_cells(binner: CodeBinner) -> tuple[Floats, ...]:
    """For each feature the experts' monthly log-odds of finding work by code; 0 for missing and unseen."""
    return tuple(
        _cells(name, centres) for name, centres in zip(NAMES, binner.centres_, strict=True)
    )


def _cells(name: str, centres: Floats) -> Floats:
    borders, points = POINTS.get(name, ((), (0.0,)))
    said = np.asarray(points, dtype=float)[np.searchsorted(borders, centres, side="right")]
    cells: Floats = np.concatenate([[0.0], -POINT * said, [0.0]])
    return cells
