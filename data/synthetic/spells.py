"""Spells without work over the last four years, drawn one after the other from the planted hazard."""

from datetime import date

import numpy as np
import numpy.typing as npt

from data.synthetic.careers import MAX_SPELLS, Careers
from data.synthetic.census import YEAR
from data.synthetic.hazard import competing, draw_exits, hazards, log_odds
from data.synthetic.history import MONTH, History, facts_at
from data.synthetic.people import FAR, People
from data.synthetic.trades import Trades

Ints = npt.NDArray[np.int64]

WINDOW_MONTHS = 48
SPELL_SHARE = ((25, 0.38), (35, 0.31), (50, 0.27), (99, 0.25))
"""Share of those younger than the age who lose work (or look for the first) within the window."""

GAP_DAYS = {0: 1100.0, 1: 240.0}
"""Mean days in work after stable and after short work before the next spell."""

TO_WORK = 2
"""Reasons below this position of `EXIT_REASONS` lead back to work."""


def draw_spells(
    people: People, careers: Careers, market: Trades, *, rng: np.random.Generator, as_of: date
) -> History:
    """Up to four spells a worker; an exit on or after `as_of` has not been seen."""
    today = int(np.datetime64(as_of, "D").astype(np.int64))
    history = History.empty(len(people.rank))
    started = _first_starts(people, rng, today)
    for k in range(MAX_SPELLS):
        started = np.where((started < today) & (started + 30 < people.retires), started, FAR)
        who = np.flatnonzero(started != FAR)
        begun = started[who]
        history.started[who, k] = begun
        history.idle_from[who, k] = begun - _lags(history, who, k, begun, rng=rng)
        facts = facts_at(people, careers, market, history=history, who=who, day=begun)
        months = np.arange(1, WINDOW_MONTHS + 1)
        chances = hazards(log_odds(people, market, facts), begun, months)
        month, reason = draw_exits(chances, competing(people, who, begun, months), rng)
        _close(history, who, k, month, reason=reason, today=today, rng=rng)
        started = _next_starts(history, k, rng)
    return history


def _first_starts(people: People, rng: np.random.Generator, today: int) -> Ints:
    n = len(people.rank)
    window = round(WINDOW_MONTHS * MONTH)
    day = today - window + rng.integers(0, window, n)
    age = (today - people.census.birth) / YEAR
    chance = np.zeros(n)
    for older, share in reversed(SPELL_SHARE):
        chance = np.where(age < older, share, chance)
    day = np.maximum(day, people.census.birth + round(16.5 * YEAR))
    after_school = np.minimum(people.graduated, FAR - 200) + rng.integers(10, 120, n)
    day = np.maximum(day, np.where(people.student, FAR, after_school))
    able = people.capacity != "none"
    return np.where(able & (rng.random(n) < chance), np.minimum(day, FAR), FAR)


def _lags(history: History, who: Ints, k: int, begun: Ints, *, rng: np.random.Generator) -> Ints:
    """Days between the last day of work and the registration; never back into an earlier spell."""
    lag = rng.exponential(45, len(who)).astype(np.int64)
    if k == 0:
        return lag
    return np.asarray(np.minimum(lag, begun - history.back_on[who, k - 1] - 1))


def _close(
    history: History, who: Ints, k: int, month: Ints, *, reason: Ints, today: int,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Write down the exits that were seen before today; all other spells stay open."""
    within = history.started[who, k] + np.ceil((month + rng.random(len(who))) * MONTH)
    ended = within.astype(np.int64)
    seen = (month >= 0) & (ended < today)
    history.ended[who, k] = np.where(seen, ended, FAR)
    history.reason[who, k] = np.where(seen, reason, -1)
    history.back_on[who, k] = np.where(seen & (reason < TO_WORK) & (reason >= 0), ended, FAR)


def _next_starts(history: History, k: int, rng: np.random.Generator) -> Ints:
    back, reason = history.back_on[:, k], history.reason[:, k]
    mean = np.where(reason == 1, GAP_DAYS[1], GAP_DAYS[0])
    gap = 30 + rng.exponential(1.0, len(back)) * mean
    return np.where(back == FAR, FAR, back + gap.astype(np.int64))
