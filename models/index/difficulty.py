"""The difficulty index: an additive hazard on the declared features, assessed with exact reasons."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator

from models.index.additive import AdditiveHazard
from models.index.assessment import HORIZONS, Assessment, MissingNames
from models.index.binning import CodeBinner
from models.index.expert import expert_cells
from models.index.explain import baseline, explain, lay_out
from models.index.feature import refuse_forbidden
from models.index.features import FEATURES, NAMES, PAIRS, features, place
from models.index.hazard import Grid, base_shift, person_losses, see
from models.index.tables import Tables

Floats = NDArray[np.float64]
ABOUT = HORIZONS.index(12)
ENOUGH_KNOWN = 0.5
"""Share of what usually moves an index that has to be known, else the index abstains."""


class Assessor:
    """Tables, and what is needed to assess people with them; fitted or written by experts alike."""

    names: tuple[str, ...]
    binner: CodeBinner
    tables: Tables
    grid: Grid
    weights: Floats

    def _set(
        self,
        names: Sequence[str],
        binner: CodeBinner,
        tables: Tables,
        *,
        grid: Grid,
        weights: Floats,
    ) -> None:
        refuse_forbidden(names)
        self.names = tuple(names)
        self.binner, self.tables, self.grid, self.weights = binner, tables, grid, weights
        ends = np.searchsorted(grid.edges, np.array(HORIZONS, dtype=float), side="right")
        self.laid = lay_out(tables, ends.astype(np.int64), ABOUT)

    def __setstate__(self, state: dict[str, object]) -> None:
        """A part loaded from disk is refused when it holds what may never be a feature."""
        names = state.get("names", ())
        refuse_forbidden([str(name) for name in names] if isinstance(names, tuple) else [])
        self.__dict__.update(state)

    def assess(self, people: pa.Table, as_of: date) -> Assessment:
        """Index, curve and exact reasons of each row, read as known on `as_of`."""
        return self._assess(features(people, as_of), NAMES)

    def assess_design(self, frame: pd.DataFrame) -> Assessment:
        """The same from a design matrix with the columns of `FEATURES`."""
        return self._assess(frame.to_numpy(dtype=np.float64), tuple(frame.columns))

    def _assess(self, values: Floats, names: tuple[str, ...]) -> Assessment:
        if names != self.names:
            raise ValueError("the design has other features than the index was fitted with")
        curve, parts = explain(self.laid, self.binner.codes(values))
        unknown = np.isnan(values)
        known = (~unknown) @ self.weights
        return Assessment(
            index=100 * curve[:, ABOUT],
            curve=curve,
            contributions=parts,
            baseline=baseline(self.laid),
            feature_names=self.names,
            abstained=known < ENOUGH_KNOWN,
            missing=MissingNames(unknown, self.names),
            values=values,
        )


class DifficultyIndex(Assessor, BaseEstimator):
    """The index fitted on spells as known on landmark days.

    Parameters
    ----------
    max_rows : int
        Persons that the members are fitted on at most; see `AdditiveHazard`.
    random_state : int
        Seed of the folds and the draws.
    n_jobs : int
        Folds that are worked on at a time; the result does not depend on it.
    """

    def __init__(self, *, max_rows: int = 60_000, random_state: int = 0, n_jobs: int = 1) -> None:
        self.max_rows = max_rows
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(
        self,
        frame: pd.DataFrame,
        y: ArrayLike,
        groups: ArrayLike | None = None,
        periods: ArrayLike | None = None,
    ) -> Self:
        """Fit on designs of `FEATURES` and two columns: months seen, and 1 where stable work began.

        Everything else that ends a spell (other work, retirement, leaving, the end of the data) is
        a censoring at that month: the curve is about stable work, other exits set aside.
        """
        if tuple(frame.columns) != NAMES:
            raise ValueError("the design has other features than FEATURES")
        self.hazard_ = AdditiveHazard(
            categorical=[i for i, x in enumerate(FEATURES) if x.kind == "category"],
            monotone=[-x.direction for x in FEATURES],
            pairs=[(min(p), max(p)) for p in (tuple(place(names)) for names in PAIRS)],
            horizons=HORIZONS,
            bands=HORIZONS,
            max_rows=self.max_rows,
            prior=expert_cells,
            random_state=self.random_state,
            n_jobs=self.n_jobs,
        )
        self.hazard_.fit(frame.to_numpy(dtype=np.float64), y, groups, periods)
        fitted = self.hazard_
        codes = fitted.binner_.transform(frame.to_numpy(dtype=np.float64))
        self._set(
            NAMES,
            fitted.binner_,
            fitted.tables_,
            grid=fitted.grid_,
            weights=_weights(fitted, codes),
        )
        self.choice_ = fitted.choice_
        return self

    def recalibrate(self, frame: pd.DataFrame, y: ArrayLike, halves: NDArray[np.bool_]) -> float:
        """Move the base to newer rows when that helps; returns by how much, 0 when it does not.

        A labour market moves and the effects of its features do so less than its level. The shift is
        found on one half of the persons and kept only if the other half is foretold better by it.
        """
        values = frame.to_numpy(dtype=np.float64)
        label = np.asarray(y, dtype=float)
        seen = see(label[:, 0], label[:, 1] == 1, self.grid)
        scores = self.tables.scores(self.binner.transform(values))
        base, bands = self.tables.base, self.tables.bands
        shift = base_shift(scores[halves], base, bands, seen.of(halves))
        rest, others = scores[~halves], seen.of(~halves)
        gain = person_losses(rest, base, bands, others) - person_losses(
            rest, base + shift, bands, others
        )
        if gain.sum() <= 0:
            return 0.0
        shift = base_shift(scores, base, bands, seen)
        moved = replace(self.tables, base=base + shift)
        self._set(self.names, self.binner, moved, grid=self.grid, weights=self.weights)
        return shift


def _weights(fitted: AdditiveHazard, codes: NDArray[np.uint8]) -> Floats:
    """How much each feature usually moves an index, as shares of one."""
    ends = np.searchsorted(fitted.grid_.edges, np.array(HORIZONS, dtype=float), side="right")
    some = codes[:: max(1, len(codes) // 20_000)]
    _, parts = explain(lay_out(fitted.tables_, ends.astype(np.int64), ABOUT), some)
    spread = parts.std(axis=0)
    weights: Floats = (
        spread / spread.sum() if spread.sum() > 0 else np.full(len(spread), 1 / len(spread))
    )
    return weights
