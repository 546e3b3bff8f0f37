"""Counts of people too small to show, in one line or in a table, with those that would give them away."""

from collections.abc import Mapping

from models.referring.funnel import LEAST, suppressed

Cell = tuple[str, str]
"""A row and a column."""


def hidden(counts: Mapping[Cell, int], apart: frozenset[str] = frozenset()) -> frozenset[Cell]:
    """The cells of a table that must not be shown: the small ones, and more where totals would tell them.

    Every row and every column is looked at until no line hides one cell alone. Rows that are `apart` are
    in no column's total: to hide one of theirs protects nobody there.
    """
    gone: set[Cell] = {cell for cell, n in counts.items() if 0 < n < LEAST}
    inside = {cell: n for cell, n in counts.items() if cell[0] not in apart}
    lines = [*_lines(counts, 0), *_lines(inside, 1)]
    changed = True
    while changed:
        changed = False
        for line in lines:
            if sum(cell in gone for cell in line) != 1:
                continue
            others = [cell for cell in line if cell not in gone and counts[cell] >= LEAST]
            if others:
                gone.add(min(others, key=lambda cell: (counts[cell], cell)))
                changed = True
    return frozenset(gone)


def shown_in_line(counts: Mapping[str, int]) -> Mapping[str, int | None]:
    """A line of counts whose sum is known as well; None where one is not shown."""
    return dict(zip(counts, suppressed(list(counts.values())), strict=True))


def _lines(counts: Mapping[Cell, int], side: int) -> list[list[Cell]]:
    lines: dict[str, list[Cell]] = {}
    for cell in counts:
        lines.setdefault(cell[side], []).append(cell)
    return list(lines.values())
