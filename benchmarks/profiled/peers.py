"""The peers: one rule, logit, Cox, LightGBM and HGB as a careful user would run them, untuned."""

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from lightgbm import LGBMClassifier
from numpy.typing import NDArray
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from benchmarks.profiled.splitting import Rows
from benchmarks.profiled.task import Floats, Task
from models.index.hazard import Grid, make_grid, read_curve, see, survival
from training.leaks import single_auc

MOST_TIMES = 400
MOST_PERIODS = 3_000_000
"""Rows of persons and intervals that a peer is fitted on at most; persons are drawn to keep to it."""


class Classifier(Protocol):
    """What the label peers share."""

    def fit(self, X: Floats, y: NDArray[np.bool_]) -> object:
        """Fit."""

    def predict_proba(self, X: Floats) -> Floats:
        """Chances of both classes."""


def label_peers(task: Task) -> Mapping[str, Callable[[Rows, Rows], Floats]]:
    """For each peer a function from training and test rows to the chance of the label."""

    def by(make: Callable[[], Classifier]) -> Callable[[Rows, Rows], Floats]:
        def run(train: Rows, test: Rows) -> Floats:
            model = make()
            assert task.label is not None
            model.fit(task.values[train], task.label[train])
            return model.predict_proba(task.values[test])[:, 1]

        return run

    return {
        "one_rule": lambda train, test: _one_rule(task, train, test),
        "logit": by(lambda: linear(task.categorical, task.values.shape[1])),
        "lightgbm": by(_lightgbm),
        "hgb": by(_hgb),
    }


def time_peers(task: Task) -> Mapping[str, Callable[[Rows, Rows], Floats]]:
    """For each peer a function from training and test rows to the survival at 1, 2, … tau."""
    width = task.values.shape[1]
    return {
        "one_rule": lambda train, test: _cox(task, train, test, alone=True),
        "logit": lambda train, test: _hazard(
            task, train, test, lambda: linear([*task.categorical, width], width + 1)
        ),
        "cox": lambda train, test: _cox(task, train, test, alone=False),
        "lightgbm": lambda train, test: _hazard(task, train, test, _lightgbm),
        "hgb": lambda train, test: _hazard(task, train, test, _hgb),
    }


def linear(categorical: list[int], width: int) -> Pipeline:
    """A logit with scaled numbers, one column a category, medians for unknown values."""
    numbers = [i for i in range(width) if i not in categorical]
    columns = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
            ("names", OneHotEncoder(handle_unknown="ignore"), categorical),
        ]
    )
    return make_pipeline(columns, LogisticRegression(max_iter=2000))


def grid_times(task: Task) -> Floats:
    """The times at which survival is asked for: 1, 2, … tau where times are whole and not too many.

    Otherwise two hundred equal steps up to tau, and the horizons.
    """
    whole = bool((task.time == np.round(task.time)).all()) and task.tau == round(task.tau)
    if whole and 1 < task.tau <= MOST_TIMES:
        return np.arange(1.0, task.tau + 1)
    return np.unique([*np.linspace(0, task.tau, MOST_TIMES // 2 + 1)[1:], *task.horizons])


def _lightgbm() -> Classifier:
    model: Classifier = LGBMClassifier(
        n_estimators=200, learning_rate=0.03, num_leaves=15, n_jobs=1, verbose=-1
    )
    return model


def _hgb() -> Classifier:
    model: Classifier = HistGradientBoostingClassifier(
        learning_rate=0.06, max_iter=100, max_leaf_nodes=15, random_state=0
    )
    return model


def _one_rule(task: Task, train: Rows, test: Rows) -> Floats:
    """The best single column by AUC on the training rows, in at most four steps."""
    assert task.label is not None
    best = _best_column(task, train, task.label.astype(float))
    rule = DecisionTreeClassifier(max_leaf_nodes=4, min_samples_leaf=50, random_state=0)
    rule.fit(task.values[train][:, [best]], task.label[train])
    return np.asarray(rule.predict_proba(task.values[test][:, [best]])[:, 1])


def _best_column(task: Task, train: Rows, outcome: Floats) -> int:
    strengths = [single_auc(column[train], outcome[train]) for column in task.values.T]
    return int(np.argmax(strengths))


def _cox(task: Task, train: Rows, test: Rows, *, alone: bool) -> Floats:
    frame = pd.DataFrame(task.values, columns=list(task.names))
    if alone:
        sooner = (task.time <= np.median(task.time)) & task.event
        frame = frame[[task.names[_best_column(task, train, sooner.astype(float))]]]
    names = [c.name for c in task.columns if c.type == "category" and c.name in frame]
    frame = pd.get_dummies(frame, columns=names, drop_first=True).astype(float)
    frame = frame.fillna(frame.iloc[train].median()).fillna(0.0)
    frame = frame.loc[:, frame.iloc[train].std() > 0]
    part = frame.iloc[train].assign(T=task.time[train], E=task.event[train].astype(float))
    model = CoxPHFitter(penalizer=0.01).fit(part, "T", "E")
    curve = model.predict_survival_function(frame.iloc[test], times=grid_times(task))
    return np.asarray(curve.T, dtype=float)


def _hazard(task: Task, train: Rows, test: Rows, make: Callable[[], Classifier]) -> Floats:
    """A classifier on one row a person and interval, the interval being one more column."""
    horizons = [*task.horizons, task.tau]
    grid = make_grid(task.time[train], task.event[train], horizons, 1)
    seen = see(task.time[train], task.event[train], grid)
    share = MOST_PERIODS / max(1, seen.intervals.sum())
    if share < 1:
        kept = np.random.default_rng(0).random(len(train)) < share
        train, seen = train[kept], seen.of(kept)
    person = np.repeat(train, seen.intervals)
    ends = np.cumsum(seen.intervals)
    interval = np.arange(len(person)) - np.repeat(ends - seen.intervals, seen.intervals)
    exits = np.zeros(len(person), dtype=bool)
    exits[ends[seen.exit] - 1] = True
    model = make()
    model.fit(np.column_stack([task.values[person], interval]), exits)
    return read_curve(survival(_odds(model, task.values[test], grid)), grid, grid_times(task))


def _odds(model: Classifier, values: Floats, grid: Grid) -> Floats:
    n, intervals = len(values), len(grid.edges)
    rows = np.column_stack([np.repeat(values, intervals, axis=0), np.tile(np.arange(intervals), n)])
    p = np.clip(model.predict_proba(rows)[:, 1], 1e-9, 1 - 1e-9)
    return np.asarray(np.log(p / (1 - p)).reshape(n, intervals))
