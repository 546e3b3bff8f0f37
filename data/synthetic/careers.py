"""Working lives before and beside the spells: occupations, wages, certificates, skills, wishes."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from data.codes.regions import XINZHOU_UNITS
from data.synthetic.census import YEAR
from data.synthetic.people import FAR, People
from data.synthetic.trades import MOST_SKILLS, Trades

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

MAX_SPELLS = 4
"""More spells than these within four years are not drawn."""

LEVELS = ("special", "5", "4", "3", "2", "1")
LEVEL_SHARES = (0.24, 0.585, 0.135, 0.032, 0.006, 0.002)
SKILLED = 0.216
"""Share of workers with a certificate among those old enough; about 19 % of everybody (36.6 of 191)."""

EMPLOYERS = ("state", "collective", "private", "public", "household", "other")
EMPLOYER_SHARES = (0.11, 0.04, 0.58, 0.08, 0.11, 0.08)
KINDS = ("employed", "self_employed", "flexible", "migrant", "farming")
KIND_SHARES = (0.40, 0.10, 0.12, 0.22, 0.16)


@dataclass(frozen=True, slots=True)
class Careers:
    """One row a worker. A matrix over jobs has one column before the first spell and one after each.

    Occupations index `Trades`; -1 is none. Certificates, skills and licences carry the day on which
    they were won, so that no version of a worker knows them earlier.
    """

    occupation: Ints
    wage: Reals
    employer: Ints
    kind: Ints
    changes: Ints
    wish_factor: Reals
    wishes: Ints
    prior: Ints
    share: Reals
    income_share: Reals
    job_start: Ints
    tenure_before: Reals
    insured: Reals
    migrated: Flags
    certificate: Ints
    level: Ints
    certified: Ints
    trained: Ints
    skill: Ints
    learnt: Ints
    licence: Ints
    licensed: Ints
    training_wish: Ints


def draw_careers(
    people: People,
    market: Trades,
    licence_names: tuple[str, ...],
    rng: np.random.Generator,
    as_of: date,
) -> Careers:
    """Careers of one block; `licence_names` is what `Careers.licence` indexes."""
    today = int(np.datetime64(as_of, "D").astype(np.int64))
    n, jobs = len(people.rank), MAX_SPELLS + 1
    occupation = _occupations(people, market, rng)
    wage, factor = _wages(people, market, occupation, rng)
    start = today - 4 * 365
    began = np.minimum(people.work_start, start)
    job_start = began + ((start - began) * rng.beta(2.5, 1.2, n)).astype(np.int64)
    certificate, level, certified, trained = _certificates(people, occupation[:, 0], rng, today)
    skill, learnt = _skills(market, occupation[:, 0], certificate, trained, rng)
    licence, licensed = _licences(people, market, occupation[:, 0], licence_names, rng, today)
    wishes = _wishes(market, occupation[:, 0], people, rng)
    return Careers(
        occupation=occupation,
        wage=wage,
        employer=rng.choice(len(EMPLOYERS), (n, jobs), p=EMPLOYER_SHARES),
        kind=rng.choice(len(KINDS), (n, jobs), p=KIND_SHARES),
        changes=rng.poisson(rng.gamma(1.5, 0.45, n)[:, None], (n, jobs)),
        wish_factor=factor,
        wishes=wishes,
        prior=np.where(rng.random((n, 2)) < 0.3, _other_trades(people, market, 2, rng), -1),
        share=np.where(rng.random(n) < 0.3, 1.0, rng.beta(5.0, 1.6, n)),
        income_share=rng.uniform(0.75, 1.1, n),
        job_start=np.maximum(job_start, np.minimum(people.work_start, today)),
        tenure_before=rng.beta(1.3, 3.0, n) * np.maximum(start - people.work_start, 0) / YEAR * 12,
        insured=np.where(rng.random(n) < 0.34, rng.uniform(0.3, 1.0, n), 0.0),
        migrated=rng.random(n) < np.where(people.reach >= 2, 0.6, 0.25),
        certificate=certificate,
        level=level,
        certified=certified,
        trained=trained,
        skill=skill,
        learnt=learnt,
        licence=licence,
        licensed=licensed,
        training_wish=np.where(rng.random(n) < 0.3, wishes[:, 0], -1),
    )


def _occupations(people: People, market: Trades, rng: np.random.Generator) -> Ints:
    """The occupation of each job; most people stay in theirs."""
    jobs = MAX_SPELLS + 1
    other = _other_trades(people, market, jobs, rng)
    stays = rng.random(other.shape) < 0.8
    occupation = other.copy()
    for job in range(1, jobs):
        occupation[:, job] = np.where(stays[:, job], occupation[:, job - 1], other[:, job])
    return occupation


def _other_trades(people: People, market: Trades, jobs: int, rng: np.random.Generator) -> Ints:
    """Occupations drawn by county, sex and schooling, independently for each column."""
    chosen = np.zeros((len(people.rank), jobs), dtype=np.int64)
    degree = people.rank >= 4
    for county in range(len(XINZHOU_UNITS)):
        for male in (False, True):
            for taught in (False, True):
                who = (people.census.county == county) & (people.census.male == male)
                rows = np.flatnonzero(who & (degree == taught))
                pull = market.workers[county] * (market.men if male else market.women)
                pull = pull * np.where(market.degree, 6.0 if taught else 0.25, 1.0)
                cuts = np.cumsum(pull / pull.sum())
                draws = rng.random((len(rows), jobs))
                chosen[rows] = np.minimum(np.searchsorted(cuts, draws), len(cuts) - 1)
    return chosen


def _wages(
    people: People, market: Trades, occupation: Ints, rng: np.random.Generator
) -> tuple[Reals, Reals]:
    """Wages log-normal in the seed band of each job, and the wished wage over a band's middle."""
    n, jobs = occupation.shape
    low, high = np.log(market.low[occupation]), np.log(market.high[occupation])
    person = rng.normal(0.0, 0.8, (n, 1)) + rng.normal(0.0, 0.6, (n, jobs))
    level = (low + high) / 2 + (high - low) / 3.2 * (person + 0.08 * (people.rank[:, None] - 3))
    wage = np.exp(np.clip(level, low - 0.1, high + 0.1))
    pull = 0.45 * (level - (low + high) / 2)
    hope = rng.normal(0.02, 0.18, (n, 1)) + rng.normal(0.0, 0.07, (n, jobs))
    factor = np.exp(np.clip(pull + hope, -0.5, 0.8))
    return np.round(wage / 5000) * 5000, factor


def _certificates(
    people: People, occupation: Ints, rng: np.random.Generator, today: int
) -> tuple[Ints, Ints, Ints, Ints]:
    n = len(occupation)
    adult = np.maximum(people.census.birth + round(18 * YEAR), today - 15 * 365)
    days = adult[:, None] + ((today - adult)[:, None] * rng.beta(1.6, 1.0, (n, 2))).astype(np.int64)
    adult_now = (adult < today - 60) & ~people.student
    has = rng.random(n) < np.where(people.rank >= 3, 1.15, 0.92) * SKILLED
    second = has & (rng.random(n) < 0.12)
    held = np.column_stack([has, second]) & adult_now[:, None]
    level = rng.choice(len(LEVELS), (n, 2), p=LEVEL_SHARES)
    trade = np.column_stack([occupation, np.roll(occupation, 1)])
    certified = np.where(held, days, FAR)
    attended = adult_now & (rng.random(n) < 0.18)
    other = np.where(attended, np.maximum(adult, today - rng.integers(30, 3000, n)), FAR)
    return np.where(held, trade, -1), level, certified, np.column_stack([certified, other])


def _skills(
    market: Trades, occupation: Ints, certificate: Ints, trained: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Skills of the own occupation (known by most), of a related one, and those of the certificate."""
    table = skill_table(market)
    own = table[occupation]
    kept = np.where(rng.random(own.shape) < 0.68, own, -1)
    related = table[np.roll(occupation, 3)][:, :1]
    extra = np.where(rng.random(related.shape) < 0.2, related, -1)
    won = np.where(certificate[:, :1] >= 0, table[certificate[:, 0]][:, :2], -1)
    skill = np.column_stack([kept, extra, won])
    learnt = np.full(skill.shape, -FAR)
    learnt[:, -2:] = trained[:, :1]
    return skill, np.where(skill >= 0, learnt, FAR)


def skill_table(market: Trades) -> Ints:
    """Skills of each occupation as positions in `skill_words`, -1 where it has fewer."""
    words = {word: i for i, word in enumerate(skill_words(market))}
    table = np.full((len(market.codes), MOST_SKILLS), -1, dtype=np.int64)
    for row, skills in enumerate(market.skills):
        for column, word in enumerate(skills):
            table[row, column] = words[word]
    return table


def skill_words(market: Trades) -> tuple[str, ...]:
    """All skills of the local occupations, in a fixed order."""
    return tuple(sorted({word for skills in market.skills for word in skills}))


def _licences(
    people: People, market: Trades, occupation: Ints, names: tuple[str, ...], rng: np.random.Generator,
    today: int,
) -> tuple[Ints, Ints]:  # fmt: skip
    """Licences of the own occupation for most who work in it, and the car licence for many."""
    n = len(occupation)
    table = np.full((len(market.codes), 2), -1, dtype=np.int64)
    for row, needed in enumerate(market.licences):
        for column, name in enumerate(needed[:2]):
            table[row, column] = names.index(name)
    own = np.where(rng.random((n, 1)) < 0.75, table[occupation], -1)
    car = np.where(rng.random(n) < np.where(people.transport, 0.6, 0.2), names.index("C1"), -1)
    health = np.where(rng.random(n) < 0.06, names.index("健康证"), -1)
    licence = np.column_stack([own, car, health])
    adult = people.census.birth + round(18.5 * YEAR)
    won = np.minimum(adult, today)[:, None] + np.zeros_like(licence)
    allowed = (licence >= 0) & (adult < today)[:, None]
    return np.where(allowed, licence, -1), np.where(allowed, won, FAR)


def _wishes(market: Trades, occupation: Ints, people: People, rng: np.random.Generator) -> Ints:
    """One to three wished occupations, the first mostly the own one."""
    other = _other_trades(people, market, 3, rng)
    first = np.where(rng.random(len(occupation)) < 0.65, occupation, other[:, 0])
    second = np.where(rng.random(len(first)) < 0.45, other[:, 1], -1)
    third = np.where((second >= 0) & (rng.random(len(first)) < 0.35), other[:, 2], -1)
    second = np.where(second == first, -1, second)
    third = np.where((third == first) | (third == second), -1, third)
    return np.column_stack([first, second, third])
