"""Training recovers a planted truth, promotes only what is better, and watches what moves."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from models.index.difficulty import DifficultyIndex
from models.index.features import NAMES
from training.drift import drift_of, matured, profile_of, stability
from training.evaluate import gates, score, score_all
from training.metrics import Labels, auc, calibration_line

AS_OF = date(2026, 1, 1)


def planted(n: int, seed: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Designs, months with an event, and the true P(no stable work within 12 months)."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(n, len(NAMES))), columns=list(NAMES))
    frame["age"] = rng.uniform(18, 60, n)
    frame["wish_ratio"] = rng.lognormal(0, 0.25, n)
    frame["reach"] = rng.integers(0, 5, n).astype(float)
    frame["schooling"] = rng.integers(0, 7, n).astype(float)
    frame["county"] = rng.integers(0, 8, n).astype(float)
    score = (
        -2.9
        - 0.04 * np.maximum(frame["age"] - 40, 0)
        - 1.5 * np.maximum(frame["wish_ratio"] - 0.9, 0)
        + 0.2 * frame["schooling"]
        + 0.15 * frame["reach"]
        + 0.1 * (frame["county"] - 4)
    ).to_numpy()
    hazard = 1 / (1 + np.exp(-score))
    months = rng.geometric(hazard).astype(float)
    last = rng.integers(1, 40, n).astype(float)
    outcome = np.column_stack([np.minimum(months, last), months <= last])
    frame = frame.mask(rng.random(frame.shape) < 0.03)
    return frame, outcome, (1 - hazard) ** 12


@pytest.fixture(scope="module")
def index() -> DifficultyIndex:
    frame, outcome, _ = planted(8000, 0)
    return DifficultyIndex().fit(frame, outcome)


@pytest.fixture(scope="module")
def fresh() -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    return planted(8000, 1)


def test_a_planted_truth_is_recovered(
    index: DifficultyIndex, fresh: tuple[pd.DataFrame, np.ndarray, np.ndarray]
) -> None:
    frame, _, truth = fresh
    found = index.assess_design(frame).index / 100
    label = (np.random.default_rng(2).random(len(truth)) < truth).astype(float)
    assert auc(found, label) > auc(truth, label) - 0.01
    assert calibration_line(found, truth)[0] == pytest.approx(1, abs=0.05)
    assert found.mean() == pytest.approx(truth.mean(), abs=0.01)


def test_the_curve_is_calibrated_at_every_horizon(
    index: DifficultyIndex, fresh: tuple[pd.DataFrame, np.ndarray, np.ndarray]
) -> None:
    frame, _, truth = fresh
    curve = index.assess_design(frame).curve
    for place, months in enumerate((3, 6, 12, 24)):
        assert curve[:, place].mean() == pytest.approx((truth ** (months / 12)).mean(), abs=0.03)


def labels(seed: int, p: np.ndarray) -> Labels:
    return Labels((np.random.default_rng(seed).random(len(p)) < p).astype(float), np.ones(len(p)))


GATES = """
index   expert  champion | passes
good    flat    -        | yes
flat    good    -        | no
good    flat    good     | yes
flat    flat    good     | no
steep   flat    -        | no
turned  flat    -        | yes
far     flat    -        | no
wavy    flat    -        | no
"""


def test_only_what_is_calibrated_and_no_worse_is_promoted() -> None:
    rng = np.random.default_rng(3)
    p = rng.beta(1.2, 1.2, 6000)
    forecasts = {
        "good": p,
        "flat": np.clip(0.5 + 0.2 * rng.normal(size=6000) * (p - 0.5), 0.05, 0.95),
        "steep": 1 / (1 + (1 / p - 1) ** 2.5),
        "turned": 1 / (1 + (1 / p - 1) * np.exp(0.3)),
        "far": 1 / (1 + (1 / p - 1) * np.exp(0.6)),
        "wavy": np.clip(p + 0.18 * np.sin(4 * np.pi * p), 0.01, 0.99),
    }
    seen = labels(4, p)
    for line in GATES.strip().splitlines()[1:]:
        names, expected = line.split("|")
        index, expert, champion = names.split()
        scores = score_all(
            {
                "index": forecasts[index],
                "scorecard": forecasts[expert],
                "one rule": np.full(6000, 0.5) + 1e-3 * rng.random(6000),
            },
            seen,
        )
        standing = None if champion == "-" else score(forecasts[champion], seen)
        margins = {"scorecard": 0.0, "champion": 0.0}
        found = gates(scores, standing, [], margins=margins)
        assert all(gate.passed for gate in found) == (expected.strip() == "yes"), line


def test_the_same_people_have_not_drifted_and_others_have(index: DifficultyIndex) -> None:
    frame, _, _ = planted(3000, 5)
    profile = json.loads(json.dumps(profile_of(index, frame)))
    assert drift_of(index, profile, planted(3000, 6)[0]).moved == ()
    older = planted(3000, 6)[0]
    older["age"] = older["age"] + 20
    found = drift_of(index, profile, older)
    assert "age" in found.moved
    assert found.features["age"] > 0.25


def test_a_few_strangers_do_not_look_like_a_change(index: DifficultyIndex) -> None:
    frame, _, _ = planted(3000, 5)
    profile = profile_of(index, frame)
    assert drift_of(index, profile, planted(60, 9)[0]).moved == ()


def test_a_field_that_is_no_longer_filled_in_is_seen(index: DifficultyIndex) -> None:
    frame, _, _ = planted(3000, 5)
    emptied = planted(3000, 6)[0].assign(schooling=np.nan)
    assert "schooling" in drift_of(index, profile_of(index, frame), emptied).moved


def test_calibration_is_watched_on_matured_outcomes() -> None:
    p = np.random.default_rng(7).beta(2, 2, 5000)
    still, gone, few = (
        matured(p, labels(8, p), 12),
        matured(p, labels(8, p * 0.6), 12),
        matured(p[:50], labels(8, p[:50]), 12),
    )
    assert not still.moved
    assert gone.moved
    assert gone.outcome is not None
    assert gone.forecast is not None
    assert gone.outcome < gone.forecast - 0.1
    assert (few.rows, few.slope, few.moved) == (50, None, False)


def test_stability_is_nought_for_equal_shares_and_rises_with_distance() -> None:
    even = np.full(4, 0.25)
    assert stability(even, even) == 0
    near, far = np.array([0.3, 0.2, 0.25, 0.25]), np.array([0.7, 0.1, 0.1, 0.1])
    assert 0 < stability(even, near) < stability(even, far)
