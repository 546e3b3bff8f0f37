"""Papers of which one is enough: `A2/B2`, `电工证或焊工证`, `C1和C2驾照均可`."""

import re

from data.codes.licences import licences

Named = tuple[str, str, int, int]
"""Kind, word, and where it starts and ends in its clause."""

Place = tuple[int, int, str]
"""Where a paper starts and ends, and which it is."""

BOTH = re.compile(r"[和及且并]|同时")
OR = re.compile(r"[^。;,、]{0,4}或者?[^。;,、或]{0,3}")
STROKE = re.compile(rf"{OR.pattern}|/")
ROW = re.compile(r"[^。;,]{0,4}(?:[、/和及与或]|以及)[^。;,]{0,3}")
ANY_DOES = re.compile(
    r"[^。;,学年性男户经工]{0,6}?(?:(?:均|都|皆)(?:可以?|行)(?![培办代后]|以?入职)|(?:其一|之一|任一|任意一))"
)
"""`电工证、焊工证均可`; `焊工证年龄均可` is said of something else."""


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
    """The different papers of a clause of which it says that one is enough."""
    papers = sorted((start, end, word) for kind, word, start, end in named if kind == "licence")
    enough: set[str] = set()
    row: list[str] = []
    for n, (_, end, word) in enumerate(papers):
        row.append(word)
        following = papers[n + 1] if n + 1 < len(papers) else None
        if following and word != following[2] and _either(clause, papers[n], following):
            enough |= {word, following[2]}
        if following and ROW.fullmatch(clause, end, following[0]):
            continue
        if len(set(row)) > 1 and ANY_DOES.match(clause, end, end + NEAR):
            enough.update(row)
        row = []
    return frozenset(enough)


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
