"""Vacancies through the API: pages, one by one, and who fits them."""

from pathlib import Path

import pytest

from data.records import vacancies
from data.store import Store, transaction
from service.correcting import Corrections
from tests import builders
from tests.service.stocked import NOW, Caller, caller, stock


@pytest.fixture
def asking(store: Store, tmp_path: Path) -> Caller:
    """A reader over the stocked store."""
    stock(store, tmp_path)
    return caller(store, tmp_path, "read")


def test_pages_follow_each_other_until_the_last(asking: Caller) -> None:
    seen, after = [], ""
    while True:
        page = asking.get(f"/vacancies?limit=2{after}").json
        seen += [vacancy["vacancy_id"] for vacancy in page["vacancies"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == ["V-driver", "V-far", "V-men", "V-welder"]


def test_a_vacancy_can_be_read_after_it_closed(asking: Caller) -> None:
    vacancy = asking.get("/vacancies/V-old").json
    assert (vacancy["title"], vacancy["wage"]) == ("司机", "4,500–6,000元/月")
    assert asking.get("/vacancies/V-none").status_code == 404


def test_how_well_a_skill_is_asked_for_is_told_and_gone_with_the_skill(
    store: Store, tmp_path: Path
) -> None:
    told = {"skill_levels": ["货车驾驶:skilled", "车辆检查:familiar"]}
    stock(store, tmp_path)
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancy(vacancy_id="V-driver", **told), NOW)
    asking, clerk = caller(store, tmp_path), Corrections(store)
    levels = {"货车驾驶": "skilled", "车辆检查": "familiar"}
    assert asking.get("/vacancies/V-driver").json["skill_levels"] == levels
    assert asking.get("/vacancies/V-far").json["skill_levels"] == {}
    match = asking.get("/workers/W-driver/vacancies/V-driver").json
    assert match["vacancy"]["skill_levels"] == levels
    said = next(e for e in match["evidence"] if e["comparison"] == "skills")
    assert "要求熟练：货车驾驶；熟悉或掌握者优先：车辆检查。" in said["counselor"]
    assert "要求熟练：货车驾驶；熟悉或掌握者优先：车辆检查。" in said["worker"]
    shown = {d.field: d.text for d in clerk.demands("V-driver")}
    assert shown["required_skills"] == "货车驾驶（熟练）"
    clerk.correct("V-driver", "required_skills", "", reason="原文没有", by="甲", now=NOW)
    assert asking.get("/vacancies/V-driver").json["skill_levels"] == {"车辆检查": "familiar"}
    clerk.correct("V-driver", "required_skills", "车辆检查", reason="核实", by="甲", now=NOW)
    clerk.correct("V-driver", "welcome_skills", "", reason="核实", by="甲", now=NOW)
    assert asking.get("/vacancies/V-driver").json["skill_levels"] == {}
    shown = {d.field: d.text for d in clerk.demands("V-driver")}
    assert shown["required_skills"] == "车辆检查"


EITHER = "招聘信息要求电工作业操作证、焊接与热切割作业操作证之一，请先核实。"


def test_who_is_not_known_to_hold_one_of_the_papers_asked_for_is_told_to_ask(
    store: Store, tmp_path: Path
) -> None:
    stock(store, tmp_path)
    row = {"vacancy_id": "V-driver", "title": "货车司机", "description": "须持电工证或焊工证。"}
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancy(**row), NOW)
    asking = caller(store, tmp_path)
    listed = asking.get("/workers/W-driver/vacancies").json["vacancies"]
    notes = {match["vacancy"]["vacancy_id"]: match["notes"] for match in listed}
    assert [id_ for id_, said in notes.items() if EITHER in said] == ["V-driver"]
    answer = asking.get("/workers/W-driver/vacancies/V-driver").json
    assert EITHER in answer["notes"]
    assert answer["vacancy"]["either"] == [["特种作业-电工", "特种作业-焊接"]]


def test_an_unlawful_demand_is_said_with_its_law(asking: Caller) -> None:
    findings = asking.get("/vacancies/V-men").json["findings"]
    assert [(f["kind"], f["words"], f["unlawful"]) for f in findings] == [
        ("性别限制", "限男", True)
    ]
    assert "就业促进法" in findings[0]["law"]
    assert asking.get("/vacancies/V-driver").json["findings"] == []


def test_who_dismissed_a_vacancy_is_no_candidate_any_more(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    me = caller(store, tmp_path)
    match = me.get("/workers/W-driver/vacancies").json["vacancies"][0]
    assert match["vacancy"]["vacancy_id"] == "V-driver"
    path = f"/recommendations/{match['recommendation_id']}/verdicts"
    assert me.post(path, {"verdict": "dismissed", "reason": "too_far"}).status_code == 201
    ids = [c["worker_id"] for c in me.get("/vacancies/V-driver/candidates").json["candidates"]]
    assert "W-driver" not in ids


def test_candidates_are_jobseekers_who_pass_the_rules(asking: Caller) -> None:
    answer = asking.get("/vacancies/V-driver/candidates").json
    ids = [candidate["worker_id"] for candidate in answer["candidates"]]
    assert "W-driver" in ids
    assert "W-learner" not in ids, "has no licence"
    assert "W-employed" not in ids, "is in no open spell"
    assert all("name" not in candidate for candidate in answer["candidates"])


def test_who_refused_personalised_advice_is_nobodys_candidate(asking: Caller) -> None:
    ids = [c["worker_id"] for c in asking.get("/vacancies/V-driver/candidates").json["candidates"]]
    assert "W-refuser" not in ids


def test_a_closed_vacancy_has_no_candidates(asking: Caller) -> None:
    answer = asking.get("/vacancies/V-old/candidates")
    assert answer.status_code == 404
    assert "不在招聘中" in answer.json["detail"]


def test_a_candidates_score_is_the_one_the_worker_sees(asking: Caller) -> None:
    candidate = asking.get("/vacancies/V-driver/candidates").json["candidates"][0]
    seen = asking.get(f"/workers/{candidate['worker_id']}/vacancies").json["vacancies"]
    match = next(m for m in seen if m["vacancy"]["vacancy_id"] == "V-driver")
    assert candidate["score"] == pytest.approx(match["score"])


def test_a_programme_is_read_as_people_read_it(asking: Caller) -> None:
    course = asking.get("/programmes/P0001").json
    assert course["gives"] == ["焊工（四级/中级工）", "电焊"]
    assert (course["place"], course["seats"]) == ("忻州·忻府区", 30)
    assert asking.get("/programmes/none").status_code == 404
