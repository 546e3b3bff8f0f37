"""The compiled count of what courses open to everybody: people alike together, then what own skills change."""

from typing import NamedTuple

import numpy as np

from models.matching.alike import AT_ONCE, Near, Ready
from models.matching.columns import I32, U64, Ints
from models.matching.compiled import compiled, inlined
from models.matching.opening import (
    Lessons,
    Offers,
    Pupils,
    Room,
    Where,
    may_attend,
    near_places,
    rules_pass,
)
from models.matching.pair import ruled_out


class Tally(NamedTuple):
    """Room to count in.

    `alike[t + 1, d]` for the person `t` of a group and content `d`, `own[d]` what own skills change,
    `seen[j]` for whom a vacancy was looked at last, `courses` which a group may attend.
    """

    alike: I32
    own: I32
    seen: I32
    courses: I32


def tally_for(ready: Ready, n_people: int) -> Tally:
    """Room for so many people, one home after another."""
    return Tally(
        courses=np.zeros(len(ready.content), np.int32),
        alike=np.zeros((min(n_people, AT_ONCE) + 1, len(ready.papers)), np.int32),
        own=np.zeros(len(ready.papers), np.int32),
        seen=np.full(len(ready.total), -1, np.int32),
    )


@inlined
def papers_left(d: int, j: int, i: int, p: Pupils, papers: U64, ready: Ready) -> bool:
    """Whether vacancy `j` of these `papers` demands some that neither worker `i` has nor content `d` gives."""
    left = np.uint64(0)
    for word in range(papers.shape[1]):
        left |= papers[j, word] & ~p.papers[i, word] & ~ready.papers[d, word]
    return bool(left != np.uint64(0))


@inlined
def papers_lacking(j: int, i: int, p: Pupils, papers: U64) -> bool:
    """Whether vacancy `j` of these `papers` demands some that worker `i` has not."""
    lacking = np.uint64(0)
    for word in range(papers.shape[1]):
        lacking |= papers[j, word] & ~p.papers[i, word]
    return bool(lacking != np.uint64(0))


@inlined
def may_apply(r: int, i: int, p: Pupils, o: Offers, near: Near) -> bool:
    """As `others_pass` of the `r`-th vacancy nearby."""
    schooling = p.education[i] < 0 or near.min_education[r] <= p.education[i]
    age = p.age[i] < 0 or near.min_age[r] <= p.age[i]
    barred = near.underground[r] > 0 and p.female[i]
    first, last = p.unwanted_starts[i], p.unwanted_starts[i + 1]
    barred = barred or ruled_out(p.unwanted, first, last, o.traits, near.rows[r])
    return bool(schooling and age and not barred and (near.hours[r] & p.hours[i]) > 0)


@inlined
def n_content(order: Ints, first: int, last: int, floor: Ints, ceiling: int) -> int:
    """How many of a group, the least asking first, take a wage up to this; an unknown one suits everybody."""
    low, high = first, last
    if ceiling < 0:
        low = last
    while low < high:
        middle = (low + high) // 2
        if floor[order[middle]] <= ceiling:
            low = middle + 1
        else:
            high = middle
    return low - first


@compiled
def count_alike(
    order: Ints,
    first: int,
    last: int,
    n_near: int,
    p: Pupils,
    o: Offers,
    ready: Ready,
    near: I32,
    tally: Tally,
) -> None:
    """For each content and person of a group what it opens to whoever has none of the skills asked for."""
    i, n, n_contents, offers = order[first], last - first, len(ready.papers), ready.near
    for t in range(n + 1):
        for d in range(n_contents):
            tally.alike[t, d] = 0
    for t in range(n_near):
        for r in range(offers.starts[near[t]], offers.starts[near[t] + 1]):
            lacking = papers_lacking(r, i, p, offers.papers)
            if not (lacking or offers.asks[r]) or not may_apply(r, i, p, o, offers):
                continue
            suits = n_content(order, first, last, p.floor, offers.ceiling[r])
            for e in range(offers.contents_starts[r], offers.contents_starts[r + 1]):
                d = offers.alone[e]
                if not (lacking and papers_left(d, r, i, p, offers.papers, ready)):
                    tally.alike[suits, d] += 1
    # What suits somebody suits whoever asks for less.
    for t in range(n - 1, -1, -1):
        for d in range(n_contents):
            tally.alike[t, d] += tally.alike[t + 1, d]


@compiled
def count_own(
    i: int, n_near: int, p: Pupils, o: Offers, ready: Ready, room: Room, tally: Tally
) -> None:
    """For each content what worker `i`'s own skills, marked in `has`, open more or have opened already."""
    for s in range(p.skill_starts[i], p.skill_starts[i + 1]):
        for t in range(n_near):
            at = p.skills[s] * len(room.near) + room.near[t]
            for r in range(ready.starts[at], ready.starts[at + 1]):
                j = ready.rows[r]
                if tally.seen[j] == i or not rules_pass(j, i, p, o):
                    continue
                tally.seen[j] = i
                lacking = papers_lacking(j, i, p, o.papers)
                total, now = ready.total[j], 0
                for q in range(o.required_starts[j], o.required_starts[j + 1]):
                    now += room.has[o.required[q]] * o.rarity[o.required[q]]
                for e in range(ready.contents_starts[j], ready.contents_starts[j + 1]):
                    d, taught = ready.contents[e], ready.taught[e]
                    if lacking and papers_left(d, j, i, p, o.papers, ready):
                        continue
                    then = taught
                    for q in range(o.required_starts[j], o.required_starts[j + 1]):
                        skill = o.required[q]
                        then += room.has[skill] * (1 - ready.skills[d, skill]) * o.rarity[skill]
                    alone = 2 * taught >= total and (lacking or total > 0)
                    opens = 2 * then >= total and (lacking or 2 * now < total)
                    tally.own[d] += int(opens) - int(alone)


@compiled
def attended(i: int, where: Where, p: Pupils, lessons: Lessons, courses: I32) -> int:
    """Write the courses that whoever is like worker `i` may attend to `courses`; returns how many."""
    n = 0
    for c in range(len(lessons.place)):
        if may_attend(c, i, where, p, lessons):
            courses[n] = c
            n += 1
    return n


@inlined
def is_barred(c: int, first: int, last: int, barred: I32) -> bool:
    """Whether a course is on somebody's list, from `first` to `last`, of those that do not come back."""
    out = False
    for b in range(first, last):
        out = out or barred[b] == c
    return out


@compiled
def choose(
    i: int,
    t: int,
    n_courses: int,
    ready: Ready,
    tally: Tally,
    barred_starts: Ints,
    barred: I32,
    best: I32,
    counts: I32,
) -> None:
    """Write the courses that open most to worker `i`, person `t` of the group, ties by the courses' order."""
    k = best.shape[1]
    for at_course in range(n_courses):
        c = tally.courses[at_course]
        d = ready.content[c]
        n = tally.alike[t + 1, d] + tally.own[d]
        if n <= counts[i, k - 1]:
            continue
        if is_barred(c, barred_starts[i], barred_starts[i + 1], barred):
            continue
        at = k - 1
        while at > 0 and n > counts[i, at - 1]:
            best[i, at], counts[i, at] = best[i, at - 1], counts[i, at - 1]
            at -= 1
        best[i, at], counts[i, at] = c, n
    for d in range(len(tally.own)):
        tally.own[d] = 0


@compiled
def most_opening(
    order: Ints,
    begins: Ints,
    where: Where,
    p: Pupils,
    o: Offers,
    lessons: Lessons,
    ready: Ready,
    room: Room,
    tally: Tally,
    barred_starts: Ints,
    barred: I32,
    best: I32,
    counts: I32,
) -> None:
    """For each of these workers of one home, in groups of people alike, the courses that open most."""
    for g in range(len(begins) - 1):
        first, last = begins[g], begins[g + 1]
        n_near = near_places(order[first], where, p, room.near)
        n_courses = attended(order[first], where, p, lessons, tally.courses)
        count_alike(order, first, last, n_near, p, o, ready, room.near, tally)
        for at in range(first, last):
            i = order[at]
            for s in range(p.skill_starts[i], p.skill_starts[i + 1]):
                room.has[p.skills[s]] = 1
            count_own(i, n_near, p, o, ready, room, tally)
            for s in range(p.skill_starts[i], p.skill_starts[i + 1]):
                room.has[p.skills[s]] = 0
            choose(
                i,
                at - first,
                n_courses,
                ready,
                tally,
                barred_starts,
                barred,
                best,
                counts,
            )
