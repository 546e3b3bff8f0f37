"""A synthetic worker is matched against real vacancies through the API, and what is said of them is true."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.records import vacancies
from data.store import Store, reading
from service.importing import Intake, Kind, take
from tests.builders import id_number, registry_row
from tests.data.importing import quiet, take_workers, write_csv
from tests.service.stocked import Caller, caller, opened

pytestmark = pytest.mark.shared

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)

PEOPLE = [
    registry_row(
        worker_id="W-java",
        region="110108",
        township=None,
        last_occupation="2-02-10-03",
        past_occupations=["2-02-10-03"],
        wish_occupations=["2-02-10-03"],
        skills=["Java", "MySQL", "Spring"],
        education="21",
        experience_months=40,
        wish_wage_fen=900_000,
        licences=[],
        certificates=[],
    ),
    registry_row(
        worker_id="W-electrician",
        id_number=id_number(sequence=3),
        region="320102",
        township=None,
        last_occupation="6-31-01-03",
        past_occupations=["6-31-01-03"],
        wish_occupations=["6-31-01-03"],
        skills=["电工"],
        licences=[],
        certificates=[],
        household_id="H2",
    ),
]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Path]]:
    """The real vacancies of the folder beside the project, imported, and two synthetic workers."""
    folder = Path(__file__).parents[3] / "shared" / "data" / "vacancies_zh"
    if not folder.is_dir():
        pytest.skip(f"no folder of real data at {folder}")
    home = tmp_path_factory.mktemp("city")
    store = opened(home)
    intake = Intake(store, DAY, NOON, home / "reports", quiet)
    done = take(intake, Kind.VACANCIES, folder / "zhilian_2024.csv", "zhilian")
    assert done.accepted >= 13_000
    take_workers(store, write_csv(home / "people.csv", PEOPLE))
    yield store, home
    store.engine.dispose()


@pytest.fixture
def asking(city: tuple[Store, Path]) -> Caller:
    return caller(*city, at=NOON)


def said(match: dict[str, list[dict[str, str]]], name: str) -> str:
    """What a counselor reads of one comparison."""
    return next(e["counselor"] for e in match["evidence"] if e["comparison"] == name)


def test_a_worker_is_matched_with_real_vacancies_in_reach(
    asking: Caller, city: tuple[Store, Path]
) -> None:
    answer = asking.get("/workers/W-java/vacancies?near_misses=true").json
    assert len(answer["vacancies"]) == 10
    assert answer["n_open"] >= 13_000
    best = answer["vacancies"][0]
    assert best["vacancy"]["occupation"] == "2-02-10-03"
    assert all(m["vacancy"]["region"][:4] == "1101" for m in answer["vacancies"])
    assert {n["rule"] for n in answer["near_misses"] if n["n_only"]} >= {"within_reach"}


def test_what_is_said_of_skills_wage_and_place_is_in_the_posting(
    asking: Caller, city: tuple[Store, Path]
) -> None:
    for match in asking.get("/workers/W-java/vacancies").json["vacancies"]:
        with reading(city[0]) as db:
            posting = vacancies.one(db, match["vacancy"]["vacancy_id"]).to_pylist()[0]
        text = f"{posting['title']} {posting['description'] or ''}".lower()
        shown = re.search(r"会其中\d+项：([^；。]+)|都会：([^；。]+)", said(match, "skills"))
        for word in (shown[1] or shown[2]).split("、") if shown else []:
            assert word.lower() in text
        middle = (posting["wage_low_fen"] + posting["wage_high_fen"]) // 200
        assert f"月薪中位{middle}元" in said(match, "wage")
        assert match["vacancy"]["place"].split("·")[-1] in said(match, "distance")
        asked = posting["min_experience_months"]
        assert ("不要求工作经验" in said(match, "experience")) == (asked == 0)


def test_a_licence_in_the_tags_closes_the_post_to_who_has_none(
    asking: Caller, city: tuple[Store, Path]
) -> None:
    with reading(city[0]) as db:
        every = vacancies.open_on(db, DAY).to_pylist()
    post = next(v for v in every if v["title"] == "招聘电工" and v["required_licences"])
    answer = asking.get(f"/workers/W-electrician/vacancies/{post['vacancy_id']}").json
    assert "papers_held" in [r["rule"] for r in answer["refusals"]]
    assert "电工作业操作证" in next(r["detail"] for r in answer["refusals"])
