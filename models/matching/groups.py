"""The occupation groups of a market by level, numbered, and where a worker's occupations stand among them."""

from typing import NamedTuple

import numpy as np

from models.matching.columns import I32, I64, N_LEVELS, Ints


def occupation_groups(occupation: Ints) -> tuple[I32, tuple[I64, ...], int]:
    """For each vacancy its group at the four levels (-1 none), the groups' keys by level, how many."""
    groups = np.zeros((len(occupation), N_LEVELS), np.int32)
    keys: list[I64] = []
    n = 0
    for level in range(N_LEVELS):
        prefix = occupation >> (8 * (N_LEVELS - 1 - level))
        distinct, at = np.unique(prefix, return_inverse=True)
        groups[:, level] = np.where(occupation == 0, -1, n + at)
        keys.append(distinct.astype(np.int64))
        n += len(distinct)
    return groups, tuple(keys), n


class Kinds(NamedTuple):
    """The distinct occupations of some workers: key, and group at each of the four levels (-1 none)."""

    keys: I64
    groups: I32


def kinds(distinct: I64, group_keys: tuple[I64, ...]) -> Kinds:
    """Find the groups of distinct occupation keys."""
    groups = np.full((len(distinct), N_LEVELS), -1, np.int32)
    first = 0
    for level, known in enumerate(group_keys):
        prefix = distinct >> (8 * (N_LEVELS - 1 - level))
        if len(known):
            at = np.minimum(np.searchsorted(known, prefix), len(known) - 1)
            groups[:, level] = np.where(known[at] == prefix, first + at, -1)
        first += len(known)
    return Kinds(distinct, groups)
