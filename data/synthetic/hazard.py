"""The planted truth: the monthly chance of an exit to stable work, known exactly.

In month `t` of a spell (1, 2, …) a jobseeker finds stable work with probability

    h(t) = 1 / (1 + exp(-(BASE + DURATION(t) + SEASON(calendar month) + CYCLE(month) + x·b)))

where `x·b` is the sum of the `EFFECTS` below over the facts as registered at the spell's start.
Each effect is a documented function (`terms`) times its coefficient and belongs to one of the five
families. Some are kinked, saturating or U-shaped, two are interactions. Nothing else enters: not
sex, ethnicity, household registration, disability or low income, so no fair model can need them.
Everything that enters is kept by the registry: wishes are a set there, so the expected wage is held
against the one that pays best, whichever was named first.

If no stable work is found in a month, one of the competing exits may happen in it (`competing`).
They do not depend on what is unknown of the first, so that treating them as censored is right:
P(no stable work within m months) is the product of 1 - h(t) over those months.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from data.codes.regions import XINZHOU_UNITS
from data.synthetic.census import YEAR
from data.synthetic.history import MONTH, Facts
from data.synthetic.people import People
from data.synthetic.trades import Trades

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Family = Literal["basic", "skills", "income", "experience", "wish"]

BASE = -4.05
SEASON = np.array([-0.10, -0.05, 0.12, 0.10, 0.05, 0.0, 0.0, 0.02, 0.05, 0.03, -0.07, -0.15])
CYCLE_MONTHS = 40
CYCLE_HEIGHT = 0.08
COUNTY = dict(
    zip(
        XINZHOU_UNITS,
        (np.argsort(np.argsort([int(u) * 7919 % 101 for u in XINZHOU_UNITS])) - 7.5) / 22,
        strict=True,
    )
)
"""The labour market of each county unit, evenly spread from -0.34 to 0.34 in an arbitrary order."""

MAJOR = {3: -0.05, 4: 0.12, 5: -0.3, 6: 0.15}
"""By the first digit of the last occupation; none is 0."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A named term of the log-odds with its coefficient; positive finds work sooner."""

    name: str
    family: Family
    coefficient: float


EFFECTS: tuple[Effect, ...] = (
    Effect("years_from_35_to_45", "basic", -0.025),
    Effect("years_beyond_45", "basic", -0.075),
    Effect("younger_than_21", "basic", -0.25),
    Effect("education_rank_to_5", "basic", 0.11),
    Effect("partial_capacity", "basic", -0.6),
    Effect("dependants", "basic", -0.13),
    Effect("own_transport", "basic", 0.12),
    Effect("county_market", "basic", 1.0),
    Effect("certificate_level", "skills", 0.16),
    Effect("skills_to_5", "skills", 0.08),
    Effect("a_licence", "skills", 0.18),
    Effect("trained_within_24_months", "skills", 0.25),
    Effect("income_months", "income", 0.045),
    Effect("log_last_wage_to_median", "income", 0.35),
    Effect("insured_a_year", "income", -0.12),
    Effect("root_of_months_worked", "experience", 1.1),
    Effect("four_jobs_or_more", "experience", -0.3),
    Effect("log_years_of_tenure", "experience", 0.14),
    Effect("major_occupation", "experience", 1.0),
    Effect("migrated", "experience", 0.1),
    Effect("never_worked", "experience", -0.25),
    Effect("wish_above_nine_tenths", "wish", -1.5),
    Effect("reach", "wish", 0.11),
    Effect("limited_hours", "wish", -0.2),
    Effect("further_wishes", "wish", 0.07),
    Effect("certificate_beyond_45", "skills", 0.3),
    Effect("high_wish_in_own_county", "wish", -0.45),
)


def terms(people: People, market: Trades, facts: Facts) -> Reals:
    """One row a fact row, one column an effect, in the order of `EFFECTS`."""
    who = facts.who
    age = (facts.day - people.census.birth[who]) / YEAR
    reach, hours = people.reach[who], people.hours[who]
    ratio = facts.wish_wage / facts.wish_median
    worked = facts.last_occupation >= 0
    wage = np.log(np.where(worked, facts.last_wage, 1.0) / np.where(worked, facts.last_median, 1.0))
    county = np.array([COUNTY[unit] for unit in XINZHOU_UNITS])
    major = np.array([MAJOR.get(digit, 0.0) for digit in range(9)])
    certified = facts.best_level > 0
    columns = (
        np.clip(age - 35, 0, 10),
        np.maximum(age - 45, 0),
        age < 21,
        np.minimum(people.rank[who], 5),
        people.capacity[who] != "full",
        people.dependants[who],
        people.transport[who],
        county[people.census.county[who]],
        np.minimum(facts.best_level, 4),
        np.minimum(facts.n_skills, 5),
        facts.n_licences > 0,
        facts.day - facts.trained_on < round(24 * MONTH),
        facts.income_months_12,
        np.clip(wage, -0.6, 0.6),
        facts.ui_months >= 12,
        np.sqrt(facts.months_worked_36 / 36),
        facts.n_jobs_36 >= 4,
        np.log1p(facts.longest_tenure_months / 12),
        np.where(worked, major[market.major[facts.last_occupation]], 0.0),
        facts.migrated,
        ~worked,
        np.clip(ratio - 0.9, 0, 0.9),
        reach,
        (hours == 1) | (hours == 2),
        facts.wish_count - 1,
        certified & (age >= 45),
        (ratio > 1.1) & (reach == 0),
    )
    return np.column_stack([np.broadcast_to(c, len(who)) for c in columns]).astype(np.float64)


def log_odds(people: People, market: Trades, facts: Facts) -> Reals:
    """`BASE + x·b`: the log-odds of the first month before season and cycle."""
    weights = np.array([effect.coefficient for effect in EFFECTS])
    return np.asarray(BASE + terms(people, market, facts) @ weights)


def hazards(scores: Reals, started: Ints, months: Ints) -> Reals:
    """Chance of stable work in each of the spell's months (rows: spells, columns: `months`)."""
    calendar = started.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)[:, None]
    calendar = calendar + months - 1
    wave = CYCLE_HEIGHT * np.sin(2 * np.pi * calendar / CYCLE_MONTHS)
    total = scores[:, None] + duration(months) + SEASON[calendar % 12] + wave
    return np.asarray(1 / (1 + np.exp(-total)))


def duration(months: Ints) -> Reals:
    """Log-odds by month of the spell: a little better in the second and third, then ever worse."""
    return np.where(months <= 1, 0.0, 0.1 - 0.045 * (np.clip(months, 3, 30) - 3))


def competing(people: People, who: Ints, started: Ints, months: Ints) -> Reals:
    """Chances of the other exits in a month without stable work (spells × months × reasons).

    The reasons are those of `EXIT_REASONS` after the first: short work, retired, left the market,
    studies, other. In the month of the statutory retirement age retirement is certain.
    """
    end = started[:, None] + months * MONTH
    age = (started - people.census.birth[who]) / YEAR
    flat = np.ones_like(end)
    to_pension = people.retires[who][:, None] - end
    retired = np.where(to_pension <= 0, 1.0, np.where(to_pension < 24 * MONTH, 0.012, 0.0))
    dependants = people.dependants[who] > 0
    chances = np.stack(
        [
            flat * (0.016 + 0.01 * (age < 30))[:, None],
            retired,
            flat * (0.003 + 0.004 * (age > 50) + 0.003 * dependants)[:, None],
            flat * np.where(age < 24, 0.006, 0.0)[:, None],
            flat * 0.0015,
        ],
        axis=2,
    )
    chances[..., [0, 2, 3, 4]] *= (retired < 1)[..., None]
    return chances


def draw_exits(chances: Reals, others: Reals, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Month of each exit counted from 0 and its reason as position in `EXIT_REASONS`; -1, -1 if none."""
    stable = rng.random(chances.shape) < chances
    cuts = np.cumsum(others, axis=2)
    draw = rng.random(chances.shape)
    away = draw < cuts[..., -1]
    out = stable | away
    month = np.where(out.any(axis=1), out.argmax(axis=1), -1)
    row = np.arange(len(month))
    other = 1 + (draw[row, month][:, None] >= cuts[row, month]).sum(axis=1)
    reason = np.where(stable[row, month], 0, other)
    return month, np.where(month < 0, -1, reason)


def no_stable_work(chances: Reals, horizon: int) -> Reals:
    """P(no stable work within the first `horizon` columns), other exits set aside."""
    return np.asarray(np.prod(1 - chances[:, :horizon], axis=1))


def no_stable_work_observed(chances: Reals, others: Reals, horizon: int) -> Reals:
    """The share that is seen without stable work by then, some having left by another exit first."""
    stays = (1 - chances) * np.clip(1 - others.sum(axis=2), 0, 1)
    before = np.cumprod(np.column_stack([np.ones(len(chances)), stays[:, : horizon - 1]]), axis=1)
    return np.asarray(1 - (before * chances[:, :horizon]).sum(axis=1))
