"""The compiled count of what courses open: vacancies in reach closed only for what a course gives."""

from typing import NamedTuple

import numpy as np

from models.matching.columns import I32, U8, U64, Bools, Ints
from models.matching.compiled import compiled, inlined
from models.matching.pair import ruled_out


class Pupils(NamedTuple):
    """Workers by row, as in `Seekers`."""

    reach: U8
    education: Ints
    age: Ints
    female: Bools
    hours: U8
    floor: Ints
    papers: U64
    skill_starts: Ints
    skills: I32
    unwanted_starts: Ints
    unwanted: I32


class Offers(NamedTuple):
    """The market by row, offered vacancies only; `required` are the numbers of required skills."""

    ceiling: Ints
    min_education: Ints
    min_age: Ints
    underground: Bools
    hours: U8
    papers: U64
    required_starts: Ints
    required: I32
    rarity: I32
    traits: I32


class Lessons(NamedTuple):
    """Courses by row: place, least education, what they give, and by place the vacancies this can open.

    `rows[starts[c * n_places + place]:]` up to the next start are rows that demand something `c` gives.
    """

    place: I32
    min_education: Ints
    papers: U64
    skills: U8
    starts: Ints
    rows: I32


@inlined
def rules_pass(j: int, i: int, p: Pupils, o: Offers) -> bool:
    """The hard rules but those on place and papers."""
    wage = o.ceiling[j] >= p.floor[i] or o.ceiling[j] < 0
    return bool(wage and others_pass(j, i, p, o))


@inlined
def others_pass(j: int, i: int, p: Pupils, o: Offers) -> bool:
    """The hard rules but those on place, papers and wages."""
    schooling = p.education[i] < 0 or o.min_education[j] <= p.education[i]
    age = p.age[i] < 0 or o.min_age[j] <= p.age[i]
    barred = o.underground[j] and p.female[i]
    first, last = p.unwanted_starts[i], p.unwanted_starts[i + 1]
    barred = barred or ruled_out(p.unwanted, first, last, o.traits, j)
    return schooling and age and not barred and (o.hours[j] & p.hours[i]) > 0


@inlined
def opens(c: int, j: int, i: int, p: Pupils, o: Offers, lessons: Lessons, has: U8) -> bool:
    """Whether course `c` opens vacancy `j` to worker `i`, who passes all other rules.

    A vacancy is open to who holds its papers and covers half of the required skills by weight.
    """
    lacking, left = np.uint64(0), np.uint64(0)
    for word in range(o.papers.shape[1]):
        missing = o.papers[j, word] & ~p.papers[i, word]
        lacking |= missing
        left |= missing & ~lessons.papers[c, word]
    if left != 0:
        return False
    now, then, total = 0, 0, 0
    for t in range(o.required_starts[j], o.required_starts[j + 1]):
        skill = o.required[t]
        weight = o.rarity[skill]
        total += weight
        if has[skill]:
            now += weight
            then += weight
        elif lessons.skills[c, skill]:
            then += weight
    return 2 * then >= total and (lacking != 0 or 2 * now < total)


class Where(NamedTuple):
    """Distance classes from one home: of the market's places, and of the courses' places."""

    market: U8
    courses: U8
    unknown: int


class Room(NamedTuple):
    """Room to work in: whether a skill is the worker's, the places in reach, the vacancies found."""

    has: U8
    near: I32
    found: I32


@compiled
def near_places(i: int, where: Where, p: Pupils, near: I32) -> int:
    """Write the worker's places in reach to `near`, the unknown place among them; returns how many."""
    n = 0
    for place in range(len(where.market)):
        if where.market[place] <= p.reach[i] or where.market[place] == where.unknown:
            near[n] = place
            n += 1
    return n


@compiled
def opened_rows(
    c: int, i: int, n_near: int, p: Pupils, o: Offers, lessons: Lessons, room: Room
) -> int:
    """Write the vacancies that course `c` opens to worker `i` to `found`; returns how many."""
    n = 0
    for t in range(n_near):
        at = c * len(room.near) + room.near[t]
        for r in range(lessons.starts[at], lessons.starts[at + 1]):
            j = lessons.rows[r]
            if rules_pass(j, i, p, o) and opens(c, j, i, p, o, lessons, room.has):
                room.found[n] = j
                n += 1
    return n


@compiled
def open_rows(
    i: int, where: Where, place: I32, offered: Bools, p: Pupils, o: Offers, has: U8, found: I32
) -> int:
    """Write the vacancies that are open to worker `i` already to `found`; returns how many.

    `place` is by vacancy, -1 unknown, which the last of the market's distance classes is for.
    """
    n = 0
    for j in range(len(place)):
        distance = where.market[place[j]]
        near = distance <= p.reach[i] or distance == where.unknown
        if not (offered[j] and near and rules_pass(j, i, p, o)):
            continue
        lacking = np.uint64(0)
        for word in range(o.papers.shape[1]):
            lacking |= o.papers[j, word] & ~p.papers[i, word]
        now, total = 0, 0
        for t in range(o.required_starts[j], o.required_starts[j + 1]):
            total += o.rarity[o.required[t]]
            now += has[o.required[t]] * o.rarity[o.required[t]]
        if lacking == 0 and 2 * now >= total:
            found[n] = j
            n += 1
    return n


@inlined
def may_attend(c: int, i: int, where: Where, p: Pupils, lessons: Lessons) -> bool:
    """Whether the course is held in reach and the worker has the education it asks for."""
    distance = where.courses[lessons.place[c]]
    near = distance <= p.reach[i] or distance == where.unknown
    return bool(near and (p.education[i] < 0 or lessons.min_education[c] <= p.education[i]))
