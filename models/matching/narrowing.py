"""Compiled narrowing: what may still displace the last of a full list, out of a zone too large to bound whole.

Most vacancies far away are of no occupation near the worker's and ask for none of the worker's rarer
skills: that alone keeps them out. So occupations near the worker's are bounded row by row, and elsewhere
only what asks for rarer skills is looked at; skills that many ask for are taken as all held.
"""

import numpy as np

from models.matching.appraising import BATCH
from models.matching.blocks import Block
from models.matching.bounding import by_occupation, floor_units
from models.matching.choosing import keep, least_bound, note_part
from models.matching.columns import I32, I64, U8, U32
from models.matching.compiled import inlined
from models.matching.lanes import LANES, fetch
from models.matching.market import REQUIRED
from models.matching.packed import Me, Search

DEARER, READ = 10, 2
"""How many rows bounded cost as much as one posting looked at by itself, and as one among all."""

MARGIN = 1e-5
"""More than single precision can be off in how much of a vacancy's skills is covered."""

SEEN = np.int32(-(1 << 30))
"""Stands for what a vacancy shares once it has been looked at."""


@inlined
def length(starts: U32, skill: np.uint32) -> int:
    """How many vacancies of the zone ask for a skill."""
    return int(np.int64(starts[skill + np.uint32(1)])) - int(np.int64(starts[skill]))


@inlined
def by_length(starts: U32, skills: U32, order: U32) -> None:
    """Order a worker's skills by their places, the one most asked for first."""
    for t in range(len(skills)):
        at, long = t, length(starts, skills[t])
        while at > 0 and length(starts, skills[order[at - 1]]) < long:
            order[at] = order[at - 1]
            at -= 1
        order[at] = t


@inlined
def to_read(starts: U32, skills: U32, n_common: int, order: U32) -> int:
    """How many vacancies ask for the rarer of the ordered skills."""
    reads = int(np.int64(0))
    for t in range(n_common, len(skills)):
        reads += length(starts, skills[order[t]])
    return reads


@inlined
def common(weights: I32, order: U32, enough: float, prior: float, doubt: int) -> tuple[int, float]:
    """How many of the ordered skills together cannot cover enough of any vacancy, and the most they weigh."""
    taken, weight = int(np.int64(0)), 0.0
    for t in range(len(weights)):
        more = weight + REQUIRED * weights[order[t]]
        if taken == t and more + prior < enough * (more + doubt):
            taken, weight = t + 1, more
    return taken, weight


@inlined
def note(first: int, last: int, n: int, noted: U32) -> int:
    """Note a stretch in whole groups of lanes, in rising order, those that meet as one; how many then."""
    first, last = first // LANES * LANES, (last + LANES - 1) // LANES * LANES
    at = int(np.int64(0))
    while at < n and int(noted[at, 1]) < first:
        at += 1
    end = at
    while end < n and int(noted[end, 0]) <= last:
        first, last = min(first, int(noted[end, 0])), max(last, int(noted[end, 1]))
        end += 1
    if end == at:
        for t in range(n, at, -1):
            noted[t, 0], noted[t, 1] = noted[t - 1, 0], noted[t - 1, 1]
    for t in range(end, n if end > at + 1 else end):
        noted[t - end + at + 1, 0], noted[t - end + at + 1, 1] = noted[t, 0], noted[t, 1]
    noted[at, 0], noted[at, 1] = first, last
    return n + 1 - (end - at)


@inlined
def nearer(firsts: U32, lasts: U32, level: int, held: U32, groups: I32, n: int, noted: U32) -> int:
    """Note the stretches of rows that share a level with those held, `n` noted before; how many then."""
    for kind in held:
        group = groups[kind, level - 1]
        if group >= 0 and firsts[group] < lasts[group]:
            n = note(int(np.int64(firsts[group])), int(np.int64(lasts[group])), n, noted)
    return n


@inlined
def near_stretches(b: Block, level: int, past: U32, wish: U32, groups: I32, noted: U32) -> int:
    """Note the rows that share a level of occupation with the worker, or whose occupation is unknown."""
    n = int(np.int64(0))
    if b.n_unknown > 0:
        n = note(int(np.int64(0)), b.n_unknown, n, noted)
    n = nearer(b.firsts, b.lasts, level, past, groups, n, noted)
    return nearer(b.firsts, b.lasts, level, wish, groups, n, noted)


@inlined
def sharing(asked: I32, need: I32, skills: U32, weights: I32) -> int:
    """The weight of a vacancy's skills that are the worker's, as `share` adds it up."""
    weight = int(np.int64(0))
    for at in range(len(asked)):
        for t in range(len(skills)):
            if skills[t] == asked[at]:
                weight += weights[t] * need[at]
    return weight


@inlined
def mark(n_parts: int, value: int, parts: I64, swept: U8) -> None:
    """Say of the rows of the parts noted that they are looked into, or no more."""
    for part in range(n_parts):
        swept[parts[part, 2] // LANES : parts[part, 3] // LANES] = value


@inlined
def elsewhere(level: int, base: float, bar: float, me: Me, s: Search) -> float:
    """What part of its skills must be covered of a vacancy that shares less than this level of occupation."""
    p, w, i, less = s.people, s.weights, me.i, level - 1
    rest = bar - base - (w.fresh_hire + w.wage_hire) * me.hire
    rest -= (w.fresh_worth + w.wage_worth) * me.worth
    if p.past_starts[i] < p.past_starts[i + 1]:
        rest -= (w.past_hire[less] - w.past_hire[0]) * me.hire
        rest -= (w.past_worth[less] - w.past_worth[0]) * me.worth
    if p.wish_starts[i] < p.wish_starts[i + 1]:
        rest -= (w.wish_hire[less] - w.wish_hire[0]) * me.hire
        rest -= (w.wish_worth[less] - w.wish_worth[0]) * me.worth
    return rest / (w.skills_hire * me.hire + w.skills_worth * me.worth) - MARGIN


@inlined
def narrow(b: Block, zone: int, me: Me, s: Search) -> tuple[int, float, int]:
    """Note the parts of a large zone to be bounded; how many, and by which base and level it was narrowed.

    The level is that at which fewest rows and postings are left to look at, for `strays` to go on with; at 0
    there is one part, the whole zone.
    """
    p, w, i, best = s.people, s.weights, me.i, int(np.int64(0))
    base, _ = by_occupation(b, zone, me, s)
    skills = p.skills[p.skill_starts[i] : p.skill_starts[i + 1]]
    weights = p.skill_weights[p.skill_starts[i] : p.skill_starts[i + 1]]
    past = p.past[p.past_starts[i] : p.past_starts[i + 1]]
    wish = p.wish[p.wish_starts[i] : p.wish_starts[i + 1]]
    by_length(b.starts, skills, s.order)
    cost = len(b.inverse) + READ * to_read(b.starts, skills, int(np.int64(0)), s.order)
    n = note_part(zone, int(np.int64(0)), int(np.int64(0)), len(b.inverse), 0, s.parts)
    for level in range(1, 5):
        enough = elsewhere(level, base, me.least, me, s)
        if not w.prior < enough * w.doubt:
            break
        n_common, _ = common(weights, s.order, enough, w.prior, w.doubt)
        price = DEARER * to_read(b.starts, skills, n_common, s.order)
        n_stretches = near_stretches(b, level, past, wish, s.groups, s.stretches)
        for t in range(n_stretches):
            price += int(s.stretches[t, 1]) - int(s.stretches[t, 0])
        if price < cost:
            best, cost, n = level, price, n_stretches
            for t in range(n):
                first, last = int(s.stretches[t, 0]), int(s.stretches[t, 1])
                note_part(zone, int(np.int64(0)), first, last, t, s.parts)
    return n, base, best


@inlined
def keep_strays(
    b: Block, zone: int, size: int, skills: U32, weights: I32, me: Me, n: int, s: Search
) -> int:
    """Keep what is good enough of a batch of which it is not known yet what they share; how many are kept."""
    for t in range(size):
        row = s.batch.at[t]
        begin, end = s.asked_starts[b.rows[row]], s.asked_starts[b.rows[row] + np.uint32(1)]
        s.shared[row] = sharing(s.asked[begin:end], s.need[begin:end], skills, weights)
    n = keep(b, zone, int(np.int64(0)), size, me, n, s)
    for t in range(size):
        s.shared[s.batch.at[t]] = SEEN
    return n


@inlined
def strays(
    b: Block, zone: int, base: float, level: int, n_parts: int, me: Me, n: int, s: Search
) -> int:
    """Look at what asks for the worker's rarer skills outside the parts noted; how many are kept then."""
    p, w, i, one = s.people, s.weights, me.i, np.uint32(1)
    bar = max(me.least, least_bound(me.offset, n, s.k, w, s.kept))
    enough = elsewhere(level, base, bar, me, s)
    if enough > 1:
        return n
    skills = p.skills[p.skill_starts[i] : p.skill_starts[i + 1]]
    weights = p.skill_weights[p.skill_starts[i] : p.skill_starts[i + 1]]
    n_common, weight = common(weights, s.order, enough, w.prior, w.doubt)
    mark(n_parts, 1, s.parts, s.swept)
    for t in range(n_common, len(skills)):
        skill, more = skills[s.order[t]], weights[s.order[t]]
        for at in range(b.starts[skill], b.starts[skill + one]):
            s.shared[b.postings[at] >> one] += more << (b.postings[at] & one)
            fetch(b.inverse, b.postings[at] >> one)
    least, rest, size = np.float32(enough), np.float32(weight + w.prior), int(np.int64(0))
    lacks, floor = p.lacks[i], floor_units(p.floor[i], b.wage_unit)
    left = to_read(b.starts, skills, n_common, s.order)
    for t in range(n_common, len(skills)):
        skill = skills[s.order[t]]
        for at in range(b.starts[skill], b.starts[skill + one]):
            row = b.postings[at] >> one
            covered = (np.float32(s.shared[row]) + rest) * b.inverse[row]
            s.shared[row] = SEEN
            if covered >= least and s.swept[row // np.uint32(LANES)] == 0:
                s.batch.at[size] = row
                size += int(((b.asks[row] & lacks) == 0) & (b.ceilings[row] >= floor))
            left -= 1
            if size > 0 and (left == 0 or size == int(BATCH)):
                n = keep_strays(b, zone, size, skills, weights, me, n, s)
                size = int(np.int64(0))
    for t in range(n_common, len(skills)):
        skill = skills[s.order[t]]
        for at in range(b.starts[skill], b.starts[skill + one]):
            s.shared[b.postings[at] >> one] = 0
    mark(n_parts, 0, s.parts, s.swept)
    return n
