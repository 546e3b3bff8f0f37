"""The occupation groups of a market by level, numbered, and where a worker's occupations stand among them."""

from typing import NamedTuple

import numpy as np

from models.matching.columns import I32, I64, Ints

SMALLS = 4096
"""Small groups a glance tells apart; all beyond are one."""

ROOT, NO_OCCUPATION = 0, 1
"""The two occupation lists that are no group: every known occupation, and the unknown."""


def first_small(keys: tuple[I64, ...]) -> int:
    """The number of the first small group; groups are numbered level by level."""
    return 2 + len(keys[0]) + len(keys[1])


def small_numbers(small: Ints) -> Ints:
    """Small groups as a glance holds them: 0 unknown (below 0), the last for all beyond its room."""
    return np.where(small < 0, 0, np.minimum(small + 1, SMALLS - 1))


def occupation_groups(occupation: Ints) -> tuple[I32, tuple[I64, ...], int]:
    """For each vacancy its group at the four levels and above, the groups' keys by level, how many."""
    groups = np.zeros((len(occupation), 5), np.int32)
    groups[:, 0] = np.where(occupation == 0, NO_OCCUPATION, ROOT)
    keys: list[I64] = []
    n = 2
    for level in range(1, 5):
        distinct, at = np.unique(occupation >> (8 * (4 - level)), return_inverse=True)
        groups[:, level] = np.where(occupation == 0, -1, n + at)
        keys.append(distinct.astype(np.int64))
        n += len(distinct)
    return groups, tuple(keys), n


class Kinds(NamedTuple):
    """The distinct occupations of some workers: key, and group at each of the four levels (-1 none).

    `smalls` are numbers as a glance holds them: the small group (0 none), and from where to where
    those of its middle group go.
    """

    keys: I64
    groups: I32
    smalls: I32


def kinds(distinct: I64, group_keys: tuple[I64, ...]) -> Kinds:
    """Find the groups of distinct occupation keys."""
    groups = np.full((len(distinct), 4), -1, np.int32)
    first = 2
    for level, known in enumerate(group_keys, start=1):
        prefix = distinct >> (8 * (4 - level))
        if len(known):
            at = np.minimum(np.searchsorted(known, prefix), len(known) - 1)
            groups[:, level - 1] = np.where(known[at] == prefix, first + at, -1)
        first += len(known)
    small = small_numbers(groups[:, 2].astype(np.int64) - first_small(group_keys))
    middle = distinct >> 16
    span = [np.searchsorted(group_keys[2], (middle + up) << 8) + 1 for up in (0, 1)]
    smalls = np.minimum(np.column_stack([small, *span]), SMALLS - 1)
    return Kinds(distinct, groups, smalls.astype(np.int32))
