"""Policies through the API and the command line: calculated, applied for, decided by a second person."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from data.codes.law.policies import BadPolicy
from data.records import archive, audit
from data.records.assistance_events import steps_of
from data.store import Store, reading
from service.assistance.calculator import Calculator
from service.importing import take_policies
from tests.data.importing import person, take_people
from tests.service.counters import at_counter, at_home
from tests.service.stocked import NOW, Caller

MIDDAY_2025 = datetime(2025, 6, 2, 4, tzinfo=UTC)

PEOPLE = [
    person(
        worker_id="W-welder",
        valid_on=date(2025, 1, 10),
        employment_status="employed",
        registered_on=None,
        ui_months=40,
        certificates=["6-18-02-04:4"],
    )
]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Caller:
    """The counter in the year of which the amounts were read."""
    take_people(store, tmp_path, PEOPLE)
    return at_counter(store, tmp_path, "read", "manage", at=MIDDAY_2025, name="经办")


@pytest.fixture
def second(store: Store, tmp_path: Path, office: Caller) -> Caller:
    """Somebody else, who approves."""
    del office
    return at_counter(store, tmp_path, "read", "approve", at=MIDDAY_2025, name="审核")


def test_a_worker_is_told_verdict_evidence_and_what_to_show(office: Caller) -> None:
    answer = office.get("/workers/W-welder/policies").json
    assert answer is not None
    by_id = {e["policy_id"]: e for e in answer["entitlements"]}
    skill = by_id["P09"]
    assert (skill["verdict"], skill["version"]) == ("pass", "P09@2025-01-01")
    assert "四级不超过1,500元" in skill["amount"]
    assert any("失业保险缴费月数为40" in e["sentence"] for e in skill["evidence"])
    assert by_id["P04"]["amount"] == "金额待核实"
    assert by_id["P04"]["doubt"] == "政策文本未能核对原文，条件与金额以现行文件为准。"
    assert skill["doubt"] is None
    assert by_id["P02"]["verdict"] == "fail"
    assert "不是审批结论" in answer["notice"]


def test_a_day_to_come_and_a_moment_without_a_zone_are_refused(office: Caller) -> None:
    path = "/workers/W-welder/policies"
    assert office.get(f"{path}?as_of=2025-06-03").status_code == 400
    assert office.get(f"{path}?known_at=2025-06-02T00:00:00").status_code == 422
    assert office.get(f"{path}?known_at=0001-01-01T00:00:00%2B14:00").status_code == 422
    assert office.get(f"{path}?as_of=2025-01-10&known_at=2025-06-02T00:00:00Z").status_code == 200


def test_an_employer_is_told_by_what_it_says(office: Caller) -> None:
    said = {"insured_months": 24, "layoff_percent": 3, "size": "small", "premium_fen": 1_000_000}
    answer = office.post("/policies/employer", said).json
    assert answer is not None
    refund = next(e for e in answer["entitlements"] if e["policy_id"] == "E04")
    assert (refund["verdict"], refund["most_fen"]) == ("pass", 600_000)
    open_ones = [e for e in answer["entitlements"] if e["verdict"] == "unknown"]
    assert all(e["missing"] for e in open_ones)


def test_an_application_goes_from_the_counter_to_a_second_person_and_into_the_archive(
    store: Store, office: Caller, second: Caller
) -> None:
    asked = office.post(
        "/workers/W-welder/policies/P09/applications", {"occupation": "6-18-02-04", "level": "4"}
    )
    assert asked.status_code == 201
    assert asked.json is not None
    again = office.post(
        "/workers/W-welder/policies/P09/applications", {"occupation": "6-18-02-04", "level": "4"}
    )
    assert again.json == asked.json
    id_ = asked.json["application_id"]
    decision = {"decision": "approved", "amount_fen": 150_000, "reason": "证书已核验。"}
    too_much = second.post(
        f"/approvals/policy-applications/{id_}", decision | {"amount_fen": 150_001}
    )
    assert too_much.status_code == 409
    assert "上限1,500元" in too_much.text
    done = second.post(f"/approvals/policy-applications/{id_}", decision)
    assert done.json is not None
    assert (done.json["state"], done.json["ends_on"]) == ("approved", "2025-12-31")
    twice = second.post(f"/approvals/policy-applications/{id_}", decision)
    assert twice.status_code == 409
    with reading(store) as db:
        (approval,) = audit.acts(db, action="approved")
        assert approval.act.subject == f"POST /api/v1/approvals/policy-applications/{id_}"
        texts = [kept.event.text for kept in archive.of_worker(db, "W-welder", kind="policy")]
        steps = [(s.from_state, s.to_state) for s in steps_of(db, "policy", id_)]
    assert texts == [
        "“失业保险技能提升补贴”已申请，待审核",
        "“失业保险技能提升补贴”已批准，金额1,500元",
    ]
    assert steps == [(None, "applied"), ("applied", "approved")]


def test_an_employer_applies_with_what_it_says_and_gets_no_more_than_follows_from_it(
    office: Caller, second: Caller
) -> None:
    facts = {"insured_months": 24, "layoff_percent": 3, "size": "small", "premium_fen": 1_000_000}
    path = "/employers/91350100M000100Y43/policies/E04/applications"
    asked = office.post(path, {"facts": facts})
    assert asked.status_code == 201
    assert asked.json is not None
    assert office.post(path, {"facts": facts}).json == asked.json
    other = office.post(path, {"facts": facts | {"premium_fen": 900_000}}).json
    assert other is not None
    assert other["application_id"] != asked.json["application_id"]
    assert (asked.json["worker_id"], asked.json["employer"]) == (None, "91350100M000100Y43")
    decide = f"/approvals/policy-applications/{asked.json['application_id']}"
    approve = {"decision": "approved", "amount_fen": 600_001, "reason": "同意。"}
    assert second.post(decide, approve).status_code == 409
    assert second.post(decide, approve | {"amount_fen": 600_000}).status_code == 200
    wrong = office.post(path.replace("Y43", "Y44"), {"facts": facts})
    assert wrong.status_code == 409
    assert "统一社会信用代码" in wrong.text


def test_nobody_decides_what_he_took_in(store: Store, tmp_path: Path, office: Caller) -> None:
    asked = office.post("/workers/W-welder/policies/P09/applications", {}).json
    assert asked is not None
    both = at_counter(store, tmp_path, "read", "manage", "approve", at=MIDDAY_2025, name="经办")
    answer = both.post(
        f"/approvals/policy-applications/{asked['application_id']}",
        {"decision": "rejected", "reason": "材料不全。"},
    )
    assert answer.status_code == 409
    assert "不能是同一人" in answer.text


def test_what_excludes_it_warns_and_stops_the_approval(office: Caller, second: Caller) -> None:
    def apply(policy: str) -> dict[str, object]:
        body = {"occupation": "6-18-02-04", "level": "4"}
        answer = office.post(f"/workers/W-welder/policies/{policy}/applications", body).json
        assert answer is not None
        return dict(answer)

    first, other = apply("P09"), apply("P04")
    assert any("只能享受一项" in w for w in other["warnings"])  # type: ignore[attr-defined]
    approve = {"decision": "approved", "amount_fen": 100, "reason": "同意。", "document": "文件"}
    stopped = second.post(f"/approvals/policy-applications/{other['application_id']}", approve)
    assert stopped.status_code == 409
    rejected = {"decision": "rejected", "reason": "改领培训补贴。"}
    second.post(f"/approvals/policy-applications/{first['application_id']}", rejected)
    passed = second.post(f"/approvals/policy-applications/{other['application_id']}", approve)
    assert passed.status_code == 200


def test_whoever_does_not_meet_it_may_apply_but_an_approval_needs_a_document(
    office: Caller, second: Caller
) -> None:
    asked = office.post("/workers/W-welder/policies/P14/applications", {}).json
    assert asked is not None
    assert asked["warnings"][0].startswith("现有信息不符合“失业保险金”的条件")
    path = f"/approvals/policy-applications/{asked['application_id']}"
    approve = {"decision": "approved", "amount_fen": 100, "reason": "另有证明。"}
    refused = second.post(path, approve)
    assert refused.status_code == 409
    assert "须填写所依据的材料或文书" in refused.text
    assert second.post(path, approve | {"document": "失业登记证明"}).status_code == 200


def test_an_unverified_amount_needs_the_document_it_rests_on(
    office: Caller, second: Caller
) -> None:
    asked = office.post("/workers/W-welder/policies/P04/applications", {}).json
    assert asked is not None
    path = f"/approvals/policy-applications/{asked['application_id']}"
    approve = {"decision": "approved", "amount_fen": 80_000, "reason": "同意。"}
    assert second.post(path, approve).status_code == 409
    assert second.post(path, approve | {"document": "忻人社发〔2025〕1号"}).status_code == 200


def test_a_worker_sees_applies_and_withdraws_alone_and_only_his_own(
    store: Store, tmp_path: Path, office: Caller
) -> None:
    me = at_home(store, tmp_path, "W-welder", at=MIDDAY_2025)
    mine = me.get("/me/policies").json
    assert mine is not None
    assert all(e["amount_reference"] is None for e in mine["entitlements"])
    asked = me.post("/me/policies/P09/applications", {"level": "4"}).json
    assert asked is not None
    assert asked["applied_by"] == "本人"
    path = f"/me/policy-applications/{asked['application_id']}/withdrawal"
    assert me.post(path, {"reason": "填错了。"}).json["state"] == "withdrawn"  # type: ignore[index]
    theirs = office.post("/workers/W-welder/policies/P13/applications", {}).json
    assert theirs is not None
    others = at_home(store, tmp_path, "W-welder", at=MIDDAY_2025)
    assert others.get("/workers/W-welder/policies").status_code == 403


def test_an_imported_version_changes_the_answer_from_its_day_and_not_before(
    store: Store, tmp_path: Path, office: Caller
) -> None:
    del office
    path = tmp_path / "new.toml"
    path.write_text(NEW_P09, "utf-8")
    at = MIDDAY_2025 + timedelta(hours=1)
    taken = take_policies(store, path, by="政策科", recorded_at=at)
    assert (taken.new, taken.changed) == (1, 1)
    again = take_policies(store, path, by="政策科", recorded_at=at)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    calculator = Calculator(store)

    def skill(on: date, known_at: datetime | None = None) -> str:
        found = calculator.of_worker("W-welder", on, known_at=known_at).entitlements
        return next(e.version + " " + e.verdict for e in found if e.policy_id == "P09")

    assert skill(date(2025, 6, 30)) == "P09@2025-01-01 pass"
    assert skill(date(2025, 7, 1)) == "P09@2025-07-01 fail"
    before = MIDDAY_2025
    assert skill(date(2025, 7, 1), before) == "P09@2025-01-01 pass", "as known before the import"


def test_versions_that_overlap_or_ask_nonsense_are_not_taken(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(NEW_P09.split("# new", maxsplit=1)[1], "utf-8")
    with pytest.raises(BadPolicy, match="同时有效"):
        take_policies(store, path, by="政策科", recorded_at=NOW)
    path.write_text(NEW_P09.replace('"insured_months", months', '"rich", months'), "utf-8")
    with pytest.raises(BadPolicy, match="不存在或参数不对"):
        take_policies(store, path, by="政策科", recorded_at=NOW)


NEW_P09 = """
[[policies]]
id = "P09"
name = "失业保险技能提升补贴"
item = "skill"
fund = "unemployment"
region = "100000"
doc_no = "2025年失业保险稳岗惠民政策通知"
effective_from = 2025-01-01
effective_to = 2025-06-30
certainty = "official"
sources = ["https://dzb.zzrbnews.com/news/77761.html"]
all = [{ is = "insured_months", months = 12 }]
amount = { per = "once", yuan = 1500, verified = true }
# new
[[policies]]
id = "P09"
name = "失业保险技能提升补贴"
item = "skill"
fund = "unemployment"
region = "100000"
doc_no = "测试文件"
effective_from = 2025-07-01
certainty = "unverified"
sources = ["https://example.invalid/"]
all = [{ is = "insured_months", months = 60 }]
amount = { per = "once", verified = false }
"""
