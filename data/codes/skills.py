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
    part or a kind of it or a tool for it, is a skill of its own. `implies` are broader skills of which
    nobody who has this one lacks any: 英语四级 implies 英语, never the other way.
    """

    word: str
    aliases: tuple[str, ...]
    occupations: tuple[str, ...]
    implies: tuple[str, ...] = ()


@cache
def skills() -> Mapping[str, Skill]:
    """The lexicon by word; a ValueError where a skill implies what is not listed, or itself by a circle."""
    found = [
        Skill(
            row["word"],
            _split(row["aliases"]),
            _split(row["occupations"]),
            _split(row["implies"]),
        )
        for row in rows("skills.csv")
    ]
    listed = {skill.word: skill for skill in found}
    for skill in found:
        if skill.word in _broader(skill.word, listed):
            raise ValueError(f"skills.csv: {skill.word} implies itself")
    return listed


def listed_word(name: str) -> str:
    """The word under which the lexicon lists a skill (`电焊` is 焊接, `CAD` AutoCAD), else the name itself."""
    return _by_name().get(_spelt(name), name)


def counts_as(name: str) -> tuple[str, ...]:
    """The listed words a skill counts as, its own first, then all that it implies, the nearest first.

    A name that is not listed counts as itself alone.
    """
    word = listed_word(name)
    return (word, *_broader(word, skills())) if word in skills() else (word,)


def _broader(word: str, listed: Mapping[str, Skill]) -> tuple[str, ...]:
    """All that a word implies, itself too where there is a circle."""
    found: dict[str, None] = {}
    ahead = list(listed[word].implies)
    while ahead:
        broad = ahead.pop(0)
        if broad not in listed:
            raise ValueError(f"skills.csv: {word} implies {broad}, which is not listed")
        if broad not in found:
            found[broad] = None
            ahead += listed[broad].implies
    return tuple(found)


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
