"""How a task's rows are split into training and test: given folds, later rows, or shuffled folds."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
SEED = 20240601
FOLDS = 5


class BadTask(Exception):
    """The TOML file does not describe a task; the text says what is wrong."""


def folds_of(path: Path, n: int) -> tuple[tuple[Rows, Rows], ...]:
    """Folds as a file gives them; rows that it does not name take no part."""
    table = pd.read_csv(path)
    if not {"row", "fold"} <= set(table.columns):
        raise BadTask(f"{path.name}: the columns row and fold are needed")
    rows = table["row"].to_numpy()
    if rows.min(initial=0) < 0 or rows.max(initial=0) >= n or len(np.unique(rows)) < len(rows):
        raise BadTask(f"{path.name}: rows are numbers from 0 to {n - 1}, each once")
    fold = np.full(n, -1)
    fold[rows] = table["fold"].to_numpy()
    names = np.unique(fold[fold >= 0])
    if len(names) < 2:
        raise BadTask(f"{path.name}: at least two folds are needed")
    return tuple(
        (np.flatnonzero((fold != k) & (fold >= 0)), np.flatnonzero(fold == k)) for k in names
    )


def later_rows(tested: Mask) -> tuple[tuple[Rows, Rows], ...]:
    """One split: the test rows, and all others to learn from."""
    if tested.all() or not tested.any():
        raise BadTask("[split] test: it takes all rows, or none")
    return ((np.flatnonzero(~tested), np.flatnonzero(tested)),)


def shuffled(outcome: Mask) -> tuple[tuple[Rows, Rows], ...]:
    """Shuffled folds with equal shares of the outcome; fewer than five where one outcome is rarer."""
    rarer = int(min(outcome.sum(), (~outcome).sum())) or len(outcome)
    if min(FOLDS, rarer) < 2:
        raise BadTask("too few rows of either outcome for two folds; give [split] test")
    folds = StratifiedKFold(min(FOLDS, rarer), shuffle=True, random_state=SEED)
    label = outcome if outcome.any() and not outcome.all() else np.zeros(len(outcome))
    return tuple(folds.split(np.zeros(len(outcome)), label))
