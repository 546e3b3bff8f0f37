"""What the page of a voucher tells is so: before an act, of a refused one, and after it."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.records import flags
from data.store import Store, reading, transaction
from service.vouchers import freezing
from service.vouchers.opening import standing_of
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
from tests.service.vouchered import DAY, enrolled, reviewing, staff, standing

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
