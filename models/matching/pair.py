"""Compiled parts of comparing one worker with one vacancy, and of keeping the best, shared by all searches."""

import numpy as np

from models.matching.columns import I32, I64, U32
from models.matching.compiled import inlined
from models.matching.packed import Kept, Weights

NOBODY = -2
"""Stands where no employer does; -1 is an unknown one."""

UNKNOWN = 5
"""The level of an unknown occupation and the class of an unknown place."""


@inlined
def best_level(held: U32, keys: I64, asked: int) -> int:
    """The most levels an occupation shares with one of those held, 5 where either is unknown.

    Keys differ the less the more levels they share.
    """
    if asked == 0 or len(held) == 0:
        return UNKNOWN
    apart = np.int64(1 << 62)
    for kind in held:
        apart = min(apart, keys[kind] ^ asked)
    return int(apart < 1) + int(apart < 1 << 8) + int(apart < 1 << 16) + int(apart < 1 << 24)


@inlined
def ruled_out(unwanted: I32, first: int, last: int, traits: I32, row: int) -> bool:
    """Whether a vacancy has a trait that the worker, whose list goes from `first` to `last`, rules out."""
    out = False
    for t in range(first, last):
        for trait in range(traits.shape[1]):
            out = out or traits[row, trait] == unwanted[t]
    return out


@inlined
def wage_part(offer: int, expected: int, w: Weights) -> float:
    """As `comparisons.wage_value`, for one vacancy."""
    if expected < 0 or offer < 0:
        return w.wage_unknown
    value = (offer / expected - w.wage_floor) / w.wage_width
    return min(max(value, 0.0), 1.0)


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
    for t in range(out, at, -1):
        kept.score[t] = kept.score[t - 1]
        kept.row[t] = kept.row[t - 1]
        kept.at[t] = kept.at[t - 1]
    kept.score[at], kept.row[at], kept.at[at] = score, row, slot
    kept.hire[slot], kept.worth[slot], kept.employer[slot] = hire, worth, employer
    return n + 1 if out == n else n


@inlined
def clear(kept: Kept) -> None:
    """Begin an empty list: entries below every score, of nobody."""
    for t in range(len(kept.score)):
        kept.score[t], kept.employer[t] = -1.0, NOBODY
