"""What does not change during the four years: schooling, health, household, reach of one block of workers."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from data.codes.education import education_rank
from data.codes.law.retirement import retirement_table
from data.codes.regions import XINZHOU_UNITS
from data.schema import HOURS, REACHES, RETIRE_TRACKS
from data.synthetic.census import YEAR, Census

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FAR = 2**31 - 1
"""The day of something that has not happened."""

SCHOOLING: tuple[tuple[int, dict[str, float]], ...] = (
    (25, {"71": 16, "61": 22, "41": 12, "47": 5, "44": 3, "31": 21, "21": 20, "14": 1}),
    (35, {"81": 2, "71": 24, "61": 17, "41": 7, "47": 2, "44": 1, "31": 24, "21": 21, "14": 2}),
    (45, {"81": 3, "71": 39, "61": 20, "41": 7, "44": 2, "31": 16, "21": 12, "14": 1}),
    (55, {"90": 1, "81": 9, "71": 51, "61": 18, "41": 6, "31": 9, "21": 6}),
    (99, {"90": 2, "81": 16, "71": 51, "61": 16, "41": 5, "31": 7, "21": 3}),
)
"""Per cent by AAC011 code for those younger than the age; together 11.1 years, as the plan counts."""

DONE_AT = {0: 16, 1: 16, 2: 16, 3: 19, 4: 22, 5: 23, 6: 26, 7: 29}
"""Age at the end of schooling by education rank."""

BEFORE = {3: "71", 4: "61", 5: "61", 6: "21", 7: "14"}
"""What somebody still at school has already finished, by the rank aimed at."""

DISCHARGE_AGE = 24


@dataclass(frozen=True, slots=True)
class People:
    """One entry a worker. Days count from 1970; `FAR` is never; places index their tables."""

    census: Census
    education: npt.NDArray[np.str_]
    rank: Ints
    full_time: Flags
    graduated: Ints
    work_start: Ints
    student: Flags
    retire_track: npt.NDArray[np.str_]
    retires: Ints
    hukou: npt.NDArray[np.str_]
    rural: Flags
    capacity: npt.NDArray[np.str_]
    disabled: Flags
    low_income: npt.NDArray[np.str_]
    monitored: Flags
    land_lost: Ints
    discharged: Ints
    dependants: Ints
    transport: Flags
    reach: Ints
    hours: Ints
    startup: Flags
    consent: Flags


def draw_people(census: Census, rng: np.random.Generator, as_of: date) -> People:
    """The people of one block; members of a household share low income and monitoring."""
    n = len(census.birth)
    today = int(np.datetime64(as_of, "D").astype(np.int64))
    birth = census.birth.astype(np.int64)
    age = (today - birth) / YEAR
    education, rank, graduated, student = _schooling(birth, age, today, rng)
    rural = rng.random(n) < np.where(rank >= 4, 0.3, 0.72)
    track, retires = _retirement(census.male, rank, birth, rng)
    disabled = rng.random(n) < 0.022
    partial = disabled & (rng.random(n) < 0.6) | (rng.random(n) < 0.02)
    unable = rng.random(n) < 0.004
    low_income, monitored = _poverty(census.household, rural, rng)
    return People(
        census=census,
        education=education,
        rank=rank,
        full_time=rng.random(n) < np.where(age < 35, 0.92, 0.8),
        graduated=graduated,
        work_start=_work_start(graduated, birth, rng),
        student=student,
        retire_track=track,
        retires=retires,
        hukou=_hukou(census, rng),
        rural=rural,
        capacity=np.where(unable, "none", np.where(partial, "partial", "full")),
        disabled=disabled,
        low_income=low_income,
        monitored=monitored,
        land_lost=_seldom(0.03, today - 10 * 365, today, rng, rural),
        discharged=_discharges(census, today, rng),
        dependants=rng.choice(4, n, p=(0.52, 0.24, 0.19, 0.05)),
        transport=rng.random(n) < np.where(rural, 0.42, 0.5),
        reach=rng.choice(len(REACHES), n, p=(0.38, 0.22, 0.16, 0.1, 0.14)),
        hours=rng.choice(len(HOURS), n, p=(0.66, 0.12, 0.03, 0.19)),
        startup=rng.random(n) < 0.07,
        consent=rng.random(n) < 0.9,
    )


def _schooling(
    birth: Ints, age: npt.NDArray[np.float64], today: int, rng: np.random.Generator
) -> tuple[npt.NDArray[np.str_], Ints, Ints, Flags]:
    education = np.full(len(age), "90")
    young = 0
    for older, shares in SCHOOLING:
        who = np.flatnonzero((age >= young) & (age < older))
        weights = np.array(list(shares.values()), dtype=float)
        education[who] = rng.choice(list(shares), len(who), p=weights / weights.sum())
        young = older
    rank = _ranks(education)
    done = np.array([DONE_AT[r] for r in range(8)])[rank]
    year = birth.astype("datetime64[D]").astype("datetime64[Y]") + done
    graduated = (
        year.astype("datetime64[D]").astype(np.int64) + 181 + rng.integers(-10, 11, len(age))
    )
    student = graduated > today
    before = np.array([BEFORE.get(r, "71") for r in range(8)])[rank]
    education = np.where(student, before, education)
    return education, _ranks(education), np.where(student, FAR, graduated), student


def _ranks(education: npt.NDArray[np.str_]) -> Ints:
    codes, positions = np.unique(education, return_inverse=True)
    return np.array([education_rank(str(code)) or 0 for code in codes])[positions]


def _work_start(graduated: Ints, birth: Ints, rng: np.random.Generator) -> Ints:
    """Work begins some months after school, not before sixteen, and for a few never."""
    first = np.maximum(graduated, birth + round(16.2 * YEAR))
    start = first + rng.exponential(150, len(birth)).astype(np.int64)
    never = rng.random(len(birth)) < 0.035
    return np.where(never | (graduated == FAR), FAR, start)


def _retirement(
    male: Flags, rank: Ints, birth: Ints, rng: np.random.Generator
) -> tuple[npt.NDArray[np.str_], Ints]:
    officer = rng.random(len(male)) < np.where(rank >= 4, 0.75, 0.25)
    track = np.where(male, "M60", np.where(officer, "F55", "F50"))
    table = retirement_table()
    retires = np.zeros(len(male), dtype=np.int64)
    for code in RETIRE_TRACKS:
        retires = np.where(track == code, table.retires(code, birth), retires)
    return track, retires


def _poverty(
    household: Ints, rural: Flags, rng: np.random.Generator
) -> tuple[npt.NDArray[np.str_], Flags]:
    homes, member = np.unique(household, return_inverse=True)
    poor = (rng.random(len(homes)) < 0.055)[member]
    monitored = (rng.random(len(homes)) < 0.13)[member]
    kind = np.where(rural, "rural", "urban")
    return np.where(poor, kind, "none"), monitored & rural


def _hukou(census: Census, rng: np.random.Generator) -> npt.NDArray[np.str_]:
    """Household registration: mostly the county of residence, sometimes where the number was issued."""
    units = np.array(XINZHOU_UNITS)
    home = units[census.county]
    issued = census.prefix.astype("U6")
    old = np.char.startswith(issued, "1422")
    return np.where(old | (rng.random(len(home)) < 0.6), home, issued)


def _discharges(census: Census, today: int, rng: np.random.Generator) -> Ints:
    day = census.birth + round(DISCHARGE_AGE * YEAR) - rng.integers(0, 900, len(census.birth))
    served = (rng.random(len(day)) < np.where(census.male, 0.04, 0.002)) & (day < today - 1500)
    return np.where(served, day, FAR)


def _seldom(share: float, low: int, high: int, rng: np.random.Generator, among: Flags) -> Ints:
    """Days of a rare event between two days, `FAR` for all others."""
    days = rng.integers(low, high, len(among))
    return np.where(among & (rng.random(len(among)) < share), days, FAR)
