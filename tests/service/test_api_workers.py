"""One worker through the API: file, index, law, vacancies and courses with reasons, and why not."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.records import recommendations, workers
from data.store import Store, reading
from service.app import assemble
from tests.service.stocked import NOW, TODAY, Caller, caller, settings, stock


@pytest.fixture
def asking(store: Store, tmp_path: Path) -> Caller:
    """Somebody who may read and judge, over the stocked store."""
    stock(store, tmp_path)
    return caller(store, tmp_path)


def test_a_file_is_readable_and_says_who_it_is_only_masked(asking: Caller) -> None:
    answer = asking.get("/workers/W-driver")
    assert answer.status_code == 200
    file = answer.json
    assert file is not None
    assert (file["name"], file["id_number"][4:14], file["phone"]) == (
        "测**",
        "*" * 10,
        "138****0001",
    )
    text = {fact["name"]: fact["text"] for fact in file["facts"]}
    assert text["region"] == "忻州·忻府区"
    assert text["last_occupation"] == "道路货运汽车驾驶员"
    assert text["wish_wage_fen"] == "4,500元"
    assert text["reach"] == "全市"
    assert "毕业日期" in file["missing"]


def test_an_index_comes_with_reasons_that_sum_to_it(asking: Caller) -> None:
    index = asking.get("/workers/W-driver/index").json
    assert index is not None
    assert 0 <= index["index"] <= 100
    chances = [point["chance"] for point in index["curve"]]
    assert chances == sorted(chances, reverse=True)
    assert index["curve"][2]["chance"] == pytest.approx(index["index"] / 100)
    by_reason = sum(reason["contribution"] for reason in index["reasons"])
    by_family = sum(family["contribution"] for family in index["families"])
    assert by_reason == pytest.approx(by_family)
    assert index["bundle"] == "cold-start"
    assert all(reason["counselor"] and reason["worker"] for reason in index["reasons"])


def test_an_index_says_type_degree_and_what_would_lower_it(asking: Caller) -> None:
    index = asking.get("/workers/W-learner/index").json
    assert index["degree"] in {"较低", "中等", "较高", "很高"}
    assert index["kind"] is None or index["kind"].endswith("型")
    levers = {lever["key"]: lever for lever in index["levers"]}
    assert levers["certificate"]["vacancy_ids"] == ["V-welder"]
    assert levers["certificate"]["n_vacancies"] == 1
    for lever in levers.values():
        assert lever["index"] == pytest.approx(index["index"] + lever["change"])
    assert [lever["change"] for lever in index["levers"]] == sorted(
        lever["change"] for lever in index["levers"]
    )


def test_who_refused_matching_is_told_no_vacancies_with_the_index(asking: Caller) -> None:
    index = asking.get("/workers/W-refuser/index").json
    assert index["index"] is not None
    assert index["levers"] == []


def test_what_is_missing_is_named_by_field(asking: Caller) -> None:
    missing = asking.get("/workers/W-driver/index").json["missing"]
    assert "毕业日期" in missing
    assert not any("之比" in label for label in missing)


def test_the_law_is_checked_condition_by_condition(asking: Caller) -> None:
    check = asking.get("/workers/W-driver/statutory").json
    assert check is not None
    assert [c["code"] for c in check["categories"]] == [f"D{n}" for n in range(1, 10)]
    assert "晋政办发〔2024〕33号" in check["regulation"]
    assert all(p["verdict"] == "pass" for p in check["preconditions"])
    assert "不是认定" in check["notice"]


def test_recommended_vacancies_obey_the_rules_and_give_reasons(asking: Caller) -> None:
    answer = asking.get("/workers/W-driver/vacancies?near_misses=true").json
    assert answer is not None
    ids = [match["vacancy"]["vacancy_id"] for match in answer["vacancies"]]
    assert ids[0] == "V-driver"
    assert not {"V-far", "V-men", "V-old"} & set(ids)
    first = answer["vacancies"][0]
    assert first["score"] == pytest.approx(first["hire_chance"] * first["worth"])
    assert {e["comparison"] for e in first["evidence"]} >= {"skills", "wage", "distance"}
    only = {near["rule"]: near["n_only"] for near in answer["near_misses"]}
    assert only["within_reach"] == 1
    assert only["lawful_posting"] == 1


def test_the_same_answer_twice_is_one_recommendation(asking: Caller, store: Store) -> None:
    first, second = (asking.get("/workers/W-driver/vacancies").json for _ in range(2))
    assert first == second
    with reading(store) as db:
        assert len(recommendations.of_worker(db, "W-driver")) == len(first["vacancies"])


def test_a_dismissed_vacancy_does_not_come_back(asking: Caller) -> None:
    match = asking.get("/workers/W-driver/vacancies").json["vacancies"][0]
    path = f"/recommendations/{match['recommendation_id']}"
    said = asking.post(f"{path}/verdicts", {"verdict": "dismissed", "reason": "too_far"})
    assert said.status_code == 201
    again = asking.get("/workers/W-driver/vacancies").json["vacancies"]
    assert match["vacancy"]["vacancy_id"] not in [m["vacancy"]["vacancy_id"] for m in again]
    shown = asking.get(path).json
    assert shown["shown"]["vacancy"] == match["vacancy"]
    assert [v["verdict"] for v in shown["verdicts"]] == ["dismissed"]
    back = asking.delete(f"{path}/verdicts")
    assert (back.status_code, back.json["verdict"]) == (200, "dismissed")
    assert back.json["withdrawn_at"]
    assert asking.get("/workers/W-driver/vacancies").json["vacancies"][0] == match
    assert asking.delete(f"{path}/verdicts").status_code == 404


def test_what_was_seen_on_an_earlier_day_can_be_left_out(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    first = caller(store, tmp_path).get("/workers/W-driver/vacancies").json["vacancies"]
    seen = {match["vacancy"]["vacancy_id"] for match in first}
    assert seen
    today = caller(store, tmp_path).get("/workers/W-driver/vacancies?unseen=true").json
    assert {m["vacancy"]["vacancy_id"] for m in today["vacancies"]} == seen
    tomorrow = caller(store, tmp_path, at=NOW + timedelta(days=1))
    again = tomorrow.get("/workers/W-driver/vacancies").json["vacancies"]
    assert {match["vacancy"]["vacancy_id"] for match in again} == seen
    later = caller(store, tmp_path, at=NOW + timedelta(days=2))
    assert later.get("/workers/W-driver/vacancies?unseen=true").json["vacancies"] == []


def test_saying_the_same_twice_is_one_verdict(asking: Caller) -> None:
    match = asking.get("/workers/W-driver/vacancies").json["vacancies"][0]
    path = f"/recommendations/{match['recommendation_id']}"
    for _ in range(2):
        assert asking.post(f"{path}/verdicts", {"verdict": "accepted"}).status_code == 201
    assert (
        asking.post(f"{path}/verdicts", {"verdict": "applied", "note": " 已投 "}).json["note"]
        == "已投"
    )
    assert [v["verdict"] for v in asking.get(path).json["verdicts"]] == ["accepted", "applied"]


def test_who_refused_it_gets_lists_that_look_at_nobody(asking: Caller) -> None:
    answer = asking.get("/workers/W-refuser/vacancies").json
    assert answer["personalised"] is False
    ids = [match["vacancy"]["vacancy_id"] for match in answer["vacancies"]]
    assert set(ids) == {"V-driver", "V-far", "V-welder"}
    assert all(m["score"] is None and m["evidence"] == [] for m in answer["vacancies"])
    courses = asking.get("/workers/W-refuser/programmes").json
    assert courses["personalised"] is False
    assert courses["programmes"][0]["n_opened"] is None


def test_a_course_is_recommended_by_the_vacancy_it_opens(asking: Caller) -> None:
    courses = asking.get("/workers/W-learner/programmes").json["programmes"]
    assert [c["programme"]["programme_id"] for c in courses] == ["P0001"]
    assert courses[0]["n_opened"] == 1
    assert [v["vacancy_id"] for v in courses[0]["opened"]] == ["V-welder"]
    assert courses[0]["programme"]["cost"] == "1,800元"
    assert asking.get("/workers/W-driver/programmes").json["programmes"] == []


@pytest.mark.parametrize(
    ("vacancy", "rules"),
    [
        ("V-driver", []),
        ("V-far", ["within_reach"]),
        ("V-men", ["lawful_posting"]),
        ("V-old", ["vacancy_open"]),
    ],
)
def test_why_a_vacancy_was_refused(asking: Caller, vacancy: str, rules: list[str]) -> None:
    answer = asking.get(f"/workers/W-driver/vacancies/{vacancy}").json
    assert [refusal["rule"] for refusal in answer["refusals"]] == rules
    assert answer["eligible"] is (not rules)
    assert all(refusal["detail"] for refusal in answer["refusals"])
    assert answer["evidence"]


@pytest.mark.parametrize(
    "what", ["", "/index", "/statutory", "/vacancies", "/programmes", "/vacancies/x"]
)
def test_nobody_is_not_found(asking: Caller, what: str) -> None:
    answer = asking.get(f"/workers/W-nobody{what}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert "W-nobody" in answer.json["detail"]


def test_an_unchanged_answer_is_not_sent_again(asking: Caller) -> None:
    first = asking.get("/workers/W-driver")
    again = asking.get("/workers/W-driver", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_apis_answer_is_the_librarys(asking: Caller, store: Store, tmp_path: Path) -> None:
    parts = assemble(settings(tmp_path, store), store, lambda: NOW)
    index = parts.advisor.index_of("W-learner", TODAY)
    assert asking.get("/workers/W-learner/index").json == index.model_dump(mode="json")
    with reading(store) as db:
        person = workers.one(db, "W-learner", TODAY)
    day = parts.advisor.days.get(TODAY)
    assert index.index == day.index.assess(person, TODAY).index[0]


def test_everything_together_is_the_parts(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    advisor = assemble(settings(tmp_path, store), store, lambda: NOW).advisor
    together = advisor.everything("W-learner", NOW, limit=5)
    assert together.vacancies == advisor.vacancies_for("W-learner", NOW, limit=5, refused=True)
    assert together.programmes == advisor.programmes_for("W-learner", NOW, limit=5)
    assert together.worker == advisor.file_of("W-learner", TODAY)
