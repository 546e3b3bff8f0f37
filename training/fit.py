"""Fits the index on a cohort, and puts it beside the baselines it has to beat."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.index.assessment import HORIZONS
from models.index.difficulty import ABOUT, DifficultyIndex
from models.index.hazard import read_curve, survival
from models.index.scorecard import Scorecard
from models.index.tables import Tables
from training.cohort import Cohort
from training.leaks import refuse_leaks

Floats = NDArray[np.float64]
TEST_SHARE = 0.3
HASH_KEY = "who-is-held-out-"
AT_A_TIME = 2
"""Folds worked on at a time; a third core would mostly wait for the second."""

NEWEST_DAYS = 365
"""The level of the index follows the landmarks of the newest year."""


@dataclass(frozen=True)
class Split:
    """Earlier landmarks and some persons to learn from, later ones and other persons to test on."""

    train: Cohort
    test: Cohort
    cut: int
    """The day up to which the training part knows outcomes; tests begin there."""


def split(cohort: Cohort, cut: int, last: int) -> Split:
    """Split by time and by person.

    Training rows have landmarks before the day `cut`, and what happened after it is cut off, so no
    label reaches into the test. Test rows have landmarks from `cut` to `last`, far enough from the
    end of the data that their year was seen. No person is in both, and whoever is held out once is
    held out in every trial: an earlier bundle's trial has not seen the test either, so that both
    can be compared on it.
    """
    tested = held_out(cohort.worker_id)
    train = censored(cohort.of(~tested & (cohort.landmark < cut)), cut)
    test = cohort.of(tested & (cohort.landmark >= cut) & (cohort.landmark <= last))
    return Split(train, test, cut)


def held_out(worker_id: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Who is held out, by a hash of the id: the same persons whenever and wherever it is asked."""
    hashes = pd.util.hash_array(np.asarray(worker_id, dtype=object), hash_key=HASH_KEY)
    held: NDArray[np.bool_] = hashes % np.uint64(1000) < np.uint64(1000 * TEST_SHARE)
    return held


def censored(cohort: Cohort, day: int) -> Cohort:
    """The cohort as its outcomes were known on a day."""
    room = (day - cohort.landmark) / (365.25 / 12)
    early = cohort.months <= room
    return Cohort(
        cohort.frame,
        cohort.people,
        cohort.worker_id,
        cohort.landmark,
        np.minimum(cohort.months, room),
        cohort.stable & early,
        cohort.other & early,
    )


def fit_index(cohort: Cohort, *, max_rows: int, seed: int) -> DifficultyIndex:
    """The index on a cohort that has passed the leak guard; persons stay together in validation."""
    refuse_leaks(cohort)
    index = DifficultyIndex(max_rows=max_rows, random_state=seed, n_jobs=AT_A_TIME)
    index.fit(cohort.frame, cohort.outcome(), groups=cohort.worker_id.astype(str))
    newest = cohort.of(cohort.landmark >= cohort.landmark.max() - NEWEST_DAYS)
    persons, place = np.unique(newest.worker_id.astype(str), return_inverse=True)
    halves = (np.random.default_rng(seed).random(len(persons)) < 0.5)[place]
    index.recalibrate(newest.frame, newest.outcome(), halves)
    return index


def forecasts(index: DifficultyIndex, test: Cohort) -> Mapping[str, Floats]:
    """P(no stable work within 12 months) of each test row by the index and by every baseline."""
    values = test.frame.to_numpy(dtype=np.float64)
    codes = index.binner.transform(values)
    found = {"index": index.assess_design(test.frame).curve[:, ABOUT]}
    for name, tables in index.choice_.members.items():
        found[_PLAIN.get(name, name)] = _stays(index, tables, codes)
    found["scorecard"] = Scorecard().assess_design(test.frame).curve[:, ABOUT]
    found["prevalence"] = np.full(len(values), _share_waiting(index))
    return found


_PLAIN = {"rule": "one rule"}


def _stays(index: DifficultyIndex, tables: Tables, codes: NDArray[np.uint8]) -> Floats:
    curve = survival(tables.log_odds(codes))
    return read_curve(curve, index.grid, [float(HORIZONS[ABOUT])])[:, 0]


def _share_waiting(index: DifficultyIndex) -> float:
    """What the average training row is given by the one-rule member's base."""
    base = next(iter(index.choice_.members.values())).base
    curve = survival(base[None, :])
    return float(read_curve(curve, index.grid, [float(HORIZONS[ABOUT])])[0, 0])
