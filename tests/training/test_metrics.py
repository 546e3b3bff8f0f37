"""Measures equal those of independent implementations, and censoring is weighted away."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import concordance_index
from sklearn.metrics import brier_score_loss, roc_auc_score

from training.metrics import (
    auc,
    bootstrap_rows,
    brier,
    calibration_line,
    concordance,
    ece,
    ece_noise,
    integrated_brier,
    kaplan_meier,
    labels_at,
    survival_at,
)


def drawn(seed: int, n: int = 1500) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times in whole months with many ties, a third of them censored, and a score that tells a little."""
    rng = np.random.default_rng(seed)
    score = np.round(rng.normal(size=n), 1)
    months = np.ceil(rng.exponential(10 * np.exp(-0.5 * score)))
    last = rng.integers(1, 30, n).astype(float)
    return score, np.minimum(months, last), months <= last


@pytest.mark.parametrize("seed", [0, 1])
def test_c_is_that_of_lifelines(seed: int) -> None:
    score, time, event = drawn(seed)
    assert concordance(score, time, event) == pytest.approx(concordance_index(time, -score, event))


def test_kaplan_meier_is_that_of_lifelines() -> None:
    _, time, event = drawn(2)
    peer = KaplanMeierFitter().fit(time, event)
    steps, alive = kaplan_meier(time, event)
    times = np.arange(0.0, 30.0)
    ours = survival_at(steps, alive, times, just_before=False)
    assert np.allclose(ours, peer.survival_function_at_times(times))


@pytest.mark.parametrize("weighted", [False, True])
def test_auc_and_brier_are_those_of_scikit_learn(weighted: bool) -> None:
    rng = np.random.default_rng(3)
    p, label = np.round(rng.random(500), 2), (rng.random(500) < 0.4).astype(float)
    weight = rng.random(500) if weighted else None
    assert auc(p, label, weight) == pytest.approx(roc_auc_score(label, p, sample_weight=weight))
    peer = brier_score_loss(label, p, sample_weight=weight)
    assert brier(p, label, weight) == pytest.approx(peer)


def test_a_calibrated_forecast_has_slope_one_and_little_error() -> None:
    rng = np.random.default_rng(4)
    p = rng.beta(2, 2, 20_000)
    label = (rng.random(20_000) < p).astype(float)
    slope, intercept = calibration_line(p, label)
    assert slope == pytest.approx(1, abs=0.05)
    assert intercept == pytest.approx(0, abs=0.05)
    assert ece(p, label) < 0.015
    squeezed = 1 / (1 + np.exp(-2 * (np.log(p) - np.log1p(-p))))
    assert calibration_line(squeezed, label)[0] == pytest.approx(0.5, abs=0.03)


def test_weights_recover_the_share_that_censoring_hides() -> None:
    rng = np.random.default_rng(5)
    months, last = rng.exponential(12, 40_000), rng.uniform(0, 30, 40_000)
    labels = labels_at(np.minimum(months, last), months <= last, 12.0)
    share = (labels.weight * labels.waiting).sum() / labels.weight.sum()
    assert share == pytest.approx(np.exp(-1), abs=0.01)


def test_without_censoring_the_integrated_brier_is_the_mean_of_plain_ones() -> None:
    rng = np.random.default_rng(6)
    time, event = np.ceil(rng.exponential(5, 300)), np.ones(300, dtype=bool)
    times = np.arange(1.0, 6.0)
    curve = np.tile(np.exp(-times / 5), (300, 1))
    plain = [brier(curve[:, k], (time > t).astype(float)) for k, t in enumerate(times)]
    expected = np.trapezoid(plain, times) / 4
    assert integrated_brier(curve, times, time, event) == pytest.approx(expected)


def test_bootstrap_draws_are_repeatable() -> None:
    one, other = bootstrap_rows(10, 3, seed=1), bootstrap_rows(10, 3, seed=1)
    assert all((a == b).all() for a, b in zip(one, other, strict=True))


def test_the_error_of_a_true_forecast_is_what_chance_is_said_to_make() -> None:
    rng = np.random.default_rng(4)
    p = rng.beta(1, 2, 3000)
    errors = [ece(p, (rng.random(3000) < p).astype(float)) for _ in range(100)]
    assert ece_noise(p) == pytest.approx(np.mean(errors), rel=0.1)
