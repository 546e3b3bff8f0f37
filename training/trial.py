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
from models.index.groups import audit_groups
from models.law.statutory import candidates
from training.cohort import Cohort
from training.evaluate import Gate, Scores, calibration_gaps, chance, gates, score_all
from training.fit import Split, fit_index, forecasts, split
from training.metrics import Labels, labels_at

Floats = NDArray[np.float64]
Words = NDArray[np.str_]
YEAR_DAYS = 366
TEST_DAYS = 183
SMALL = 50
"""A group with fewer rows than this is not judged by itself."""

FEWEST_OUTCOMES = 5


class NoTest(Exception):
    """There is nothing to test on; the text says why."""


@dataclass(frozen=True)
class Champion:
    """What a new index is compared with."""

    version: str
    index: Assessor


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
    champion: str | None
    """The bundle it was compared with on the same days and persons; None where the scorecard serves."""

    @property
    def better(self) -> bool:
        """Whether every gate was passed."""
        return all(gate.passed for gate in self.gates)

    def refit(self, cohort: Cohort, *, max_rows: int, seed: int) -> DifficultyIndex:
        """The index that goes into use: the same recipe on everything that is known."""
        return fit_index(cohort, max_rows=max_rows, seed=seed)


def run_trial(
    cohort: Cohort, as_of: date, champion: Champion | None, *, max_rows: int, seed: int
) -> Trial:
    """Test on the half year of landmarks whose year of outcomes has just been seen."""
    parts = divide(cohort, as_of)
    labels = judged(parts.test)
    index = fit_index(parts.train, max_rows=max_rows, seed=seed)
    found = dict(forecasts(index, parts.test))
    if champion is not None:
        found["champion"] = champion.index.assess_design(parts.test.frame).curve[:, ABOUT]
    scores = score_all(found, labels)
    age = parts.test.frame["age"].to_numpy()
    groups = audit_groups(parts.test.people, as_of, age)
    gaps = calibration_gaps(found["index"], labels, groups, SMALL)
    margins = {name: chance(found["index"], p, labels) for name, p in found.items()}
    return Trial(
        index=index,
        test=parts.test,
        found=found,
        labels=labels,
        scores=scores,
        groups=groups,
        statutory=_statutory(parts.test, as_of),
        gates=tuple(gates(scores, scores.get("champion"), gaps, margins=margins)),
        champion=None if champion is None else champion.version,
    )


def judged(test: Cohort) -> Labels:
    """The test's outcomes after a year; NoTest where they are too few to judge anything by."""
    labels = labels_at(test.months, test.stable, 12.0)
    seen = labels.weight > 0
    outcomes = labels.waiting[seen]
    if min((outcomes == 1).sum(), (outcomes == 0).sum()) < FEWEST_OUTCOMES:
        raise NoTest("检验样本太少：一年前的观察日上，留出检验的人还没有足够的结果。")
    return labels


def divide(cohort: Cohort, as_of: date) -> Split:
    """The newest half year of landmarks with a full year after them is the test."""
    today = int(np.datetime64(as_of, "D").astype(np.int64))
    last = today - YEAR_DAYS
    return split(cohort, last - TEST_DAYS, last)


def _statutory(cohort: Cohort, as_of: date) -> NDArray[np.bool_]:
    found = candidates(cohort.people, as_of)
    if "suggested" not in found.column_names:
        return np.zeros(len(cohort), dtype=bool)
    return np.asarray(pc.list_value_length(found["suggested"]).to_numpy() > 0)


def champion_of(bundles: Path) -> Champion | None:
    """The index in use, or None before the first promotion or when it no longer loads."""
    folder = current(bundles)
    if folder is None:
        return None
    try:
        return tried(folder)
    except (BadBundle, KeyError):
        return None


def tried(folder: Path) -> Champion:
    """A bundle as it was in its own trial, when it had not seen whoever is held out.

    Bundles without a trial's part are taken as they serve, though they may have seen the test.
    """
    bundle = load_bundle(folder, PROMISES)
    index = bundle.parts.get("trial") or bundle.parts["index"]
    return Champion(bundle.version, cast("Assessor", index))
