"""The additive hazard keeps scikit-learn's contract, chooses the simplest member that does, and is monotone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import BaseEstimator
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import parametrize_with_checks

from models.index.additive import AdditiveHazard
from models.index.binning import CodeBinner
from models.index.hazard import ONE_INTERVAL, Seen
from models.index.selection import Sample, make_folds

EXPECTED = {
    "CodeBinner": {
        "check_transformer_preserve_dtypes": "codes are bytes whatever the type of the numbers"
    }
}


def expected_failures(estimator: BaseEstimator) -> dict[str, str]:
    return EXPECTED.get(type(estimator).__name__, {})


@parametrize_with_checks(
    [CodeBinner(), AdditiveHazard(pairs=(), max_trees=5)], expected_failed_checks=expected_failures
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_an_estimator_keeps_the_contract(estimator: BaseEstimator, check: object) -> None:
    check(estimator)  # type: ignore[operator]


def linear(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, 5))
    score = values @ np.array([1.0, -0.7, 0.4, 0.0, 0.0])
    return values, rng.random(n) < 1 / (1 + np.exp(-score)), score


def together(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two features count only together: no sum of single effects can tell."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, 5))
    score = 2.5 * np.sign(values[:, 0] * values[:, 1])
    return values, rng.random(n) < 1 / (1 + np.exp(-score)), score


@pytest.fixture(scope="module")
def straight() -> AdditiveHazard:
    values, label, _ = linear(400)
    return AdditiveHazard(max_trees=80).fit(values, label)


@pytest.fixture(scope="module")
def joint() -> AdditiveHazard:
    """Fitted where the first two features count only together, and the first may not turn."""
    values, label, _ = together(1000)
    return AdditiveHazard(max_trees=100).fit(values, label)


def test_few_rows_of_a_straight_truth_choose_the_logit(straight: AdditiveHazard) -> None:
    assert "logit" in straight.choice_.name


def test_features_that_count_only_together_choose_the_pairs(joint: AdditiveHazard) -> None:
    assert "pairs" in joint.choice_.name
    fresh, truth, score = together(4000, 1)
    reached = roc_auc_score(truth, joint.decision_function(fresh))
    assert reached > roc_auc_score(truth, score) - 0.03


def test_the_choice_is_never_worse_than_a_simpler_member_on_held_out_rows(
    straight: AdditiveHazard, joint: AdditiveHazard
) -> None:
    for model in (straight, joint):
        chosen = model.choice_.losses[model.choice_.name]
        assert chosen <= min(model.choice_.losses["rule"], model.choice_.losses["logit"])


def waiting(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Months with a monthly chance that a first feature doubles, a third of the rows censored."""
    rng = np.random.default_rng(seed)
    values = np.column_stack([rng.integers(0, 2, n), rng.normal(size=n)]).astype(float)
    hazard = 0.05 * (1 + values[:, 0])
    months = rng.geometric(hazard).astype(float)
    last = rng.integers(1, 36, n).astype(float)
    return values, np.column_stack([np.minimum(months, last), months <= last])


def test_survival_is_recovered_under_censoring() -> None:
    values, outcome = waiting(2500)
    model = AdditiveHazard(horizons=(3, 6, 12, 24), bands=2, pairs=(), max_trees=40)
    model.fit(values, outcome)
    curve = model.survival(np.array([[0.0, 0.0], [1.0, 0.0]]), [6, 12, 24])
    truth = np.array([[0.95**6, 0.95**12, 0.95**24], [0.9**6, 0.9**12, 0.9**24]])
    assert np.abs(curve - truth).max() < 0.05


@pytest.fixture(scope="module")
def rising() -> AdditiveHazard:
    values, label, _ = together(400, 7)
    return AdditiveHazard(monotone=(1, 0, 0, 0, 0), max_trees=60).fit(values, label)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_a_monotone_feature_never_turns(rising: AdditiveHazard, seed: int) -> None:
    ladder = np.tile(np.random.default_rng(seed).normal(size=5), (30, 1))
    ladder[:, 0] = np.linspace(-4, 4, 30)
    assert (np.diff(rising.decision_function(ladder)) >= -1e-9).all()


@pytest.mark.parametrize("known", [0, 3])
def test_a_column_that_is_hardly_ever_filled_in_does_not_stop_the_fit(known: int) -> None:
    values, label, _ = linear(300)
    values[known:, 1] = np.nan
    values[:, 2] = 7.0
    model = AdditiveHazard(categorical=(4,), max_trees=15).fit(values, label)
    assert np.isfinite(model.decision_function(np.full((1, 5), np.nan))).all()


def test_persons_are_never_apart_in_validation() -> None:
    values, label, _ = linear(60)
    codes = CodeBinner().fit_transform(np.vstack([values, values]))
    seen = Seen(np.ones(120, dtype=int), np.concatenate([label, label]))
    sample = Sample(codes, seen, ONE_INTERVAL, CodeBinner(), (0,) * 5, 0)
    person = np.tile(np.arange(60), 2)
    folds = make_folds(sample, person, None)
    assert len(folds) == 5
    for kept, held in folds:
        assert not set(person[kept]) & set(person[held])


def test_stretches_of_time_are_held_out_whole_and_without_their_persons() -> None:
    values, label, _ = linear(90)
    codes = CodeBinner().fit_transform(values)
    seen = Seen(np.ones(90, dtype=int), label)
    sample = Sample(codes, seen, ONE_INTERVAL, CodeBinner(), (0,) * 5, 0)
    period, person = np.repeat([1, 2, 3], 30), np.arange(90) % 40
    for kept, held in make_folds(sample, person, period):
        assert len(set(period[held])) == 1
        assert not set(person[kept]) & set(person[held])


def test_the_order_of_the_rows_does_not_matter() -> None:
    values, label, _ = together(300)
    order = np.argsort(label, kind="stable")
    one = AdditiveHazard(max_trees=20).fit(values, label).predict_proba(values)
    other = AdditiveHazard(max_trees=20).fit(values[order], label[order]).predict_proba(values)
    assert np.abs(one - other).max() < 0.02


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (np.column_stack([np.ones(20), np.zeros(20)]), "nobody left"),
        (np.zeros(20), "class"),
    ],
)
def test_outcomes_that_teach_nothing_are_refused(outcome: np.ndarray, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        AdditiveHazard(horizons=(3,)).fit(np.arange(20.0)[:, None], outcome)
