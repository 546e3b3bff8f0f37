"""Compiled parts of comparing one worker with one vacancy, and of keeping the best, shared by all searches."""

import numpy as np

from models.matching.columns import I32
from models.matching.compiled import inlined
from models.matching.lanes import FEW, entered
from models.matching.packed import Kept

NOBODY = -2
"""Stands where no employer does; -1 is an unknown one."""

UNKNOWN = 5
"""The level of an unknown occupation and the class of an unknown place."""


@inlined
def ruled_out(unwanted: I32, first: int, last: int, traits: I32, row: int) -> bool:
    """Whether a vacancy has a trait that the worker, whose list goes from `first` to `last`, rules out."""
    out = False
    for t in range(first, last):
        for trait in range(traits.shape[1]):
            out = out or traits[row, trait] == unwanted[t]
    return out


@inlined
def place(entry: tuple[float, int, int, int, int], n: int, k: int, cap: int, kept: Kept) -> int:
    """Put a vacancy into the list of `k` if it belongs there; returns how many the list then holds.

    With `cap` of its employer's already kept it must beat the worst of those, else the worst of all:
    lists with at most `cap` an employer are the bases of a matroid, so this exchange stays exact. The
    whole list is read and moved, whatever is in it: a jump that cannot be foreseen costs more.
    """
    score, row, hire, worth, employer = entry
    same, at = np.int32(0), np.int32(0)
    for t in range(len(kept.score)):
        same += np.int32(kept.employer[t] == employer)
        other = kept.score[t]
        at += np.int32((other > score) | ((other == score) & (kept.row[t] < row)))
    out = n if n < k else k - 1
    if same >= cap:
        out = n - 1
        while kept.employer[kept.at[out]] != employer:
            out -= 1
    if at > out:
        return n
    slot = kept.at[out] if out < n else np.int32(n)
    for group in range(out // FEW, at // FEW - 1, -1):
        before = max(group * FEW - 1, 0)
        entered(kept.score, group, at, out, score, kept.score[before])
        entered(kept.row, group, at, out, row, kept.row[before])
        entered(kept.at, group, at, out, slot, kept.at[before])
    kept.hire[slot], kept.worth[slot], kept.employer[slot] = hire, worth, employer
    return n + 1 if out == n else n


@inlined
def clear(kept: Kept) -> None:
    """Begin an empty list: entries below every score, of nobody."""
    for t in range(len(kept.score)):
        kept.score[t], kept.employer[t] = -1.0, NOBODY
