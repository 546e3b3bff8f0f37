"""Batches on the desk: drafted by one, published by another, cut to one's own people; the books say if they balance."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data.records import audit, batches
from data.store import Store, reading, transaction
from tests.service.signed_in import csrf
from tests.service.voucher_office import FIRST, Office, said, sent
from tests.service.vouchered import DAY, check_everything, enrolled

BATCHES, BOOKS = "/console/vouchers/batches", "/console/vouchers/books"
WANTED = {
    "batch_id": "2026-焊工",
    "fund_id": "F1",
    "title": "焊工四级第二批",
    "region": "140902",
    "occupation": "焊工",
    "level": "4",
    "value_kind": "face",
    "scope": "open",
    "value_yuan": "1,200.50",
    "quantity": "3",
}


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """A batch for two people, one class."""
    return Office(store, tmp_path)


def drafted(client: FlaskClient, **facts: str) -> TestResponse:
    """Send the form of a new batch."""
    assert "保存草稿并预留预算" in client.get(f"{BATCHES}/new").text
    return client.post(BATCHES, data=WANTED | facts, headers=csrf(client))


def test_a_batch_is_drafted_by_one_and_published_by_another(office: Office) -> None:
    zhang = office.comes("county_supervisor", None, name="zhang")
    page = said(zhang, drafted(zhang))
    assert "还没有发券" in page
    assert "3,601.50" in page
    assert "由您定制，复核人与经办人不能是同一人" in page
    path = f"{BATCHES}/2026-焊工"
    own = zhang.post(f"{path}/approval", headers=csrf(zhang))
    assert (own.status_code, "复核人与经办人不能是同一人" in own.text) == (409, True)
    li = office.comes("county_supervisor", None, name="li")
    assert "1 个批次草稿等您复核" in li.get("/console/vouchers").text
    assert "批次草稿" not in zhang.get("/console/vouchers").text, "who drafted it cannot publish it"
    seen = li.get(path).text
    assert "核对无误，发布 3 张（3,601.50 元）" in seen
    assert "<dt>资金</dt><dd>职业技能提升专账" in seen
    assert "已发布，符合条件的人可以自行领取" in said(li, sent(li, seen, "/approval"))
    again = li.post(f"{path}/approval?after=0", headers=csrf(li))
    assert (again.status_code, "已经发布或取消" in again.text) == (409, True)
    assert 'method="get" action="/console/vouchers/batches/2026-' in again.text
    assert "/approval" not in again.text, "pages go on at the batch's own address"
    with reading(office.store) as db:
        (kept,) = audit.acts(db, action="approved")
        assert batches.one(db, "2026-焊工") is not None
    assert kept.act.actor == "account:u-li"
    late = zhang.post(f"{path}/cancel", data={"reason": "不发了"}, headers=csrf(zhang))
    assert (late.status_code, "不再是草稿" in late.text) == (409, True)
    check_everything(office.store)


def test_a_draft_that_came_too_late_waits_for_nobody(office: Office) -> None:
    zhang = office.comes("county_supervisor", None, name="zhang")
    said(zhang, drafted(zhang, claim_by="2026-12-01"))
    office.go_to(DAY + timedelta(days=20))
    li = office.comes("county_supervisor", None, name="li")
    assert "批次草稿" not in li.get("/console/vouchers").text
    page = li.get(f"{BATCHES}/2026-焊工").text
    assert "已过，请取消后重新定制" in page
    assert "核对无误，发布" not in page


def test_a_draft_is_given_up_with_a_reason(office: Office) -> None:
    zhang = office.comes("counselor", None)
    page = said(zhang, drafted(zhang))
    without = sent(zhang, page, "/cancel", reason=" ")
    assert (without.status_code, "请填写理由" in without.text) == (400, True)
    page = said(zhang, sent(zhang, page, "/cancel", reason="数量有误"))
    assert "预留的预算已释放" in page
    assert "数量有误" in page
    listed = zhang.get(f"{BATCHES}?state=cancelled").text
    assert "焊工四级第二批" in listed
    assert "焊工四级培训券" not in listed
    check_everything(office.store)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"occupation": "造梦师"}, "职业代码“造梦师”不在职业分类大典中"),
        ({"value_yuan": "一千"}, "每张金额应写作 1000 或 999.50"),
        ({"title": ""}, "请填写名称"),
        ({"batch_id": "第 二批"}, "批次编号"),
        ({"quantity": ""}, "通用券应写明数量"),
        ({"scope": "named"}, "定向券应有发放名单"),
        ({"scope": "named", "roster": "W0\nW-无此人"}, "名单中有1人不在劳动力登记中"),
        ({"value_yuan": "90000", "quantity": "100"}, "资金余额"),
        ({"batch_id": "B1"}, "批次编号“B1”已存在"),
        ({"batch_id": "new"}, "批次编号不能是new"),
        ({"batch_id": "2026\\1"}, "也不能含反斜杠"),
        ({"valid_until": "2206-12-31"}, "有效期最迟到2031-11-22"),
        ({"value_yuan": "200000"}, "每张金额不能大于 100,000 元"),
        ({"scope": "named", "roster": "W0\n" * 20_001}, "名单最多 20000 项"),
    ],
)
def test_what_is_wrong_with_a_draft_is_said_and_all_is_kept(
    office: Office, wrong: dict[str, str], words: str
) -> None:
    zhang = office.comes("counselor", None)
    answer = drafted(zhang, **wrong)
    assert answer.status_code in {400, 409}
    assert words in answer.text
    kept = WANTED | wrong
    assert all(f'value="{kept[n]}"' in answer.text for n in ("title", "batch_id", "occupation"))
    assert '<option value="140902" selected>' in answer.text
    assert '<input type="radio" name="scope" value="open" required checked>' in answer.text or (
        kept["scope"] == "named"
    )
    with reading(office.store) as db:
        assert [b.batch_id for b in batches.listed(db)] == ["B1"]


def test_a_roster_gets_vouchers_or_the_reason_why_not(office: Office) -> None:
    zhang = office.comes("counselor", None)
    page = said(zhang, drafted(zhang, scope="named", roster="W0\nW1\n", quantity=""))
    li = office.comes("county_supervisor", None)
    seen = li.get(f"{BATCHES}/2026-焊工").text
    assert "发放名单（2 人）" in seen
    assert "测试甲" in seen
    far = office.comes("counselor", "140922", name="far").get(f"{BATCHES}/2026-焊工").text
    assert "测试甲" not in far
    assert "发放名单" not in far
    page = said(li, sent(li, seen, "/approval"))
    assert "发放名单（" not in page
    assert "名单上未发放的（2 人）" in page
    assert "同一职业同一等级已有一张有效的培训券" in page


def test_a_county_sees_its_own_people_of_a_batch_and_no_money(office: Office) -> None:
    with transaction(office.store) as db:
        enrolled(db, "W0", FIRST)
    near, far = office.comes("counselor"), office.comes("counselor", "140922", name="far")
    page = near.get(f"{BATCHES}/B1").text
    assert "测试甲" in page
    assert "账目（元）" not in page
    only = near.get(f"{BATCHES}/B1?state=enrolled").text
    assert f"/vouchers/{FIRST}" in only
    assert "测试乙" not in only
    for text in (far.get(f"{BATCHES}/B1").text, far.get(BATCHES).text):
        assert "测试甲" not in text
        assert 'class="value">' not in text
        assert "预算（元）" not in text
    for path in (f"{BATCHES}/new", BOOKS):
        refused = near.get(path)
        assert (refused.status_code, "由负责全市的人员办理" in refused.text) == (403, True)
    assert near.post(f"{BATCHES}/B1/cancel", headers=csrf(near)).status_code == 403
    assert near.get(f"{BATCHES}/none").status_code == 404


def test_the_books_say_whether_they_balance(office: Office) -> None:
    zhang = office.comes("county_supervisor", None)
    page = zhang.get(BOOKS).text
    assert "账目相符" in page
    assert "职业技能提升专账" in page
    wrong = {"fund_id": "F2", "name": "就业补助", "source": "employment_fund", "year": "26"}
    answer = sent(zhang, page, "/funds", **wrong, total_yuan="500000")
    assert answer.status_code == 400
    assert "年度不能小于 2000" in answer.text
    assert 'value="500000"' in answer.text
    page = said(zhang, sent(zhang, page, "/funds", **wrong | {"year": "2026"}, total_yuan="500000"))
    assert "已登记这笔资金" in page
    with office.store.engine.begin() as db:
        db.execute(sa.text("UPDATE vouchers SET state = 'claimed', claimed_on = '2026-11-23'"))
    page = zhang.get(BOOKS).text
    assert "处不符" in page
    assert "券的状态与最后一步记录不一致" in page
