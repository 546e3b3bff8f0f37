"""The logit member: a penalised discrete-time hazard on lines, ramps and categories of the binned features."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import block_diag, csr_matrix, hstack

from models.compiling import kept
from models.index.binning import CodeBinner
from models.index.hazard import Grid, Seen
from models.index.kernel import add_cells, gather_cells
from models.index.tables import Tables

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
Whole = NDArray[np.int64]
Prior = Callable[[CodeBinner], tuple[Floats, ...]]
PENALTIES = (300.0, 100.0, 30.0, 10.0, 3.0, 1.0)
KNOTS = 12
LARGEST = 50.0
"""Log-odds beyond which nothing changes any more; keeps exponentials finite."""

FULL = 1e100
"""A product of odds is turned into its logarithm before it overflows."""

TRUST = 20.0
"""The experts' column is this much wider than the others, so a coefficient of one costs next to nothing."""


@dataclass(frozen=True)
class Basis:
    """What each code of each feature turns into: one row a code of all features, one column a coefficient.

    `free` is False where a coefficient may not be negative. With a prior the last column holds what
    experts say of each code: all features share one coefficient for it, hardly penalised, so that a
    strong penalty leaves their judgement and not mere prevalence.
    """

    sheet: csr_matrix
    sizes: tuple[int, ...]
    free: NDArray[np.bool_]

    @property
    def starts(self) -> Whole:
        """The row of each feature's first code."""
        return np.concatenate([[0], np.cumsum(self.sizes)[:-1]]).astype(np.int64)


@dataclass(frozen=True)
class Shape:
    """How far the logit may bend: 0 for lines alone, and 0 for effects that never change in time.

    Effects that change do so in at most `stretches` stretches of time.
    """

    bend: float
    drift: float
    stretches: int = 1


LINES = Shape(0.0, 0.0)
BENT = Shape(0.7, 0.0)
STRETCHES = (6, 16)
DRIFT = 0.5
"""Weight of what an effect may change by from band to band of time, against the effect itself."""


def make_basis(
    binner: CodeBinner,
    codes: Codes,
    monotone: Sequence[int],
    bend: float,
    *,
    prior: Prior | None = None,
) -> Basis:
    """Lines and ramps for numbers, a column a category, an indicator where values are missing.

    Columns of features that must rise or fall are turned so that their coefficients are ≥ 0.
    """
    cells, free = [], []
    for f, centres in enumerate(binner.centres_):
        rows = np.bincount(codes[:, f], minlength=len(centres) + 2)
        if f in set(binner.categorical):
            block, bound = np.eye(len(centres) + 2)[:, np.flatnonzero(rows)], False
        else:
            block, bound = _number(centres, rows, bend), monotone[f] != 0
            block = block * (monotone[f] or 1)
        missing = np.zeros((len(block), 1))
        missing[0] = 1.0 if f not in set(binner.categorical) and rows[0] else 0.0
        whole = np.hstack([block, missing]) if missing.any() else block
        cells.append(whole - rows @ whole / max(1, rows.sum()))
        free += [not bound] * block.shape[1] + [True] * (whole.shape[1] - block.shape[1])
    sizes = tuple(len(block) for block in cells)
    sheet = csr_matrix(block_diag(cells))
    if prior is None:
        return Basis(sheet, sizes, np.array(free, dtype=bool))
    said = [part - part[codes[:, f]].mean() for f, part in enumerate(prior(binner))]
    column = csr_matrix(TRUST * np.concatenate(said)[:, None])
    return Basis(csr_matrix(hstack([sheet, column])), sizes, np.array([*free, False]))


def fit_logit(
    basis: Basis, codes: Codes, seen: Seen, *, grid: Grid, shape: Shape, penalties: Sequence[float]
) -> list[Tables]:
    """One fit a penalty, strongest first, each starting from the one before."""
    n_columns, n_bands = len(basis.free), min(grid.n_bands, shape.stretches)
    stretch = np.arange(grid.n_bands) * n_bands // grid.n_bands
    bands = stretch[grid.bands]
    width = n_columns * (1 + n_bands * (n_bands > 1))
    start = np.concatenate([_first_base(seen, len(grid.edges)), np.zeros(width)])
    lows = np.where(basis.free, -np.inf, 0.0)
    bounds = np.concatenate([np.full(len(grid.edges), -np.inf), np.tile(lows, width // n_columns)])
    fits = []
    for penalty in penalties:
        start = minimize(
            _objective,
            start,
            args=(basis, np.asfortranarray(codes), bands, seen, penalty, shape.drift),
            jac=True,
            method="L-BFGS-B",
            bounds=[(low, None) for low in bounds],
            options={"maxiter": 80, "ftol": 1e-6},
        ).x
        fits.append(_tables(basis, start, grid=grid, stretch=stretch, drift=shape.drift))
    return fits


def _objective(
    theta: Floats,
    basis: Basis,
    codes: Codes,
    bands: Whole,
    seen: Seen,
    penalty: float,
    drift: float,
) -> tuple[float, Floats]:
    """Loss and gradient a row; scores are added up, and slopes handed back, cell by cell of the codes."""
    n_intervals, n_columns, n = len(bands), len(basis.free), len(codes)
    base, coefs = theta[:n_intervals], theta[n_intervals:].reshape(-1, n_columns)
    cells = np.ascontiguousarray(basis.sheet @ _effects(coefs, drift).T)
    scores = np.zeros((n, cells.shape[1]))
    add_cells(codes, cells, basis.starts, scores)
    loss, by_base, by_score = _slope(scores, base, bands, seen.intervals, seen.exit)
    by_cell = np.zeros_like(cells)
    gather_cells(codes, by_score, basis.starts, by_cell)
    by_effect = (basis.sheet.T @ by_cell).T
    by_coef = by_effect.sum(0, keepdims=True)
    if len(coefs) > 1:
        by_coef = np.vstack([by_coef, drift * by_effect])
    total = loss + 0.5 * penalty * float((coefs**2).sum()) + 0.5e-3 * float((base**2).sum())
    gradient = np.concatenate([by_base + 1e-3 * base, (by_coef + penalty * coefs).ravel()])
    return total / n, gradient / n


def _effects(coefs: Floats, drift: float) -> Floats:
    """Coefficients a band of time: the common ones, and how far each band departs from them."""
    return coefs[:1] if len(coefs) == 1 else coefs[:1] + drift * coefs[1:]


def _tables(basis: Basis, theta: Floats, *, grid: Grid, stretch: Whole, drift: float) -> Tables:
    n_intervals = len(grid.edges)
    effects = _effects(theta[n_intervals:].reshape(-1, len(basis.free)), drift)
    mains = np.split(basis.sheet @ effects.T, np.cumsum(basis.sizes)[:-1])
    return Tables(theta[:n_intervals], grid.bands, tuple(main[:, stretch] for main in mains))


def _number(centres: Floats, rows: NDArray[np.int64], bend: float) -> Floats:
    """A standardised line, and ramps between knots at quantiles of the rows; 0 for missing."""
    if not len(centres):
        return np.zeros((2, 1))
    inner = rows[1:-1] / max(1, rows[1:-1].sum())
    spread = np.sqrt(inner @ (centres - inner @ centres) ** 2)
    line = (centres - inner @ centres) / (spread if spread > 0 else 1.0)
    columns = [np.clip(line, -5, 5)]
    reached = np.cumsum(inner)
    knots = np.unique(
        centres[np.searchsorted(reached, np.linspace(0.02, 0.98, KNOTS)).clip(0, len(centres) - 1)]
    )
    if bend and len(knots) > 2:
        columns += [
            bend * 2 * np.clip((centres - low) / (high - low), 0, 1)
            for low, high in pairwise(knots)
        ]
    block = np.zeros((len(centres) + 2, len(columns)))
    block[1:-1] = np.column_stack(columns)
    block[[0, -1]] = inner @ block[1:-1]
    return block


def _first_base(seen: Seen, n_intervals: int) -> Floats:
    risk = np.array([(seen.intervals > t).sum() for t in range(n_intervals)])
    exits = np.bincount(seen.intervals[seen.exit] - 1, minlength=n_intervals)
    share = (exits + 0.5) / (risk + 1.0)
    base: Floats = np.log(share / (1 - share))
    return base


@kept(nogil=True)
def _slope(
    scores: Floats, base: Floats, bands: Whole, intervals: Whole, leaves: NDArray[np.bool_]
) -> tuple[float, Floats, Floats]:
    """Loss and its slopes; one exponential a band and one logarithm a row, for nearly all time is spent here."""
    loss = 0.0
    odds_of_base = np.exp(np.minimum(np.maximum(base, -LARGEST), LARGEST))
    by_base = np.zeros(len(base))
    by_score = np.zeros_like(scores)
    for i in range(len(scores)):
        band, factor, product = -1, 0.0, 1.0
        for t in range(intervals[i]):
            if bands[t] != band:
                band = bands[t]
                factor = np.exp(min(max(scores[i, band], -LARGEST), LARGEST))
            odds = odds_of_base[t] * factor
            product *= 1 + odds
            if product > FULL:
                loss += np.log(product)
                product = 1.0
            p = odds / (1 + odds)
            by_base[t] += p
            by_score[i, band] += p
        loss += np.log(product)
        if leaves[i] and intervals[i] > 0:
            t = intervals[i] - 1
            loss -= base[t] + scores[i, bands[t]]
            by_base[t] -= 1
            by_score[i, bands[t]] -= 1
    return loss, by_base, by_score
