"""Skills: the words of the lexicon, how else they are written, and the occupations they belong to."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data.codes.tables import rows


@dataclass(frozen=True, slots=True)
class Skill:
    """A word of the lexicon with its aliases; `occupations` are codes or prefixes of codes.

    An alias is another name of the same thing, for who has the one has the other. What is only near it, a
    part or a kind of it or a tool for it, is a skill of its own.
    """

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


def listed_word(name: str) -> str:
    """The word under which the lexicon lists a skill (`电焊` is 焊接, `CAD` AutoCAD), else the name itself."""
    return _by_name().get(_spelt(name), name)


@cache
def _by_name() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for skill in skills().values():
        for name in (skill.word, *skill.aliases):
            found.setdefault(_spelt(name), skill.word)
    return found


def _spelt(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().lower()


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)
