"""Random small markets for the properties of matching: every column, every kind of missing fact."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from data.schema import HOURS, REACHES
from tests.builders import TODAY, vacancies, workers

PLACES = ("140902", "140921", "140981", "140922", "140105", "130104", "330200")
OCCUPATIONS = (
    "4-10-01-06",
    "4-10-01-05",
    "4-10-02-01",
    "4-10",
    "4-02-02-02",
    "6-18-02-04",
    "6-18-01-01",
    "6",
)
SKILLS = tuple(f"技能{n}" for n in range(12))
PAPERS = ("C1", "B2", "A2", "健康证", "特种作业-电工", "特种作业-焊接")
CERTIFICATES = ("6-18-02-04:5", "6-18-02-04:4", "6-18-02-04:3", "4-10-01-06:5")
UNWANTED = ("职业:6-18", "职业:4-10-01-06", "单位:单位1", "地点:140921", "地点:1301", "班次:夜班")
EDUCATIONS = ("10", "21", "31", "41", "61", "71", "81", "90")


def some(rng: np.random.Generator, words: tuple[str, ...], most: int) -> list[str] | None:
    """A few of the words, none, or nothing known."""
    if rng.random() < 0.1:
        return None
    return [str(w) for w in rng.choice(words, size=rng.integers(0, most + 1), replace=False)]


def maybe(rng: np.random.Generator, value: object, missing: float = 0.15) -> object:
    """The value, or None with some chance."""
    return None if rng.random() < missing else value


def random_vacancies(rng: np.random.Generator, n: int) -> pa.Table:
    """`n` vacancies, most of them open."""
    rows = []
    for j in rng.permutation(n):
        low = int(rng.integers(20, 80)) * 10_000
        rows.append(
            {
                "vacancy_id": f"V{j:05d}",
                "title": "限男" if rng.random() < 0.03 else "岗位",
                "description": None,
                "employer": f"单位{rng.integers(0, max(2, n // 4))}",
                "occupation": maybe(rng, str(rng.choice(OCCUPATIONS))),
                "wage_low_fen": maybe(rng, low),
                "wage_high_fen": maybe(rng, low + int(rng.integers(0, 30)) * 10_000),
                "region": maybe(rng, str(rng.choice(PLACES, p=PLACE_SHARES)), 0.05),
                "min_education": maybe(rng, int(rng.choice([0, 0, 0, 2, 3, 4, 5]))),
                "min_experience_months": maybe(rng, int(rng.choice([0, 0, 12, 36]))),
                "required_skills": some(rng, SKILLS, 4),
                "welcome_skills": some(rng, SKILLS, 2),
                "required_licences": some(rng, PAPERS, 1) if rng.random() < 0.3 else [],
                "required_certificate": str(rng.choice(CERTIFICATES))
                if rng.random() < 0.1
                else None,
                "min_age": maybe(rng, int(rng.choice([16, 18]))),
                "underground": maybe(rng, bool(rng.random() < 0.1)),
                "hours": maybe(rng, str(rng.choice(HOURS))),
                "places": int(rng.integers(0, 5)) if rng.random() < 0.2 else 2,
                "posted_on": maybe(rng, TODAY - timedelta(days=int(rng.integers(-2, 90)))),
                "expires_on": maybe(rng, TODAY + timedelta(days=int(rng.integers(-3, 60)))),
                "status": "closed" if rng.random() < 0.05 else "open",
            }
        )
    return vacancies(rows)


PLACE_SHARES = (0.35, 0.15, 0.15, 0.1, 0.1, 0.1, 0.05)


def random_workers(rng: np.random.Generator, n: int) -> pa.Table:
    """`n` workers with all manner of gaps in their files."""
    rows = []
    for i in range(n):
        rows.append(
            {
                "worker_id": f"W{i:05d}",
                "sex": str(rng.choice(["1", "2", "9"])),
                "birth_on": maybe(rng, date(int(rng.integers(1960, 2011)), 6, 15), 0.05),
                "region": str(rng.choice(PLACES[:5])),
                "education": maybe(rng, str(rng.choice(EDUCATIONS))),
                "last_occupation": maybe(rng, str(rng.choice(OCCUPATIONS))),
                "last_wage_fen": maybe(rng, int(rng.integers(15, 70)) * 10_000),
                "experience_months": maybe(rng, int(rng.integers(0, 120))),
                "past_occupations": some(rng, OCCUPATIONS, 2),
                "certificates": some(rng, CERTIFICATES, 1),
                "licences": some(rng, PAPERS, 3),
                "skills": some(rng, SKILLS, 5),
                "wish_occupations": some(rng, OCCUPATIONS, 2),
                "wish_wage_fen": maybe(rng, int(rng.integers(20, 60)) * 10_000, 0.3),
                "reach": maybe(rng, str(rng.choice(REACHES))),
                "wish_hours": maybe(rng, str(rng.choice(HOURS))),
                "unwanted": some(rng, UNWANTED, 2) if rng.random() < 0.4 else None,
            }
        )
    return workers(rows)
