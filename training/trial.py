"""The trial: fit on the past and some persons, test on later days and others, decide on promotion."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from models.advice import PROMISES
from models.bundle import BadBundle, current, load_bundle
from models.index.difficulty import ABOUT, Assessor, DifficultyIndex
from models.law.statutory import candidates
from training.cohort import Cohort
from training.drift import profile_of
from training.evaluate import Gate, Scores, calibration_gaps, chance, gates, score_all
from training.fit import Split, fit_index, forecasts, split
from training.groups import audit_groups
from training.metrics import Labels, labels_at

Floats = NDArray[np.float64]
Words = NDArray[np.str_]
YEAR_DAYS = 366
TEST_DAYS = 183
SMALL = 50
"""A group with fewer rows than this is not judged by itself."""


@dataclass(frozen=True)
class Trial:
    """The index fitted on the training part, and all that was measured on the test part."""

    index: DifficultyIndex
    test: Cohort
    found: Mapping[str, Floats]
    labels: Labels
    scores: Mapping[str, Scores]
    groups: Mapping[str, Words]
    statutory: NDArray[np.bool_]
    """Whom the pre-check of the statutory categories suggests (households are not looked at)."""

    gates: tuple[Gate, ...]
    profile: Mapping[str, object]

    @property
    def better(self) -> bool:
        """Whether every gate was passed."""
        return all(gate.passed for gate in self.gates)

    def refit(self, cohort: Cohort, *, max_rows: int, seed: int) -> DifficultyIndex:
        """The index that goes into use: the same recipe on everything that is known."""
        return fit_index(cohort, max_rows=max_rows, seed=seed)


def run_trial(
    cohort: Cohort, as_of: date, champion: Assessor | None, *, max_rows: int, seed: int
) -> Trial:
    """Test on the half year of landmarks whose year of outcomes has just been seen."""
    parts = divide(cohort, as_of, seed)
    index = fit_index(parts.train, max_rows=max_rows, seed=seed)
    found = dict(forecasts(index, parts.test))
    if champion is not None:
        found["champion"] = champion.assess_design(parts.test.frame).curve[:, ABOUT]
    labels = labels_at(parts.test.months, parts.test.stable, 12.0)
    scores = score_all(found, labels)
    age = parts.test.frame["age"].to_numpy()
    groups = audit_groups(parts.test.people, as_of, age)
    gaps = calibration_gaps(found["index"], labels, groups, SMALL)
    margins = {name: chance(found["index"], p, labels) for name, p in found.items()}
    checks = gates(scores, scores.get("champion"), gaps, margins=margins)
    profile = profile_of(index, cohort.frame)
    return Trial(
        index=index,
        test=parts.test,
        found=found,
        labels=labels,
        scores=scores,
        groups=groups,
        statutory=_statutory(parts.test, as_of),
        gates=tuple(checks),
        profile=profile,
    )


def divide(cohort: Cohort, as_of: date, seed: int) -> Split:
    """The newest half year of landmarks with a full year after them is the test."""
    today = int(np.datetime64(as_of, "D").astype(np.int64))
    last = today - YEAR_DAYS
    return split(cohort, last - TEST_DAYS, last, seed)


def _statutory(cohort: Cohort, as_of: date) -> NDArray[np.bool_]:
    found = candidates(cohort.people, as_of)
    if "suggested" not in found.column_names:
        return np.zeros(len(cohort), dtype=bool)
    return np.asarray(pc.list_value_length(found["suggested"]).to_numpy() > 0)


def champion_of(bundles: Path) -> Assessor | None:
    """The index in use, or None before the first promotion or when it no longer loads."""
    folder = current(bundles)
    if folder is None:
        return None
    try:
        return cast("Assessor", load_bundle(folder, PROMISES).parts["index"])
    except (BadBundle, KeyError):
        return None
