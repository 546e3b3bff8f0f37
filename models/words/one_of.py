"""Papers and skills of which one is enough: `A2/B2`, `电工证或焊工证`, `会英语、日语均可`."""

import re
from collections.abc import Iterator
from itertools import pairwise

from data.codes.licences import licences
from data.codes.skills import counts_as
from models.words.rows import LISTED, ONE_DOES

Named = tuple[str, str, int, int]
"""Kind, word, and where it starts and ends in its clause."""

Place = tuple[int, int, str]
"""Where a paper starts and ends, and which it is."""

BOTH = re.compile(r"[和及且并]|同时")
OR = re.compile(r"[^。;,、]{0,4}或者?[^。;,、或]{0,3}")
STROKE = re.compile(rf"{OR.pattern}|/")
ROW = re.compile(r"(?:[^。;,]{0,4}(?:[、/和及与或]|以及)[^。;,]{0,3})?")
ANY_DOES = re.compile(rf"[^。;,学年性男户经工]{{0,6}}?{ONE_DOES}")
"""`电工证、焊工证均可`; `焊工证年龄均可` is said of something else."""

OR_SKILL = re.compile(r"[的者]?或者?(?:[有会能懂]|持有?|操作|开|驾驶){0,2}")
"""`有电工证或者会焊接`: the paper or the skill."""

EITHER_SKILL = re.compile(
    r"(?:语言|编程|软件)?(?:(?:均|都|皆)(?:可以?|行)(?![培学教])"
    r"|[会懂有能]?(?:其中)?(?:之一|其一|任[意选]?一[种门项]?|[一1][种门项])(?:即可|就[行可]))"
)
OR_WORD = re.compile("或者?")
"""`会英语或日语` and `Word、Excel或PPT`: in a row of skills one such word is enough."""

HEALTH = "健康证"

REFUSES = re.compile(r"[不无没免未]")

NEAR = 16
"""Letters behind a row of papers that may say that one is enough."""


def least_of_alternatives(named: list[Named], clause: str) -> list[Named]:
    """Of driving licences that are alternatives (`A2/B2`, `A2或B2`) those that another includes are enough.

    Who is asked for both (`A1和C1`) has to hold both. Every licence is compared once, by its first place.
    """
    first = {word: (start, end) for _, word, start, end in reversed(named) if word in licences()}
    enough = one_of(named, clause)
    wider = {
        word
        for word, place in first.items()
        for other in licences()[word].includes
        if other in first and (word in enough or not _both(clause, place, first[other]))
    }
    return [each for each in named if each[1] not in wider]


def one_of(named: list[Named], clause: str) -> frozenset[str]:
    """The different papers and skills of a clause of which it says that one is enough."""
    papers = _places(named, "licence")
    enough = _in_rows(papers, clause, ANY_DOES) | _paper_or_skill(named, clause)
    for one, other in pairwise(papers):
        if one[2] != other[2] and _either(clause, one, other):
            enough |= {one[2], other[2]}
    if not REFUSES.search(clause):
        skills = _places(named, "skill")
        enough |= _in_rows(skills, clause, EITHER_SKILL) | _joined_by_or(skills, clause)
        # Health and driving are asked for beside a trade: `健康证、电工证或焊工证`.
        of_trades = [place for place in papers if place[2] != HEALTH and not _drives(place[2])]
        enough |= _joined_by_or(of_trades, clause)
    listed = LISTED.search(clause)
    if listed:
        enough.update(word for start, _, word in papers if start > listed.start())
    return frozenset(enough)


def _places(named: list[Named], kind: str) -> list[Place]:
    return sorted((start, end, word) for each, word, start, end in named if each == kind)


def _rows(places: list[Place], clause: str) -> Iterator[list[Place]]:
    """The places in rows of at least two different words."""
    row: list[Place] = []
    for n, place in enumerate(places):
        row.append(place)
        if n + 1 < len(places) and ROW.fullmatch(clause, place[1], places[n + 1][0]):
            continue
        if len({word for _, _, word in row}) > 1:
            yield row
        row = []


def _joined_by_or(places: list[Place], clause: str) -> set[str]:
    """The words in rows with an `或`, unless one of a row implies another: of `四级或六级` the lesser is asked for."""
    rows = [row for row in _rows(places, clause) if OR_WORD.search(clause, row[0][1], row[-1][0])]
    words = [[word for _, _, word in row] for row in rows]
    return {
        word
        for row in words
        if not any(one in counts_as(other)[1:] for one in row for other in row)
        for word in row
    }


def _in_rows(places: list[Place], clause: str, said: re.Pattern[str]) -> set[str]:
    """The words in rows of at least two that end with what is `said`."""
    return {
        word
        for row in _rows(places, clause)
        if said.match(clause, row[-1][1], row[-1][1] + NEAR)
        for _, _, word in row
    }


def _paper_or_skill(named: list[Named], clause: str) -> set[str]:
    pairs = pairwise(sorted(named, key=lambda each: each[2]))
    return {
        word
        for one, other in pairs
        if one[0] != other[0] and OR_SKILL.fullmatch(clause, one[3], other[2])
        for word in (one[1], other[1])
    }


def _either(clause: str, one: Place, other: Place) -> bool:
    """Whether the words between say so; between classes of driving licences (`A1/A2`) a stroke does."""
    pattern = STROKE if _drives(one[2]) and _drives(other[2]) else OR
    return bool(pattern.fullmatch(clause, one[1], other[0]))


def _drives(word: str) -> bool:
    return word in licences() and licences()[word].category == "driving"


def _both(clause: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the words between two papers join them."""
    first, last = sorted((one, other))
    return bool(BOTH.search(clause[first[1] : last[0]]))
