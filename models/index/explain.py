"""The compiled look-ups: index, curve and all contributions of each row from its codes, in one pass."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.compiling import kept
from models.index.tables import Tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]
GAUSS_NODES, GAUSS_WEIGHTS = np.polynomial.legendre.leggauss(4)
NODES: Floats = (GAUSS_NODES + 1) / 2
SHARES: Floats = GAUSS_WEIGHTS / 2
FINE = 32
"""Knots for each unit of a score: cubic pieces between them are right to about 1e-9."""

REACH = 16
"""Scores beyond this are taken for this; a monthly chance of one in ten million."""


@dataclass(frozen=True)
class Laid:
    """Tables laid end to end as the kernel reads them: mains and pairs flat, with their starts.

    A piece is a run of intervals in one band between two horizons. The log of staying through it
    depends on one score alone, so it is a curve: `pieces[j, knot]` holds its value and its slope.
    """

    base: Floats
    cells: Floats
    starts: Ints
    pair_cells: Floats
    pair_starts: Ints
    pair_of: Ints
    pieces: Floats
    piece_band: Ints
    upto: Ints
    """Number of pieces up to each horizon of the curve."""

    about: int
    """Which of the horizons the contributions explain."""


def lay_out(tables: Tables, ends: Ints, about: int) -> Laid:
    """The tables as flat arrays; `ends` is the number of intervals up to each horizon."""
    lengths = [len(main) for main in tables.mains]
    pairs = list(tables.pairs.items())
    sizes = [cells.shape[0] * cells.shape[1] for _, cells in pairs]
    runs = _runs(tables, ends)
    return Laid(
        base=np.ascontiguousarray(tables.base),
        cells=np.ascontiguousarray(np.vstack(tables.mains)),
        starts=np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64),
        pair_cells=_flat([cells for _, cells in pairs], tables.n_bands),
        pair_starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)[: len(pairs)],
        pair_of=np.array([(a, b, c.shape[1]) for (a, b), c in pairs], dtype=np.int64).reshape(
            -1, 3
        ),
        pieces=np.stack([_piece(tables.base[run]) for _, _, run in runs]),
        piece_band=np.array([band for _, band, _ in runs], dtype=np.int64),
        upto=np.array([sum(h <= k for h, _, _ in runs) for k in range(len(ends))], dtype=np.int64),
        about=about,
    )


def baseline(laid: Laid) -> float:
    """Log-odds of staying for a row whose cells are all 0."""
    logs = float(laid.pieces[: laid.upto[laid.about], REACH * FINE, 0].sum())
    return float(logs - np.log(-np.expm1(logs)))


def explain(laid: Laid, codes: Codes) -> tuple[Floats, Floats]:
    """The curve at the horizons, and each column's contribution to the log-odds of staying.

    The log-odds G of staying to the horizon is a smooth function of one score a band of time, each
    a sum of cells. A contribution is the column's cells weighted by the mean slope of G on the
    straight way from the average row to this one (Aumann and Shapley's division), so that baseline
    and contributions add up to G exactly; with a single band it is the plain share of the sum. A
    pair is divided evenly between its two columns.
    """
    curve = np.empty((len(codes), len(laid.upto)))
    parts = np.empty((len(codes), len(laid.starts)))
    _explain(
        np.ascontiguousarray(codes), laid.cells, laid.starts, laid.pair_cells, laid.pair_starts,
        laid.pair_of, laid.pieces, laid.piece_band, laid.upto, laid.about, curve, parts,
    )  # fmt: skip
    return curve, parts


def _flat(pairs: list[Floats], n_bands: int) -> Floats:
    if not pairs:
        return np.zeros((1, n_bands))
    return np.concatenate([cells.reshape(-1, n_bands) for cells in pairs])


def _runs(tables: Tables, ends: Ints) -> list[tuple[int, int, Ints]]:
    """Horizon, band and intervals of each piece, in order of the horizons."""
    runs = []
    start = 0
    for horizon, end in enumerate(ends):
        inside = np.arange(start, end)
        for band in np.unique(tables.bands[inside]):
            runs.append((horizon, int(band), inside[tables.bands[inside] == band]))
        start = int(end)
    return runs


def _piece(base: Floats) -> Floats:
    """Log of staying through these intervals and its slope, at every knot of the score."""
    scores = np.arange(-REACH * FINE, REACH * FINE + 1) / FINE
    odds = base[None, :] + scores[:, None]
    value = -np.logaddexp(0.0, odds).sum(axis=1)
    slope = -(1 / (1 + np.exp(-odds))).sum(axis=1)
    return np.column_stack([value, slope])


@kept(nogil=True, inline="always")
def _read(piece: Floats, score: float) -> tuple[float, float]:
    """Value and slope of a piece at a score, by a cubic between two knots."""
    place = min(max((score + REACH) * FINE, 0.0), 2.0 * REACH * FINE - 1e-9)
    k = int(place)
    u = place - k
    v0, d0 = piece[k, 0], piece[k, 1] / FINE
    rise = piece[k + 1, 0] - v0
    d1 = piece[k + 1, 1] / FINE
    b, c = 3 * rise - 2 * d0 - d1, d0 + d1 - 2 * rise
    return v0 + u * (d0 + u * (b + u * c)), (d0 + u * (2 * b + 3 * u * c)) * FINE


@kept(nogil=True)
def _mean_slopes(
    score: Floats, pieces: Floats, bands: Ints, n: int, zero: float, weight: Floats, slope: Floats
) -> None:
    """Sets `weight` to the mean of dG/dscore between 0 and `score`, made to add up to G - zero."""
    weight[:] = 0.0
    for q in range(len(NODES)):
        slope[:] = 0.0
        logs = 0.0
        for j in range(n):
            value, rise = _read(pieces[j], NODES[q] * score[bands[j]])
            logs += value
            slope[bands[j]] += rise
        share = SHARES[q] / -np.expm1(logs)
        for k in range(len(weight)):
            weight[k] += share * slope[k]
    logs = 0.0
    for j in range(n):
        logs += _read(pieces[j], score[bands[j]])[0]
    missing = logs - np.log(-np.expm1(logs)) - zero
    square = 0.0
    for k in range(len(weight)):
        if weight[k] != 0.0:
            missing -= weight[k] * score[k]
            square += score[k] * score[k]
    if square > 1e-18:
        for k in range(len(weight)):
            if weight[k] != 0.0:
                weight[k] += missing * score[k] / square


@kept(nogil=True)
def _explain(
    codes: Codes, cells: Floats, starts: Ints, pair_cells: Floats, pair_starts: Ints, pair_of: Ints,
    pieces: Floats, bands: Ints, upto: Ints, about: int, curve: Floats, parts: Floats,
) -> None:  # fmt: skip
    n, n_features = codes.shape
    width = cells.shape[1]
    score, slope, weight = np.zeros(width), np.zeros(width), np.zeros(width)
    logs = 0.0
    for j in range(upto[about]):
        logs += _read(pieces[j], 0.0)[0]
    zero = logs - np.log(-np.expm1(logs))
    for i in range(n):
        score[:] = 0.0
        for f in range(n_features):
            cell = starts[f] + codes[i, f]
            for k in range(width):
                score[k] += cells[cell, k]
        for p in range(len(pair_of)):
            left, right, wide = pair_of[p]
            cell = pair_starts[p] + codes[i, left] * wide + codes[i, right]
            for k in range(width):
                score[k] += pair_cells[cell, k]
        logs, j = 0.0, 0
        for h in range(len(upto)):
            while j < upto[h]:
                logs += _read(pieces[j], score[bands[j]])[0]
                j += 1
            curve[i, h] = np.exp(logs)
        _mean_slopes(score, pieces, bands, upto[about], zero, weight, slope)
        for f in range(n_features):
            cell = starts[f] + codes[i, f]
            part = 0.0
            for k in range(width):
                part += weight[k] * cells[cell, k]
            parts[i, f] = part
        for p in range(len(pair_of)):
            left, right, wide = pair_of[p]
            cell = pair_starts[p] + codes[i, left] * wide + codes[i, right]
            part = 0.0
            for k in range(width):
                part += weight[k] * pair_cells[cell, k]
            parts[i, left] += part / 2
            parts[i, right] += part / 2
