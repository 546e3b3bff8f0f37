"""Vouchers through the API: the office drafts, a second person publishes, only the worker claims."""

from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from data.records import flags
from data.store import Store, reading, transaction
from data.tables_push import outbox
from service.app import create_app
from service.auth import create_own_token, create_token
from tests.service.stocked import Caller, settings
from tests.service.vouchered import DAY, WELDER, at, check_everything, settle_people, training_class

BATCH = {
    "batch_id": "B1",
    "fund_id": "F1",
    "title": "焊工四级培训券",
    "region": "140900",
    "occupation": WELDER,
    "level": "4",
    "value_kind": "face",
    "scope": "named",
    "value_fen": 100_000,
    "roster": ["W0", "W1"],
}
FUND = {
    "fund_id": "F1",
    "name": "职业技能提升专账",
    "source": "special_account",
    "year": 2026,
    "total_fen": 1_000_000,
}


class House:
    """One app whose clock can be set, and whoever calls it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.now = store, at()
        self.app = create_app(settings(folder, store), store, clock=lambda: self.now)

    def go_to(self, day: date) -> None:
        """Noon of another day."""
        self.now = at(day)

    def office(self, name: str, *scopes: str) -> Caller:
        """Somebody of the office."""
        with transaction(self.store) as db:
            text = create_token(db, name, frozenset(scopes), now=at(), days=366)
        return Caller(self.app.test_client(), text)

    def worker(self, worker_id: str) -> Caller:
        """A worker in person, for a visit that begins now."""
        with transaction(self.store) as db:
            text = create_own_token(db, worker_id, now=self.now)
        return Caller(self.app.test_client(), text)


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    settle_people(store)
    return House(store, tmp_path)


def ok(answer: TestResponse) -> dict[str, object]:
    assert answer.status_code in (200, 201), answer.json
    assert isinstance(answer.json, dict)
    return answer.json


def refused(answer: TestResponse, status: int) -> str:
    assert answer.status_code == status, answer.json
    return str(answer.json["detail"])


def published(house: House) -> Caller:
    """A batch for W0 and W1, published; the office that drafted it."""
    office = house.office("经办甲", "read", "manage")
    ok(office.post("/voucher-funds", FUND))
    ok(office.post("/voucher-batches", BATCH))
    second = house.office("复核乙", "read", "approve")
    ok(second.post("/approvals/voucher-batches/B1/publish", {}))
    return office


def test_a_voucher_goes_its_whole_way_through_the_api(house: House) -> None:
    office = published(house)
    me = house.worker("W0")
    (mine,) = ok(me.get("/me/vouchers"))["vouchers"]  # type: ignore[misc]
    assert mine["label"] == "待领取"
    ok(me.post(f"/me/vouchers/{mine['voucher_id']}/claim", {}))
    file_class(office)
    place = ok(me.post("/me/enrolments", {"class_id": "C1", "voucher_id": "B1-00001"}))
    number = place["enrolment_id"]
    ok(office.post(f"/enrolments/{number}/confirm", {"method": "id_card"}))
    house.go_to(DAY + timedelta(days=16))
    sheet = [{"session_no": n, "method": "paper"} for n in range(1, 11)]
    came = ok(office.post(f"/enrolments/{number}/check-ins", {"arrivals": sheet}))
    assert came["minutes"] == 80 * 45
    ok(office.post(f"/enrolments/{number}/finish", {}))
    exam = {"held_on": house.now.date().isoformat(), "passed": True, "theory": 81}
    ok(office.post(f"/enrolments/{number}/exams", exam))
    certified = ok(office.post("/certificates", certificate()))
    assert certified["voucher"]["label"] == "已持证"  # type: ignore[index]
    ok(office.post("/vouchers/B1-00001/submit", {}))
    house.go_to(DAY + timedelta(days=30))
    cashier = house.office("财务丙", "read", "approve")
    paid = {"amount_fen": 100_000, "bank_no": "回单1"}
    assert ok(cashier.post("/approvals/vouchers/B1-00001/settle", paid))["label"] == "已兑现"
    report = ok(office.get("/voucher-reconciliation"))
    assert report["balanced"] is True
    (funnel,) = report["by_batch"]  # type: ignore[misc]
    counts = {k: funnel[k] for k in ("issued", "claimed", "used", "certified", "settled")}
    assert counts == {"issued": 2, "claimed": 1, "used": 1, "certified": 1, "settled": 1}
    assert funnel["settled_fen"] == 100_000
    detail = ok(office.get("/vouchers/B1-00001"))
    assert [s["label"] for s in detail["steps"]] == [  # type: ignore[union-attr]
        "发放", "领取", "报名", "开始培训", "结业", "取证", "申请兑现", "兑现",
    ]  # fmt: skip
    check_everything(house.store)


def test_nobody_but_the_worker_opens_the_workers_door(house: House) -> None:
    office = published(house)
    approver = house.office("复核丁", "read", "approve", "manage")
    for caller in (office, approver):
        for path in ("/me/vouchers/B1-00001/claim", "/me/voucher-batches/B1/claim"):
            assert "只供劳动者本人使用" in refused(caller.post(path, {}), 403)
    other = house.worker("W1")
    assert "不是发给本人的" in refused(other.post("/me/vouchers/B1-00001/claim", {}), 409)
    assert "本人没有" in refused(other.get("/me/vouchers/B1-00001"), 404)
    assert refused(other.get("/vouchers/B1-00001"), 403)


def test_an_approval_needs_its_scope_and_a_second_person(house: House) -> None:
    office = house.office("经办甲", "read", "manage")
    ok(office.post("/voucher-funds", FUND))
    ok(office.post("/voucher-batches", BATCH))
    assert refused(office.post("/approvals/voucher-batches/B1/publish", {}), 403)
    same = house.office("经办甲", "read", "approve")
    assert "同一人" in refused(same.post("/approvals/voucher-batches/B1/publish", {}), 409)


def test_an_issue_reaches_the_outbox_with_it(house: House) -> None:
    published(house)
    with reading(house.store) as db:
        rows = db.execute(sa.select(outbox.c.key, outbox.c.line, outbox.c.facts)).all()
    assert sorted(row.key for row in rows) == ["voucher:B1-00001:issued", "voucher:B1-00002:issued"]
    assert {row.line for row in rows} == {"training"}
    assert "不得代领" in rows[0].facts
    assert "2027年2月21日前" in rows[0].facts


def test_a_voided_voucher_is_told_without_the_reason(house: House) -> None:
    office = published(house)
    ok(office.post("/vouchers/B1-00001/void", {"reason": "冒名领取，已核实"}))
    with reading(house.store) as db:
        key = outbox.c.key == "voucher:B1-00001:voided"
        facts = db.scalar(sa.select(outbox.c.facts).where(key))
    assert facts is not None
    assert "作废" in facts
    assert "冒名" not in facts
    mine = ok(house.worker("W0").get("/me/vouchers/B1-00001"))
    assert mine["steps"][-1]["reason"] == "冒名领取，已核实"  # type: ignore[index]


def test_a_pool_says_who_may_claim_and_why_not(house: House) -> None:
    office = house.office("经办甲", "read", "manage")
    ok(office.post("/voucher-funds", FUND))
    pool = BATCH | {"scope": "open", "roster": [], "quantity": 2, "whom": ["graduate"]}
    ok(office.post("/voucher-batches", pool))
    ok(office.post("/voucher-batches", pool | {"batch_id": "B2", "whom": ["rural"]}))
    second = house.office("复核乙", "approve")
    for batch_id in ("B1", "B2"):
        ok(second.post(f"/approvals/voucher-batches/{batch_id}/publish", {}))
    me = house.worker("W0")
    found = ok(me.get("/me/voucher-batches"))["batches"]
    assert {p["batch"]["batch_id"]: p["refusal"] for p in found} == {  # type: ignore[union-attr]
        "B1": "本批培训券的发放对象是高校毕业生。",
        "B2": None,
    }
    assert ok(me.post("/me/voucher-batches/B2/claim", {}))["label"] == "待使用"
    assert "高校毕业生" in refused(me.post("/me/voucher-batches/B1/claim", {}), 409)


def test_a_roster_is_made_of_those_who_wish_to_learn(house: House) -> None:
    office = house.office("经办甲", "read", "manage")
    ok(office.post("/voucher-funds", FUND))
    wished = BATCH | {"roster": [], "by_wish": True}
    assert ok(office.post("/voucher-batches", wished))["quantity"] == 4
    none = wished | {"batch_id": "B2", "occupation": "4-02-02-02"}
    assert "没有人登记过" in refused(office.post("/voucher-batches", none), 400)


def test_with_a_voucher_only_the_worker_asks_for_a_seat(house: House) -> None:
    office = published(house)
    file_class(office)
    body = {"worker_id": "W0", "voucher_id": "B1-00001"}
    assert refused(office.post("/training-classes/C1/enrolments", body), 422)
    ok(office.post("/training-classes/C1/enrolments", {"worker_id": "W0"}))


def test_a_frozen_voucher_waits_for_a_persons_decision(house: House) -> None:
    office = published(house)
    ok(house.worker("W0").post("/me/vouchers/B1-00001/claim", {}))
    until = (DAY + timedelta(days=10)).isoformat()
    frozen = ok(office.post("/vouchers/B1-00001/freeze", {"reason": "有举报", "until": until}))
    assert (frozen["label"], frozen["frozen_until"]) == ("已冻结", until)
    late = {"reason": "有举报", "until": (DAY + timedelta(days=40)).isoformat()}
    assert "不能超过15天" in refused(office.post("/vouchers/B1-00001/extend", late), 409)
    assert ok(office.post("/vouchers/B1-00001/clear", {"reason": "查无此事"}))["label"] == "待使用"


def test_the_owner_of_a_frozen_voucher_reads_nothing_about_other_people(house: House) -> None:
    office = published(house)
    ok(house.worker("W0").post("/me/vouchers/B1-00001/claim", {}))
    with transaction(house.store) as db:
        flags.raise_flag(db, "B1-00001", "one_phone_for_many", "与丙共用", at=at())
    path, until = "/vouchers/B1-00001", DAY + timedelta(days=10)
    ok(office.post(f"{path}/freeze", {"reason": "教师丙举报", "until": until.isoformat()}))
    mine = ok(house.worker("W0").get(f"/me{path}"))
    assert mine["steps"][-1]["reason"] == (  # type: ignore[index]
        f"正在核实，最迟{until}结束；如有疑问请到就近的就业服务窗口说明。"
    )
    ok(office.post(f"{path}/clear", {"reason": "丙记错了"}))
    over = ok(house.worker("W0").get(f"/me{path}"))
    assert [s["reason"] for s in over["steps"][-2:]] == ["核实已经结束。"] * 2  # type: ignore[index]
    for told in (mine, over):
        assert "flags" not in told
        assert not any("by" in step for step in told["steps"])  # type: ignore[union-attr]
        assert "丙" not in str(told)
        assert "经办甲" not in str(told)
    assert ok(office.get(path))["flags"][0]["evidence"] == "与丙共用"  # type: ignore[index]


def test_the_rules_are_public_with_their_documents_and_how_sure_we_are(house: House) -> None:
    office = house.office("经办甲", "read")
    rules = ok(office.get("/voucher-rules"))
    figures = {f["name"]: f for f in rules["figures"]}  # type: ignore[union-attr]
    assert figures["annual_cap"]["doc_no"] == "晋财社〔2019〕1号"
    assert figures["notice_days"]["certainty"] == "unverified"
    assert rules["risks"]["one_device_for_many"] == "同一台设备为多名学员签到。"  # type: ignore[index]
    claim = [s for s in rules["steps"] if s["event"] == "领取"]  # type: ignore[union-attr]
    assert claim[0]["by"] == ["本人"]


WRONG: tuple[tuple[dict[str, object], int], ...] = (
    ({"value_fen": 0}, 422),
    ({"level": "9"}, 422),
    ({"whom": ["rich"]}, 422),
    ({"fund_id": "F9"}, 404),
    ({"region": "999999"}, 400),
    ({"batch_id": "a/b"}, 422),
    ({"extra": 1}, 422),
)


def test_a_wrong_batch_is_a_problem_document(house: House) -> None:
    office = house.office("经办甲", "read", "manage")
    ok(office.post("/voucher-funds", FUND))
    for body, status in WRONG:
        assert refused(office.post("/voucher-batches", BATCH | body), status)


def test_what_does_not_exist_is_not_found(house: House) -> None:
    office = house.office("经办甲", "read", "manage")
    for path in ("/vouchers/X", "/voucher-batches/X", "/training-classes/X"):
        assert refused(office.get(path), 404)
    for path in ("/vouchers/X/submit", "/enrolments/9/finish", "/vouchers/X/look"):
        assert refused(office.post(path, {}), 404)


def file_class(office: Caller) -> None:
    body = {k: v for k, v in asdict(training_class()).items() if k not in TAKEN}
    body = {k: v.isoformat() if isinstance(v, date) else v for k, v in body.items()}
    ok(office.post("/training-classes", body))
    ok(office.post("/training-classes/C1/sessions", {"hours_a_day": 8}))


TAKEN = {"seats_taken", "cancelled_on"}


def certificate() -> dict[str, object]:
    return {
        "certificate_no": "S0001",
        "worker_id": "W0",
        "occupation": WELDER,
        "level": "4",
        "issued_on": (DAY + timedelta(days=16)).isoformat(),
        "issuer": "忻州测试评价机构",
        "class_id": "C1",
    }
