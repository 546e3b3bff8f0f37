"""The compiled look-ups: index, curve and all contributions of each row from its codes, in one pass."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from models.index.tables import Tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]
GAUSS_NODES, GAUSS_WEIGHTS = np.polynomial.legendre.leggauss(4)
NODES: Floats = (GAUSS_NODES + 1) / 2
SHARES: Floats = GAUSS_WEIGHTS / 2


@dataclass(frozen=True)
class Laid:
    """Tables laid end to end as the kernel reads them: mains and pairs flat, with their starts."""

    base: Floats
    bands: Ints
    cells: Floats
    starts: Ints
    pair_cells: Floats
    pair_starts: Ints
    pair_of: Ints
    ends: Ints
    """Number of intervals up to each horizon of the curve."""

    about: int
    """Which of the horizons the contributions explain."""


def lay_out(tables: Tables, ends: Ints, about: int) -> Laid:
    """The tables as flat arrays; pairs as rows (left, right, codes of the right)."""
    lengths = [len(main) for main in tables.mains]
    pairs = list(tables.pairs.items())
    sizes = [cells.size for _, cells in pairs]
    return Laid(
        base=np.ascontiguousarray(tables.base),
        bands=np.ascontiguousarray(tables.bands),
        cells=np.ascontiguousarray(np.vstack(tables.mains)),
        starts=np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64),
        pair_cells=np.concatenate([c.ravel() for _, c in pairs]) if pairs else np.zeros(1),
        pair_starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)[: len(pairs)],
        pair_of=np.array(
            [(a, b, c.shape[1]) for (a, b), c in pairs] or np.zeros((0, 3)), dtype=np.int64
        ).reshape(-1, 3),
        ends=ends,
        about=about,
    )


def baseline(laid: Laid) -> float:
    """Log-odds of staying for a row whose cells are all 0."""
    logs = -np.logaddexp(0.0, laid.base)[: laid.ends[laid.about]].sum()
    return float(logs - np.log(-np.expm1(logs)))


def explain(laid: Laid, codes: Codes) -> tuple[Floats, Floats]:
    """The curve at the horizons, and each column's contribution to the log-odds of staying.

    The log-odds G of staying to the horizon is a smooth function of one score a band of time, each
    a sum of cells. A contribution is the column's cells weighted by the mean slope of G on the
    straight way from the average row to this one (Aumann and Shapley's division), so that baseline
    and contributions add up to G exactly; with a single band it is the plain share of the sum. A
    pair is divided evenly between its two columns.
    """
    curve = np.empty((len(codes), len(laid.ends)))
    parts = np.empty((len(codes), len(laid.starts)))
    _explain(
        np.ascontiguousarray(codes), laid.base, laid.bands, laid.cells, laid.starts, laid.pair_cells,
        laid.pair_starts, laid.pair_of, laid.ends, laid.about, NODES, SHARES, curve, parts,
    )  # fmt: skip
    return curve, parts


@njit(cache=True, nogil=True)
def _slopes(score, share, base, bands, n, slope):  # type: ignore[no-untyped-def]
    """Sets `slope` to dG/dscore at share × score; returns G there."""
    slope[:] = 0.0
    logs = 0.0
    for t in range(n):
        k = bands[t]
        eta = base[t] + share * score[k]
        small = np.exp(-abs(eta))
        logs -= max(eta, 0.0) + np.log1p(small)
        slope[k] -= (1.0 if eta >= 0 else small) / (1.0 + small)
    gone = -np.expm1(logs)
    for k in range(len(slope)):
        slope[k] /= gone
    return logs - np.log(gone)


@njit(cache=True, nogil=True)
def _explain(  # type: ignore[no-untyped-def]
    codes, base, bands, cells, starts, pair_cells, pair_starts, pair_of, ends, about, nodes, shares,
    curve, parts,
):  # fmt: skip
    n, n_features = codes.shape
    width = cells.shape[1]
    score = np.zeros(width)
    slope = np.zeros(width)
    weight = np.zeros(width)
    zero = _slopes(score, 0.0, base, bands, ends[about], slope)
    for i in range(n):
        score[:] = 0.0
        for f in range(n_features):
            cell = starts[f] + codes[i, f]
            for k in range(width):
                score[k] += cells[cell, k]
        for p in range(len(pair_of)):
            left, right, wide = pair_of[p]
            value = pair_cells[pair_starts[p] + codes[i, left] * wide + codes[i, right]]
            for k in range(width):
                score[k] += value
        logs = 0.0
        t = 0
        for h in range(len(ends)):
            while t < ends[h]:
                eta = base[t] + score[bands[t]]
                logs -= max(eta, 0.0) + np.log1p(np.exp(-abs(eta)))
                t += 1
            curve[i, h] = np.exp(logs)
        weight[:] = 0.0
        for q in range(len(nodes)):
            _slopes(score, nodes[q], base, bands, ends[about], slope)
            for k in range(width):
                weight[k] += shares[q] * slope[k]
        value = _slopes(score, 1.0, base, bands, ends[about], slope) - zero
        reached, square = 0.0, 0.0
        for k in range(width):
            if weight[k] != 0.0:
                reached += weight[k] * score[k]
                square += score[k] * score[k]
        if square > 1e-18:
            for k in range(width):
                if weight[k] != 0.0:
                    weight[k] += (value - reached) * score[k] / square
        both = 0.0
        for f in range(n_features):
            cell = starts[f] + codes[i, f]
            part = 0.0
            for k in range(width):
                part += weight[k] * cells[cell, k]
            parts[i, f] = part
        for k in range(width):
            both += weight[k]
        for p in range(len(pair_of)):
            left, right, wide = pair_of[p]
            half = pair_cells[pair_starts[p] + codes[i, left] * wide + codes[i, right]] * both / 2
            parts[i, left] += half
            parts[i, right] += half
