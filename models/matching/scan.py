"""The compiled scan of people for one vacancy: the best of everybody in reach, equal to the reference."""

from typing import NamedTuple

import numpy as np

from models.matching.columns import I16, I32, I64, U64, Floats, Ints
from models.matching.compiled import compiled, inlined
from models.matching.packed import GUARDS, LEAST, Weights
from models.matching.pair import ruled_out


class Crowd(NamedTuple):
    """Workers side by side by home, reach and occupation; `row` is each one's row among all."""

    row: I32
    lacking: U64
    grade: I16
    accepts: I32
    floor: I32
    expected: I32
    experience: I16
    skill_starts: Ints
    skills: I32
    skill_weights: I32
    past_starts: Ints
    past: I32
    wish_starts: Ints
    wish: I32
    unwanted_starts: Ints
    unwanted: I32


class Post(NamedTuple):
    """The vacancy: demands, wage, occupation, and points no worker changes.

    `need` is how much each skill of the market is needed here; points of experience are by months held, the
    first entry unknown, the last enough.
    """

    papers: U64
    demand: int
    ceiling: int
    offer: int
    occupation: int
    fresh_hire: int
    fresh_worth: int
    need: I32
    skill_total: int
    experience_hire: I64
    experience_worth: I64
    traits: I32
    barred: I32


class Found(NamedTuple):
    """The list being made, best first: score, points of both parts, worker's row."""

    score: Floats
    hire: I16
    worth: I16
    row: I32


@inlined
def level_of(held: I32, first: int, last: int, asked: int) -> int:
    """The most levels the asked occupation shares with one of those held, 5 where either is unknown."""
    if asked == 0 or first == last:
        return 5
    most = 0
    for t in range(first, last):
        apart = held[t] ^ asked
        level = 0
        for bits in (24, 16, 8, 0):
            level += apart >> bits == 0
        most = max(most, level)
    return most


@inlined
def suits(i: int, c: Crowd, post: Post) -> bool:
    """The hard rules but the place, which holds for everybody scanned together."""
    short = ((c.grade[i] - (post.demand & LEAST)) & GUARDS) ^ GUARDS
    barred = ((c.accepts[i] >> (post.demand >> 12)) & 1) ^ 1
    poor = post.ceiling >= 0 and post.ceiling < c.floor[i]
    if (short | barred) != 0 or poor or (post.papers[0] & c.lacking[i, 0]) != 0:
        return False
    missing = np.uint64(0)
    for word in range(1, len(post.papers)):
        missing |= post.papers[word] & c.lacking[i, word]
    return bool(missing == 0)


@inlined
def enter(found: Found, n: int, score: float, hire: int, worth: int, row: int) -> int:
    """Put a worker into the list if good enough; ties by row. Returns how many the list holds."""
    k = len(found.row)
    if n == k and not (score > found.score[k - 1] or row < found.row[k - 1]):
        return n
    at = min(n, k - 1)
    while at > 0 and (
        score > found.score[at - 1] or (score == found.score[at - 1] and row < found.row[at - 1])
    ):
        found.score[at] = found.score[at - 1]
        found.hire[at] = found.hire[at - 1]
        found.worth[at] = found.worth[at - 1]
        found.row[at] = found.row[at - 1]
        at -= 1
    found.score[at] = score
    found.hire[at] = hire
    found.worth[at] = worth
    found.row[at] = row
    return min(n + 1, k)


@inlined
def wage_points(offer: int, expected: int, w: Weights) -> tuple[int, int]:
    """Points of both parts for the wage, as `comparisons.wage_value`."""
    value = w.wage_unknown
    if expected >= 0 and offer >= 0:
        value = min(max((offer / expected - w.wage_floor) / w.wage_width, 0.0), 1.0)
    return int(np.rint(w.wage_hire * value)), int(np.rint(w.wage_worth * value))


@inlined
def weigh(
    i: int, near_hire: int, near_worth: int, n: int, c: Crowd, post: Post, w: Weights, found: Found
) -> int:
    """Score one worker, leaving as soon as the best it can be is too little."""
    months = min(int(c.experience[i]), len(post.experience_hire) - 2) + 1
    wage_hire, wage_worth = wage_points(post.offer, int(c.expected[i]), w)
    hire = near_hire + post.experience_hire[months] + wage_hire
    worth = near_worth + post.experience_worth[months] + wage_worth
    most = (post.skill_total + w.prior) / (post.skill_total + w.doubt)
    skills_hire, skills_worth = (
        int(np.rint(w.skills_hire * most)),
        int(np.rint(w.skills_worth * most)),
    )
    worst = found.score[n - 1] if n == len(found.row) else -1.0
    most_hire, most_worth = hire + skills_hire + w.most_hire, worth + skills_worth + w.most_worth
    if w.chance[most_hire] * w.worth[most_worth] < worst:
        return n
    past = level_of(c.past, c.past_starts[i], c.past_starts[i + 1], post.occupation)
    wish = level_of(c.wish, c.wish_starts[i], c.wish_starts[i + 1], post.occupation)
    hire += w.past_hire[past] + w.wish_hire[wish]
    worth += w.past_worth[past] + w.wish_worth[wish]
    if w.chance[hire + skills_hire] * w.worth[worth + skills_worth] < worst:
        return n
    shared = 0
    for t in range(c.skill_starts[i], c.skill_starts[i + 1]):
        shared += post.need[c.skills[t]] * c.skill_weights[t]
    covered = (shared + w.prior) / (post.skill_total + w.doubt)
    hire += int(np.rint(w.skills_hire * covered))
    worth += int(np.rint(w.skills_worth * covered))
    score = w.chance[hire] * w.worth[worth]
    if score < worst:
        return n
    if ruled_out(c.unwanted, c.unwanted_starts[i], c.unwanted_starts[i + 1], post.traits, 0):
        return n
    for row in post.barred:
        if row == c.row[i]:
            return n
    return enter(found, n, score, hire, worth, int(c.row[i]))


@compiled
def scan(
    firsts: Ints, lasts: Ints, zones: Ints, c: Crowd, post: Post, w: Weights, found: Found
) -> int:
    """The best workers among these stretches of the crowd, each at one distance; returns how many."""
    n = 0
    for s in range(len(firsts)):
        near_hire = w.near_hire[zones[s]] + post.fresh_hire
        near_worth = w.near_worth[zones[s]] + post.fresh_worth
        for i in range(firsts[s], lasts[s]):
            if suits(i, c, post):
                n = weigh(i, near_hire, near_worth, n, c, post, w, found)
    return n
