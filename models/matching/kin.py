"""What training learned of closeness, as matching reads it: small groups and skills that stand in for others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from data.codes.skills import counts_as, listed_word
from models.matching.columns import U8, Ints, Lists, occupation_key, picked

WHOLE = 100
"""Hundredths that a skill counts which the worker has; a kin skill counts less."""


@dataclass(frozen=True, slots=True)
class Kin:
    """Learned on top of the tree: `groups` are small groups as close to one as its own occupations are,
    `skills` other skills by listed word with the hundredths that it counts for them.
    """

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skills: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


NO_KIN = Kin()
"""Before anything was learned the tree alone counts."""


def kin_occupations(own: Lists, kin: Kin) -> Lists:
    """For each worker's occupations the small groups that are kin to theirs, as prefix keys."""
    if not kin.groups or not len(own.values):
        return Lists(np.zeros(len(own.starts), np.int64), np.zeros(0, np.int32))
    known = {
        occupation_key(group, fill=0) >> 8: [occupation_key(other, fill=255) for other in others]
        for group, others in kin.groups.items()
    }
    groups, at = np.unique(own.values >> 8, return_inverse=True)
    keys = end_to_end([known.get(int(group), []) for group in groups])
    each = picked(keys, at)
    return Lists(each.starts[own.starts], each.values)


def kin_of_groups(own: Sequence[int], kin: Kin) -> list[int]:
    """The same for one worker's occupations."""
    groups = [group_code(key) for key in own] if kin.groups else []
    return [occupation_key(other, fill=255) for g in groups for other in kin.groups.get(g, ())]


@cache
def group_code(key: int) -> str:
    """The code of the small group that an occupation key lies in; of a prefix above it no code that is one."""
    major, *rest = (byte - 1 for byte in (key >> 24, key >> 16 & 255, key >> 8 & 255))
    return "-".join([str(major), *(f"{part:02d}" for part in rest)])


def end_to_end(rows: list[list[int]]) -> Lists:
    """Lists of numbers as one `Lists`."""
    lengths = np.array([len(row) for row in rows], np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Lists(starts, np.array([number for row in rows for number in row], np.int32))


@dataclass(frozen=True, slots=True)
class Shared:
    """Each worker's skills once, with the hundredths that each counts."""

    skills: Lists
    share: U8

    def of(self, rows: Ints) -> "Shared":
        """Only these workers, in this order."""
        picked_share = picked(Lists(self.skills.starts, self.share.astype(np.int32)), rows).values
        return Shared(picked(self.skills, rows), picked_share.astype(np.uint8))


def kin_skills(
    held: Lists, words: tuple[str, ...], numbers: Mapping[str, tuple[int, ...]], kin: Kin
) -> Shared:
    """The market's skills of each worker with what they count; `held` are lists of numbers of `words`."""
    entries = [counting(word, numbers, kin) for word in words]
    skills = end_to_end([[skill for skill, _ in row] for row in entries])
    counts = end_to_end([[share for _, share in row] for row in entries])
    rows_of_words = held.values.astype(np.int64)
    each = picked(skills, rows_of_words)
    starts = each.starts[held.starts]
    share = picked(Lists(skills.starts, counts.values), rows_of_words).values
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    order = np.lexsort((-share, each.values, rows))
    rows, values, share = rows[order], each.values[order], share[order]
    first = np.ones(len(values), np.bool_)
    first[1:] = (rows[1:] != rows[:-1]) | (values[1:] != values[:-1])
    kept = np.bincount(rows[first], minlength=len(starts) - 1)
    return Shared(
        Lists(np.concatenate([[0], np.cumsum(kept)]).astype(np.int64), values[first]),
        share[first].astype(np.uint8),
    )


def by_skill(words: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """The numbers of a market's words by the skill that each names; one skill may be asked for under several."""
    found: dict[str, list[int]] = {}
    for number, name in enumerate(words):
        found.setdefault(listed_word(name), []).append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


def counting(word: str, numbers: Mapping[str, tuple[int, ...]], kin: Kin) -> list[tuple[int, int]]:
    """The market's skills that one held word counts for: whole what it is and implies, in part their kin."""
    held = counts_as(word)
    found = [(number, WHOLE) for skill in held for number in numbers.get(skill, ())]
    return found + [
        (number, share)
        for skill in held
        for other, share in kin.skills.get(skill, ())
        for number in numbers.get(listed_word(other), ())
    ]
