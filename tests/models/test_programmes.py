"""A course is recommended for the vacancies it opens: counted, listed, and none that opens nothing."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.advice import make_day
from models.course_advice import programmes_for, ranked_courses, say_courses
from models.matching.eligibility import passes
from models.matching.market import REQUIRED, Market, encode_vacancies
from models.matching.match import Opened
from models.matching.openings import open_now, opened_by, vacancies_opened
from models.matching.programmes import encode_programmes, everybody
from models.matching.seekers import Seekers, encode_workers, rows_of
from tests.builders import TODAY, programmes, vacancies, worker
from tests.models.matching_random import (
    CERTIFICATES,
    PAPERS,
    PLACES,
    SKILLS,
    maybe,
    random_vacancies,
    random_workers,
    some,
)

WELDER = {"occupation": "6-18-02-04", "required_licences": ["特种作业-焊接"], "required_skills": []}
SITTER = {"occupation": "4-10-01-06", "required_licences": [], "required_skills": ["月嫂", "辅食"]}
WELDING = {"gives_licences": ["特种作业-焊接"], "gives_certificate": None, "gives_skills": []}


def answer(
    offers: list[dict[str, object]], courses: list[dict[str, object]], **person: object
) -> list[Opened]:
    offers = [{"vacancy_id": f"V{j}", "min_experience_months": 0} | o for j, o in enumerate(offers)]
    courses = [{"programme_id": f"P{c}"} | row for c, row in enumerate(courses)]
    market = encode_vacancies(vacancies(offers), TODAY)
    facts: dict[str, object] = {"licences": [], "skills": [], "certificates": []}
    seekers = encode_workers(worker(**(facts | person)), market)
    return list(opened_by(seekers, 0, market, encode_programmes(programmes(courses), market)))


def test_a_licence_opens_the_vacancies_closed_only_for_it() -> None:
    closed_twice = WELDER | {"required_licences": ["特种作业-焊接", "A2"]}
    far = WELDER | {"region": "330200"}
    poor = WELDER | {"wage_low_fen": 100_000, "wage_high_fen": 100_000}
    (found,) = answer([WELDER, WELDER, closed_twice, far, poor], [WELDING])
    assert found.vacancy_ids == ("V0", "V1")
    assert (found.n_opened, found.n_places) == (2, 6)
    assert found.wage_then_fen == 525_000


def test_skills_open_what_asks_for_more_than_the_worker_knows() -> None:
    course = WELDING | {"gives_licences": [], "gives_skills": ["月嫂", "辅食"]}
    (found,) = answer([SITTER], [course])
    assert found.vacancy_ids == ("V0",)
    assert answer([SITTER], [course], skills=["月嫂", "辅食"]) == []


def test_a_higher_certificate_opens_what_asks_for_a_lower_one() -> None:
    offer = WELDER | {"required_licences": [], "required_certificate": "6-18-02-04:5"}
    course = WELDING | {"gives_licences": [], "gives_certificate": "6-18-02-04:4"}
    (found,) = answer([offer], [course])
    assert found.n_opened == 1
    assert answer([offer], [course], certificates=["6-18-02-04:3"]) == []


def test_the_median_wage_now_is_that_of_the_vacancies_already_open() -> None:
    free = {
        "required_licences": [],
        "required_skills": [],
        "wage_low_fen": 400_000,
        "wage_high_fen": 420_000,
    }
    (found,) = answer([WELDER, free], [WELDING])
    assert (found.wage_now_fen, found.wage_then_fen) == (410_000, 525_000)
    assert found.n_better == 1
    assert "多1个" in found.counselor
    assert "5250元" in found.worker


def test_courses_that_open_most_come_first_and_equal_ones_by_their_price() -> None:
    dear, cheap = WELDING | {"cost_fen": 200_000}, WELDING | {"cost_fen": 100_000}
    sitting = WELDING | {"gives_licences": [], "gives_skills": ["月嫂"], "cost_fen": 1}
    found = answer([WELDER, WELDER, SITTER], [dear, cheap, sitting])
    assert [f.programme_id for f in found] == ["P1", "P0", "P2"]


def test_a_course_out_of_reach_full_closed_begun_or_above_the_education_is_not_recommended() -> (
    None
):
    out = [
        {"region": "330200"},
        {"seats": 0},
        {"status": "closed"},
        {"starts_on": date(2026, 1, 1)},
        {"min_education": 5},
    ]
    assert answer([WELDER], [WELDING | o for o in out]) == []


def random_programmes(rng: np.random.Generator, n: int) -> pa.Table:
    return programmes(
        [
            {
                "programme_id": f"P{c:03d}",
                "region": str(rng.choice(PLACES[:5])),
                "gives_certificate": maybe(rng, str(rng.choice(CERTIFICATES))),
                "gives_licences": some(rng, PAPERS, 2),
                "gives_skills": some(rng, SKILLS, 3),
                "min_education": maybe(rng, int(rng.choice([0, 2, 4]))),
                "cost_fen": maybe(rng, int(rng.integers(0, 5)) * 10_000),
                "seats": int(rng.integers(0, 4)),
            }
            for c in range(n)
        ]
    )


def slow_count(people: pa.Table, i: int, offers: pa.Table, course: dict[str, object]) -> set[str]:
    """Vacancies open after the course and not before, by giving the worker what the course gives."""
    before = people.slice(i, 1).to_pylist()[0]
    after = dict(before)
    given = [course["gives_certificate"]] if course["gives_certificate"] else []
    for name, more in (
        ("certificates", given),
        ("licences", course["gives_licences"]),
        ("skills", course["gives_skills"]),
    ):
        after[name] = [*(before[name] or []), *(more or [])]
    market = encode_vacancies(offers, TODAY)
    pair = encode_workers(pa.Table.from_pylist([before, after], schema=people.schema), market)
    was, becomes = (open_to(pair, k, market) for k in (0, 1))
    return {market.ids[j] for j in np.flatnonzero(becomes & ~was)}


def open_to(s: Seekers, i: int, m: Market) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    allowed = np.logical_and.reduce(list(passes(s, i, m).values()))
    held = set(s.skills.of(i).tolist())
    for j in range(len(m)):
        span = range(m.skills.starts[j], m.skills.starts[j + 1])
        must = [m.skills.values[t] for t in span if m.need[t] == REQUIRED]
        total = sum(int(m.skill_idf[k]) for k in must)
        have = sum(int(m.skill_idf[k]) for k in must if int(k) in held)
        allowed[j] &= 2 * have >= total
    return allowed


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_the_count_is_what_giving_the_worker_the_course_would_open(seed: int) -> None:
    rng = np.random.default_rng(seed)
    offers, people = random_vacancies(rng, 60), random_workers(rng, 3)
    market = encode_vacancies(offers, TODAY)
    seekers = encode_workers(people, market)
    table = random_programmes(rng, 6)
    courses = encode_programmes(table, market)
    batch = everybody(seekers, courses, k=6)
    by_id = {row["programme_id"]: row for row in table.to_pylist()}
    for i in range(len(seekers)):
        found = opened_by(seekers, i, market, courses, k=6)
        assert [f.n_opened for f in found] == [n for n in batch.counts[i] if n]
        for f in found:
            assert set(f.vacancy_ids) == slow_count(people, i, offers, by_id[f.programme_id])


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_what_is_open_already_is_what_the_rules_say_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    market = encode_vacancies(random_vacancies(rng, 80), TODAY)
    courses = encode_programmes(random_programmes(rng, 2), market)
    seekers = encode_workers(random_workers(rng, 12), market)
    for i in range(len(seekers)):
        found = open_now(rows_of(seekers, np.array([i])), market, courses)
        assert found.tolist() == np.flatnonzero(open_to(seekers, i, market)).tolist()


@pytest.mark.parametrize(("n_offers", "n_courses", "n_people"), [(5, 0, 3), (0, 4, 3), (5, 4, 0)])
def test_where_there_is_nothing_nothing_is_opened(
    n_offers: int, n_courses: int, n_people: int
) -> None:
    rng = np.random.default_rng(3)
    market = encode_vacancies(random_vacancies(rng, 5).slice(0, n_offers), TODAY)
    courses = encode_programmes(random_programmes(rng, 4).slice(0, n_courses), market)
    seekers = encode_workers(random_workers(rng, 3).slice(0, n_people), market)
    found = everybody(seekers, courses, k=3)
    assert found.counts.shape == (n_people, 3)
    if not n_offers or not n_courses:
        assert (found.rows == -1).all()


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_counting_everybody_together_is_counting_each_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    market = encode_vacancies(random_vacancies(rng, 60), TODAY)
    # Few distinct people and many of each but for their wages, so that groups hold several.
    people = random_workers(rng, 8).take(pa.array(rng.integers(0, 8, 120)))
    wages = pa.array(rng.integers(0, 12, 120) * 100_000, pa.int64())
    people = people.set_column(people.column_names.index("wish_wage_fen"), "wish_wage_fen", wages)
    seekers = encode_workers(people, market)
    courses = encode_programmes(random_programmes(rng, 8), market)
    barred = [rng.choice(len(courses), int(rng.integers(0, 2)), replace=False) for _ in range(120)]
    found = everybody(seekers, courses, k=3, excluded=barred)
    for i in range(len(seekers)):
        one = rows_of(seekers, np.array([i]))
        alone = everybody(one, courses, k=3, excluded=[barred[i]])
        assert found.rows[i].tolist() == alone.rows[0].tolist()
        for c, n in zip(found.rows[i], found.counts[i], strict=True):
            assert c < 0 or n == len(vacancies_opened(one, market, courses, int(c)))


def test_a_course_that_opens_no_better_paid_vacancy_says_so() -> None:
    free = {"required_licences": [], "required_skills": []}
    now = free | {"wage_low_fen": 600_000, "wage_high_fen": 600_000}
    rich = WELDER | {"wage_low_fen": 700_000, "wage_high_fen": 700_000}
    (found,) = answer([WELDER, now], [WELDING])
    assert found.n_better == 0
    assert "工资都不高于现在够得上岗位" in found.counselor
    assert "想好了再学" in found.worker
    (found,) = answer([WELDER, rich, now], [WELDING])
    assert "其中1个高于现在够得上岗位的中位数" in found.counselor
    (found,) = answer([WELDER], [WELDING])
    assert found.n_better is None


def test_where_there_are_no_courses_none_is_recommended() -> None:
    market = encode_vacancies(vacancies([WELDER | {"vacancy_id": "V0"}]), TODAY)
    nothing = encode_programmes(programmes([{"programme_id": "P0"}]).slice(0, 0), market)
    seekers = encode_workers(worker(), market)
    assert (everybody(seekers, nothing, k=3).rows == -1).all()


def test_courses_said_to_many_are_those_said_to_each_alone() -> None:
    rng = np.random.default_rng(8)
    day = make_day(TODAY, None, random_vacancies(rng, 60), random_programmes(rng, 8))
    people = random_workers(rng, 40)
    finished = [[str(rng.choice(day.courses.ids))] for _ in range(40)]
    together = ranked_courses(day, people, k=3, finished=finished)
    assert sum(map(bool, together.rows)) > 10
    for i, rows in enumerate(together.rows):
        person = people.slice(i, 1).combine_chunks()
        alone = programmes_for(day, person, k=3, finished=finished[i])
        assert say_courses(day, together, i, rows) == alone
        assert say_courses(day, together, i, rows[1:]) == alone[1:]
