"""A drawn labour market of any size with realistic skew, for measuring speed; nobody in it is real."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.schema import REACHES
from models.matching.columns import U8, Ints

AS_OF = date(2026, 11, 23)
N_SKILLS = 14_000
N_PLACES, PLACES_A_CITY, PLACES_A_PROVINCE = 120, 5, 10
LICENCES = tuple(f"证件{n:02d}" for n in range(48))
EDUCATIONS = ("90", "81", "71", "61", "31", "21", "14", "11")
EDUCATION_SHARES = (0.03, 0.15, 0.45, 0.18, 0.11, 0.07, 0.008, 0.002)
REACH_SHARES = (0.45, 0.25, 0.15, 0.1, 0.05)
SKILLS_OF_WORKER, SKILLS_OF_VACANCY = 5, 8


@dataclass(frozen=True, slots=True)
class Drawn:
    """People, in parts like those of a snapshot, and vacancies, as the product's own tables."""

    parts: Iterator[pa.Table]
    vacancies: pa.Table


def reaches(homes: Sequence[str], works: Sequence[str]) -> U8:
    """Distance classes of the drawn places: neighbours on a ring, five a city, ten a province."""
    home, work = np.array(homes, np.int64)[:, None], np.array(works, np.int64)[None, :]
    apart = np.abs(home - work)
    adjoining = (apart == 1) | (apart == N_PLACES - 1)
    conditions = [home == work, adjoining, home // PLACES_A_CITY == work // PLACES_A_CITY]
    conditions.append(home // PLACES_A_PROVINCE == work // PLACES_A_PROVINCE)
    return np.select(conditions, [0, 1, 2, 3], 4).astype(np.uint8)


def draw(n_workers: int, n_vacancies: int, seed: int = 1, *, part: int = 200_000) -> Drawn:
    """The same market for the same seed, whatever the machine; people are drawn as they are read."""
    rng = np.random.default_rng(seed)
    tree = occupations(rng)
    popular = zipf(len(tree), 0.8)[rng.permutation(len(tree))]
    pools = rng.choice(N_SKILLS, (len(tree), 40), p=zipf(N_SKILLS, 0.9))
    crowded = zipf(N_PLACES, 0.6)[rng.permutation(N_PLACES)]
    world = World(tree, popular / popular.sum(), pools, crowded / crowded.sum())
    offers = vacancies(n_vacancies, world, rng)
    sizes = [min(part, n_workers - first) for first in range(0, n_workers, part)]
    return Drawn((people(size, world, rng) for size in sizes), offers)


@dataclass(frozen=True, slots=True)
class World:
    """What both sides are drawn from: occupations and their shares, skills by occupation, places."""

    tree: NDArray[np.str_]
    popular: NDArray[np.float64]
    pools: Ints
    crowded: NDArray[np.float64]


def zipf(n: int, exponent: float) -> NDArray[np.float64]:
    """Shares falling by rank."""
    weight = 1 / np.arange(1, n + 1) ** exponent
    return np.asarray(weight / weight.sum())


def occupations(rng: np.random.Generator) -> NDArray[np.str_]:
    """436 occupations in a tree of four levels, groups of unequal size."""
    majors = rng.choice(8, 436, p=zipf(8, 0.7)) + 1
    middles, smalls = rng.integers(1, 11, 436), rng.integers(1, 6, 436)
    found = sorted(
        {f"{a}-{b:02d}-{c:02d}" for a, b, c in zip(majors, middles, smalls, strict=True)}
    )
    leaves = [f"{found[n % len(found)]}-{n // len(found) + 1:02d}" for n in range(436)]
    return np.array(sorted(leaves))


def words(numbers: Ints, counts: Ints, names: NDArray[np.str_] | Sequence[str]) -> pa.Array:
    """Lists of words, `counts` a row, out of numbers end to end."""
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    flat = pa.DictionaryArray.from_arrays(numbers.astype(np.int32), pa.array(list(names)))
    return pa.ListArray.from_arrays(pa.array(offsets), flat.cast(pa.string()))


def skills(occupation: Ints, counts: Ints, world: World, rng: np.random.Generator) -> pa.Array:
    """Skills of a row's occupation for the most part, else any; common ones are very common."""
    rows = np.repeat(occupation, counts)
    own = world.pools[rows, (rng.random(len(rows)) ** 2 * world.pools.shape[1]).astype(np.int64)]
    other = rng.choice(N_SKILLS, len(rows), p=zipf(N_SKILLS, 0.9))
    taken = np.where(rng.random(len(rows)) < 0.6, own, other)
    return words(taken, counts, [f"技能{n:05d}" for n in range(N_SKILLS)])


def codes(tree: NDArray[np.str_], numbers: Ints) -> pa.Array:
    """Occupation codes by number."""
    return pa.DictionaryArray.from_arrays(numbers.astype(np.int32), pa.array(tree)).cast(
        pa.string()
    )


def wages(rng: np.random.Generator, n: int, middle: float) -> Ints:
    """Monthly wages in fen, log-normal around a middle in yuan, to the hundred."""
    return np.asarray(
        np.rint(middle * np.exp(0.35 * rng.standard_normal(n)) / 100) * 10_000, np.int64
    )


def people(n: int, world: World, rng: np.random.Generator) -> pa.Table:
    """Workers with three past occupations, five skills and a home each."""
    past = rng.choice(len(world.tree), (n, 3), p=world.popular)
    wished = np.where(
        rng.random(n) < 0.7, past[:, 0], rng.choice(len(world.tree), n, p=world.popular)
    )
    counts = rng.poisson(SKILLS_OF_WORKER, n)
    born = np.datetime64(AS_OF) - rng.integers(16 * 365, 65 * 365, n).astype("timedelta64[D]")
    papers = rng.poisson(0.6, n)
    wish = np.where(rng.random(n) < 0.8, wages(rng, n, 4000), -1)
    return pa.table(
        {
            "worker_id": pa.array(np.arange(n).astype("U8")),
            "sex": pa.array(np.where(rng.random(n) < 0.5, "1", "2")),
            "birth_on": pa.array(born.astype("datetime64[D]")),
            "region": pa.array(rng.choice(N_PLACES, n, p=world.crowded).astype("U3")),
            "education": pa.array(rng.choice(EDUCATIONS, n, p=EDUCATION_SHARES)),
            "last_occupation": codes(world.tree, past[:, 0]),
            "past_occupations": words(past.ravel(), np.full(n, 3), world.tree),
            "last_wage_fen": pa.array(wages(rng, n, 3800)),
            "experience_months": pa.array(rng.integers(0, 360, n)),
            "licences": words(rng.choice(48, papers.sum(), p=zipf(48, 1)), papers, LICENCES),
            "skills": skills(past[:, 0], counts, world, rng),
            "wish_occupations": words(wished, np.ones(n, np.int64), world.tree),
            "wish_wage_fen": pa.array(wish, mask=wish < 0),
            "reach": pa.array(rng.choice(REACHES, n, p=REACH_SHARES)),
            "wish_hours": pa.array(rng.choice(("any", "full", "part"), n, p=(0.6, 0.35, 0.05))),
        }
    )


def vacancies(n: int, world: World, rng: np.random.Generator) -> pa.Table:
    """Open vacancies with eight skills each, a place, demands and a wage, of employers of all sizes."""
    occupation = rng.choice(len(world.tree), n, p=world.popular)
    counts = rng.poisson(SKILLS_OF_VACANCY, n)
    required = counts // 2
    papers = (rng.random(n) < 0.2).astype(np.int64)
    low = wages(rng, n, 4200)
    posted = np.datetime64(AS_OF) - rng.integers(0, 60, n).astype("timedelta64[D]")
    n_employers = max(2, n // 4)
    employer = rng.choice(n_employers, n, p=zipf(n_employers, 0.6))
    return pa.table(
        {
            "vacancy_id": pa.array([f"V{j:06d}" for j in range(n)]),
            "source": pa.array(["drawn"] * n),
            "title": pa.array(["岗位"] * n),
            "employer": pa.array(employer.astype("U8")),
            "occupation": codes(world.tree, occupation),
            "wage_low_fen": pa.array(low),
            "wage_high_fen": pa.array(low + rng.integers(0, 30, n) * 10_000),
            "region": pa.array(rng.choice(N_PLACES, n, p=world.crowded).astype("U3")),
            "min_education": pa.array(rng.choice(6, n, p=(0.5, 0.05, 0.2, 0.12, 0.1, 0.03))),
            "min_experience_months": pa.array(
                rng.choice((0, 12, 36, 60), n, p=(0.5, 0.25, 0.2, 0.05))
            ),
            "required_skills": skills(occupation, required, world, rng),
            "welcome_skills": skills(occupation, counts - required, world, rng),
            "required_licences": words(
                rng.choice(48, papers.sum(), p=zipf(48, 1)), papers, LICENCES
            ),
            "min_age": pa.array(np.full(n, 16)),
            "underground": pa.array(rng.random(n) < 0.01),
            "hours": pa.array(rng.choice(("full", "part", "night"), n, p=(0.9, 0.07, 0.03))),
            "places": pa.array(1 + rng.geometric(0.5, n)),
            "posted_on": pa.array(posted.astype("datetime64[D]")),
            "expires_on": pa.array([AS_OF + timedelta(days=30)] * n),
            "status": pa.array(["open"] * n),
        }
    )
