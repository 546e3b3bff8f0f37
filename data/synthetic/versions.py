"""Which versions of a worker the registry holds: at each spell's start and end, and the present one."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from data.schema import EMPLOYMENT_STATUSES, EXIT_REASONS
from data.synthetic.careers import KINDS, Careers
from data.synthetic.history import Facts, History
from data.synthetic.people import FAR, People

Ints = npt.NDArray[np.int64]

START, END, PRESENT = 0, 1, 2
AFTER_EXIT = {
    "retired": "retired",
    "left_market": "farming",
    "studies": "student",
    "other": "farming",
}
"""Status after an exit that is not to work."""

UPDATED_WITHIN = 330
"""The present version is at most so many days old."""


@dataclass(frozen=True, slots=True)
class Rows:
    """One entry a version; `spell` is the column of `History` it belongs to, -1 none.

    `facts_on` is the day whose career facts it records: within a spell they stay those stated when
    it was registered, as in a real registry, where nobody asks again before the spell ends.
    """

    who: Ints
    valid_on: Ints
    facts_on: Ints
    kind: Ints
    spell: Ints
    registered_on: Ints


def version_rows(people: People, history: History, rng: np.random.Generator, as_of: date) -> Rows:
    """All versions of a block, by worker and day."""
    today = int(np.datetime64(as_of, "D").astype(np.int64))
    parts = [_present(people, history, rng, today)]
    for k in range(history.started.shape[1]):
        begun = np.flatnonzero(history.started[:, k] != FAR)
        day = history.started[begun, k]
        parts.append(_rows(begun, day, day, START, k, day))
        over = np.flatnonzero(history.ended[:, k] != FAR)
        day = history.ended[over, k]
        parts.append(_rows(over, day, day, END, k, np.full(len(over), FAR)))
    joined = [np.concatenate([getattr(p, name) for p in parts]) for name in Rows.__slots__]
    order = np.lexsort((joined[1], joined[0]))
    return Rows(*(column[order] for column in joined))


def statuses(people: People, careers: Careers, history: History, rows: Rows, facts: Facts) -> Ints:
    """Employment status of each version as position in `EMPLOYMENT_STATUSES`."""
    number = {status: i for i, status in enumerate(EMPLOYMENT_STATUSES)}
    kinds = np.array([number[kind] for kind in KINDS])
    after = np.array([number.get(AFTER_EXIT.get(reason, ""), -1) for reason in EXIT_REASONS])
    jobless = np.where(facts.experience_months > 0, number["unemployed"], number["never_worked"])
    status = kinds[careers.kind[rows.who, facts.job]]
    status = np.where(facts.experience_months > 0, status, number["never_worked"])
    status = np.where(people.student[rows.who], number["student"], status)
    reason = np.where(rows.spell >= 0, history.reason[rows.who, rows.spell], -1)
    away = (rows.kind != START) & (reason >= 0) & (after[reason] >= 0)
    status = np.where(away, after[reason], status)
    pension = people.retires[rows.who] <= rows.valid_on
    status = np.where(pension & (careers.insured[rows.who] > 0), number["retired"], status)
    return np.where(rows.registered_on != FAR, jobless, status)


def _present(people: People, history: History, rng: np.random.Generator, today: int) -> Rows:
    """The latest version of everybody, updated some time since the last event and by today."""
    n = len(people.rank)
    who = np.arange(n)
    count = (history.started != FAR).sum(axis=1)
    spell = count - 1
    started = np.where(count > 0, history.started[who, spell], -FAR)
    ended = np.where(count > 0, history.ended[who, spell], FAR)
    is_open = (count > 0) & (ended == FAR)
    last = np.where(is_open, started, np.where(count > 0, ended, -FAR))
    first = np.maximum(last + 1, today - UPDATED_WITHIN)
    day = first + ((today - first + 1) * rng.random(n)).astype(np.int64)
    facts_on = np.where(is_open, started, day)
    return Rows(who, day, facts_on, np.full(n, PRESENT), spell, np.where(is_open, started, FAR))


def _rows(
    who: Ints, valid_on: Ints, facts_on: Ints, kind: int, spell: int, registered: Ints
) -> Rows:
    n = len(who)
    return Rows(who, valid_on, facts_on, np.full(n, kind), np.full(n, spell), registered)
