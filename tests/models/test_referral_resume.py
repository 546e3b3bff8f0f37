"""What an employer sees is what the post asks for; what law forbids to ask is never in it."""

from dataclasses import fields

import pytest

from models.referring.funnel import LEAST, STAGES, funnel, suppressed
from models.referring.resume import Resume, resume
from tests.builders import VACANCY, WORKER

NEVER = frozenset(
    {
        "id_number",
        "sex",
        "birth_on",
        "hukou_region",
        "population",
        "household_id",
        "n_dependants",
        "disabled",
        "labour_capacity",
        "low_income",
        "poverty_monitored",
        "land_lost_on",
        "discharged_on",
        "unemployment_reason",
        "registered_on",
        "last_wage_fen",
        "ui_months",
        "wish_wage_fen",
    }
)
"""What no résumé holds: law forbids to ask for it, or it is a reason to treat somebody worse."""


def test_a_resume_has_no_room_for_what_it_must_not_hold() -> None:
    names = {field.name for field in fields(Resume)}
    assert names == {
        "skills",
        "certificates",
        "licences",
        "education",
        "experience_months",
        "occupations",
    }
    assert not names & NEVER
    assert set(WORKER) >= NEVER - {"land_lost_on", "discharged_on"}, "each is a field of the file"


@pytest.mark.parametrize(
    ("post", "held", "shown"),
    [
        (
            {"required_skills": ["电焊"], "welcome_skills": ["车工"]},
            {"skills": ["电焊", "烹饪"]},
            {"skills": ("电焊",)},
        ),
        (
            {"required_skills": ["英语"], "welcome_skills": ["CET-4"]},
            {"skills": ["英语六级", "日语", "英语"]},
            {"skills": ("英语六级", "英语")},
        ),
        (
            {"required_skills": [], "welcome_skills": []},
            {"skills": ["烹饪"]},
            {"skills": ("烹饪",)},
        ),
        (
            {"occupation": "6-18-01-01"},
            {"certificates": ["6-18-02-04:4", "4-03-02-01:5"]},
            {"certificates": ("6-18-02-04:4",)},
        ),
        (
            {"occupation": "4-02-02-02", "required_certificate": "4-03-02-01:5"},
            {"certificates": ["6-18-02-04:4", "4-03-02-01:5"]},
            {"certificates": ("4-03-02-01:5",)},
        ),
        (
            {"occupation": None, "required_certificate": None},
            {"certificates": ["6-18-02-04:4"], "past_occupations": ["6-18-02-04"]},
            {"certificates": (), "occupations": ()},
        ),
        (
            {"required_licences": ["B2"]},
            {"licences": ["B2", "C1"]},
            {"licences": ("B2",)},
        ),
        (
            {"occupation": "4-02-02-02"},
            {"past_occupations": ["4-02-01-01", "6-18-02-04"]},
            {"occupations": ("4-02-01-01",)},
        ),
        (
            {},
            {"skills": None, "experience_months": None},
            {"skills": (), "experience_months": None},
        ),
    ],
)
def test_a_resume_is_cut_to_the_post(
    post: dict[str, object], held: dict[str, object], shown: dict[str, object]
) -> None:
    found = resume(WORKER | held, VACANCY | post)
    assert {name: getattr(found, name) for name in shown} == shown


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([10, 20, 0], [10, 20, 0]),
        ([10, 20, 3], [None, 20, None]),
        ([10, 2, 3], [10, None, None]),
        ([3], [None]),
        ([3, 0, 0], [None, 0, 0]),
        ([LEAST, LEAST - 1], [None, None]),
        ([], []),
    ],
)
def test_small_counts_are_left_out_with_what_would_give_them_away(
    counts: list[int], shown: list[int | None]
) -> None:
    assert suppressed(counts) == shown


def test_whoever_came_further_was_at_every_stage_before() -> None:
    rows = funnel(
        {"a": 100, "b": 50},
        {"a": {"referred": 10, "placed": 20, "retained_6": 30}, "b": {"applied": 7}},
    )
    counts = {row.group: dict(zip(STAGES, row.counts, strict=True)) for row in rows}
    assert [row.group for row in rows] == ["a", "b", ""]
    assert counts["a"] == {
        "recommended": 100,
        "referred": 60,
        "applied": 50,
        "interviewed": 50,
        "offered": 50,
        "placed": 50,
        "retained_1": 30,
        "retained_3": 30,
        "retained_6": 30,
    }
    assert counts["b"]["referred"] == 7
    assert counts[""]["recommended"] == 150


def test_a_resume_names_a_skill_that_the_post_asks_for_under_another_name() -> None:
    worker = {**WORKER, "skills": ["电焊", "烹饪"]}
    post = {**VACANCY, "required_skills": ["焊接"], "welcome_skills": []}
    assert resume(worker, post).skills == ("电焊",)
