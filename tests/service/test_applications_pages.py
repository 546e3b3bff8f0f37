"""Policy applications in the console: taken in by one, decided by another, never twice, and told to the worker."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.codes.law.policies import shipped_policies
from data.records import applications, archive, audit
from data.records.applications import Application
from data.records.assistance_events import Step, add_step
from data.store import Store, reading, transaction
from service.app import create_app
from service.assistance import calculator
from tests.service.signed_in import csrf, signed_in, worker_signed_in
from tests.service.stocked import NOW, settings, stock
from tests.service.voucher_office import said, sent

DRIVER = "/console/people/W-driver"
LISTED = "/console/applications"
EMPLOYER = "91350100M000100Y43"


class Desk:
    """The service over a few people of 140902, and browsers of the office."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        stock(store, folder)
        self.app = create_app(settings(folder, store), store, clock=lambda: NOW)

    def comes(
        self, name: str, role: str = "county_supervisor", region: str | None = "140902"
    ) -> FlaskClient:
        """Somebody signs in."""
        return signed_in(self.app, self.store, role, region, name=name)

    def state(self, application_id: str) -> str:
        """How an application stands."""
        with reading(self.store) as db:
            found = applications.one(db, application_id)
        assert found is not None
        return found.state

    def employers(self) -> str:
        """An employer's application, as the API takes it."""
        rule = next(p for p in shipped_policies() if p.policy_id == "E04")
        asked = Application(
            "E-1", "E04", rule.effective_from, None, EMPLOYER, "applied", NOW.date(), "某wang",
            None, None, False, NOW.date(),
        )  # fmt: skip
        told = {"said": {"size": "small", "premium_fen": 1_000_000}}
        step = Step("policy", "E-1", "apply", None, "applied", NOW.date(), "某wang", facts=told)
        with transaction(self.store) as db:
            applications.add_application(db, asked, NOW)
            add_step(db, step, NOW)
        return "E-1"


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    """The desk, on both databases."""
    return Desk(store, tmp_path)


def page_of(client: FlaskClient, path: str) -> str:
    found = client.get(path)
    assert found.status_code == 200, found.text
    return found.text


def taken_in(client: FlaskClient, policy: str = "P13", **typed: str) -> str:
    """The address of an application that was taken in for the driver."""
    path = f"{DRIVER}/policies/{policy}/apply"
    answer = sent(client, page_of(client, path), "/apply", **typed)
    assert answer.status_code == 303, answer.text
    return str(answer.location).partition("?")[0]


def test_an_application_is_taken_in_by_one_and_approved_by_another(desk: Desk) -> None:
    wang = desk.comes("wang", "counselor")
    assert "/policies/P13/apply" in page_of(wang, f"{DRIVER}/policies")
    address = taken_in(wang)
    assert taken_in(wang) == address, "the same told twice is one application"
    assert address in page_of(wang, f"{DRIVER}/policies")
    assert address in page_of(wang, "/console/today")
    seen = page_of(wang, address)
    assert "等另一位有复核权限的同事审核" in seen
    assert "/approval" not in seen

    li = desk.comes("li")
    seen = page_of(li, address)
    assert "创业担保贷款" in seen
    assert "已核对原文" in seen
    assert "窗口核对的材料" in seen
    without = sent(li, seen, "/approval", amount_yuan="abc", reason="材料齐全", document="批文7号")
    assert without.status_code == 400
    assert "金额应写作 1000 或 999.50" in without.text
    assert "批文7号" in without.text, "what was typed is still there"
    done = said(
        li, sent(li, seen, "/approval", amount_yuan="50,000", reason="材料齐全", document="批文7号")
    )
    assert "已批准，已记入本人档案" in done
    assert "50,000" in done
    late = sent(li, seen, "/approval", amount_yuan="60000", reason="再批一次", document="批文8号")
    assert late.status_code == 409
    assert "此申请现为“已批准”，不能再审核。" in late.text
    assert desk.state(address.rpartition("/")[2]) == "approved"
    with reading(desk.store) as db:
        acts = audit.acts(db, action="approved")
        texts = [k.event.text for k in archive.of_worker(db, "W-driver", kind="policy")]
    assert [a.act.subject for a in acts] == [f"POST {address}/approval"]
    assert texts[-1] == "“创业担保贷款（个人）”已批准，金额50,000元"

    ended = said(wang, sent(wang, page_of(wang, address), "/end", reason="已提前还清"))
    assert "已停止享受" in ended
    assert "已提前还清" in ended


def test_a_refusal_is_read_by_the_worker(desk: Desk) -> None:
    address = taken_in(desk.comes("wang", "counselor"))
    li = desk.comes("li")
    seen = page_of(li, address)
    short = li.post(
        f"{address}/approval", data={"decision": "rejected", "reason": "不"}, headers=csrf(li)
    )
    assert short.status_code == 400
    assert "理由至少 2 个字符" in short.text
    done = li.post(
        f"{address}/approval",
        data={"decision": "rejected", "reason": "缺营业执照，补齐后可再申请"},
        headers=csrf(li),
    )
    assert "已登记不予批准" in said(li, done)
    assert "不予批准" in seen
    mine = worker_signed_in(desk.app, desk.store, "W-driver").get("/me/policies").text
    assert "缺营业执照，补齐后可再申请" in mine


def test_whoever_took_it_in_does_not_decide_and_may_take_it_back(desk: Desk) -> None:
    li = desk.comes("li")
    address = taken_in(li)
    seen = page_of(li, address)
    assert "审核人与受理人不能是同一人" in seen
    assert "由您受理，须由另一人审核" in page_of(li, LISTED)
    forced = li.post(
        f"{address}/approval", data={"decision": "rejected", "reason": "不符"}, headers=csrf(li)
    )
    assert forced.status_code == 409
    assert "已撤回这件申请" in said(li, sent(li, seen, "/withdrawal", reason="本人不办了"))
    assert taken_in(li) != address, "and may be asked for anew"


def test_a_trade_is_typed_by_name(desk: Desk) -> None:
    wang = desk.comes("wang", "counselor")
    path = f"{DRIVER}/policies/P04/apply"
    typed = {"occupation": "焊功", "level": "4"}
    wrong = sent(wang, page_of(wang, path), "/apply", **typed)
    assert wrong.status_code == 400
    assert "没有名为“焊功”的职业" in wrong.text
    assert 'value="焊功"' in wrong.text
    right = page_of(wang, taken_in(wang, "P04", **typed | {"occupation": "焊工"}))
    assert "焊工，四级/中级工" in right


def test_an_employers_application_is_checked_and_taken_in(desk: Desk) -> None:
    assert desk.comes("county").get(f"{LISTED}/employers").status_code == 403
    city = desk.comes("city", "counselor", region=None)
    assert f"{LISTED}/employers" in page_of(city, LISTED)
    page = page_of(city, f"{LISTED}/employers")
    typed = {"uscc": EMPLOYER, "policy_id": "E06", "size": "small", "premium_yuan": "10000"}
    facts = {"n_staff": "50", "n_hired": "10", "contract_months": "12", "pays_insurance": "true"}
    path = f"{LISTED}/employers"
    seen = city.post(f"{path}/check", data=typed | facts, headers=csrf(city)).text
    assert "最多 3,000,000 元" in seen
    assert 'value="10000"' in seen, "what was typed is still there"
    for wrong, why in (
        ({"uscc": EMPLOYER[:-1] + "X"}, "统一社会信用代码"),
        ({"premium_yuan": "一万"}, "上年度缴纳失业保险费应写作"),
        ({"layoff_percent": "nan"}, "上年度裁员率（%）"),
        ({"policy_id": ""}, "请填写政策"),
    ):
        answer = sent(city, page, "/employers", **typed | facts | wrong)
        assert answer.status_code in {400, 409}
        assert why in answer.text
    address = str(sent(city, page, "/employers", **typed | facts).location).partition("?")[0]
    assert "10,000元" in page_of(city, address)
    again = sent(city, page, "/employers", **typed | facts)
    assert address in str(again.location), "the same told twice is one application"
    page = page_of(desk.comes("chief", region=None), address)
    assert "最多 3,000,000 元" in page


def test_a_county_sees_its_own_and_no_employers(desk: Desk) -> None:
    address, employers = taken_in(desk.comes("wang", "counselor")), f"{LISTED}/{desk.employers()}"
    for name, region, sees_worker, sees_employer in (
        ("own", "140902", True, False),
        ("other", "140922", False, False),
        ("city", None, True, True),
    ):
        client = desk.comes(name, region=region)
        listed = page_of(client, f"{LISTED}?state=")
        assert (address in listed, employers in listed) == (sees_worker, sees_employer), name
        assert (client.get(address).status_code == 200) == sees_worker, name
        assert (client.get(employers).status_code == 200) == sees_employer, name
        refused = {"decision": "rejected", "reason": "材料不符"}
        answer = client.post(f"{employers}/approval", data=refused, headers=csrf(client))
        assert answer.status_code == (303 if sees_employer else 404), name
    assert desk.state("E-1") == "rejected"
    city = desk.comes("again", region=None)
    told = page_of(city, employers)
    assert "单位自报的情况" in told
    assert "10,000元" in told
    assert employers not in page_of(city, f"{LISTED}?state=&kind=person")
    assert employers not in page_of(city, f"{LISTED}?state=&county=140902")
    assert address not in page_of(city, f"{LISTED}?state=approved")


def test_each_own_application_stands_with_its_own_answer(desk: Desk) -> None:
    li = desk.comes("li")
    for reason in ("材料不齐", "本人要改日再办"):
        address = taken_in(li)
        sent(li, page_of(li, address), "/withdrawal", reason=reason)
    taken_in(li)
    me = worker_signed_in(desk.app, desk.store, "W-driver")
    mine = page_of(me, "/me/policies").split("<article")
    cards = [c for c in mine if "<h3>创业担保贷款（个人）</h3>" in c and "申请日期" in c]
    waits = [c for c in mine if "已申请，待审核" in c]
    assert len(cards) == 3
    assert len(waits) == 2, "the application, and the policy it is for"
    assert not any("理由" in c for c in waits)
    for reason in ("材料不齐", "本人要改日再办"):
        [card] = [c for c in mine if reason in c]
        assert "已撤回" in card


def test_an_answer_is_read_where_the_policy_has_lapsed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = desk.comes("li")
    address = taken_in(li)
    sent(li, page_of(li, address), "/withdrawal", reason="本人要改日再办")
    monkeypatch.setattr(calculator, "for_person", lambda *_, **__: [])
    mine = page_of(worker_signed_in(desk.app, desk.store, "W-driver"), "/me/policies")
    assert mine.count("<h3>创业担保贷款（个人）</h3>") == 1
    assert "本人要改日再办" in mine
