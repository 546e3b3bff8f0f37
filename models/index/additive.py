"""The additive hazard: a scikit-learn classifier, and survival model, whose every score is a sum of cells."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags, assert_all_finite
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data

from models.index.binning import CodeBinner
from models.index.boosting import size_for
from models.index.choice import Choice, choose
from models.index.growing import fit_members
from models.index.hazard import (
    ONE_INTERVAL,
    Grid,
    Seen,
    base_steps,
    make_grid,
    read_curve,
    see,
    survival,
)
from models.index.logit import LINES, Prior, fit_logit, make_basis
from models.index.selection import Fold, Sample, make_folds
from models.index.tables import Pair, Tables, neutralised, purified

Floats = NDArray[np.float64]
FEW = 20
"""With fewer rows a class than this nothing can be chosen by validation: a stiff logit is fitted."""


WIDE = 8
"""Bands that hold so many intervals are taken whole by the trees, which spares most of their rows."""


class AdditiveHazard(ClassifierMixin, BaseEstimator):
    """Discrete-time hazard, or a plain yes and no, as a sum of one table a feature and a few pairs.

    Rule, logit and boosting compete on held-out rows; a weighted sum of them is a table again.

    Parameters
    ----------
    categorical : sequence of int
        Columns whose numbers are names.
    monotone : sequence of {-1, 0, 1} or None
        How the log-odds of the event may move with each column; None leaves all free.
    pairs : sequence of (int, int) or None
        Columns that may act together; None lets the fit look for them, () forbids them.
    horizons : sequence of float
        Times the curve has to serve, in the unit of the times; needed for times and events only.
    bands : int or sequence of float
        How many bands of time features may act differently in, or the ends of the bands. More of them
        fit spikes of exits (when a benefit ends) better, but neither order people nor date them better.
    max_bins : int
        Bins of a number at most.
    max_rows : int
        Persons that the members are fitted on at most, drawn at random; the base uses everybody.
    prior : callable or None
        From the fitted binner to what experts say of each code, in log-odds, one array a column; the
        logit then departs from their sum and not from mere prevalence.
    max_trees : int
        Trees of each fold's boosting at most; how many are used is chosen on held-out rows.
    random_state : int
        Seed of the folds and the draws.
    n_jobs : int
        Folds that are worked on at a time; the result does not depend on it.
    """

    def __init__(
        self,
        *,
        categorical: Sequence[int] = (),
        monotone: Sequence[int] | None = None,
        pairs: Sequence[Pair] | None = None,
        horizons: Sequence[float] = (),
        bands: int | Sequence[float] = 6,
        max_bins: int = 64,
        max_rows: int = 60_000,
        prior: Prior | None = None,
        max_trees: int = 500,
        random_state: int = 0,
        n_jobs: int = 1,
    ) -> None:
        self.categorical = categorical
        self.monotone = monotone
        self.pairs = pairs
        self.horizons = horizons
        self.bands = bands
        self.max_bins = max_bins
        self.max_rows = max_rows
        self.prior = prior
        self.max_trees = max_trees
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        groups: ArrayLike | None = None,
        periods: ArrayLike | None = None,
    ) -> Self:
        """Fit on labels, or on an array of two columns: time, and whether the event happened then.

        Rows of one person share a value of `groups` and are never apart; `periods` orders rows in
        time, and then whole stretches of time are held out while members are chosen.
        """
        values = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        seen = self._outcome(y, len(values))
        self.binner_ = CodeBinner(self.max_bins, tuple(self.categorical)).fit(values)
        codes = self.binner_.transform(values)
        rows = self._drawn(len(codes))
        monotone = tuple(self.monotone) if self.monotone is not None else (0,) * codes.shape[1]
        sample = Sample(
            codes[rows],
            seen.of(rows),
            self.grid_,
            self.binner_,
            monotone,
            self.random_state,
            self.prior,
            self.n_jobs,
        )
        folds = make_folds(
            sample,
            None if groups is None else np.asarray(groups)[rows],
            None if periods is None else np.asarray(periods)[rows],
        )
        self.choice_ = self._chosen(sample, folds)
        self.tables_ = self._finished(self.choice_.tables, sample.codes, codes, seen)
        return self

    def decision_function(self, X: ArrayLike) -> Floats:
        """Log-odds of the second class, or of leaving by the last horizon."""
        check_is_fitted(self)
        if len(self.grid_.edges) == 1:
            return self.log_odds(X)[:, 0]
        stay = np.clip(survival(self.log_odds(X))[:, -1], 1e-12, 1 - 1e-12)
        odds: Floats = np.log1p(-stay) - np.log(stay)
        return odds

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Probabilities of the two classes (staying and leaving, for times and events)."""
        p = 1 / (1 + np.exp(-self.decision_function(X)))
        return np.column_stack([1 - p, p])

    def predict(self, X: ArrayLike) -> NDArray[np.generic]:
        """The more probable class."""
        place = (self.decision_function(X) > 0).astype(int)
        likely: NDArray[np.generic] = self.classes_[place]
        return likely

    def survival(self, X: ArrayLike, times: ArrayLike) -> Floats:
        """P(still waiting) at each of the times, one row a person."""
        return read_curve(survival(self.log_odds(X)), self.grid_, times)

    def log_odds(self, X: ArrayLike) -> Floats:
        """Log-odds of the event in each interval."""
        check_is_fitted(self)
        values = validate_data(
            self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False
        )
        return self.tables_.log_odds(self.binner_.transform(values))

    def _outcome(self, y: ArrayLike, n: int) -> Seen:
        label = np.asarray(y)
        if label.ndim == 2 and label.shape[1] == 2:
            return self._times(np.asarray(label, dtype=float))
        label = column_or_1d(label, warn=True)
        if len(label) != n:
            raise ValueError(f"X has {n} rows and y has {len(label)}")
        assert_all_finite(label, input_name="y")
        check_classification_targets(label)
        self.classes_, place = np.unique(label, return_inverse=True)
        if len(self.classes_) != 2:
            raise ValueError(
                "Only binary classification is supported. The number of classes is "
                f"{len(self.classes_)}; one class alone cannot be learnt from."
            )
        self.grid_ = ONE_INTERVAL
        return Seen(np.ones(n, dtype=np.int64), place == 1)

    def _times(self, label: Floats) -> Seen:
        if not len(self.horizons):
            raise ValueError("times and events need horizons")
        time, event = label[:, 0], label[:, 1] == 1
        if not event.any():
            raise ValueError("nobody left: there is nothing to learn from")
        ends = self.bands
        self.grid_ = make_grid(time, event, self.horizons, ends if isinstance(ends, int) else 1)
        if not isinstance(ends, int):
            bands = np.searchsorted(np.asarray(ends, dtype=float), self.grid_.edges, side="left")
            self.grid_ = Grid(self.grid_.edges, np.minimum(bands, len(ends) - 1).astype(np.int64))
        self.classes_ = np.array([False, True])
        return see(time, event, self.grid_)

    def _drawn(self, n: int) -> NDArray[np.int64]:
        if n <= self.max_rows:
            return np.arange(n)
        rng = np.random.default_rng(self.random_state)
        return np.sort(rng.choice(n, self.max_rows, replace=False))

    def _chosen(self, sample: Sample, folds: list[Fold]) -> Choice:
        if not folds or not self._enough(sample):
            return self._stiff(sample)
        rows, columns = int(sample.seen.intervals.sum()), sample.codes.shape[1]
        size = size_for(rows, columns, once=len(self.grid_.edges) == 1)
        wide = len(self.grid_.edges) >= WIDE * self.grid_.n_bands
        size = replace(size, n_trees=min(size.n_trees, self.max_trees), banded=size.banded or wide)
        return choose(fit_members(sample, folds, self.pairs, size), sample.seen)

    def _enough(self, sample: Sample) -> bool:
        left = int(sample.seen.exit.sum())
        return min(left, len(sample.codes) - left) >= FEW or (
            len(self.grid_.edges) > 1 and left >= FEW
        )

    def _stiff(self, sample: Sample) -> Choice:
        """A logit of lines with a fixed penalty, for so few rows that nothing can be validated."""
        basis = make_basis(sample.binner, sample.codes, sample.monotone, 0.0, prior=sample.prior)
        (tables,) = fit_logit(
            basis, sample.codes, sample.seen, grid=self.grid_, shape=LINES, penalties=(1.0,)
        )
        return Choice("stiff logit", tables, {}, 1.0, {"logit": tables})

    def _finished(
        self, tables: Tables, learnt: NDArray[np.uint8], codes: NDArray[np.uint8], seen: Seen
    ) -> Tables:
        """Centred, silent about what nobody has shown, and with the base that fits everybody's exits."""
        pure = neutralised(purified(tables, learnt), learnt)
        base = base_steps(pure.scores(codes), pure.base, pure.bands, seen)
        return Tables(base, pure.bands, pure.mains, pure.pairs)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.classifier_tags.multi_class = False
        return tags
