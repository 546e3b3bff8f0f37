"""What the registry would have written about a worker on a day, given the spells so far."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from data.synthetic.careers import MAX_SPELLS, Careers
from data.synthetic.census import YEAR
from data.synthetic.people import FAR, People
from data.synthetic.trades import Trades

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

MONTH = YEAR / 12
SLACK = 0.02
"""So that twelve months of 365 days are not eleven."""


@dataclass(frozen=True, slots=True)
class History:
    """Spells of a block, one column each, `FAR` where there is none (or no end yet).

    `idle_from` is the day the last job ended, some weeks before registering; `back_on` the day work
    began again, `FAR` after an exit that was not to work. `reason` indexes `EXIT_REASONS`, -1 open.
    The columns are filled one after the other as the spells are drawn.
    """

    started: Ints
    idle_from: Ints
    ended: Ints
    back_on: Ints
    reason: Ints

    @classmethod
    def empty(cls, n: int) -> Self:
        """Nobody has had a spell."""
        return cls(*(np.full((n, MAX_SPELLS), fill) for fill in (FAR, FAR, FAR, FAR, -1)))

    def of(self, who: Ints) -> "History":
        """The rows of these workers."""
        return History(*(getattr(self, name)[who] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Facts:
    """Recorded facts, one entry a row; occupations index `Trades`, -1 is none; NaN is none, too."""

    who: Ints
    day: Ints
    job: Ints
    experience_months: Ints
    months_worked_36: Ints
    income_months_12: Ints
    n_jobs_36: Ints
    longest_tenure_months: Ints
    ui_months: Ints
    last_occupation: Ints
    last_wage: Reals
    wish_wage: Reals
    wish_median: Reals
    last_median: Reals
    wish_count: Ints
    best_level: Ints
    n_skills: Ints
    n_licences: Ints
    trained_on: Ints
    migrated: Flags


def facts_at(
    people: People, careers: Careers, market: Trades, *, history: History, who: Ints, day: Ints
) -> Facts:
    """The career facts of `who[i]` as they stand on `day[i]`; later spells are not looked at."""
    past = history.of(who)
    job = (past.back_on <= day[:, None]).sum(axis=1)
    start = people.work_start[who]
    share = careers.share[who]
    whole = share * _worked(past, start, day)
    last_36 = share * _worked(past, np.maximum(start, day - round(36 * MONTH)), day)
    last_12 = _worked(past, np.maximum(start, day - round(12 * MONTH)), day)
    income = np.minimum(careers.income_share[who] * share, 1.0) * last_12
    experience = _months(whole)
    worked = experience > 0
    wishes = careers.wishes[who]
    level = careers.level[who]
    held = careers.certified[who] <= day[:, None]
    training = careers.trained[who]
    wish = np.sqrt(market.low * market.high)[wishes[:, 0]] * careers.wish_factor[who, job]
    last = careers.occupation[who, job]
    return Facts(
        who=who,
        day=day,
        job=job,
        experience_months=experience,
        months_worked_36=np.minimum(_months(last_36), 36),
        income_months_12=np.minimum(_months(income), 12),
        n_jobs_36=_jobs(past, careers.changes[who, job], _months(last_36), day),
        longest_tenure_months=np.minimum(_longest(past, careers, who, day), experience),
        ui_months=np.floor(careers.insured[who] * experience).astype(np.int64),
        last_occupation=np.where(worked, last, -1),
        last_wage=np.where(worked, careers.wage[who, job], np.nan),
        wish_wage=np.round(wish / 10000) * 10000,
        wish_median=np.where(wishes >= 0, market.median[wishes], 0.0).max(axis=1),
        last_median=market.median[last],
        wish_count=(wishes >= 0).sum(axis=1),
        best_level=np.where(held, level + 1, 0).max(axis=1),
        n_skills=known_skills(careers, who, day).sum(axis=1),
        n_licences=(careers.licensed[who] <= day[:, None]).sum(axis=1),
        trained_on=np.where(training <= day[:, None], training, -FAR).max(axis=1),
        migrated=careers.migrated[who],
    )


def known_skills(careers: Careers, who: Ints, day: Ints) -> Flags:
    """Which of the skills are known on the day; a skill listed twice counts once."""
    skill = careers.skill[who]
    known = (skill >= 0) & (careers.learnt[who] <= day[:, None])
    return known & ~repeated(np.where(known, skill, -1))


def repeated(codes: Ints) -> Flags:
    """Where a row holds again what stands further left in it."""
    again = np.zeros(codes.shape, dtype=bool)
    for column in range(1, codes.shape[1]):
        again[:, column] = (codes[:, :column] == codes[:, column : column + 1]).any(axis=1)
    return again & (codes >= 0)


def _worked(past: History, since: Ints, until: Ints) -> Ints:
    """Days between two days that were not spent out of work."""
    idle = np.zeros(len(since), dtype=np.int64)
    for k in range(past.started.shape[1]):
        low = np.maximum(past.idle_from[:, k], since)
        idle += np.maximum(np.minimum(past.back_on[:, k], until) - low, 0)
    whole = np.maximum(until - since, 0)
    return np.asarray(whole - np.minimum(idle, whole))


def _jobs(past: History, changes: Ints, months: Ints, day: Ints) -> Ints:
    """Employers of the last 36 months: one, those changed to without a spell, those after a spell."""
    back = past.back_on
    after_spells = ((back <= day[:, None]) & (back > day[:, None] - round(36 * MONTH))).sum(axis=1)
    changed = np.minimum(changes, months // 4)
    return np.asarray(np.where(months > 0, 1 + np.minimum(changed + after_spells, 11), 0))


def _longest(past: History, careers: Careers, who: Ints, day: Ints) -> Ints:
    """Months of the longest job up to the day."""
    longest = careers.tenure_before[who] * MONTH
    began = careers.job_start[who]
    for k in range(past.started.shape[1]):
        until = np.minimum(past.idle_from[:, k], day)
        longest = np.maximum(longest, until - began)
        began = past.back_on[:, k]
    return _months(np.maximum(longest, day - began))


def _months(days: npt.NDArray[np.float64] | Ints) -> Ints:
    return np.floor(np.maximum(days, 0) / MONTH + SLACK).astype(np.int64)
