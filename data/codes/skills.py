"""Skills: the words of the lexicon, how else they are written, and the occupations they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data.codes.tables import rows


@dataclass(frozen=True, slots=True)
class Skill:
    """A word of the lexicon with its aliases; `occupations` are codes or prefixes of codes."""

    word: str
    aliases: tuple[str, ...]
    occupations: tuple[str, ...]


@cache
def skills() -> Mapping[str, Skill]:
    """The lexicon by word."""
    found = [
        Skill(row["word"], _split(row["aliases"]), _split(row["occupations"]))
        for row in rows("skills.csv")
    ]
    return {skill.word: skill for skill in found}


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)
