"""Additive tables: one cell a code (and band of time), a grid a named pair; the form every member takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.index.kernel import add_cells, add_pair

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Tables:
    """Log-odds of leaving in each interval of time: the base, and a cell of each main and each pair.

    `bands[t]` says which of the last axis of the cells acts in interval t: base[t] +
    Σ mains[f][code, band] + Σ pairs[f, g][code, code, band].
    """

    base: Floats
    bands: NDArray[np.int64]
    mains: tuple[Floats, ...]
    pairs: Mapping[Pair, Floats] = field(default_factory=dict)

    @property
    def n_bands(self) -> int:
        """How many columns the mains have."""
        return int(self.bands.max()) + 1

    def scores(self, codes: Codes) -> Floats:
        """The sum of all cells of each row, one column a band of time, the base left out."""
        out = np.zeros((len(codes), self.n_bands))
        lengths = [len(main) for main in self.mains]
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        add_cells(np.asfortranarray(codes), np.vstack(self.mains), starts, out)
        for (left, right), cells in self.pairs.items():
            add_pair(
                np.ascontiguousarray(codes[:, left]),
                np.ascontiguousarray(codes[:, right]),
                np.ascontiguousarray(cells),
                out,
            )
        return out

    def log_odds(self, codes: Codes) -> Floats:
        """Log-odds of leaving in each interval, shape (rows, intervals)."""
        return self.base + self.scores(codes)[:, self.bands]

    def scaled(self, slope: float) -> "Tables":
        """Every cell times `slope`; the base stays."""
        return Tables(
            self.base,
            self.bands,
            tuple(slope * main for main in self.mains),
            {pair: slope * cells for pair, cells in self.pairs.items()},
        )


def blend(parts: Sequence[Tables], weights: Sequence[float]) -> Tables:
    """The weighted sum of log-odds tables, which is again a table and explains itself as exactly."""
    pairs: dict[Pair, Floats] = {}
    for part, weight in zip(parts, weights, strict=True):
        for pair, cells in part.pairs.items():
            pairs[pair] = pairs.get(pair, np.zeros_like(cells)) + weight * cells
    mains = [
        sum((w * p.mains[f] for p, w in zip(parts, weights, strict=True)), np.zeros(1))
        for f in range(len(parts[0].mains))
    ]
    base = sum((w * p.base for p, w in zip(parts, weights, strict=True)), np.zeros(1))
    return Tables(base, parts[0].bands, tuple(mains), pairs)


def averaged(parts: Sequence[Tables], codes: Codes) -> Tables:
    """The mean of several fits, as steep as one of them ought to be by itself.

    What the fits differ in is noise. The mean has less of it, so less spread, but as much in common with the
    outcome: where one fit's log-odds have the right slope, theirs would be too flat by just that share.
    """
    mean = blend(parts, [1 / len(parts)] * len(parts))
    spread = _spread(mean, codes)
    each = sum(_spread(part, codes) for part in parts) / len(parts)
    return mean.scaled(each / spread) if spread > 0 else mean


def _spread(tables: Tables, codes: Codes) -> float:
    """Variance of the scores within each band, the mean over the bands."""
    return float(tables.scores(codes).var(axis=0).mean())


def purified(tables: Tables, codes: Codes) -> Tables:
    """The same sums with every table centred on these rows: pairs keep only what is theirs.

    The row and column means of a pair move into its two mains, the mains' means into the base, so
    that a contribution says how a person differs from the average of the training rows. A code
    without rows has no mean of its own: its cells of a pair move against the other side's means.
    """
    shares = [_shares(codes[:, f], len(main)) for f, main in enumerate(tables.mains)]
    mains = [main.copy() for main in tables.mains]
    pairs: dict[Pair, Floats] = {}
    base = tables.base.copy()
    for (left, right), cells in tables.pairs.items():
        joint = _joint(codes[:, left], codes[:, right], cells.shape[:2])
        pure = cells.copy()
        for _ in range(30):
            by_left = _means(pure, joint, shares[right])
            pure -= by_left[:, None]
            mains[left] += by_left
            by_right = _means(pure.swapaxes(0, 1), joint.T, shares[left])
            pure -= by_right[None, :]
            mains[right] += by_right
            if max(np.abs(by_left).max(), np.abs(by_right).max()) < 1e-12:
                break
        pairs[left, right] = pure
    for f, main in enumerate(mains):
        centre = shares[f] @ main
        mains[f] = main - centre
        base += centre[tables.bands]
    return Tables(base, tables.bands, tuple(mains), pairs)


def neutralised(tables: Tables, codes: Codes) -> Tables:
    """Codes without a single training row say nothing: their cells of centred tables become 0.

    Only the codes for missing and unseen can be such; what nobody has shown is unknown, never bad.
    """
    mains = [main.copy() for main in tables.mains]
    pairs = {pair: cells.copy() for pair, cells in tables.pairs.items()}
    for f, main in enumerate(mains):
        empty = np.bincount(codes[:, f], minlength=len(main)) == 0
        main[empty] = 0.0
        for (left, right), cells in pairs.items():
            if left == f:
                cells[empty] = 0.0
            if right == f:
                cells[:, empty] = 0.0
    return Tables(tables.base, tables.bands, tuple(mains), pairs)


def _shares(codes: Codes, n_codes: int) -> Floats:
    return np.bincount(codes, minlength=n_codes) / max(1, len(codes))


def _joint(left: Codes, right: Codes, shape: tuple[int, ...]) -> Floats:
    flat = left.astype(np.int64) * shape[1] + right
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape) / max(1, len(left))


def _means(cells: Floats, joint: Floats, otherwise: Floats) -> Floats:
    """Mean over the second index by joint shares; where a row has none, by the other side's shares."""
    mass = joint.sum(axis=1)[:, None]
    weighted = np.einsum("abk,ab->ak", cells, joint)
    plain = np.einsum("abk,b->ak", cells, otherwise)
    means: Floats = np.where(mass > 0, weighted / np.where(mass > 0, mass, 1.0), plain)
    return means
