"""What the page of a voucher tells is so: before an act, of a refused one, and after it."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.records import enrolments, flags
from data.store import Store, reading, transaction
from models.vouchers.risks import Finding
from service.vouchers import attending, claiming, enrolling, freezing, settling
from service.vouchers.attending import Result
from service.vouchers.opening import standing_of
from service.vouchers.steps import rules_for
from tests.service.signed_in import csrf
from tests.service.voucher_office import (
    FIRST,
    OVER,
    SECOND,
    Office,
    buttons,
    page_of,
    said,
    sent,
)
from tests.service.vouchered import (
    DAY,
    attended,
    enrolled,
    reviewing,
    second,
    staff,
    standing,
    worker,
)

NOTICE_OVER = OVER + timedelta(days=21)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """A batch for two people, one class."""
    return Office(store, tmp_path)


@pytest.mark.parametrize("meanwhile", ["noticed", "decided"])
def test_a_frost_is_not_cleared_over_suspicions_that_were_not_seen(
    office: Office, meanwhile: str
) -> None:
    with transaction(office.store) as db:
        enrolled(db, "W0", FIRST)
        freezing.freeze(db, FIRST, "核实", DAY + timedelta(days=5), staff())
        flags.raise_flag(db, FIRST, "one_device", "同一设备为3人签到", at=office.now)
    wang = office.comes("counselor", name="wang")
    page = page_of(wang, FIRST)
    with transaction(office.store) as db:
        if meanwhile == "noticed":
            flags.raise_flag(db, FIRST, "far_away", "距教学点9,000米", at=office.now)
        else:
            (flag,) = flags.of_voucher(db, FIRST)
            freezing.decide_flag(db, flag.flag_id, "confirmed", "学校承认代签", staff())
    late = sent(wang, page, "/clear", reason="本人确实到课")
    assert late.status_code == 409
    assert "疑点有了变化" in late.text
    assert "本人确实到课" in late.text
    assert standing(office.store, FIRST).state == "frozen"
    assert "已解除冻结" in said(wang, sent(wang, page_of(wang, FIRST), "/clear", reason="已核实"))
    with reading(office.store) as db:
        assert flags.count_undecided(db, FIRST) == 0


def test_nothing_is_said_to_be_checked_that_no_rule_looks_at(office: Office) -> None:
    with transaction(office.store) as db:
        reviewing(db, "W0", FIRST)
    office.go_to(NOTICE_OVER)
    li = office.comes("county_supervisor", name="li")
    page = page_of(li, FIRST)
    assert "风险规则已核对一遍" in said(li, sent(li, page, "/look"))
    page = said(li, sent(li, page, "/settlement/approval", bank_no="7"))
    assert "look" not in buttons(page), "settled"
    with reading(office.store) as db:
        form = {"seen": standing_of(db, standing(office.store, FIRST))}
    asked = li.post(f"/console/vouchers/{FIRST}/look", data=form, headers=csrf(li))
    assert asked.status_code == 409
    assert "只核对已用来报班、还没有办结的" in asked.text
    assert "look" not in buttons(page_of(li, SECOND)), "not used yet"


def test_what_is_still_owed_is_told_until_all_has_come_back(office: Office) -> None:
    with transaction(office.store) as db:
        reviewing(db, "W0", FIRST)
        settling.settle(db, FIRST, 100_000, "7", second(NOTICE_OVER))
        settling.claw_back(db, FIRST, 100_000, "重复付款", second(NOTICE_OVER, "复核丙"))
    office.go_to(NOTICE_OVER)
    li = office.comes("counselor")
    page = page_of(li, FIRST)
    assert "本人尚欠1,000元" in page
    page = said(li, sent(li, page, "/repay", amount_yuan="1000"))
    assert "已追回，款项已全部退回。" in page
    assert "现在不能办：款项已全部退回。" in page
    assert "尚欠的0元" not in page


def test_a_second_chance_is_told_only_where_there_is_one(office: Office) -> None:
    with transaction(office.store) as db:
        claiming.claim(db, FIRST, worker("W0"))
        claiming.give_back(db, FIRST, worker("W0"))
        course = attended(db, enrolled(db, "W1", SECOND))
        attending.finish(db, course.enrolment_id, staff(OVER))
        attending.record_exam(db, course.enrolment_id, Result(OVER, False), staff(OVER))
    li = office.comes("counselor")
    assert "本人可在" in page_of(li, FIRST)
    office.go_to(OVER)
    li = office.comes("counselor", name="li")
    assert "前重考" in page_of(li, SECOND)
    with transaction(office.store) as db:
        for _ in range(rules_for(OVER)["max_returns"]):
            claiming.reclaim(db, FIRST, worker("W0"))
            claiming.give_back(db, FIRST, worker("W0"))
        for _ in range(rules_for(OVER)["max_resits"]):
            attending.record_exam(db, course.enrolment_id, Result(OVER, False), staff(OVER))
    assert "本人不能再领：退券后最多重新领取" in page_of(li, FIRST)
    assert "不能重考：" in page_of(li, SECOND)


def test_who_applies_is_told_where_the_rules_froze_it_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(office.store) as db:
        reviewing(db, "W0", FIRST)
        settling.send_back(db, FIRST, "回单不清", staff(OVER))
    office.go_to(OVER)
    li = office.comes("counselor")
    noticed = Finding("one_device", "同一设备为多人签到。", "同一设备为3人签到")
    monkeypatch.setattr("service.vouchers.looking.findings", lambda _: (noticed,))
    page = said(li, sent(li, page_of(li, FIRST), "/submit"))
    assert standing(office.store, FIRST).state == "frozen"
    assert "发现疑点，这张券已冻结，请核实" in page
    assert "自今天起公示" not in page


def test_what_was_typed_is_told_where_its_form_is_gone(office: Office) -> None:
    with transaction(office.store) as db:
        reviewing(db, "W0", FIRST)
    office.go_to(NOTICE_OVER)
    li = office.comes("county_supervisor")
    page = page_of(li, FIRST)
    with transaction(office.store) as db:
        settling.void(db, FIRST, "重复发放", staff(NOTICE_OVER))
    late = sent(li, page, "/settlement/approval", amount_yuan="998.50", bank_no="20260007")
    assert late.status_code == 409
    assert all(typed in late.text for typed in ("您刚才填写的内容", "998.50", "20260007"))
    assert "核实地点&lt;b&gt;" in sent(li, page, "/freeze", reason="核实地点<b>").text


def test_a_refused_application_says_so_once(office: Office) -> None:
    with transaction(office.store) as db:
        reviewing(db, "W0", FIRST)
        settling.send_back(db, FIRST, "回单不清", staff(OVER))
    office.go_to(OVER)
    li = office.comes("counselor")
    page = page_of(li, FIRST)
    with transaction(office.store) as db:
        place = enrolments.of_voucher(db, FIRST)
        assert place is not None
        enrolling.set_real_name(db, place.enrolment_id, "invalid", staff(OVER))
    refused = sent(li, page, "/submit")
    assert refused.status_code == 409
    assert refused.text.count('class="notice bad"') == 1
    assert "您刚才填写的内容" not in refused.text
