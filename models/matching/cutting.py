"""The compiled cutting of a block: what is sorted once for the whole market is only filtered for a set of places."""

from typing import NamedTuple

from models.matching.columns import I16, I32, U32, Floats
from models.matching.compiled import compiled


class Sorted(NamedTuple):
    """Postings of the whole market by skill, small group and least weight; lists by group, best bare first.

    `rows` and `list_rows` are rows of the layout; `shares` is the most of a vacancy its skill covers.
    """

    rows: U32
    skills: I32
    shares: Floats
    list_rows: U32
    list_groups: I32


class Cut(NamedTuple):
    """The arrays of a block that are filled, long enough for all that can be kept."""

    starts: U32
    runs: U32
    postings: U32
    glances: U32
    most_shares: Floats
    list_starts: U32
    list_rows: U32
    list_glances: U32
    list_bares: I16


@compiled
def cut_postings(number: I32, glances: U32, every: Sorted, cut: Cut) -> int:
    """Keep the postings of the rows that have a `number` in the block; returns how many runs they make."""
    n, n_runs, skill, group = 0, 0, -1, 0
    for at in range(len(every.rows)):
        row = every.rows[at]
        if number[row] < 0:
            continue
        glance = glances[row]
        new_skill = every.skills[at] != skill
        if new_skill:
            for passed in range(skill + 1, every.skills[at] + 1):
                cut.starts[passed] = n_runs
            skill = every.skills[at]
        if new_skill or glance >> 20 != group:
            group = glance >> 20
            cut.runs[n_runs] = n
            n_runs += 1
        cut.postings[n] = number[row]
        cut.glances[n] = glance
        cut.most_shares[skill] = max(cut.most_shares[skill], every.shares[at])
        n += 1
    for passed in range(skill + 1, len(cut.starts)):
        cut.starts[passed] = n_runs
    cut.runs[n_runs] = n
    return n_runs


@compiled
def cut_lists(number: I32, glances: U32, bares: I16, every: Sorted, cut: Cut) -> None:
    """Keep the rows of each occupation group that have a `number` in the block."""
    n, group = 0, -1
    for at in range(len(every.list_rows)):
        row = every.list_rows[at]
        if number[row] < 0:
            continue
        for passed in range(group + 1, every.list_groups[at] + 1):
            cut.list_starts[passed] = n
        group = every.list_groups[at]
        cut.list_rows[n] = number[row]
        cut.list_glances[n] = glances[row]
        cut.list_bares[n] = bares[row]
        n += 1
    for passed in range(group + 1, len(cut.list_starts)):
        cut.list_starts[passed] = n
