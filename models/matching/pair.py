"""Compiled parts of comparing one worker with one vacancy, and of keeping the best, shared by all searches."""

from models.matching.columns import I32, I64, U32
from models.matching.compiled import inlined
from models.matching.packed import Kept, Weights

UNKNOWN = 5
"""The level of an unknown occupation and the class of an unknown place."""


@inlined
def shared_level(a: int, b: int) -> int:
    """Levels of the occupation tree two keys share."""
    apart = a ^ b
    return (apart < 1) + (apart < 1 << 8) + (apart < 1 << 16) + (apart < 1 << 24)


@inlined
def best_level(held: U32, keys: I64, asked: int) -> int:
    """The most levels an occupation shares with one of those held, 5 where either is unknown."""
    if asked == 0 or len(held) == 0:
        return 5
    most = 0
    for kind in held:
        level = shared_level(keys[kind], asked)
        most = max(most, level)
    return most


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
def place(
    kept: Kept, n: int, score: float, row: int, hire: int, worth: int, employer: int, cap: int
) -> int:
    """Put a vacancy into the list if it belongs there; returns how many the list then holds.

    With `cap` of its employer's already kept it must beat the worst of those, else the worst of all:
    lists with at most `cap` an employer are the bases of a matroid, so this exchange stays exact.
    """
    same, out = 0, -1
    for t in range(n):
        if kept.employer[t] == employer:
            same += 1
            out = t
    if same < cap:
        out = n if n < len(kept.row) else n - 1
    if out < n and not (
        score > kept.score[out] or (score == kept.score[out] and row < kept.row[out])
    ):
        return n
    at = out
    while at > 0 and (
        score > kept.score[at - 1] or (score == kept.score[at - 1] and row < kept.row[at - 1])
    ):
        kept.score[at] = kept.score[at - 1]
        kept.row[at] = kept.row[at - 1]
        kept.hire[at] = kept.hire[at - 1]
        kept.worth[at] = kept.worth[at - 1]
        kept.employer[at] = kept.employer[at - 1]
        at -= 1
    kept.score[at] = score
    kept.row[at] = row
    kept.hire[at] = hire
    kept.worth[at] = worth
    kept.employer[at] = employer
    return n + 1 if out == n else n
