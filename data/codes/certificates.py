"""Certificate levels and statutory categories: the names and order of what is certified."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data.codes.occupations import occupations
from data.codes.tables import rows


@dataclass(frozen=True, slots=True)
class CertificateLevel:
    """`rank` orders levels from the lowest, 0; `high_skill` counts towards 高技能人才."""

    code: str
    name: str
    aliases: tuple[str, ...]
    rank: int
    high_skill: bool


@cache
def certificate_levels() -> Mapping[str, CertificateLevel]:
    """The levels by code, lowest first."""
    found = [
        CertificateLevel(
            row["code"],
            row["name"],
            tuple(row["aliases"].split(";")),
            int(row["rank"]),
            row["high_skill"] == "1",
        )
        for row in rows("certificate_levels.csv")
    ]
    return {level.code: level for level in found}


def is_certificate(text: str) -> bool:
    """Whether a text is `occupation:level` with both known, as `6-18-02-04:4`."""
    occupation, _, level = text.partition(":")
    return occupation in occupations() and level in certificate_levels()


@cache
def statutory_categories() -> Mapping[str, str]:
    """The names of D1-D9 of 晋政办发〔2024〕33号."""
    return {row["code"]: row["name"] for row in rows("statutory_categories.csv")}
