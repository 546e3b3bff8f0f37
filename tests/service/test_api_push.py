"""The push over the API: workers read and choose, the office watches and stops, a second person approves."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.records import outbox
from data.records.outbox import Message
from data.store import Store, reading, transaction
from service.app import create_app
from service.auth import create_own_token, create_token
from service.push.channels.channel import ChannelError
from tests.data.pushed import states
from tests.service import stocked
from tests.service.pushed import Clock, FakeChannel, chose, sender
from tests.service.stocked import NOW, Caller

CODE = "provider-code"
CAMPAIGN = {
    "name": "周六招聘会",
    "line": "vacancies",
    "title": "周六专场招聘会",
    "text": "本周六9:00在市人力资源市场举办，免费入场。",
    "reason": "您登记的现住地在忻府区",
    "audience": {"region": ["140902"]},
    "expires_at": (NOW + timedelta(days=3)).isoformat(),
}


class Town:
    """An app, an office of two people, and two workers with tokens of their own."""

    def __init__(self, store: Store, folder: Path) -> None:
        stocked.stock(store, folder)
        (folder / "push.toml").write_text(f'receipt_code = "{CODE}"\n', "utf-8")
        self.store, self.clock = store, Clock(NOW)
        app = create_app(stocked.settings(folder, store), store, clock=self.clock)
        self.client = app.test_client()
        self.zhang = self._office("张经办", "read", "manage", "approve")
        self.li = self._office("李复核", "read", "approve")
        with transaction(store) as db:
            self.driver = Caller(self.client, create_own_token(db, "W-driver", now=NOW))
            self.learner = Caller(self.client, create_own_token(db, "W-learner", now=NOW))

    def _office(self, name: str, *scopes: str) -> Caller:
        with transaction(self.store) as db:
            return Caller(self.client, create_token(db, name, frozenset(scopes), now=NOW, days=1))

    def tell(self, key: str = "k", worker_id: str = "W-driver", line: str = "guidance") -> None:
        """Put a notice into the outbox."""
        facts = {"title": "职业指导", "text": "请来窗口。"}
        message = Message(key, worker_id, line, "notice", "您正在求职登记", facts)
        with transaction(self.store) as db:
            outbox.enqueue(db, message, NOW)

    def send(self, sms: FakeChannel | None = None) -> None:
        """Send all that is due."""
        own = sender(self.store, clock=self.clock, sms=sms)
        while own.push_some():
            pass

    def states(self) -> dict[str, str]:
        with reading(self.store) as db:
            return states(db)


@pytest.fixture
def town(store: Store, tmp_path: Path) -> Town:
    return Town(store, tmp_path)


def test_a_worker_reads_only_what_is_his_or_her_own(town: Town) -> None:
    town.tell()
    town.send()
    (mail,) = town.driver.get("/me/messages").json["messages"]
    assert (mail["label"], mail["reason"], mail["read"]) == ("职业指导", "您正在求职登记", False)
    assert "为什么收到：您正在求职登记" in mail["body"]
    assert town.learner.get("/me/messages").json["messages"] == []
    path = f"/me/messages/{mail['message_id']}/read"
    assert town.learner.post(path, {}).status_code == 404
    assert town.driver.post(path, {}).json["read"]
    assert town.driver.post(path, {}).status_code == 200
    assert town.driver.get("/me/messages").json["messages"][0]["read"]


def test_a_worker_switches_a_line_off_and_on_again_and_both_are_kept(town: Town) -> None:
    off = town.driver.post("/me/choices", {"line": "guidance", "wanted": False})
    lines = {line["line"]: line["channels"] for line in off.json["lines"]}
    assert off.status_code == 201
    assert not lines["guidance"]["mailbox"]
    assert lines["vacancies"] == {
        "mailbox": True,
        "sms": False,
        "email": False,
        "webhook": False,
        "wechat": False,
    }
    town.tell("off")
    town.send()
    town.driver.post("/me/choices", {"line": "guidance", "wanted": True})
    town.tell("on")
    town.send()
    assert town.states() == {"off": "dropped", "on": "sent"}
    said = town.zhang.get("/workers/W-driver/choices").json["said"]
    assert [(s["wanted"], s["source"]) for s in said] == [
        (False, "worker_page"),
        (True, "worker_page"),
    ]


def test_personalised_advice_can_be_refused_at_any_time(town: Town) -> None:
    assert town.driver.get("/me/choices").json["personalised"]
    assert not town.driver.post("/me/personalisation", {"wanted": False}).json["personalised"]
    assert not town.driver.get("/me/choices").json["personalised"]


def test_the_office_notes_a_choice_only_with_its_proof(town: Town) -> None:
    asked = {"line": None, "channel": "sms", "wanted": True, "source": "counter"}
    assert town.zhang.post("/workers/W-driver/choices", asked).status_code == 422
    noted = town.zhang.post("/workers/W-driver/choices", asked | {"proof": "表单 17 号"})
    assert noted.status_code == 201
    assert town.li.post("/workers/W-driver/choices", asked).status_code == 403
    assert noted.json["said"][0]["by"] == "张经办"


def test_a_wrong_address_is_refused_in_a_sentence(town: Town) -> None:
    wrong = town.driver.post("/me/addresses", {"channel": "email", "address": "nobody"})
    assert wrong.status_code == 400
    right = town.driver.post("/me/addresses", {"channel": "email", "address": "a@example.com"})
    assert right.status_code == 201


def test_the_office_stops_everything_and_resumes(town: Town) -> None:
    town.tell()
    stopped = town.zhang.post("/push/stops", {"stopped": True, "reason": "核对模板"})
    assert (stopped.status_code, stopped.json["by"]) == (201, "张经办")
    town.send()
    assert town.zhang.get("/push/status").json["standing_still"] == ["全部推送"]
    assert town.states() == {"k": "queued"}
    town.zhang.post("/push/stops", {"line": "guidance", "stopped": False, "reason": "已核对"})
    town.clock.now += timedelta(minutes=10)
    town.send()
    assert town.states() == {"k": "sent"}
    assert "职业指导" not in town.zhang.get("/push/status").json["standing_still"]


def test_a_dead_letter_is_seen_and_sent_again(town: Town) -> None:
    chose(town.store, "W-driver", channel="sms")
    town.tell()
    town.send(FakeChannel(ChannelError("号码无效", permanent=True)))
    (dead,) = town.zhang.get("/push/messages").json["messages"]
    assert (dead["failure"], dead["state"]) == ("号码无效", "dead")
    path = f"/push/messages/{dead['message_id']}"
    assert town.zhang.post(f"{path}/resend", {}).json["state"] == "queued"
    assert town.zhang.post(f"{path}/resend", {}).status_code == 409
    town.send()
    happened = town.zhang.get(path).json["happened"]
    assert [h["what"] for h in happened] == ["died", "resent"]
    assert town.states() == {"k": "sent"}


def test_a_campaign_needs_a_second_person_who_saw_how_many(town: Town) -> None:
    drafted = town.zhang.post("/push/campaigns", CAMPAIGN)
    assert drafted.status_code == 201
    assert "【忻州人社】" in drafted.json["message"]
    n, path = drafted.json["n_people"], f"/approvals/campaigns/{drafted.json['campaign_id']}"
    assert n == len(stocked.PEOPLE)
    assert town.zhang.post(path, {"n_people": n}).status_code == 409
    assert town.li.post(path, {"n_people": n - 1}).status_code == 409
    assert town.li.post(path, {"n_people": n}).json["approved_by"] == "李复核"
    assert town.li.post(path, {"n_people": n}).status_code == 409


def test_an_approved_campaign_reaches_each_once_and_can_be_called_off(town: Town) -> None:
    campaign = approved(town)
    own = town.client.application.extensions["songgang"].campaigns
    assert own.enqueue_approved(NOW) == len(stocked.PEOPLE)
    assert own.enqueue_approved(NOW) == 0
    cancelled = town.zhang.post(f"/push/campaigns/{campaign}/cancel", {})
    assert cancelled.json["state"] == "cancelled"
    assert town.zhang.post(f"/push/campaigns/{campaign}/cancel", {}).status_code == 409
    town.send()
    assert set(town.states().values()) == {"dropped"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"audience": {"disabled": [True]}},
        {"audience": {"startup_wish": ["也许"]}},
        {"text": "请带身份证 14220119800101123X 前来"},
        {"expires_at": (NOW - timedelta(days=1)).isoformat()},
    ],
)
def test_a_campaign_that_may_not_be_is_refused(town: Town, wrong: dict[str, object]) -> None:
    refused = town.zhang.post("/push/campaigns", CAMPAIGN | wrong)
    assert (refused.status_code, refused.json["title"]) == (400, "群发内容有误")


def test_a_link_in_a_message_switches_its_line_off_only_when_pressed(town: Town) -> None:
    town.tell()
    town.send()
    message = town.driver.get("/me/messages").json["messages"][0]
    links = town.client.application.extensions["songgang"].off_links
    path = f"/api/v1/public/push/off/{links.code(message['message_id'], NOW)}"
    assert town.client.get(path).json == {"line": "guidance", "label": "职业指导", "done": False}
    assert town.driver.get("/me/choices").json["said"] == []
    for _ in range(2):
        assert town.client.post(path).json["done"]
    (said,) = town.driver.get("/me/choices").json["said"]
    assert (said["line"], said["wanted"], said["source"]) == ("guidance", False, "link")
    assert town.client.get(path + "x").status_code == 404


def test_a_link_switches_all_channels_off_though_its_own_is_off_already(town: Town) -> None:
    for channel in ("sms", "email"):
        chose(town.store, "W-driver", channel=channel)
    chose(town.store, "W-driver", channel="sms")
    town.tell()
    town.send(FakeChannel())
    message = town.driver.get("/me/messages").json["messages"][0]
    assert message["channel"] == "sms"
    chose(town.store, "W-driver", channel="sms", wanted=False)
    links = town.client.application.extensions["songgang"].off_links
    path = f"/api/v1/public/push/off/{links.code(message['message_id'], NOW)}"
    assert town.client.post(path).json["done"]
    lines = {
        each["line"]: each["channels"] for each in town.driver.get("/me/choices").json["lines"]
    }
    assert not any(lines["guidance"].values())
    assert lines["vacancies"]["email"]


DELIVERIES = {
    "aliyun": [{"biz_id": "ref-1", "success": False, "err_code": "MK:0001", "phone_number": "1"}],
    "tencent": [{"sid": "ref-1", "report_status": "FAIL", "errmsg": "MK:0001", "mobile": "1"}],
}


@pytest.mark.parametrize("provider", DELIVERIES)
def test_a_receipt_that_says_never_arrived_makes_a_dead_letter_once(
    town: Town, provider: str
) -> None:
    chose(town.store, "W-driver", channel="sms")
    town.tell()
    town.send(FakeChannel())
    path = f"/api/v1/public/push/{CODE}/{provider}/deliveries"
    for _ in range(3):
        taken = town.client.post(path, json=DELIVERIES[provider])
        assert taken.status_code == 200
    (dead,) = town.zhang.get("/push/messages").json["messages"]
    assert dead["failure"] == "运营商未送达（MK:0001）"
    # The news is on the worker's own page all the same.
    assert len(town.driver.get("/me/messages").json["messages"]) == 1
    happened = town.zhang.get(f"/push/messages/{dead['message_id']}").json["happened"]
    assert [h["what"] for h in happened] == ["failed_receipt", "failed"]


def test_receipts_of_others_and_unknown_doors_change_nothing(town: Town) -> None:
    chose(town.store, "W-driver", channel="sms")
    town.tell()
    town.send(FakeChannel())
    wrong = town.client.post("/api/v1/public/push/guess/aliyun/deliveries", json=[])
    assert wrong.status_code == 404
    path = f"/api/v1/public/push/{CODE}/aliyun/deliveries"
    other = [{"biz_id": "unknown", "success": False}]
    assert town.client.post(path, json=other).status_code == 200
    assert town.client.post(path, json="nonsense").status_code == 400
    assert town.states() == {"k": "sent"}


@pytest.mark.parametrize("words", ["R", " td ", "退订"])
def test_who_answers_a_text_message_gets_no_more_of_them(town: Town, words: str) -> None:
    chose(town.store, "W-driver", channel="sms")
    path = f"/api/v1/public/push/{CODE}/aliyun/replies"
    said = [{"phone_number": "8613800000001", "content": words}]
    assert town.client.post(path, json=said).status_code == 200
    town.tell()
    sms = FakeChannel()
    town.send(sms)
    assert not sms.letters
    last = town.driver.get("/me/choices").json["said"][-1]
    assert (last["channel"], last["wanted"], last["source"]) == ("sms", False, "sms_reply")


def test_an_ordinary_answer_changes_nothing(town: Town) -> None:
    path = f"/api/v1/public/push/{CODE}/tencent/replies"
    town.client.post(path, json={"mobile": "13800000001", "text": "谢谢"})
    assert town.driver.get("/me/choices").json["said"] == []


def approved(town: Town) -> int:
    drafted = town.zhang.post("/push/campaigns", CAMPAIGN).json
    path = f"/approvals/campaigns/{drafted['campaign_id']}"
    town.li.post(path, {"n_people": drafted["n_people"]})
    return int(drafted["campaign_id"])
