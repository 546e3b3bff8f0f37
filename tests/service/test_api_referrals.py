"""Referrals through the API: begun for a reason, taken on, answered by employers, followed up for months."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from werkzeug.test import TestResponse

from data.records import judgements, recommendations, vacancies
from data.store import Store, reading, transaction
from data.tables_push import outbox
from service.app import create_app
from service.auth import create_own_token
from tests import builders
from tests.service.stocked import NOW, Caller, caller, settings, stock

OWN_CHOICE = {"worker_id": "W-driver", "vacancy_id": "V-driver", "chosen_because": "本人到窗口要求"}


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Caller:
    """A counselor over the stocked store."""
    stock(store, tmp_path)
    return caller(store, tmp_path, "read", "manage")


def later(store: Store, folder: Path, *, days: int) -> Caller:
    """The same office some days on."""
    return caller(store, folder, "read", "manage", at=NOW + timedelta(days))


def own(store: Store, folder: Path, worker_id: str, at: datetime = NOW) -> Caller:
    """A worker with a token of his or her own."""
    app = create_app(settings(folder, store), store, clock=lambda: at)
    with transaction(store) as db:
        token = create_own_token(db, worker_id, now=at)
    return Caller(app.test_client(), token)


def refer(office: Caller, **changed: object) -> str:
    answer = office.post("/referrals", OWN_CHOICE | changed)
    assert answer.status_code == 201, answer.json
    return str(answer.json["referral_id"])


def step(office: Caller, referral_id: str, state: str, **more: object) -> TestResponse:
    return office.post(f"/referrals/{referral_id}/steps", {"state": state} | more)


def test_a_referral_begins_from_a_recommendation_and_keeps_it(office: Caller, store: Store) -> None:
    shown = office.get("/workers/W-driver/vacancies").json["vacancies"][0]["recommendation_id"]
    found = office.post("/referrals", {"recommendation_id": shown}).json
    assert (found["state"], found["label"]) == ("referred", "已介绍")
    assert (found["recommendation_id"], found["vacancy"]["vacancy_id"]) == (shown, "V-driver")
    assert found["hold_until"] == "2026-11-30"
    assert [s["before"] for s in found["steps"]] == ["recommended"]
    for state in ("applied", "placed"):
        assert step(office, found["referral_id"], state).status_code == 201
    with reading(store) as db:
        said = [v.verdict for v in recommendations.verdicts_on(db, shown)]
    assert said == ["accepted", "applied", "hired"]


def test_what_ended_does_not_come_back_but_a_lapsed_hold_may(
    office: Caller, store: Store, tmp_path: Path
) -> None:
    def recommended(office: Caller) -> list[str]:
        found = office.get("/workers/W-driver/vacancies").json["vacancies"]
        return [match["vacancy"]["vacancy_id"] for match in found]

    assert "V-driver" in recommended(office)
    shown = office.get("/workers/W-driver/vacancies").json["vacancies"][0]["recommendation_id"]
    referral_id = office.post("/referrals", {"recommendation_id": shown}).json["referral_id"]
    assert "V-driver" not in recommended(office), "is on the way"
    step(office, referral_id, "closed", reason="entered_in_error")
    assert "V-driver" in recommended(office)
    with reading(store) as db:
        assert judgements.judged(db).num_rows == 0, "a mistake teaches nothing"
    step(office, refer(office), "closed", reason="worker_too_far")
    assert "V-driver" not in recommended(office)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"vacancy_id": "V-men"}, "不能由人工放宽"),
        ({"vacancy_id": "V-men", "override_reason": "单位同意"}, "违法限制"),
        ({"vacancy_id": "V-old", "override_reason": "再问问"}, "已于2026-11-01截止"),
        ({"vacancy_id": "V-far"}, "如确有理由介绍，请写明理由"),
        ({"worker_id": "W-learner"}, "档案中没有登记"),
    ],
)
def test_hard_rules_block_or_ask_for_a_reason(
    office: Caller, changed: dict[str, object], said: str
) -> None:
    answer = office.post("/referrals", OWN_CHOICE | changed)
    assert answer.status_code == 409
    assert said in answer.json["detail"]


def test_an_override_is_kept_with_its_reason(office: Caller) -> None:
    changed = OWN_CHOICE | {"vacancy_id": "V-far", "override_reason": "愿意去外省，已当面确认"}
    found = office.post("/referrals", changed).json
    assert found["overridden"] == ["within_reach"]
    assert found["override_reason"] == "愿意去外省，已当面确认"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"recommendation_id": "x", "worker_id": "W-driver"},
        {"worker_id": "W-driver", "vacancy_id": "V-driver"},
    ],
)
def test_a_referral_without_one_ground_is_refused(office: Caller, body: object) -> None:
    answer = office.post("/referrals", body)
    assert answer.status_code == 422
    assert "推荐编号" in answer.json["detail"]


def test_the_same_step_told_twice_changes_nothing(office: Caller) -> None:
    referral_id = refer(office)
    step(office, referral_id, "applied")
    found = step(office, referral_id, "applied").json
    assert [s["after"] for s in found["steps"]] == ["referred", "applied"]
    assert step(office, referral_id, "referred").status_code == 409
    assert step(office, referral_id, "closed").status_code == 422
    assert step(office, referral_id, "closed", reason="left_wage").status_code == 409
    assert step(office, "none", "applied").status_code == 404


def test_nobody_is_referred_twice_at_once_but_again_after_it_ended(office: Caller) -> None:
    referral_id = refer(office)
    assert "尚未办结" in office.post("/referrals", OWN_CHOICE).json["detail"]
    step(office, referral_id, "closed", reason="hold_lapsed")
    assert refer(office) != referral_id


def test_months_at_work_are_followed_up_and_whoever_left_early_can_be_referred_anew(
    office: Caller, store: Store, tmp_path: Path
) -> None:
    with transaction(store) as db:
        long = builders.vacancy(vacancy_id="V-long", expires_on=None)
        vacancies.store_rows(db, long, NOW)
    referral_id = refer(office, vacancy_id="V-long")
    assert step(office, referral_id, "placed", on="2026-11-25").status_code == 201
    assert office.get("/referrals/due").json["due"] == []
    office = later(store, tmp_path, days=32)
    (due,) = office.get("/referrals/due").json["due"]
    assert (due["referral_id"], due["follow_up_on"]) == (referral_id, "2026-12-25")
    path = f"/referrals/{referral_id}/follow-ups"
    missed = office.post(path, {"result": "unreachable"}).json
    assert missed["follow_up_on"] == "2027-01-01"
    assert office.post(path, {"result": "unreachable"}).status_code == 409
    office = later(store, tmp_path, days=94)
    assert office.post(path, {"result": "still_there"}).json["state"] == "retained_3"
    left = office.post(path, {"result": "left", "reason": "left_family"}).json
    assert (left["state"], left["closed_label"]) == ("closed", "离职：家庭原因")
    again = OWN_CHOICE | {"vacancy_id": "V-long"}
    assert office.post("/referrals", again).status_code == 201
    archive = [e["text"] for e in office.get("/workers/W-driver/archive").json["events"]]
    assert "到忻州测试物流有限公司“货车司机”岗位就业" in archive
    assert "忻州测试物流有限公司“货车司机”岗位：稳定就业满3个月" in archive


def test_an_interview_is_told_at_once_and_again_the_day_before(
    office: Caller, store: Store
) -> None:
    referral_id = refer(office)
    body = {"at": "2026-11-27T09:00:00+08:00", "place": "忻府区和平街1号"}
    found = office.post(f"/referrals/{referral_id}/interviews", body).json
    assert found["hold_until"] == "2026-12-11", "two weeks for the answer"
    assert found["steps"][-1]["note"] == "约定2026-11-27 09:00面试，地点：忻府区和平街1号"
    assert found["state"] == "referred"
    with reading(store) as db:
        rows = db.execute(sa.select(outbox.c.facts, outbox.c.next_at)).all()
    assert len(rows) == 2
    assert all("和平街" in row.facts for row in rows)
    assert found["call_worker"] is None
    soon = {"at": (NOW + timedelta(minutes=90)).isoformat(), "place": "忻府区和平街1号"}
    told = office.post(f"/referrals/{referral_id}/interviews", soon).json
    assert "请尽快电话通知本人" in told["call_worker"]
    assert told["call_worker"] in told["steps"][-1]["note"], "who looks later sees it too"
    past = {"at": "2026-11-20T09:00:00+08:00", "place": "单位"}
    assert office.post(f"/referrals/{referral_id}/interviews", past).status_code == 409


def test_consent_is_the_workers_own_or_signed(office: Caller, store: Store, tmp_path: Path) -> None:
    referral_id = refer(office)
    path = f"/referrals/{referral_id}/consent"
    assert office.post(path, {"answer": "asked"}).json["latest"] == "asked"
    assert "签字" in office.post(path, {"answer": "given"}).json["detail"]
    signed = office.post(path, {"answer": "given", "paper": "同意书2026-17"}).json
    assert (signed["given"], signed["via"]) == (True, "paper")
    stranger, worker = (own(store, tmp_path, w) for w in ("W-learner", "W-driver"))
    assert stranger.post(f"/me{path}", {"answer": "withdrawn"}).status_code == 404
    assert worker.post(f"/me{path}", {"answer": "withdrawn"}).json["given"] is False
    assert worker.post(f"/me{path}", {"answer": "withdrawn"}).status_code == 409
    assert worker.post(f"/me{path}", {"answer": "asked"}).status_code == 422
    assert office.post(path, {"answer": "asked"}).json["given"] is False


def test_a_worker_sees_and_ends_only_his_or_her_own(
    office: Caller, store: Store, tmp_path: Path
) -> None:
    referral_id = refer(office)
    stranger, worker = (own(store, tmp_path, w) for w in ("W-learner", "W-driver"))
    assert stranger.get("/me/referrals").json["referrals"] == []
    assert [r["referral_id"] for r in worker.get("/me/referrals").json["referrals"]] == [
        referral_id
    ]
    path = f"/me/referrals/{referral_id}"
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/steps", {"state": "applied"}).status_code == 404
    assert worker.post(f"{path}/steps", {"state": "placed"}).status_code == 422
    assert worker.post(f"{path}/steps", {"state": "applied"}).json["state"] == "applied"
    ended = worker.post(f"{path}/steps", {"state": "closed", "reason": "worker_hours"})
    assert ended.json["closed_label"] == "本人放弃：工作时间不合适"
    said_for_the_employer = {"state": "closed", "reason": "employer_other"}
    assert worker.post(f"{path}/steps", said_for_the_employer).status_code == 409


def test_an_employer_sees_a_count_until_the_worker_agrees(office: Caller) -> None:
    referral_id = refer(office)
    code = office.post("/vacancies/V-driver/links", {}).json["code"]
    public = office.client
    look = "/api/v1/public/referrals/look"
    seen = public.post(look, json={"code": code}).json
    assert (seen["n_referred"], seen["resumes"]) == (1, [])
    office.post(f"/referrals/{referral_id}/consent", {"answer": "given", "paper": "第3号"})
    (resume,) = public.post(look, json={"code": code}).json["resumes"]
    assert (resume["name"], resume["phone"]) == ("测试甲", "13800000001")
    assert resume["skills"] == ["货车驾驶", "车辆检查"], "welding was not asked for"
    assert resume["licences"] == ["B2"]
    assert resume["certificates"] == []
    text = public.post(look, json={"code": code}).text
    steps = office.get(f"/referrals/{referral_id}").json["steps"]
    assert [s["note"] for s in steps] == [None, "查看了经本人同意提供的简历"], "once a day"
    for never in ("1409", "sex", "hukou", "disab", "low_income", "1983", "birth"):
        assert never not in text
    office.post(f"/referrals/{referral_id}/consent", {"answer": "withdrawn", "paper": "第4号"})
    assert public.post(look, json={"code": code}).json["resumes"] == []


def test_an_employer_answers_by_link_and_twice_only_the_same(office: Caller) -> None:
    referral_id = refer(office)
    link = office.post(f"/referrals/{referral_id}/links", {}).json
    assert "#" in link["url"]
    assert "W-driver" not in link["url"]

    def answer(**told: object) -> TestResponse:
        return office.client.post(
            "/api/v1/public/referrals/answer", json={"code": link["code"]} | told
        )

    assert answer(answer="interviewed").json == {
        "title": "货车司机",
        "state": "已面试",
        "changed": True,
    }
    assert answer(answer="interviewed").json["changed"] is False
    hired = answer(answer="hired", starts_on="2026-12-01")
    assert hired.json["state"] == "已就业"
    assert answer(answer="hired", starts_on="2026-12-01").json["changed"] is False
    declined = answer(answer="declined", reason="employer_lacks_skills")
    assert declined.status_code == 409
    assert declined.json["detail"].startswith("这位应聘者已登记为“已就业”")
    found = office.get(f"/referrals/{referral_id}").json
    assert (found["placed_on"], found["steps"][-1]["via"]) == ("2026-12-01", "employer")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"answer": "declined"}, 422),
        ({"answer": "declined", "reason": "worker_too_far"}, 422),
        ({"answer": "hired"}, 422),
        ({"answer": "filled", "reason": "employer_other"}, 422),
        ({"answer": "filled"}, 200),
        ({"answer": "declined", "reason": "employer_lacks_skills"}, 200),
    ],
)
def test_an_answer_is_whole(office: Caller, told: dict[str, object], status: int) -> None:
    code = office.post(f"/referrals/{refer(office)}/links", {}).json["code"]
    answer = office.client.post("/api/v1/public/referrals/answer", json={"code": code} | told)
    assert answer.status_code == status


def test_a_post_that_is_filled_takes_nobody_else(
    office: Caller, store: Store, tmp_path: Path
) -> None:
    assert office.get("/workers/W-driver/vacancies").json["vacancies"], "the day is in memory"
    code = office.post(f"/referrals/{refer(office)}/links", {}).json["code"]
    told = {"code": code, "answer": "filled"}
    for changed in (True, False):
        answer = office.client.post("/api/v1/public/referrals/answer", json=told)
        assert answer.json["changed"] is changed
    offered = office.get("/workers/W-driver/vacancies").json["vacancies"]
    assert "V-driver" not in [match["vacancy"]["vacancy_id"] for match in offered]
    said = office.post("/referrals", OWN_CHOICE).json["detail"]
    assert said == "单位已答复岗位招满，重新发布之前不能再介绍。"
    still_listed = {"vacancy_id": "V-driver", "title": "货车司机", "description": "仍在网上"}
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancy(**still_listed), NOW)
    assert office.post("/referrals", OWN_CHOICE).status_code == 409, (
        "the source only repeats itself"
    )
    with transaction(store) as db:
        anew = builders.vacancy(**still_listed, posted_on=NOW.date() + timedelta(1))
        vacancies.store_rows(db, anew, NOW)
    tomorrow = later(store, tmp_path, days=1)
    assert tomorrow.post("/referrals", OWN_CHOICE).status_code == 201


def test_a_code_opens_only_its_own_door_and_not_for_ever(
    office: Caller, store: Store, tmp_path: Path
) -> None:
    code = office.post(f"/referrals/{refer(office)}/links", {}).json["code"]
    look = office.client.post("/api/v1/public/referrals/look", json={"code": code})
    assert (look.status_code, look.json["title"]) == (410, "链接无效或已过期")
    app = create_app(settings(tmp_path, store), store, clock=lambda: NOW + timedelta(31))
    told = {"code": code, "answer": "interviewed"}
    late = app.test_client().post("/api/v1/public/referrals/answer", json=told)
    assert late.status_code == 410


def test_a_link_tells_whom_it_is_about_by_the_letter_until_the_worker_agrees(
    office: Caller,
) -> None:
    referral_id = refer(office)
    code = office.post(f"/referrals/{referral_id}/links", {}).json["code"]
    letter = office.post(f"/referrals/{referral_id}/letters", {}).json["code"]

    def about() -> dict[str, object]:
        asked = office.client.post("/api/v1/public/referrals/about", json={"code": code})
        found: dict[str, object] = asked.json
        return found

    assert about() == {
        "title": "货车司机",
        "referred_on": "2026-11-23",
        "letter_code": letter,
        "name": None,
        "state": "已介绍",
    }
    office.post(f"/referrals/{referral_id}/consent", {"answer": "given", "paper": "第3号"})
    assert about()["name"] == about()["name"] == "测试甲"
    steps = office.get(f"/referrals/{referral_id}").json["steps"]
    assert [s["note"] for s in steps][2:] == ["查看了经本人同意提供的简历"], "once a day"
    step(office, referral_id, "closed", reason="worker_family")
    assert (about()["name"], about()["state"]) == (None, "已办结")
    assert len(office.get(f"/referrals/{referral_id}").json["steps"]) == 4
    stale = office.client.post("/api/v1/public/referrals/about", json={"code": "x" * 20})
    assert stale.status_code == 410


def test_whoever_tries_many_codes_is_slowed_down(office: Caller) -> None:
    statuses = [
        office.client.get(f"/api/v1/public/letters/{n:016d}").status_code for n in range(32)
    ]
    assert statuses == [404] * 30 + [429] * 2


def test_a_letter_is_issued_once_printed_checked_and_ends_with_the_referral(
    office: Caller, store: Store, tmp_path: Path
) -> None:
    referral_id = refer(office)
    path = f"/referrals/{referral_id}/letters"
    letter = office.post(path, {}).json
    assert office.post(path, {}).json == letter
    held = office.get(f"/referrals/{referral_id}").json["hold_until"]
    assert held == letter["valid_until"], "a letter is not valid for a place that is gone"
    page = office.get(f"/referrals/{referral_id}/letter.pdf")
    assert page.mimetype == "application/pdf"
    words = "".join(PdfReader(BytesIO(page.data)).pages[0].extract_text().split())
    assert "测试甲（公民身份号码1409**********" in words
    assert letter["code"] in words
    worker = own(store, tmp_path, "W-driver")
    assert worker.get(f"/me/referrals/{referral_id}/letter.pdf").data == page.data
    stranger = own(store, tmp_path, "W-learner")
    assert stranger.get(f"/me/referrals/{referral_id}/letter.pdf").status_code == 404
    typed = letter["code"].lower().replace("-", "")
    assert office.client.get(f"/api/v1/public/letters/{typed}").json == {
        "state": "valid",
        "title": "货车司机",
        "name": "测**",
        "valid_until": "2026-12-07",
    }
    step(office, referral_id, "closed", reason="worker_family")
    assert office.client.get(f"/api/v1/public/letters/{typed}").json["state"] == "withdrawn"
    assert office.post(path, {}).status_code == 409
    assert office.get(f"/referrals/{referral_id}/letter.pdf").status_code == 409


def test_a_letter_can_be_withdrawn_and_expires(
    office: Caller, store: Store, tmp_path: Path
) -> None:
    referral_id = refer(office)
    path = f"/referrals/{referral_id}/letters"
    first = office.post(path, {}).json["code"]
    assert office.client.delete(f"/api/v1{path}", headers=office.headers).status_code == 204
    assert office.client.delete(f"/api/v1{path}", headers=office.headers).status_code == 409
    second = office.post(path, {}).json["code"]
    assert second != first
    public = later(store, tmp_path, days=15).client
    assert public.get(f"/api/v1/public/letters/{second}").json["state"] == "expired"


def test_the_funnel_shows_no_small_counts(office: Caller) -> None:
    office.get("/workers/W-driver/vacancies")
    refer(office)
    found = office.get("/referrals/funnel?since=2026-11-01&until=2026-11-30").json
    (county,) = found["groups"]
    assert county["name"] == "忻州·忻府区"
    counts = {s["stage"]: s["count"] for s in county["stages"]}
    assert (counts["recommended"], counts["referred"], counts["placed"]) == (None, None, 0)
    both = office.get("/referrals/funnel?since=2026-11-01&until=2026-11-30&by=both").json
    assert both["groups"][0]["group"].startswith("140902|")


def test_referrals_are_listed_by_worker_and_page_by_page(office: Caller) -> None:
    ids = {refer(office), refer(office, vacancy_id="V-far", override_reason="愿意去")}
    listed = office.get("/workers/W-driver/referrals").json["referrals"]
    assert {line["referral_id"] for line in listed} == ids
    first = office.get("/referrals?limit=1").json
    second = office.get(f"/referrals?limit=1&after={first['next']}").json
    assert {p["referrals"][0]["referral_id"] for p in (first, second)} == ids
    assert second["next"] is None
    assert office.get("/referrals?state=placed").json["referrals"] == []
    assert office.get("/workers/none/referrals").status_code == 404


def test_who_died_is_not_referred(office: Caller, store: Store, tmp_path: Path) -> None:
    late = caller(store, tmp_path, "read", "manage")
    with transaction(store) as db:
        db.execute(sa.text("UPDATE worker_versions SET employment_status = 'deceased'"))
    assert "已死亡" in late.post("/referrals", OWN_CHOICE).json["detail"]
