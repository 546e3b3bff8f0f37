"""Turns boosted trees whose branches use one or two features into the tables they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Group = tuple[int, ...]


@dataclass(frozen=True)
class Leaf:
    """A leaf's value and, for each column its branch asks about, the codes that reach it."""

    value: float
    reached: dict[int, Mask]


def tabulate(
    model: HistGradientBoostingClassifier, values: Sequence[Floats], n_trees: int
) -> dict[Group, Floats]:
    """Sum the first `n_trees` trees into one array for each group of columns that share a branch.

    `values[c][code]` is what the trees saw for that code of column c, NaN for missing. The key `()`
    holds the constant. Adding the cells of a row gives the model's log-odds exactly.
    """
    tables: dict[Group, Floats] = {(): np.array(float(model._baseline_prediction.ravel()[0]))}
    for (tree,) in model._predictors[:n_trees]:
        for leaf in _leaves(tree.nodes, values, 0, {}):
            group = tuple(sorted(leaf.reached))
            shape = tuple(len(values[c]) for c in group)
            table = tables.setdefault(group, np.zeros(shape))
            table[np.ix_(*(leaf.reached[c] for c in group))] += leaf.value
    return tables


def _leaves(
    nodes: NDArray[np.void], values: Sequence[Floats], place: int, reached: dict[int, Mask]
) -> Iterator[Leaf]:
    node = nodes[place]
    if node["is_leaf"]:
        yield Leaf(float(node["value"]), reached)
        return
    column = int(node["feature_idx"])
    seen = values[column]
    left = np.where(np.isnan(seen), bool(node["missing_go_to_left"]), seen <= node["num_threshold"])
    before = reached.get(column, np.ones(len(seen), dtype=bool))
    yield from _leaves(nodes, values, int(node["left"]), {**reached, column: before & left})
    yield from _leaves(nodes, values, int(node["right"]), {**reached, column: before & ~left})
