"""What is said of a match is true of its two sides, word by word."""

import numpy as np
import pytest

from models.advice import make_day, vacancies_for
from models.matching.columns import occupation_key
from models.matching.comparisons import shared_level, shared_levels
from models.matching.match import Evidence
from models.why import why
from tests.builders import TODAY, programmes, vacancies, vacancy, worker


def said(name: str, person: dict[str, object], post: dict[str, object]) -> Evidence:
    """One comparison's finding about a worker and a vacancy."""
    day = make_day(TODAY, None, vacancy(), programmes([]))
    found = why(day, worker(**person), vacancy(**post))
    return next(e for e in found.match.evidence if e.comparison == name)


@pytest.mark.parametrize(
    ("past", "held", "asked", "counselor"),
    [
        ("4-02-02-02", 40, 36, "做过同类工作，岗位要求经验3年，年限达到"),
        ("6-18-02-04", 40, 36, "未登记同类工作；岗位要求经验3年，请核实"),
        ("4-02-02-02", 20, 36, "累计工作1年8个月，岗位要求经验3年，不足"),
        ("4-02-02-02", 0, 36, "登记的累计工作时间为0，岗位要求经验3年，不足"),
        ("4-02-02-02", 20, 0, "岗位不要求工作经验"),
    ],
)
def test_years_in_other_work_are_not_called_the_experience_asked_for(
    past: str, held: int, asked: int, counselor: str
) -> None:
    person = {
        "last_occupation": past,
        "past_occupations": [past],
        "experience_months": held,
    }
    assert counselor in said("experience", person, {"min_experience_months": asked}).counselor


@pytest.mark.parametrize(
    ("held", "asked", "counselor", "worker_reads"),
    [
        (["Java"], ["Java"], "岗位所列1项技能“Java”，会。", "岗位列的“Java”您会。"),
        (
            ["Java"],
            ["PLC"],
            "岗位所列1项技能未登记；还缺：PLC。",
            "岗位列的技能您还没登记；还缺：PLC。",
        ),
        (
            ["Java", "PLC"],
            ["Java", "PLC"],
            "岗位所列2项技能，都会：Java、PLC。",
            "岗位列的2项您都会：Java、PLC。",
        ),
    ],
)
def test_one_skill_is_not_spoken_of_as_several(
    held: list[str], asked: list[str], counselor: str, worker_reads: str
) -> None:
    found = said("skills", {"skills": held}, {"required_skills": asked, "welcome_skills": []})
    assert (found.counselor, found.worker) == (counselor, worker_reads)


def test_of_many_skills_the_number_is_said_once() -> None:
    many = ["Java", "PLC", "Python", "React", "Vue"]
    found = said("skills", {"skills": many}, {"required_skills": many, "welcome_skills": []})
    assert found.counselor.count("5项") == 1
    assert found.counselor.endswith("等。")


ASKED_AT = [
    (
        ["电焊"],
        {"required_skills": ["电焊"], "skill_levels": ["电焊:skilled"]},
        "岗位所列1项技能“电焊”，会。要求熟练：电焊。档案不登记熟练程度，请向本人核实。",
        "岗位列的“电焊”您会。要求熟练：电焊。",
    ),
    (
        ["车工"],
        {"required_skills": ["电焊"], "skill_levels": ["电焊:skilled"]},
        "岗位所列1项技能未登记；还缺：电焊。要求熟练：电焊。",
        "岗位列的技能您还没登记；还缺：电焊。要求熟练：电焊。",
    ),
    (
        ["车工"],
        {
            "required_skills": ["电焊", "车工"],
            "welcome_skills": ["PLC"],
            "skill_levels": ["电焊:basic", "PLC:familiar", "钳工:expert"],
        },
        "岗位所列3项技能，会其中1项：车工；还缺：PLC、电焊。要求了解：电焊；熟悉或掌握者优先：PLC。",
        "岗位列的3项您会其中1项：车工；还缺：PLC、电焊。要求了解：电焊；熟悉或掌握者优先：PLC。",
    ),
]


@pytest.mark.parametrize(("held", "post", "counselor", "worker_reads"), ASKED_AT)
def test_how_well_a_skill_is_asked_for_is_told_and_changes_no_score(
    held: list[str], post: dict[str, object], counselor: str, worker_reads: str
) -> None:
    found = said("skills", {"skills": held}, {"welcome_skills": []} | post)
    assert (found.counselor, found.worker) == (counselor, worker_reads)
    bare = said("skills", {"skills": held}, {"welcome_skills": []} | post | {"skill_levels": None})
    assert (bare.value, bare.hire, bare.worth) == (found.value, found.hire, found.worth)


def test_skills_not_found_in_a_text_are_not_called_unwritten() -> None:
    found = said("skills", {}, {"required_skills": [], "welcome_skills": []})
    assert not found.known
    assert found.counselor == "岗位原文中没有识别出具体技能要求，请看原文。"


@pytest.mark.parametrize(
    ("region", "place"),
    [("140902", "工作地点忻府区"), ("610103", "工作地点陕西省西安市碑林区，在外省")],
)
def test_a_place_far_away_is_named_with_its_city(region: str, place: str) -> None:
    assert place in said("distance", {"reach": "country"}, {"region": region}).counselor


def test_a_list_without_courses_or_prices_is_complete() -> None:
    day = make_day(TODAY, None, vacancies([{}]), programmes([]))
    found = vacancies_for(day, worker().to_pylist()[0], k=10, finished=())
    assert [m.standing.referred for m in found.matches if m.standing] == [None]


@pytest.mark.parametrize(
    ("held", "levels"),
    [
        ("6-18-02-04", 4),
        ("6-18-02-05", 3),
        ("6-18-02", 3),
        ("6-18-03-04", 2),
        ("6-18", 2),
        ("6-31-02-04", 1),
        ("4-18-02-04", 0),
    ],
)
def test_what_is_said_of_two_occupations_is_what_counted(held: str, levels: int) -> None:
    worked, asked = occupation_key(held, fill=255), occupation_key("6-18-02-04", fill=0)
    assert shared_level(worked, asked) == levels
    assert shared_levels(np.array([worked], np.int32), np.array([asked])).tolist() == [levels]
