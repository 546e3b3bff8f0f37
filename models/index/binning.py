"""Bins every feature into small integer codes, where missing and unseen values have codes of their own."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

from models.index.kernel import bin_categories, bin_numbers

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
MISSING = 0
MAX_BINS = 250
"""Codes are bytes: one for missing, one for unseen, the bins between them."""


class CodeBinner(TransformerMixin, BaseEstimator):
    """Turn float columns into codes: 0 missing, 1…m the bins in rising order, m + 1 unseen or rare.

    Parameters
    ----------
    max_bins : int
        Bins of a number at most; a number with fewer distinct values keeps each of them.
    categorical : sequence of int
        Columns whose values are names in the form of numbers: each value is a bin of its own.
    min_category : int
        A category with fewer rows shares the last code with the values never seen.
    """

    def __init__(
        self, max_bins: int = 64, categorical: Sequence[int] = (), min_category: int = 10
    ) -> None:
        self.max_bins = max_bins
        self.categorical = categorical
        self.min_category = min_category

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> Self:  # noqa: ARG002
        """Learn the borders (or the categories) and the value that stands for each code.

        `y` is ignored; it is there because scikit-learn's transformers take one.
        """
        values = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        self.borders_: list[Floats] = []
        self.centres_: list[Floats] = []
        for column in range(values.shape[1]):
            known = values[~np.isnan(values[:, column]), column]
            learn = self._categories if column in set(self.categorical) else self._intervals
            borders, centres = learn(known)
            self.borders_.append(borders)
            self.centres_.append(centres)
        self.n_codes_ = np.array([len(c) + 2 for c in self.centres_])
        return self

    def transform(self, X: ArrayLike) -> Codes:
        """The codes, column after column in memory, because look-ups walk them that way."""
        check_is_fitted(self)
        values = validate_data(
            self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False
        )
        return self.codes(values)

    def codes(self, values: Floats) -> Codes:
        """The same of values that need no check."""
        codes = np.empty(values.shape, dtype=np.uint8, order="F")
        for column in range(values.shape[1]):
            codes[:, column] = self.code(values[:, column], column)
        return codes

    def code(self, values: Floats, column: int) -> Codes:
        """The codes of one column."""
        bin_values = bin_categories if column in set(self.categorical) else bin_numbers
        coded: Codes = bin_values(np.ascontiguousarray(values), self.borders_[column])
        return coded

    def _intervals(self, known: Floats) -> tuple[Floats, Floats]:
        """Borders between bins, halfway between two values that were seen, and the bins' means."""
        distinct = np.unique(known)
        if len(distinct) <= self.max_bins:
            return (distinct[:-1] + distinct[1:]) / 2, distinct
        shares = np.arange(1, self.max_bins) / self.max_bins
        lower = np.unique(np.quantile(known, shares, method="lower"))
        places = np.searchsorted(distinct, lower[lower < distinct[-1]])
        borders = (distinct[places] + distinct[places + 1]) / 2
        bins = np.searchsorted(borders, known, side="left")
        sums = np.bincount(bins, weights=known, minlength=len(borders) + 1)
        return borders, sums / np.bincount(bins, minlength=len(borders) + 1)

    def _categories(self, known: Floats) -> tuple[Floats, Floats]:
        """The categories with rows enough; the most frequent ones when there are too many."""
        distinct, rows = np.unique(known, return_counts=True)
        often = rows >= self.min_category
        distinct, rows = distinct[often], rows[often]
        if len(distinct) > MAX_BINS:
            distinct = np.sort(distinct[np.argsort(-rows, kind="stable")[:MAX_BINS]])
        return distinct, distinct

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
