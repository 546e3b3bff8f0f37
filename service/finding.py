"""Use case: finding people by what a counselor types, and the places and occupations that it may mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from data.codes.occupations import occupations
from data.codes.regions import XINZHOU_UNITS, regions, townships
from data.records import caseload_lists
from data.records.caseload_lists import Listed, Sort, Wanted
from data.store import Connection

ID_NUMBER = re.compile(r"\d{17}[\dXx]")
PHONE = re.compile(r"1\d{10}")
ENDING = re.compile(r"\d{3,5}[\dXx]")
MASKED = re.compile(r"(\d{0,6})[*＊•●]+(\d{3,5}[\dXx])")
"""As lists and papers show a number: its beginning and its end."""

INITIALS = re.compile(r"[A-Za-z]{2,4}")
OWN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{2,63}")
LONGEST = 60
MEANT = 6

Filter = Literal["county", "township", "occupation"]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, taken apart; a whole number leaves nothing else to ask."""

    name: str = ""
    initials: str = ""
    beginning: str = ""
    ending: str = ""
    worker_id: str = ""
    id_number: str = ""
    phone: str = ""
    county: str = ""
    township: str = ""
    occupation: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A place or an occupation that the words may mean: by which filter, and what it is called."""

    filter: Filter
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found, in order, and what the words may mean besides."""

    people: tuple[Listed, ...]
    meanings: tuple[Meaning, ...]
    more: bool = False


def read(text: str) -> Typed:
    """Words apart by spaces: a number, the ends of one, an own id, initials, a place, an occupation, a name.

    A word alone is a name first: `高原` may be somebody. Beside other words a place or an occupation that
    is called exactly so narrows the search.
    """
    words = text[:LONGEST].replace("\u3000", " ").split()
    typed = Typed()
    for word in words:
        meant = _exactly(word) if len(words) > 1 else None
        if ID_NUMBER.fullmatch(word):
            typed = replace(typed, id_number=word.upper())
        elif PHONE.fullmatch(word):
            typed = replace(typed, phone=word)
        elif masked := MASKED.fullmatch(word):
            typed = replace(typed, beginning=masked[1], ending=masked[2].upper())
        elif ENDING.fullmatch(word):
            typed = replace(typed, ending=word.upper(), worker_id="" if len(words) > 1 else word)
        elif INITIALS.fullmatch(word):
            typed = replace(typed, initials=word.lower())
        elif OWN_ID.fullmatch(word):
            typed = replace(typed, worker_id=word)
        elif meant is not None:
            typed = replace(typed, **{meant.filter: meant.value})
        else:
            typed = replace(typed, name=typed.name + word)
    return typed


def find(db: Connection, text: str, within: Wanted, *, limit: int = 50) -> Found:
    """Whoever is meant, among those asked for; numbers find one person whatever the filters say."""
    typed = read(text)
    exact = _exact(db, typed, limit + 1)
    if exact is not None:
        return Found(exact[:limit], (), more=len(exact) > limit)
    narrowed = replace(
        within,
        seeking=False,
        name=typed.name or None,
        initials=typed.initials or None,
        region=typed.county or within.region,
        township=typed.township or within.township,
        occupation=typed.occupation or within.occupation,
    )
    words = (typed.county, typed.township, typed.occupation, typed.name, typed.initials)
    if not any(words):
        return Found((), ())
    order: Sort = "initials" if typed.initials and not typed.name else "name"
    people = caseload_lists.page(db, narrowed, order, limit=limit + 1)
    return Found(people[:limit], meanings(typed.name), more=len(people) > limit)


def meanings(word: str) -> tuple[Meaning, ...]:
    """Places that begin so and occupations that contain it, the nearest in length first."""
    if len(word) < 2:
        return ()
    places = [m for m in _places() if m.label.startswith(word)]
    works = [
        Meaning("occupation", o.code, o.name)
        for o in occupations().values()
        if o.level == 4 and word in o.name
    ]
    return tuple(sorted([*places, *works], key=lambda m: len(m.label))[:MEANT])


def _exact(db: Connection, typed: Typed, limit: int) -> tuple[Listed, ...] | None:
    if typed.id_number:
        return caseload_lists.by_id_number(db, typed.id_number)
    if typed.phone:
        return caseload_lists.by_phone(db, typed.phone)
    if typed.worker_id:
        own = tuple(caseload_lists.some(db, [typed.worker_id]).values())
        if own or not typed.ending:
            return own
    if not typed.ending:
        return None
    return caseload_lists.ending(
        db, typed.ending, first=typed.beginning, name=typed.name or None, limit=limit
    )


def _exactly(word: str) -> Meaning | None:
    """The one place or occupation that is called so, with or without its ending."""
    if len(word) < 2:
        return None
    short = {m.label: m for m in reversed(_places())}
    for ending in ("", "区", "县", "市", "镇", "乡", "街道"):
        if f"{word}{ending}" in short:
            return short[f"{word}{ending}"]
    named = [o for o in occupations().values() if o.level == 4 and o.name == word]
    return Meaning("occupation", named[0].code, word) if named else None


def _places() -> Sequence[Meaning]:
    units = [Meaning("county", code, regions()[code].name) for code in sorted(XINZHOU_UNITS)]
    towns = [Meaning("township", t.code, t.name) for t in townships().values()]
    return (*units, *towns)
