"""The boosted members: grown on each fold to what is best on its held-out rows, with or without pairs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from models.index.boosting import (
    Layout,
    Size,
    fit_boosting,
    grow,
    make_layout,
    staged,
    write_out,
)
from models.index.hazard import base_steps
from models.index.selection import (
    FOLDS,
    Fold,
    Member,
    Rows,
    Sample,
    fit_logit_member,
    fit_rule_member,
    held_out_losses,
    on_folds,
)
from models.index.tables import Pair, Tables, averaged, purified

Floats = NDArray[np.float64]
LEAVES = (8, 32)
"""Leaves of a tree: few, or enough to follow an effect through time; what held-out rows prefer."""

PROBED = 2
"""Folds on which the two are compared."""

MORE_TREES = 1.1
"""Trees on all rows for each tree on the rows of a fold."""


def fit_members(
    sample: Sample, folds: Sequence[Fold], pairs: Sequence[Pair] | None, size: Size
) -> list[Member]:
    """One rule, logit, boosting on singles and with pairs (only with pairs where these are named).

    The size of the trees is chosen on held-out rows too, before pairs are looked for.
    """
    members = [fit_rule_member(sample, folds), fit_logit_member(sample, folds)]
    first = tuple(pairs or ())
    size = _sized(sample, folds, first, size)
    members.append(fit_boosted_member(sample, folds, first, size))
    if pairs is None:
        members.append(fit_boosted_member(sample, folds, None, size))
    return members


def _sized(sample: Sample, folds: Sequence[Fold], pairs: Sequence[Pair], size: Size) -> Size:
    """Small trees; or large ones where time has intervals enough and the first folds prefer them."""
    if sample.grid.n_bands < 2 * LEAVES[0]:
        return size
    sizes = [replace(size, leaves=leaves) for leaves in LEAVES]
    losses = []
    for each in sizes:
        grown = _grown_on(sample, folds[:PROBED], pairs, each)
        losses.append(_losses(grown, sample).min())
    return sizes[int(np.argmin(losses))]


def fit_boosted_member(
    sample: Sample, folds: Sequence[Fold], pairs: Sequence[Pair] | None, size: Size
) -> Member:
    """Boosting grown to the number of trees that is best on held-out rows.

    Of small data every row counts, so trees are grown anew on all of them, from several seeds, and
    averaged; of large data the folds' models are averaged. With `pairs` None each fit looks for its
    own pairs among its own rows. Trees are added while the best number is among the last: a step too
    small for the data must not end the growth early.
    """
    grown = _grown_on(sample, folds, pairs, size)
    n_trees, most = _best_number(grown, sample), size.n_trees
    while n_trees > 0.9 * most and most < size.growth * size.n_trees:
        most *= 2
        grown = _further(sample, folds, grown, most)
        n_trees = _best_number(grown, sample)
    tables = [_written(sample, g, n_trees) for g in grown]
    held_out = np.zeros((len(sample.codes), len(sample.grid.edges)))
    for table, g in zip(tables, grown, strict=True):
        held_out[g.held] = table.log_odds(sample.codes[g.held])
    name = "boosting with pairs" if pairs is None or pairs else "boosting"
    if size.refits:
        tables = _anew(sample, pairs, size, round(n_trees * MORE_TREES))
    whole = averaged(tables, sample.codes)
    return Member(name, whole, held_out, held_out_losses(held_out, sample.seen))


def _anew(sample: Sample, pairs: Sequence[Pair] | None, size: Size, n_trees: int) -> list[Tables]:
    """Trees on all rows from several seeds, as tables."""
    rows = np.arange(len(sample.codes))
    size, again = replace(size, n_trees=n_trees), [(rows, rows)] * size.refits
    grown = on_folds(
        sample, again, lambda n, fold: _grown(sample, fold, pairs, size, seed=FOLDS + n)
    )
    return [_written(sample, g, n_trees) for g in grown]


def _written(sample: Sample, grown: "Grown", n_trees: int) -> Tables:
    """A fold's trees as tables; where bands were taken whole, with the base of every interval found anew."""
    tables = write_out(grown.model, grown.layout, n_trees)
    if not grown.layout.banded:
        return tables
    scores, seen = tables.scores(sample.codes[grown.kept]), sample.seen.of(grown.kept)
    return replace(tables, base=base_steps(scores, tables.base, tables.bands, seen))


@dataclass(frozen=True)
class Grown:
    """One fold's trees, the rows they were grown on and those held out."""

    model: HistGradientBoostingClassifier
    layout: Layout
    kept: Rows
    held: Rows


def _grown_on(
    sample: Sample, folds: Sequence[Fold], pairs: Sequence[Pair] | None, size: Size
) -> list[Grown]:
    return on_folds(
        sample, folds, lambda number, fold: _grown(sample, fold, pairs, size, seed=number)
    )


def _further(
    sample: Sample, folds: Sequence[Fold], grown: Sequence[Grown], n_trees: int
) -> list[Grown]:
    """The same trees and more of each fold."""

    def further(number: int, fold: Fold) -> Grown:
        part, before = sample.of(fold[0]), grown[number]
        model = grow(before.model, before.layout, part.codes, part.seen, n_trees)
        return replace(before, model=model)

    return on_folds(sample, folds, further)


def _grown(
    sample: Sample, fold: Fold, pairs: Sequence[Pair] | None, size: Size, *, seed: int
) -> Grown:
    kept, held = fold
    part = sample.of(kept)
    layout = _layout(part, size)
    model = fit_boosting(
        layout,
        part.codes,
        part.seen,
        monotone=sample.monotone,
        pairs=rank_pairs(part, size) if pairs is None else tuple(pairs),
        size=size,
        seed=sample.seed + seed,
    )
    return Grown(model, layout, kept, held)


def _best_number(grown: Sequence[Grown], sample: Sample) -> int:
    """The number of trees with the least loss, summed over the held-out rows of all folds."""
    return int(np.argmin(_losses(grown, sample))) + 1


def _losses(grown: Sequence[Grown], sample: Sample) -> Floats:
    """Loss on all held-out rows after each tree."""
    curves = [
        np.fromiter(
            staged(g.model, g.layout, sample.codes[g.held], sample.seen.of(g.held)), dtype=float
        )
        for g in grown
    ]
    total: Floats = np.sum(curves, axis=0)
    return total


def rank_pairs(sample: Sample, size: Size, most: int = 12) -> tuple[Pair, ...]:
    """The pairs with the largest effect of their own in a short run in which any two may meet."""
    n = len(sample.monotone)
    if n < 2:
        return ()
    layout = _layout(sample, size)
    every = _promising(sample, layout, size)
    short = Size(100, 0.1, size.leaves, size.rows_in_leaf, size.ridge)
    model = fit_boosting(
        layout,
        sample.codes,
        sample.seen,
        monotone=sample.monotone,
        pairs=every,
        size=short,
        seed=sample.seed,
    )
    tables = purified(write_out(model, layout, short.n_trees), sample.codes)
    spread = {
        pair: float(cells[sample.codes[:, pair[0]], sample.codes[:, pair[1]]].std(axis=0).mean())
        for pair, cells in tables.pairs.items()
    }
    return tuple(sorted(spread, key=lambda pair: -spread[pair])[:most])


def _promising(sample: Sample, layout: Layout, size: Size, most: int = 9) -> list[Pair]:
    """Every two of the features with the largest effects, for the trees slow down with more groups."""
    n = len(sample.monotone)
    short = Size(60, 0.15, size.leaves, size.rows_in_leaf, size.ridge)
    model = fit_boosting(
        layout,
        sample.codes,
        sample.seen,
        monotone=sample.monotone,
        pairs=(),
        size=short,
        seed=sample.seed,
    )
    tables = purified(write_out(model, layout, short.n_trees), sample.codes)
    spread = [float(np.std(main[sample.codes[:, f]])) for f, main in enumerate(tables.mains)]
    top = sorted(sorted(range(n), key=lambda f: -spread[f])[:most])
    return [(a, b) for i, a in enumerate(top) for b in top[i + 1 :]]


def _layout(part: Sample, size: Size) -> Layout:
    n_codes = [int(n) for n in part.binner.n_codes_]
    return make_layout(
        part.codes,
        part.seen,
        n_codes,
        categorical=tuple(part.binner.categorical),
        grid=part.grid,
        banded=size.banded,
    )
