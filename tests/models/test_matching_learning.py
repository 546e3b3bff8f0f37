"""Weights are learned from verdicts as far as these reach, never against the worker, never from too few."""

from dataclasses import replace

import numpy as np
import pytest

from models.matching.comparisons import NAMES
from models.matching.learning import Judged, calibration, fit, off_policy
from models.matching.ranking import COLD_START

TRUTH = np.array([3.0, 1.0, 0.0, 0.0, 0.0, 2.0, 0.0])


def judged(n: int, seed: int = 1) -> Judged:
    """Verdicts from a known truth, shown the more often the nearer the place."""
    rng = np.random.default_rng(seed)
    values = rng.random((n, len(NAMES)))
    propensity = 0.1 + 0.8 * values[:, NAMES.index("distance")]
    shown = rng.random(n) < propensity
    chance = 1 / (1 + np.exp(2.5 - values @ TRUTH))
    wanted = rng.random(n) < 1 / (1 + np.exp(1 - 3 * values[:, NAMES.index("wage")]))
    hired = rng.random(n) < chance
    return Judged(
        values[shown],
        propensity[shown],
        hired[shown].astype(float),
        wanted[shown].astype(float),
    )


def test_the_planted_weights_are_recovered() -> None:
    found = fit(judged(60_000), COLD_START)
    weights = np.array([found.hire[name] for name in NAMES])
    np.testing.assert_allclose(weights, TRUTH, atol=0.25)
    assert found.hire_base == pytest.approx(-2.5, abs=0.25)
    assert found.worth["wage"] / found.sigma == pytest.approx(3.0, abs=0.15)
    assert found.learned


def test_a_learned_chance_is_calibrated() -> None:
    found, fresh = fit(judged(40_000), COLD_START), judged(40_000, seed=2)
    weights = np.array([found.hire[name] for name in NAMES])
    chance = 1 / (1 + np.exp(-(found.hire_base + fresh.values @ weights)))
    slope, intercept = calibration(chance, fresh.hired)
    assert slope == pytest.approx(1.0, abs=0.07)
    assert intercept == pytest.approx(0.0, abs=0.07)


def test_no_weight_turns_against_a_better_fit() -> None:
    rows = judged(20_000)
    spite = replace(rows, hired=(rows.values[:, NAMES.index("skills")] < 0.5).astype(float))
    found = fit(spite, COLD_START, strength=0.1)
    assert found.hire["skills"] == 0.0
    assert min(found.hire.values()) >= 0.0


def test_few_verdicts_change_little_and_too_few_nothing() -> None:
    few, too_few = fit(judged(400), COLD_START, strength=1000.0), fit(judged(40), COLD_START)
    assert few.hire["skills"] == pytest.approx(COLD_START.hire["skills"], abs=0.3)
    assert too_few.hire == COLD_START.hire
    assert too_few.worth == COLD_START.worth


def test_off_policy_value_is_that_of_the_ranking_not_shown() -> None:
    rng = np.random.default_rng(3)
    n = 50_000
    good = rng.random(n) < 0.5
    shown = np.where(good, 0.2, 0.8)
    seen = rng.random(n) < shown
    reward = np.where(good, 0.6, 0.1) + 0.1 * rng.standard_normal(n)
    found = off_policy(reward[seen], shown[seen], np.where(good, 0.9, 0.1)[seen])
    assert found.low <= 0.55 <= found.high
    assert found.value == pytest.approx(0.55, abs=0.02)
    assert found.effective_n < seen.sum()


def test_a_ranking_that_would_have_shown_nothing_seen_cannot_be_judged() -> None:
    found = off_policy(np.ones(3), np.ones(3), np.zeros(3))
    assert np.isnan(found.value)
    assert found.effective_n == 0.0
