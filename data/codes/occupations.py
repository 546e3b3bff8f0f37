"""Occupations: the tree of the 2022 classification, and those common in Xinzhou."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data.codes.tables import rows


@dataclass(frozen=True, slots=True)
class Occupation:
    """A node of the tree: level 1 大类, 2 中类, 3 小类, 4 职业; `parent` is empty at the top."""

    code: str
    name: str
    level: int
    parent: str


@dataclass(frozen=True, slots=True)
class LocalOccupation:
    """An occupation common in Xinzhou; the wage band is seed data a month, never a guide price."""

    code: str
    title: str
    skills: tuple[str, ...]
    wage_low_fen: int
    wage_high_fen: int
    basis: str
    note: str


@cache
def occupations() -> Mapping[str, Occupation]:
    """The whole tree by code."""
    found = [
        Occupation(row["code"], row["name"], int(row["level"]), row["parent"])
        for row in rows("occupations.csv")
    ]
    return {occupation.code: occupation for occupation in found}


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above, nearest first: `4-10-01`, `4-10`, `4` for `4-10-01-06`."""
    parts = code.split("-")
    return tuple("-".join(parts[:n]) for n in range(len(parts) - 1, 0, -1))


@cache
def local_occupations() -> tuple[LocalOccupation, ...]:
    """The local list in its own order."""
    return tuple(
        LocalOccupation(
            row["code"],
            row["title"],
            tuple(row["skills"].split(";")),
            int(row["wage_low_fen"]),
            int(row["wage_high_fen"]),
            row["basis"],
            row["note"],
        )
        for row in rows("occupations_local.csv")
    )
