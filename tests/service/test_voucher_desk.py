"""The voucher desk: what waits is found, each act is done once by whoever may, and a refusal keeps what was typed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.records import audit, flags, vouchers
from data.store import Store, reading, transaction
from service.vouchers import freezing, settling
from tests.service.voucher_office import FIRST, OVER, SECOND, Office, buttons, page_of, said, sent
from tests.service.vouchered import (
    DAY,
    check_everything,
    enrolled,
    reviewing,
    staff,
    standing,
)

SUBMITTED = OVER + timedelta(days=14)
NOTICE_OVER = SUBMITTED + timedelta(days=7)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """A batch for two people, one class."""
    return Office(store, tmp_path)


def certified(office: Office) -> None:
    """W0 has the certificate, nobody has applied for payment."""
    with transaction(office.store) as db:
        reviewing(db, "W0", FIRST)
        settling.send_back(db, FIRST, "回单不清", staff(SUBMITTED))


def test_a_voucher_is_applied_for_by_one_and_paid_by_another(office: Office) -> None:
    certified(office)
    office.go_to(SUBMITTED)
    zhang = office.comes("county_supervisor", name="zhang")
    page = page_of(zhang, FIRST)
    assert "已持证，可以申请兑现" in page
    assert buttons(page) >= {"submit", "freeze", "void"}
    page = said(zhang, sent(zhang, page, "/submit"))
    assert "自今天起公示" in page
    assert "复核人与经办人不能是同一人" in page
    assert "settlement/approval" not in buttons(page)

    office.go_to(NOTICE_OVER)
    li = office.comes("county_supervisor", name="li")
    assert "待复核兑现" in li.get("/console/vouchers").text
    page = page_of(li, FIRST)
    assert "面值1,000元，培训费1,800元，取低者：面值。" in page
    assert 'value="1,000"' in page
    page = said(li, sent(li, page, "/settlement/approval", bank_no="20260001"))
    assert "已确认付款" in page
    assert "20260001" in page
    assert standing(office.store, FIRST).paid_fen == 100_000
    with reading(office.store) as db:
        (kept,) = audit.acts(db, action="approved")
    assert (kept.act.actor, kept.act.succeeded) == ("account:u-li", True)
    check_everything(office.store)


def test_what_somebody_else_did_meanwhile_is_told_and_nothing_is_done_twice(office: Office) -> None:
    certified(office)
    office.go_to(SUBMITTED)
    zhang, li = office.comes("counselor", name="zhang"), office.comes("counselor", name="li")
    seen_by_both = page_of(li, FIRST)
    assert sent(zhang, seen_by_both, "/submit").status_code == 303
    late = sent(li, seen_by_both, "/submit")
    assert late.status_code == 409
    assert "某zhang已于12-23 12:00办理“申请兑现”，这张券现为“审核中”" in late.text
    void = sent(li, seen_by_both, "/void", reason="重复发放")
    assert void.status_code == 409
    assert "没有执行" in void.text
    assert "重复发放" in void.text, "what was typed is still there"
    assert standing(office.store, FIRST).state == "reviewing"
    assert sent(zhang, page_of(zhang, FIRST), "/void", reason="本人要求注销").status_code == 303
    ended = sent(li, seen_by_both, "/freeze", reason="核实")
    assert "办理“作废”" in ended.text, "also where the form is no longer there"
    without = li.post(f"/console/vouchers/{FIRST}/void", data={"reason": "没有看页面"})
    assert without.status_code == 403, "no token of a form"


def test_a_payment_sent_twice_at_once_is_made_once(office: Office) -> None:
    with transaction(office.store) as db:
        reviewing(db, "W0", FIRST)
    office.go_to(NOTICE_OVER)
    clients = [office.comes("county_supervisor", name=name) for name in ("li", "zhao")]
    page = page_of(clients[0], FIRST)

    def pay(client: FlaskClient) -> int:
        return sent(client, page, "/settlement/approval", bank_no="7").status_code

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(pay, clients)) == [303, 409]
    with reading(office.store) as db:
        steps = [e.event for e in vouchers.events_of(db, FIRST)]
    assert steps.count("settle") == 1
    check_everything(office.store)


@pytest.mark.parametrize(
    ("action", "typed", "status", "words"),
    [
        ("/settlement/approval", {"amount_yuan": "一千", "bank_no": "7"}, 400, "金额应写作 1000 或 999.50"),
        ("/settlement/approval", {"amount_yuan": "1000.01", "bank_no": "7"}, 409, "不能超过1,000元"),
        ("/settlement/approval", {"amount_yuan": "900"}, 400, "请填写银行回单号"),
        ("/send-back", {"reason": ""}, 400, "请填写理由"),
        ("/send-back", {"reason": "补"}, 400, "理由至少 2 个字符"),
        ("/freeze", {"reason": "核实地点", "until": "2026-02-31"}, 400, "最迟到哪天"),
        ("/freeze", {"reason": "核实地点", "until": "2036-01-01"}, 409, "一次冻结不能超过"),
    ],
)  # fmt: skip
def test_a_refusal_stands_beside_its_form_with_what_was_typed(
    office: Office, action: str, typed: dict[str, str], status: int, words: str
) -> None:
    with transaction(office.store) as db:
        reviewing(db, "W0", FIRST)
    office.go_to(NOTICE_OVER)
    li = office.comes("county_supervisor")
    before = standing(office.store, FIRST)
    answer = sent(li, page_of(li, FIRST), action, **typed)
    assert answer.status_code == status
    form = answer.text.split(f"{action}")[1].split("</form>")[0]
    assert words in form
    assert answer.text.count('<details class="why" open>') == 1
    assert all(value in form for value in typed.values())
    assert standing(office.store, FIRST) == before


def test_a_frost_is_kept_on_ended_and_its_suspicions_decided_by_a_person(office: Office) -> None:
    with transaction(office.store) as db:
        enrolled(db, "W0", FIRST)
        enrolled(db, "W1", SECOND)
        flags.raise_flag(db, FIRST, "one_device", "同一设备为3人签到", at=office.now)
        flags.raise_flag(db, SECOND, "one_device", "同一设备为4人签到", at=office.now)
    wang = office.comes("counselor", name="wang")
    page = page_of(wang, FIRST)
    assert "疑点 1 条待核实" in page
    day = wang.get("/console/today").text
    assert "培训券有疑点待核实" in day
    assert f'href="/console/vouchers/{FIRST}"' in day
    page = said(wang, sent(wang, page, "/freeze", reason="向学校核实"))
    assert "已冻结" in page
    assert "某wang" in page
    assert "冻结前为“已报名”" in page
    with reading(office.store) as db:
        (other,) = flags.of_voucher(db, SECOND)
    wrong = sent(
        wang, page, "/flag", flag_id=str(other.flag_id), decision="cleared", reason="看错了"
    )
    assert wrong.status_code == 404
    page = said(wang, sent(wang, page, "/flag", decision="confirmed", reason="学校承认代签"))
    assert "学校承认代签" in page
    again = sent(wang, page_of(wang, FIRST), "/extend", reason="等学校书面答复")
    assert "已延长冻结" in said(wang, again)
    page = said(wang, sent(wang, page_of(wang, FIRST), "/clear", reason="本人确实到课"))
    assert "已解除冻结" in page
    assert standing(office.store, FIRST).state == "enrolled"
    assert "风险规则已核对一遍" in said(wang, sent(wang, page, "/look"))
    void = said(wang, sent(wang, page_of(wang, FIRST), "/void", reason="本人要求注销"))
    assert "已作废" in void
    assert "已经办结" in void
    check_everything(office.store)


def test_money_paid_in_error_comes_back(office: Office) -> None:
    with transaction(office.store) as db:
        reviewing(db, "W0", FIRST)
    office.go_to(NOTICE_OVER)
    li, zhao = (office.comes("county_supervisor", name=name) for name in ("li", "zhao"))
    page = page_of(li, FIRST)
    page = said(li, sent(li, page, "/settlement/approval", amount_yuan="999.50", bank_no="7"))
    assert "追回人与兑现人不能是同一人" in page
    page = page_of(zhao, FIRST)
    page = said(
        zhao, sent(zhao, page, "/claw-back/approval", amount_yuan="999.50", reason="重复付款")
    )
    assert "尚欠" in page
    page = said(li, sent(li, page_of(li, FIRST), "/repay", amount_yuan="500"))
    assert "499.50 元" in page
    assert "退回金额不能超过尚欠的499.50元" in sent(li, page, "/repay", amount_yuan="500").text
    check_everything(office.store)


def test_only_ones_own_people_are_on_the_desk_and_only_the_office_acts(office: Office) -> None:
    with transaction(office.store) as db:
        enrolled(db, "W0", FIRST)
        freezing.freeze(db, FIRST, "核实", DAY + timedelta(days=5), staff())
    assert "测试甲" in office.comes("counselor").get("/console/vouchers").text
    far = office.comes("counselor", "140922", name="far")
    assert "测试甲" not in far.get("/console/vouchers?kind=frozen").text
    assert far.get(f"/console/vouchers/{FIRST}").status_code == 404
    clerk = office.comes("township_clerk")
    assert buttons(page_of(clerk, FIRST)) == set()
    link = office.comes("county_supervisor", name="li").get("/console/people/W0/policies")
    assert f'href="/console/vouchers/{FIRST}"' in link.text


def test_each_kind_of_work_is_in_its_pile_and_pages_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    piles = {}
    with transaction(office.store) as db:
        reviewing(db, "W0", FIRST)
    for day in (SUBMITTED, NOTICE_OVER):
        office.go_to(day)
        client = office.comes("counselor", name=f"c{day:%d}")
        for kind in ("announced", "to_settle", "lapsing", "noticed", "frozen", "to_submit"):
            text = client.get(f"/console/vouchers?kind={kind}").text
            piles[day, kind] = [v for v in (FIRST, SECOND) if f"/vouchers/{v}" in text]
    assert {key: found for key, found in piles.items() if found} == {
        (SUBMITTED, "announced"): [FIRST],
        (NOTICE_OVER, "to_settle"): [FIRST],
    }
    monkeypatch.setattr("service.console.voucher_desk.SHOWN", 1)
    office.go_to(DAY + timedelta(days=85))
    client = office.comes("counselor", name="late")
    with transaction(office.store) as db:
        settling.send_back(db, FIRST, "补正", staff(NOTICE_OVER))
    assert f"/vouchers/{SECOND}" in client.get("/console/vouchers?kind=lapsing").text
    assert "培训券待领取，即将过期" in client.get("/console/today").text
    first = client.get("/console/vouchers?kind=to_submit").text
    assert f"/vouchers/{FIRST}" in first
    onward = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "没有待办" in client.get(onward).text
    assert client.get("/console/vouchers?kind=x&after=~").status_code == 200
