"""The compiled search: exact best vacancies of every worker, equal to the reference to the last bit.

A worker's zones are walked from near to far. In each the postings of the worker's own skills, the most
telling first, lead to the vacancies that share one. All others can only win by occupation, wage, nearness
and freshness: they are visited by occupation, nearest level first, highest bound first. A list is left as
soon as its bound falls below the worst vacancy kept, so much is never looked at and nothing approximated.
"""

import numpy as np

from models.matching.blocks import Block, Record
from models.matching.columns import I16, I32, Ints
from models.matching.compiled import compiled, inlined
from models.matching.glance import (
    look_for_skills,
    look_for_wage,
    mark,
    points_by_mark,
    run_worth_a_look,
    unmark,
    worth_a_look,
)
from models.matching.packed import BITS, GUARDS, LEAST, Me, People, Search
from models.matching.pair import ROUNDING, UNKNOWN, best_level, place, wage_part


@inlined
def may_have(record: Record, b: Block, row: int, i: int, s: Search) -> bool:
    """The hard rules that remain inside a reachable block above the wage floor, in one test.

    A borrow in the subtraction clears the guard bit above the age or the education that fell short.
    """
    p, demand = s.people, int(record.demand)
    short = ((p.grade[i] - (demand & LEAST)) & GUARDS) ^ GUARDS
    barred = ((p.accepts[i] >> (demand >> 12)) & 1) ^ 1
    if (record.papers & p.lacking[i, 0]) != 0 or (short | barred) != 0:
        return False
    missing = np.uint64(0)
    for word in range(1, s.papers.shape[1]):
        missing |= s.papers[b.rows[row], word] & p.lacking[i, word]
    return bool(missing == 0)


@inlined
def kept_out(p: People, i: int, row: int) -> bool:
    """Whether the worker has seen, dismissed or applied for the vacancy."""
    barred = False
    for t in range(p.excluded_starts[i], p.excluded_starts[i + 1]):
        barred = barred or p.excluded[t] == row
    return barred


@inlined
def shared_weight(b: Block, row: int, mine: I32) -> int:
    """Weight of the vacancy's skills that are the worker's; `mine` is the weight of those, else 0."""
    weight = 0
    for at in range(b.asked_starts[row], b.asked_starts[row + 1]):
        asked = b.asked[at]
        weight += mine[asked >> 1] * (1 + (asked & 1))
    return weight


@inlined
def consider(b: Block, row: int, at_most: int, me: Me, n: int, s: Search) -> int:
    """Score one vacancy and keep it if it is good enough; it shares no more than `at_most` weight.

    Each step is dearer than the one before: a bound by multiplication alone, then the exact wage and
    occupation, then the exact skills. A vacancy is left as soon as the best it can be is too little.
    """
    p, w, kept, i = s.people, s.weights, s.kept, me.i
    record = b.records[row]
    if not may_have(record, b, row, i, s):
        return n
    worst = kept.score[n - 1] if n == len(kept.row) else -1.0
    hire = w.near_hire[me.zone] + record.fresh_hire + p.experience_hire[i, record.experience]
    worth = w.near_worth[me.zone] + record.fresh_worth + p.experience_worth[i, record.experience]
    covered = min(1.0, (at_most + w.prior) * record.inverse)
    skills_hire = int(np.rint(w.skills_hire * covered + ROUNDING))
    skills_worth = int(np.rint(w.skills_worth * covered + ROUNDING))
    value = w.wage_unknown
    if record.offer >= 0 and p.pay[i] > 0:
        value = min(max((record.offer * p.pay[i] - w.wage_floor) * w.wage_slope, 0.0), 1.0)
    hire_bound = hire + skills_hire + int(np.rint(w.wage_hire * value + ROUNDING))
    worth_bound = worth + skills_worth + int(np.rint(w.wage_worth * value + ROUNDING))
    if w.chance[hire_bound + w.most_hire] * w.worth[worth_bound + w.most_worth] < worst:
        return n
    asked = int(record.occupation)
    past = best_level(p.past[p.past_starts[i] : p.past_starts[i + 1]], s.keys, asked)
    wish = best_level(p.wish[p.wish_starts[i] : p.wish_starts[i + 1]], s.keys, asked)
    value = wage_part(record.offer, p.expected[i], w)
    hire += int(np.rint(w.wage_hire * value)) + w.past_hire[past] + w.wish_hire[wish]
    worth += int(np.rint(w.wage_worth * value)) + w.past_worth[past] + w.wish_worth[wish]
    if w.chance[hire + skills_hire] * w.worth[worth + skills_worth] < worst:
        return n
    shared = shared_weight(b, row, s.mine) if at_most > 0 else 0
    covered = (shared + w.prior) / (b.skill_totals[row] + w.doubt)
    hire += int(np.rint(w.skills_hire * covered))
    worth += int(np.rint(w.skills_worth * covered))
    score = w.chance[hire] * w.worth[worth]
    market_row = b.rows[row]
    if score < worst or kept_out(p, i, market_row):
        return n
    return place(kept, n, score, market_row, hire, worth, s.employer[market_row], w.same_employer)


@inlined
def dearest_first(b: Block, i: int, s: Search) -> int:
    """Write the worker's skills that the block asks for to `dear`, the most telling first; how many."""
    p, n = s.people, 0
    for t in range(p.skill_starts[i], p.skill_starts[i + 1]):
        skill = p.skills[t]
        if b.starts[skill] == b.starts[skill + 1]:
            continue
        at = n
        while at > 0 and b.most_shares[s.dear[at - 1]] < b.most_shares[skill]:
            s.dear[at] = s.dear[at - 1]
            at -= 1
        s.dear[at] = skill
        n += 1
    return n


@inlined
def by_skills(b: Block, floor: int, me: Me, n: int, n_touched: int, s: Search) -> tuple[int, int]:
    """Score the vacancies that share a skill; returns how many are kept and how many were touched.

    The skills that can cover most of a vacancy come first. Once those left cannot lift any vacancy
    above the worst kept, their postings, the long ones of common skills, are not read at all; of the
    others those are passed over whose occupation group is too far from the worker's.
    """
    w, kept = s.weights, s.kept
    n_dear = dearest_first(b, me.i, s)
    share, weight = b.most_prior, 0
    for t in range(n_dear):
        share += b.most_shares[s.dear[t]]
        weight += 2 * s.mine[s.dear[t]]
    for t in range(n_dear):
        skill = s.dear[t]
        if n == len(kept.row):
            covered = min(1.0, share + ROUNDING)
            hire = me.most_hire + b.most_fresh_hire + int(np.rint(w.skills_hire * covered))
            worth = me.most_worth + b.most_fresh_worth + int(np.rint(w.skills_worth * covered))
            if w.chance[hire + w.most_hire] * w.worth[worth + w.most_worth] < kept.score[n - 1]:
                break
        looked = False
        for run in range(b.starts[skill], b.starts[skill + 1]):
            first, last = b.runs[run], b.runs[run + 1]
            full = n == len(kept.row)
            if full and not looked:
                look_for_skills(weight, s)
                looked = True
            if full and not run_worth_a_look(b.glances[first], me, s, kept.score[n - 1]):
                continue
            for at in range(first, last):
                full = looked and n == len(kept.row)
                if full and not worth_a_look(b.glances[at], me, s, kept.score[n - 1]):
                    continue
                row = b.postings[at]
                if s.seen[row] != 0 or b.ceilings[row] < floor:
                    continue
                s.seen[row] = 1
                s.touched[n_touched] = row
                n_touched += 1
                n = consider(b, row, weight, me, n, s)
        share -= b.most_shares[skill]
        weight -= 2 * s.mine[skill]
    return n, n_touched


@inlined
def nearest_groups(level: int, i: int, s: Search) -> int:
    """Write the worker's distinct occupation groups of a level to `near`; returns how many."""
    if level <= 0:
        s.near[0] = 0 if level == 0 else 1
        return 1
    p, n = s.people, 0
    for which in range(2):
        mine = p.past if which == 0 else p.wish
        starts = p.past_starts if which == 0 else p.wish_starts
        for t in range(starts[i], starts[i + 1]):
            group = s.groups[mine[t], level - 1]
            fresh = group >= 0
            for other in range(n):
                fresh = fresh and s.near[other] != group
            if fresh:
                s.near[n] = group
                n += 1
    return n


@inlined
def by_occupation(
    b: Block, floor: int, me: Me, n: int, n_touched: int, s: Search
) -> tuple[int, int]:
    """Score the vacancies that share no skill, the nearest occupations first; as `by_skills`.

    Level -1 stands for vacancies of unknown occupation. A list's bound takes the best experience and
    wage, so it falls along the list with the points that no worker changes.
    """
    w, kept, i = s.weights, s.kept, me.i
    look_for_skills(0, s)
    no_past = s.people.past_starts[i] == s.people.past_starts[i + 1]
    no_wish = s.people.wish_starts[i] == s.people.wish_starts[i + 1]
    for level in range(4, -2, -1):
        past = UNKNOWN if no_past or level < 0 else level
        wish = UNKNOWN if no_wish or level < 0 else level
        hire = me.most_hire + w.past_hire[past] + w.wish_hire[wish]
        worth = me.most_worth + w.past_worth[past] + w.wish_worth[wish]
        best = w.worth[worth + b.most_bare_worth]
        if n == len(kept.row) and w.chance[hire + b.most_bare_hire] * best < kept.score[n - 1]:
            continue
        for g in range(nearest_groups(level, i, s)):
            for at in range(b.list_starts[s.near[g]], b.list_starts[s.near[g] + 1]):
                row = b.list_rows[at]
                if n == len(kept.row):
                    worst = kept.score[n - 1]
                    if w.chance[hire + b.list_bares[at]] * best < worst:
                        break
                    if not worth_a_look(b.list_glances[at], me, s, worst):
                        continue
                if s.seen[row] == 0 and b.ceilings[row] >= floor:
                    s.seen[row] = 1
                    s.touched[n_touched] = row
                    n_touched += 1
                    n = consider(b, row, 0, me, n, s)
    return n, n_touched


@compiled
def search(
    workers: Ints, zones: tuple[Block, ...], s: Search, rows: I32, hire: I16, worth: I16
) -> None:
    """The best vacancies of each of these workers of one home; `zones` by distance, the last unknown."""
    p, w, kept = s.people, s.weights, s.kept
    for i in workers:
        for t in range(p.skill_starts[i], p.skill_starts[i + 1]):
            s.mine[p.skills[t]] = p.skill_weights[t]
        look_for_wage(i, s)
        mark(i, s)
        points_by_mark(i, s)
        n = 0
        for zone in range(len(zones)):
            if zone > p.reach[i] and zone != UNKNOWN:
                continue
            b = zones[zone]
            if len(b.ceilings) == 0:
                continue
            near_hire = w.near_hire[zone] + p.experience_hire[i, 0]
            near_worth = w.near_worth[zone] + p.experience_worth[i, 0]
            me = Me(
                i,
                zone,
                near_hire << BITS | near_worth,
                near_hire + int(np.rint(w.wage_hire)),
                near_worth + int(np.rint(w.wage_worth)),
                p.accepts[i],
                p.grade[i] >> 8 & 7,
            )
            n, n_touched = by_skills(b, p.floor[i], me, n, 0, s)
            n, n_touched = by_occupation(b, p.floor[i], me, n, n_touched, s)
            for t in range(n_touched):
                s.seen[s.touched[t]] = 0
        for t in range(p.skill_starts[i], p.skill_starts[i + 1]):
            s.mine[p.skills[t]] = 0
        unmark(i, s)
        for t in range(n):
            rows[i, t] = kept.row[t]
            hire[i, t] = kept.hire[t]
            worth[i, t] = kept.worth[t]
