"""Compiled first look at a vacancy: a few bits beside its row number tell most of them not worth loading."""

import numpy as np

from models.matching.compiled import inlined
from models.matching.packed import BITS, LOW, Me, Search
from models.matching.pair import ROUNDING, UNKNOWN

MOST_LEVEL = (1, 2, 4)
"""The nearest an occupation can be: of another middle group, of the same, of the same small group."""


@inlined
def worth_a_look(glance: int, me: Me, s: Search, worst: float) -> bool:
    """Whether a vacancy can still be good enough, by the few bits that stand beside its row number.

    They hold its demands on hours, mine work and education, and its freshness, skills, wage and
    occupation group in steps rounded in its favour: most vacancies are left without being loaded.
    Points of both parts are added at once, hire above `BITS`, worth below.
    """
    w = s.weights
    fits = (me.accepts >> (glance >> 3 & 15)) & 1
    if fits == 0 or (glance & 7) > me.education:
        return False
    room = s.room
    both = me.near + room.skills[glance >> 10 & 15] + room.wage[glance >> 14 & 63]
    both += w.fresh[glance >> 7 & 7] + room.near[s.marks[glance >> 20]]
    return bool(w.chance[both >> BITS & LOW] * w.worth[both & LOW] >= worst)


@inlined
def run_worth_a_look(glance: int, me: Me, s: Search, worst: float) -> bool:
    """The same for all that follow with one skill and one occupation group, by the glance at the first.

    The first has the least weight of skills, so the most that can be covered.
    """
    w, room = s.weights, s.room
    both = me.near + room.skills[glance >> 10 & 15] + room.most_wage[0]
    both += w.fresh[len(w.fresh) - 1] + room.near[s.marks[glance >> 20]]
    return bool(w.chance[both >> BITS & LOW] * w.worth[both & LOW] >= worst)


@inlined
def look_for_skills(weight: int, s: Search) -> None:
    """Fill the most points for skills of vacancies of each step, where `weight` may be shared."""
    w = s.weights
    for step in range(len(w.skill_steps)):
        covered = min(1.0, (weight + w.prior) * w.skill_steps[step])
        hire = int(np.rint(w.skills_hire * covered + ROUNDING))
        s.room.skills[step] = hire << BITS | int(np.rint(w.skills_worth * covered + ROUNDING))


@inlined
def look_for_wage(i: int, s: Search) -> None:
    """Fill the most points for the wage of vacancies of each step; the first is the unknown wage."""
    p, w = s.people, s.weights
    for step in range(len(w.wage_steps)):
        value = w.wage_unknown
        if step > 0 and p.pay[i] > 0:
            value = (w.wage_steps[step] * p.pay[i] - w.wage_floor) * w.wage_slope
            value = min(max(value, 0.0), 1.0)
        hire = int(np.rint(w.wage_hire * value + ROUNDING))
        s.room.wage[step] = hire << BITS | int(np.rint(w.wage_worth * value + ROUNDING))
    s.room.most_wage[0] = max(s.room.wage[0], s.room.wage[len(w.wage_steps) - 1])


@inlined
def mark(i: int, s: Search) -> None:
    """Mark the small groups: 2 with a past occupation, 1 in its middle group, 6 and 3 more for wishes."""
    p, marks = s.people, s.marks
    for t in range(p.past_starts[i], p.past_starts[i + 1]):
        own, first, last = s.smalls[p.past[t], 0], s.smalls[p.past[t], 1], s.smalls[p.past[t], 2]
        for group in range(first, last):
            marks[group] = max(marks[group], 1)
        if 0 < own < len(marks) - 1:
            marks[own] = 2
    for t in range(p.wish_starts[i], p.wish_starts[i + 1]):
        own, first, last = s.smalls[p.wish[t], 0], s.smalls[p.wish[t], 1], s.smalls[p.wish[t], 2]
        for group in range(first, last):
            marks[group] = max(marks[group], marks[group] % 3 + 3)
        if 0 < own < len(marks) - 1:
            marks[own] = marks[own] % 3 + 6


@inlined
def unmark(i: int, s: Search) -> None:
    """Take the worker's marks off again."""
    p = s.people
    for t in range(p.past_starts[i], p.past_starts[i + 1]):
        s.marks[s.smalls[p.past[t], 1] : s.smalls[p.past[t], 2]] = 0
    for t in range(p.wish_starts[i], p.wish_starts[i + 1]):
        s.marks[s.smalls[p.wish[t], 1] : s.smalls[p.wish[t], 2]] = 0


@inlined
def points_by_mark(i: int, s: Search) -> None:
    """Fill the most points for occupation by mark; the last mark stands for the unknown occupation."""
    p, w = s.people, s.weights
    no_past = p.past_starts[i] == p.past_starts[i + 1]
    no_wish = p.wish_starts[i] == p.wish_starts[i + 1]
    for mark in range(10):
        past = UNKNOWN if no_past or mark == 9 else MOST_LEVEL[mark % 3]
        wish = UNKNOWN if no_wish or mark == 9 else MOST_LEVEL[mark // 3]
        hire = w.past_hire[past] + w.wish_hire[wish]
        s.room.near[mark] = hire << BITS | w.past_worth[past] + w.wish_worth[wish]
