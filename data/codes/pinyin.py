"""Names in the order of their pinyin, as a telephone book has them, and their initials as people type them."""

from collections.abc import Callable, Mapping
from functools import cache
from string import ascii_lowercase, ascii_uppercase

from data.codes.tables import rows

COMPOUND = 2
"""Surnames of two characters that are read otherwise than their characters."""

LOWER = dict(zip(map(ord, ascii_uppercase), ascii_lowercase, strict=True))


class _NothingElse(dict[int, str]):
    """A table for `str.translate` that leaves out what it does not know."""

    def __missing__(self, letter: int) -> str:
        return ""


def sort_key(name: str) -> str:
    """By pinyin with tone, then by character, one after the other: everybody called 张 before any 章.

    `王伟` is `wang2王wei3伟`. Whoever sorts bytes needs no Chinese collation, and names that begin the same
    have keys that begin the same, except after a surname of two characters that is read otherwise.
    """
    surname, rest = _apart(name)
    return _surname_keys().get(surname, "") + rest.translate(_keys())


def initials(name: str) -> str:
    """The first letter of each character: `王伟` is `ww`; what nobody can read has none."""
    surname, rest = _apart(name)
    return _surname_initials().get(surname, "") + rest.translate(_initials())


def beginnings(name: str) -> tuple[str, ...]:
    """With what the keys of all names begin that begin so: `尉` alone may be 尉 or 尉迟."""
    longer = (s for s in _surnames() if len(s) == COMPOUND and s[0] == name)
    return (sort_key(name), *(f"{_surnames()[s][0]}{name}" for s in longer))


def _apart(name: str) -> tuple[str, str]:
    """A surname that is read otherwise than elsewhere, and what follows; all of it where it is not."""
    surnames = _surnames()
    for length in (COMPOUND, 1):
        if name[:length] in surnames:
            return name[:length], name[length:]
    return "", name


@cache
def _surnames() -> Mapping[str, tuple[str, ...]]:
    """Surnames that are read otherwise than the same characters elsewhere: 单 is `shan4`."""
    return {row["surname"]: tuple(row["readings"].split()) for row in rows("surname_readings.csv")}


@cache
def _keys() -> Mapping[int, str]:
    return LOWER | _each(lambda reading, letter: reading + letter)


@cache
def _initials() -> Mapping[int, str]:
    plain = {ord(letter): letter for letter in ascii_lowercase}
    return _NothingElse(LOWER | plain | _each(lambda reading, _: reading[0]))


@cache
def _surname_keys() -> Mapping[str, str]:
    pairs = {s: zip(readings, s, strict=True) for s, readings in _surnames().items()}
    return {s: "".join(r + letter for r, letter in pair) for s, pair in pairs.items()}


@cache
def _surname_initials() -> Mapping[str, str]:
    return {s: "".join(reading[0] for reading in readings) for s, readings in _surnames().items()}


def _each(said: Callable[[str, str], str]) -> dict[int, str]:
    """What is said of each character that has a reading, by its code point."""
    return {
        ord(letter): said(row["reading"], letter)
        for row in rows("readings.csv")
        for letter in row["characters"]
    }
