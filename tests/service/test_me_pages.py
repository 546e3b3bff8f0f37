"""The worker's page over Flask's client: who comes in, what is shown, what can be done without a script."""

import json
import re
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data.records import (
    addresses,
    caseload,
    choices,
    own_requests,
    own_statements,
    recommendations,
    workers,
)
from data.records.recommendations import Verdict
from data.store import Store, reading, transaction
from data.tables_service import recommendations as kept
from service.api.guard import Parts
from service.app import create_app
from service.assistance.case_shaping import category_name
from service.revealing import RevealRequest, reveal
from tests.service import stocked
from tests.service.signed_in import csrf, worker_signed_in
from tests.service.stocked import NOW, TODAY

LINKS = re.compile(r'href="(/me[^"#?]*)')


class Phone:
    """A worker's telephone: a browser with a session and a finger."""

    def __init__(self, client: FlaskClient, store: Store, worker_id: str) -> None:
        self.client = client
        self.store = store
        self.worker_id = worker_id

    def get(self, path: str) -> str:
        found = self.client.get(path)
        assert found.status_code == 200, (path, found.status_code, found.text[:500])
        return found.text

    def post(self, path: str, **sent: object) -> TestResponse:
        return self.client.post(path, data=sent, headers=csrf(self.client, "worker"))

    def done(self, path: str, **sent: object) -> str:
        """Send a form and read the page that it leads to."""
        answer = self.post(path, **sent)
        assert answer.status_code == 303, (path, answer.status_code, answer.text[:300])
        return self.get(answer.headers["Location"])

    def parts(self) -> Parts:
        found: Parts = self.client.application.extensions["songgang"]
        return found


@pytest.fixture
def world(sqlite_store: Store, tmp_path: Path) -> Store:
    """The stocked store; which database keeps it makes no difference to a page."""
    stocked.stock(sqlite_store, tmp_path)
    return sqlite_store


@pytest.fixture
def phone(world: Store, tmp_path: Path) -> Phone:
    """The driver's telephone."""
    return phone_of(world, tmp_path, "W-driver")


def phone_of(store: Store, folder: Path, worker_id: str) -> Phone:
    app = create_app(stocked.settings(folder, store), store, clock=lambda: NOW)
    return Phone(worker_signed_in(app, store, worker_id), store, worker_id)


def test_every_page_opens_and_is_small(phone: Phone) -> None:
    todo, seen = {"/me"}, {}
    while todo:
        path = todo.pop()
        if path.endswith((".json", ".pdf")):
            continue
        seen[path] = phone.get(path)
        todo |= set(LINKS.findall(seen[path])) - seen.keys()
    assert {"/me/jobs", "/me/file", "/me/settings", "/me/help", "/me/policies"} <= seen.keys()
    assert len(seen) > 50
    for path, page in seen.items():
        assert len(page.encode()) < 60_000, path
        assert "<script" not in page, path
        assert 'style="' not in page, path


def test_nobody_gets_past_the_door_and_nobody_to_what_is_anothers(
    phone: Phone, world: Store, tmp_path: Path
) -> None:
    shut = phone.client.application.test_client()
    led = shut.get("/me/file?x=1")
    assert (led.status_code, led.headers["Location"]) == (
        303,
        "/me/sign-in?next=/me/file%3Fx%3D1",
    )
    other = phone_of(world, tmp_path, "W-learner")
    theirs = re.search(r"/me/offers/\w+", other.get("/me/courses"))
    assert theirs
    refused = phone.client.get(theirs[0])
    assert refused.status_code == 404
    assert "<h1>" in refused.text
    foreign = phone.client.post("/me/settings/personal", data={"wanted": "no"})
    assert (foreign.status_code, foreign.mimetype) == (403, "text/html")
    nowhere = phone.client.get("/me/nowhere").text
    assert "找人帮忙" in nowhere
    assert "没有这个页面" in nowhere
    assert "/api/docs" not in nowhere, "nobody at a page looks for an API"


def test_wanting_a_job_is_kept_and_seen_by_the_office(phone: Phone, world: Store) -> None:
    (path,) = re.findall(r'href="(/me/offers/\w+)"', phone.get("/me/jobs"))[:1]
    page = phone.get(path)
    assert "为什么推荐给您" in page
    assert "已记下您想去" in phone.done(f"{path}/want")
    with reading(world) as db:
        (verdict,) = recommendations.verdicts_on(db, path.rsplit("/", 1)[1])
        (asked,) = own_requests.waiting(db)
    assert (verdict.verdict, verdict.said_by) == ("accepted", "本人")
    assert (asked.worker_id, asked.kind, asked.about) == (
        "W-driver",
        "person",
        path.rsplit("/", 1)[1],
    )


def test_a_job_that_is_not_wanted_goes_for_the_reason_given(phone: Phone, world: Store) -> None:
    (path,) = re.findall(r'href="(/me/offers/\w+)"', phone.get("/me/jobs"))[:1]
    assert phone.post(f"{path}/dismiss", reason="nonsense").status_code == 404
    assert f'href="{path}"' not in phone.done(f"{path}/dismiss", reason="too_far")
    with reading(world) as db:
        (verdict,) = recommendations.verdicts_on(db, path.rsplit("/", 1)[1])
    assert (verdict.verdict, verdict.reason) == ("dismissed", "too_far")


def test_what_was_said_by_mistake_is_taken_back_and_nobody_waits_for_a_call(
    phone: Phone, world: Store
) -> None:
    (path,) = re.findall(r'href="(/me/offers/\w+)"', phone.get("/me/jobs"))[:1]
    assert f"{path}/take-back" in phone.done(f"{path}/dismiss", reason="too_far")
    assert "就当没说过" in phone.done(f"{path}/take-back")
    assert path in phone.get("/me/jobs")
    phone.done(f"{path}/want")
    phone.done(f"{path}/take-back")
    assert "您说过" not in phone.get(path)
    assert phone.post(f"{path}/take-back").status_code == 404
    with reading(world) as db:
        said = recommendations.verdicts_on(db, path.rsplit("/", 1)[1])
        assert own_requests.waiting(db) == ()
    assert [v.verdict for v in said] == ["dismissed", "accepted"]
    assert None not in [v.withdrawn_at for v in said]


def test_a_plain_list_is_there_without_refusing_the_other(phone: Phone) -> None:
    assert "适合您的岗位" in phone.get("/me/jobs")
    plain = phone.get("/me/jobs?plain=1")
    assert "没有看您的个人情况" in plain
    assert 'class="yes"' not in plain
    assert 'class="because"' not in plain
    assert "没有看您的个人情况" in phone.get("/me/courses?plain=1")
    assert "适合您的岗位" in phone.get("/me/jobs")


def test_personal_advice_goes_off_and_on_at_once(phone: Phone, world: Store) -> None:
    assert "已关闭个性化推荐" in phone.done("/me/settings/personal", wanted="no")
    assert "您关闭了个性化推荐" in phone.get("/me/jobs")
    with reading(world) as db:
        assert choices.refusing(db) == {"W-driver"}
    phone.done("/me/settings/personal", wanted="yes")
    assert "适合您的岗位" in phone.get("/me/jobs")


def test_a_channel_or_a_line_or_everything_is_switched_off(phone: Phone, world: Store) -> None:
    def allowed(line: str, channel: str) -> bool:
        with reading(world) as db:
            said = choices.of_workers(db, ["W-driver"]).get("W-driver", ())
        return choices.allowed(said, line, channel) is not False

    phone.done("/me/settings/messages", channel="sms", wanted="yes")
    assert allowed("guidance", "sms")
    phone.done("/me/settings/messages", channel="sms", wanted="no")
    assert not allowed("guidance", "sms")
    phone.done("/me/settings/messages", line="training", wanted="no")
    assert not allowed("training", "mailbox")
    assert allowed("guidance", "mailbox")
    phone.done("/me/settings/messages", wanted="no")
    assert not allowed("guidance", "mailbox")
    assert phone.post("/me/settings/messages", line="x", wanted="no").status_code == 404


def test_a_wish_is_corrected_at_once_with_its_source(phone: Phone, world: Store) -> None:
    assert "已改好" in phone.done("/me/file/reach", value="province")
    page = phone.get("/me/file")
    assert "您本人，2026年11月23日" in page
    assert not re.search(r"\d{4}-\d\d-\d\d", page), "every day is written as the others are"
    assert "没有改动" in phone.done("/me/file/reach", value="province")
    found = phone.get("/me/file/wish_occupations?q=焊工")
    assert 'value="6-18-02-04"' in found
    phone.done("/me/file/wish_occupations", value=["6-18-02-04"])
    phone.done("/me/file/wish_wage_fen", value="4,200")
    phone.done("/me/file/own_transport", value="no")
    phone.done("/me/file/training_wish", value="")
    with reading(world) as db:
        (row,) = workers.one(db, "W-driver", TODAY).to_pylist()
    assert (row["wish_occupations"], row["wish_wage_fen"], row["own_transport"]) == (
        ["6-18-02-04"],
        420_000,
        False,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reach", "moon"),
        ("wish_wage_fen", "many"),
        ("wish_wage_fen", "3"),
        ("skills", "飞行"),
        ("unwanted", "天气:雨"),
        ("own_transport", "maybe"),
        ("training_wish", "9-99"),
    ],
)
def test_an_answer_that_cannot_be_is_asked_again(phone: Phone, field: str, value: str) -> None:
    again = phone.post(f"/me/file/{field}", value=value)
    assert again.status_code == 422
    assert 'role="alert"' in again.text


def test_what_needs_a_proof_goes_to_a_person(phone: Phone, world: Store) -> None:
    assert phone.post("/me/file/disabled", value="yes").status_code == 404
    assert phone.post("/me/file/disabled/correction", text=" ").status_code == 422
    said = phone.done("/me/file/disabled/correction", text="我有残疾证，4月办的")
    assert "等答复" in said
    with reading(world) as db:
        (asked,) = own_requests.waiting(db)
        assert own_statements.of_worker(db, "W-driver") == ()
    assert (asked.kind, asked.about) == ("correction", "disabled")
    assert asked.text == "持残疾证（现为“否”）：我有残疾证，4月办的"


def test_tags_are_deleted_one_by_one_or_all(phone: Phone, world: Store) -> None:
    assert "电焊" in phone.get("/me/tags")
    assert "标签已删除" in phone.done("/me/tags/delete", field="skills")
    assert "电焊" not in phone.get("/me/tags")
    phone.done("/me/tags/delete")
    assert "没有用来给您推荐的标签" in phone.get("/me/tags")
    with reading(world) as db:
        (row,) = workers.one(db, "W-driver", TODAY).to_pylist()
    assert (row["skills"], row["wish_occupations"]) == (None, None)
    assert row["registered_on"] is not None
    assert phone.post("/me/tags/delete", field="disabled").status_code == 404


def test_a_person_is_asked_for_and_answers(phone: Phone) -> None:
    assert "已收到" in phone.done("/me/help", kind="person", text="")
    told = phone.done("/me/help", kind="explanation", text="请人来讲 13812345678")
    assert "请人来讲" in told
    assert "您写的号码没有保存" in told
    assert "窗口登记" in told
    requests = phone.parts().own.requests
    asked = requests.of_worker("W-driver")
    assert [each.kind for each in asked] == ["explanation", "person"]
    requests.answer(asked[1].request_id, "明天上午十点给您打电话。", by="专员", now=NOW)
    page = phone.get("/me/help")
    assert "明天上午十点给您打电话。" in page
    assert "13812345678" not in page
    assert phone.post("/me/help", kind="gold", text="x").status_code == 404
    for n in range(8):
        phone.post("/me/help", kind="complaint", text=f"第{n}次")
    assert phone.post("/me/help", kind="complaint", text="又一次").status_code == 429


def test_a_copy_holds_everything_of_one_person_and_no_whole_number(
    phone: Phone, world: Store
) -> None:
    phone.get("/me/jobs")
    phone.done("/me/file/reach", value="country")
    phone.done("/me/settings/personal", wanted="no")
    night = {"worker_id": ["W-driver"], "index_value": [61.5], "suggested": ["D1"]}
    with transaction(world) as db:
        caseload.keep_judged(db, caseload.judged_otherwise(db, pa.table(night), TODAY))
        addresses.keep(db, "W-driver", "email", address="a@example.com", now=NOW)
    answer = phone.client.get("/me/copy.json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    found = json.loads(answer.text)
    with reading(world) as db:
        whole = workers.whole(db, "W-driver")
    assert whole
    assert whole.id_number not in answer.text
    assert str(whole.phone) not in answer.text
    assert "W-learner" not in answer.text
    versions = found["登记信息（每次变动各一条，新的在前）"]
    assert [v["来源"] for v in versions] == ["本人", "本人", "test"]
    assert found["推荐给您的岗位和课程"]
    assert found["您对登记信息的更正"][0]["said"] == "country"
    judged = found["系统对您的评估（每晚更新）"]
    assert 61.5 in judged.values()
    assert judged["评估结果从这一天起未变"] == TODAY.isoformat()
    assert judged["可能符合的就业困难人员类别（由人核定）"] == [category_name("D1")]
    assert [c["wanted"] for c in found["您对个性化推荐的选择"]] == [False]
    assert [a["address"] for a in found["您留下的联系方式"]] == ["a@example.com"]
    assert found["登录记录"][0]["opened_at"]
    assert "hash" not in answer.text
    assert "没有" in found["没有的内容"]


def test_a_copy_tells_what_was_said_to_what_an_earlier_version_kept(
    phone: Phone, world: Store
) -> None:
    """Earlier versions made the number of a recommendation in another way; it is kept under that."""
    earlier = {"recommendation_id": "0123456789abcdef", "worker_id": "W-driver", "kind": "vacancy"}
    earlier |= {"target_id": "V-driver", "rank": 1, "score": 0.5, "evidence": "{}", "bundle": "b"}
    with transaction(world) as db:
        db.execute(sa.insert(kept).values(**earlier, as_of=TODAY, created_at=NOW))
        said = Verdict(earlier["recommendation_id"], "accepted", None, "王专员", NOW, None)
        recommendations.add_verdict(db, said)
    found = json.loads(phone.client.get("/me/copy.json").text)["推荐给您的岗位和课程"]
    assert [v["verdict"] for shown in found for v in shown["verdicts"]] == ["accepted"]


def test_looks_at_whole_numbers_are_told_to_their_owner(phone: Phone, world: Store) -> None:
    assert "没有人查看过" in phone.get("/me/seen")
    said = RevealRequest(reason="contact", note=None)
    reveal(world, "W-driver", said, by="token:abc", at=NOW)
    reveal(world, "W-learner", said, by="token:abc", at=NOW)
    page = phone.get("/me/seen")
    assert page.count("查看了您的完整身份证号和电话") == 1
    assert "联系本人" in page
    assert "token:abc" not in page


def test_who_leaves_is_out(phone: Phone) -> None:
    left = phone.post("/me/sign-out")
    assert left.headers["Location"] == "/me/sign-in?said=left"
    assert "storage" in left.headers["Clear-Site-Data"]
    assert phone.client.get("/me").status_code == 303
