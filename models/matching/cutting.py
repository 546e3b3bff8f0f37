"""The compiled cutting of a block: postings by skill and spans by occupation group of some vacancies."""

from models.matching.columns import I32, U32, Bools, Ints
from models.matching.compiled import compiled


@compiled
def cut_postings(
    asked_starts: Ints, asked: I32, required: Bools, starts: U32, postings: U32
) -> None:
    """Turn each row's skills into each skill's rows, in rising order; `starts` has two entries to spare."""
    for at in range(len(asked)):
        starts[asked[at] + 2] += 1
    for skill in range(2, len(starts)):
        starts[skill] += starts[skill - 1]
    for row in range(len(asked_starts) - 1):
        for at in range(asked_starts[row], asked_starts[row + 1]):
            to = starts[asked[at] + 1]
            postings[to] = 2 * row + required[at]
            starts[asked[at] + 1] = to + 1


@compiled
def cut_groups(groups: I32, firsts: U32, lasts: U32) -> None:
    """Find from where to where the rows of each occupation group go; they lie side by side."""
    for row in range(len(groups)):
        for level in range(groups.shape[1]):
            group = groups[row, level]
            if group >= 0:
                if lasts[group] == 0:
                    firsts[group] = row
                lasts[group] = row + 1
