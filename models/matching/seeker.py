"""One worker read against a market from plain facts: what `encode_workers` makes of a table of one row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any, cast

import numpy as np
import pyarrow as pa

from data.codes.regions import reach_matrix
from data.schema import HOURS, REACHES
from models.matching.columns import U8, U64, Lists
from models.matching.kin import counting, kin_of_groups
from models.matching.market import ANY_HOURS, LARGEST_FEN, Market
from models.matching.papers import met_by
from models.matching.seekers import (
    USUAL_REACH,
    Seekers,
    distance_classes,
    known_rank,
    worker_key,
)
from models.matching.unwanted import written

Facts = Mapping[str, object]
"""Snapshot columns by name: texts, whole numbers, dates, flags, lists of words; None is unknown."""

HOURS_BITS = {name: 1 << at for at, name in enumerate(HOURS) if name != "any"}


def encode_worker(facts: Facts, market: Market) -> Seekers:
    """The only row of `encode_workers` of the same facts; columns of one value cost more than all else."""
    wish, last = _fen(facts, "wish_wage_fen"), _fen(facts, "last_wage_fen")
    expected = wish if wish > 0 else last
    region = cast("str | None", facts.get("region"))
    homes = () if region is None else (region,)
    own = _rising(_read(_worked(facts), worker_key))
    skills = _counted(_words(facts, "skills"), market)
    return Seekers(
        ids=pa.array([facts["worker_id"]], pa.string()),
        homes=homes,
        home=_one(len(homes) - 1, np.int32),
        reach=_one(_reach(facts), np.uint8),
        classes=_classes(homes, market.places),
        education=_one(_education(facts), np.int64),
        age=_one(_age(facts, market.as_of), np.int64),
        female=np.array([facts.get("sex") == "2"], np.bool_),
        hours=_one(_hours(facts), np.uint8),
        floor=_one((9 * wish + 9) // 10 if wish > 0 else 0, np.int64),
        expected=_one(expected if expected > 0 else -1, np.int64),
        experience=_one(_whole(facts, "experience_months"), np.int64),
        own=_list(own),
        past=_list(_rising([*own, *kin_of_groups(own, market.kin)])),
        wish=_list(_read(_words(facts, "wish_occupations"), worker_key)),
        skills=_list(sorted(skills)),
        skill_share=np.array([skills[skill] for skill in sorted(skills)], np.uint8),
        n_skills=_one(_n_words(facts, "skills"), np.int64),
        papers=_papers(facts, market),
        certificates=pa.array([facts.get("certificates")], pa.list_(pa.string())),
        unwanted=_list(_read(_words(facts, "unwanted"), partial(_trait, market=market))),
    )


def _one(value: int, kind: type[np.integer]) -> np.ndarray[Any, np.dtype[Any]]:
    return np.array([value], kind)


def _list(values: Sequence[int]) -> Lists:
    return Lists(np.array([0, len(values)], np.int64), np.array(values, np.int32))


def _words(facts: Facts, name: str) -> list[str]:
    return cast("list[str] | None", facts.get(name)) or []


def _worked(facts: Facts) -> list[str]:
    last = cast("str | None", facts.get("last_occupation"))
    return [*([] if last is None else [last]), *_words(facts, "past_occupations")]


def _whole(facts: Facts, name: str) -> int:
    value = cast("int | None", facts.get(name))
    return -1 if value is None else value


def _fen(facts: Facts, name: str) -> int:
    return min(_whole(facts, name), LARGEST_FEN)


def _read(words: Iterable[str], read: Callable[[str], int]) -> list[int]:
    """Words as numbers; what is none is left out."""
    return [number for number in map(read, words) if number >= 0]


def _rising(numbers: Iterable[int]) -> list[int]:
    return sorted(set(numbers))


def _reach(facts: Facts) -> int:
    said = cast("str | None", facts.get("reach"))
    return USUAL_REACH if said is None else REACHES.index(said)


def _education(facts: Facts) -> int:
    code = cast("str | None", facts.get("education"))
    return -1 if code is None else known_rank(code)


def _age(facts: Facts, as_of: date) -> int:
    born = cast("date | None", facts.get("birth_on"))
    if born is None:
        return -1
    return as_of.year - born.year - ((born.month, born.day) > (as_of.month, as_of.day))


def _hours(facts: Facts) -> int:
    return HOURS_BITS.get(cast("str", facts.get("wish_hours")), ANY_HOURS)


def _n_words(facts: Facts, name: str) -> int:
    words = cast("list[str] | None", facts.get(name))
    return -1 if words is None else len(words)


def _counted(words: Iterable[str], market: Market) -> dict[int, int]:
    """The market's skills that held words count for, each by the most that any of them gives it."""
    most: dict[int, int] = {}
    for word in words:
        for skill, share in counting(word, market.skill_numbers, market.kin):
            most[skill] = max(share, most.get(skill, 0))
    return most


def _papers(facts: Facts, market: Market) -> U64:
    held = {*_words(facts, "licences"), *_words(facts, "certificates")}
    bits = np.zeros((1, market.papers.shape[1]), np.uint64)
    for demands in met_by(held, market.paper_codes).values() if held else ():
        for number in demands:
            bits[0, number // 64] |= np.uint64(1 << number % 64)
    return bits


def _trait(word: str, market: Market) -> int:
    return market.trait_number.get(written(word), -1)


def classes_from(home: str, market: Market) -> U8:
    """Distance classes of the market's places seen from one county, as `Seekers.classes`."""
    return _classes((home,), market.places)


@lru_cache(maxsize=256)
def _classes(homes: tuple[str, ...], places: tuple[str, ...]) -> U8:
    """Everybody of one county has the same way to every place."""
    return distance_classes(homes, places, reach_matrix)
