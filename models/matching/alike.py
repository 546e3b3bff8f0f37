"""Courses and people made ready for counting: courses that give the same, people whom no rule tells apart."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from models.matching.columns import I16, I32, U8, U64, Bools, Ints, Lists
from models.matching.opening import Lessons, Offers, Pupils

AT_ONCE = 4096
"""People alike who are counted together: their counts for each course lie in a table of this width."""


class Near(NamedTuple):
    """Vacancies that some content can open, place by place from `starts`, side by side in memory with what
    is asked of everybody: `hours` is 0 where none suit, `asks` whether any skill is asked for.

    `alone` are from `contents_starts` the contents that can open each to whoever has none of these skills.
    """

    starts: Ints
    rows: I32
    ceiling: Ints
    min_education: I16
    min_age: I16
    underground: U8
    hours: U8
    asks: U8
    papers: U64
    contents_starts: Ints
    alone: I32


class Ready(NamedTuple):
    """A market's courses made ready to be counted for everybody.

    Courses that give the same are one content, `content` by course; `papers` and `skills` are what it
    gives. `near` are by place the vacancies that some content can open; of each of these vacancies
    `contents` are all that can, and `taught` the weight of the skills that each teaches; `total` is the
    weight of all skills asked for. `rows` are the same vacancies by skill asked for and place. Between two
    of `ages` one age is like another; other papers than those in `demanded` play no part.
    """

    content: I32
    papers: U64
    skills: U8
    near: Near
    contents_starts: Ints
    contents: I32
    taught: Ints
    total: Ints
    starts: Ints
    rows: I32
    ages: Ints
    demanded: U64


def make_ready(offers: Offers, lessons: Lessons, place: Ints, n_places: int) -> Ready:
    """What follows from the market and its courses alone; `place` is by vacancy, the unknown one last."""
    n, n_courses = len(place), len(lessons.place)
    content, chosen = contents(lessons.papers, lessons.skills)
    required = Lists(offers.required_starts, offers.required)
    weight = offers.rarity[required.values].astype(np.int64)
    owner = required.rows()
    total = np.bincount(owner, weight, n).astype(np.int64)
    spans = lessons.starts[np.arange(n_courses + 1) * n_places]
    rows = [lessons.rows[spans[c] : spans[c + 1]] for c in chosen]
    gives = [
        np.bincount(owner, weight * lessons.skills[c, required.values], n)[mine]
        for c, mine in zip(chosen, rows, strict=True)
    ]
    which = np.repeat(np.arange(len(chosen), dtype=np.int32), [len(mine) for mine in rows])
    row = np.concatenate([np.zeros(0, np.int32), *rows])
    taught = np.concatenate([np.zeros(0), *gives]).astype(np.int64)
    order = np.lexsort((which, row))
    which, row, taught = which[order], row[order], taught[order]
    enough = 2 * taught >= total[row]
    openable = np.unique(row)
    alone_starts = starts_of(row[enough], n)
    asked = np.flatnonzero(np.isin(owner, openable))
    cell = required.values[asked].astype(np.int64) * n_places + place[owner[asked]]
    return Ready(
        content=content,
        papers=lessons.papers[chosen],
        skills=lessons.skills[chosen],
        near=near_by(
            offers,
            openable,
            place,
            n_places,
            asks=total > 0,
            alone=Lists(alone_starts, which[enough]),
        ),
        contents_starts=starts_of(row, n),
        contents=which,
        taught=taught,
        total=total,
        starts=starts_of(cell, lessons.skills.shape[1] * n_places),
        rows=owner[asked][np.argsort(cell, kind="stable")].astype(np.int32),
        ages=np.unique(offers.min_age),
        demanded=np.bitwise_or.reduce(offers.papers[openable], axis=0),
    )


def near_by(
    offers: Offers, openable: I32, place: Ints, n_places: int, *, asks: Bools, alone: Lists
) -> Near:
    """The openable vacancies by place; `alone` are by vacancy the contents that open it without own skills."""
    rows = openable[np.argsort(place[openable], kind="stable")].astype(np.int64)
    counts = np.diff(alone.starts)[rows]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    at = np.repeat(alone.starts[:-1][rows] - starts[:-1], counts) + np.arange(starts[-1])
    return Near(
        starts=starts_of(place[openable], n_places),
        rows=rows.astype(np.int32),
        ceiling=offers.ceiling[rows],
        min_education=offers.min_education[rows].astype(np.int16),
        min_age=offers.min_age[rows].astype(np.int16),
        underground=offers.underground[rows].astype(np.uint8),
        hours=offers.hours[rows],
        asks=asks[rows].astype(np.uint8),
        papers=offers.papers[rows],
        contents_starts=starts,
        alone=alone.values[at].astype(np.int32),
    )


def contents(papers: U64, skills: U8) -> tuple[I32, Ints]:
    """By course the number of what it gives, and a course of each number."""
    as_bytes = np.ascontiguousarray(papers).view(np.uint8)
    given = np.hstack([as_bytes, skills])
    _, chosen, content = np.unique(given, axis=0, return_index=True, return_inverse=True)
    return content.reshape(-1).astype(np.int32), chosen.astype(np.int64)


def starts_of(cells: Ints | I32, n: int) -> Ints:
    """Where each of `n` cells begins among these, once they are in order, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(np.bincount(cells, minlength=n))]).astype(np.int64)


def alike(workers: Ints, p: Pupils, ready: Ready) -> tuple[Ints, Ints]:
    """Workers of one home so that those stand together whom no rule but that on wages tells apart, the
    least asking first; and where each group begins."""
    age = np.searchsorted(ready.ages, p.age[workers], side="right")
    keys = np.column_stack(
        [
            p.reach[workers],
            np.maximum(p.education[workers], -1),
            np.where(p.age[workers] < 0, -1, age),
            p.female[workers],
            p.hours[workers],
            kinds_of_lists(workers, p),
            (p.papers[workers] & ready.demanded).view(np.int64),
        ]
    )
    keys = keys[:, (keys != keys[:1]).any(axis=0)]
    order = np.lexsort((p.floor[workers], *keys.T))
    apart = (np.diff(keys[order], axis=0) != 0).any(axis=1)
    begins = np.concatenate([[0], np.flatnonzero(apart) + 1, [len(workers)]])
    parts = [np.arange(a, b, AT_ONCE) for a, b in pairwise(begins)]
    return workers[order], np.concatenate([*parts, [len(workers)]]).astype(np.int64)


def kinds_of_lists(workers: Ints, p: Pupils) -> Ints:
    """What workers rule out, each distinct list by a number of its own; 0 is nothing at all."""
    number: dict[bytes, int] = {b"": 0}
    first, last = p.unwanted_starts[workers], p.unwanted_starts[workers + 1]
    found = np.zeros(len(workers), np.int64)
    for at in np.flatnonzero(last > first):
        listed = p.unwanted[first[at] : last[at]].tobytes()
        found[at] = number.setdefault(listed, len(number))
    return found
