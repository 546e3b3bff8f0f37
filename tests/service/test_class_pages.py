"""Classes on the desk: a seat given, a roll called, a course ended, an exam and a certificate, each once and by forms."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.records import enrolments
from data.records.enrolments import Enrolment
from data.store import Store, reading, transaction
from service.vouchers import claiming, enrolling
from tests.service.signed_in import csrf
from tests.service.voucher_office import FIRST, OVER, SECOND, Office, buttons, said, sent
from tests.service.vouchered import DAY, attended, check_everything, enrolled, standing, worker

CLASS, SEAT = "/console/vouchers/classes/C1", "/console/vouchers/enrolments/1"
BEGINS = DAY + timedelta(days=7)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """A batch for two people, one class."""
    return Office(store, tmp_path)


def asked(office: Office, worker_id: str = "W0", voucher_id: str = FIRST) -> None:
    """A worker claims a voucher and asks for a seat with it."""
    with transaction(office.store) as db:
        claiming.claim(db, voucher_id, worker(worker_id))
        enrolling.ask(db, "C1", worker_id, worker(worker_id), voucher_id=voucher_id)


def seat(office: Office, number: int = 1) -> Enrolment:
    """An enrolment as it stands."""
    with reading(office.store) as db:
        found = enrolments.one(db, number)
    assert found is not None
    return found


def test_from_a_request_to_a_certificate_by_forms_alone(office: Office) -> None:
    asked(office)
    wang = office.comes("counselor", name="wang")
    assert "1 个班有待确认的报名" in wang.get("/console/vouchers").text
    assert "焊工四级一班" in wang.get("/console/vouchers/classes?when=asked").text
    assert "测试甲" in wang.get(CLASS).text
    page = wang.get(SEAT).text
    assert buttons(page) == {"confirm", "refuse", "withdraw"}
    page = said(wang, sent(wang, page, "/confirm", method="id_card"))
    assert "实名制记录已登记" in page
    assert standing(office.store, FIRST).state == "enrolled"

    office.go_to(BEGINS + timedelta(days=1))
    wang = office.comes("counselor", name="wang2")
    page = wang.get(CLASS).text
    page = said(wang, sent(wang, page, "/roll", session_no="1"))
    assert "已登记到课 1 人" in page
    page = said(wang, sent(wang, page, "/roll", session_no="1"))
    assert "已登记到课 0 人" in page, "a second time it counts nothing more"
    early = sent(wang, wang.get(SEAT).text, "/check-ins", session_no="9")
    assert (early.status_code, "还没有到" in early.text) == (409, True)

    office.go_to(OVER)
    wang = office.comes("counselor", name="wang3")
    page = wang.get(SEAT).text
    short = sent(wang, page, "/finish")
    assert (short.status_code, "还差56课时" in short.text) == (409, True)
    sessions = {"session_no": [str(n) for n in range(2, 11)]}
    held = {"seen": page.split('name="seen" value="')[1].split('"')[0], "method": "paper"}
    came = wang.post(f"{SEAT}/check-ins", data=held | sessions, headers=csrf(wang))
    page = said(wang, sent(wang, said(wang, came), "/finish"))
    assert "已结业" in page
    page = said(wang, sent(wang, page, "/exams", held_on=f"{OVER}", passed="true", theory="88"))
    assert "理论 88" in page
    assert "exams" not in buttons(page)
    paper = {"certificate_no": "S2026001", "issued_on": f"{OVER}", "issuer": "忻州测试评价机构"}
    page = said(wang, sent(wang, page, "/certificate", **paper))
    assert "S2026001" in page
    assert standing(office.store, FIRST).state == "certified"
    assert f'href="/console/vouchers/{FIRST}"' in page
    check_everything(office.store)


def test_an_exam_is_not_written_down_twice(office: Office) -> None:
    with transaction(office.store) as db:
        place = attended(db, enrolled(db, "W0", FIRST))
    office.go_to(OVER)
    wang, li = office.comes("counselor", name="wang"), office.comes("counselor", name="li")
    page = said(wang, sent(wang, wang.get(SEAT).text, "/finish"))
    failed = {"held_on": f"{OVER}", "passed": "false", "theory": "40"}
    assert sent(wang, page, "/exams", **failed).status_code == 303
    late = sent(li, page, "/exams", **failed)
    assert late.status_code == 409
    assert "没有执行" in late.text
    assert 'value="40"' in late.text
    with reading(office.store) as db:
        assert len(enrolments.exams_of(db, place.enrolment_id)) == 1
    assert standing(office.store, FIRST).state == "failed"
    page = sent(li, li.get(SEAT).text, "/exams", held_on="2099-01-01", passed="true", theory="101")
    assert "理论成绩不能大于 100" in page.text


def test_who_leaves_or_is_not_let_in_needs_a_reason(office: Office) -> None:
    asked(office)
    asked(office, "W1", SECOND)
    wang = office.comes("counselor")
    empty = sent(wang, wang.get(SEAT).text, "/refuse", reason="")
    assert (empty.status_code, "请填写理由" in empty.text) == (400, True)
    assert "已登记不予录取。培训券现为“待使用”。" in said(
        wang, sent(wang, wang.get(SEAT).text, "/refuse", reason="人数已满")
    )
    assert seat(office).state == "refused"
    assert standing(office.store, FIRST).state == "claimed"
    second = SEAT.replace("/1", "/2")
    page = said(wang, sent(wang, wang.get(second).text, "/confirm"))
    page = said(wang, sent(wang, page, "/real-name", state="frozen"))
    assert "冻结" in page
    assert seat(office, 2).real_name == "frozen"
    page = said(wang, sent(wang, page, "/withdraw", reason="家中有事"))
    assert seat(office, 2).state == "withdrawn"
    assert "已退出报名。培训券现为“已退券”。" in page
    assert "没有可办的事项" in page
    check_everything(office.store)


def test_a_course_left_halfway_ends_its_voucher(office: Office) -> None:
    with transaction(office.store) as db:
        attended(db, enrolled(db, "W0", FIRST), sessions=2)
    office.go_to(BEGINS + timedelta(days=3))
    wang = office.comes("counselor")
    page = said(wang, sent(wang, wang.get(SEAT).text, "/drop", reason="外出务工"))
    assert "已退训" in page
    assert standing(office.store, FIRST).state == "dropped"


def test_a_class_is_called_off_for_the_whole_city_only(office: Office) -> None:
    with transaction(office.store) as db:
        enrolled(db, "W0", FIRST)
    county = office.comes("county_supervisor")
    assert "取消班级" not in county.get(CLASS).text
    refused = county.post(f"{CLASS}/cancel", data={"reason": "停办"}, headers=csrf(county))
    assert refused.status_code == 403
    zhang = office.comes("counselor", None, name="zhang")
    page = zhang.get(CLASS).text
    assert sent(zhang, page, "/cancel", reason="").status_code == 400
    assert "班级已取消" in said(zhang, sent(zhang, page, "/cancel", reason="教师离职"))
    again = sent(zhang, page, "/cancel", reason="教师离职")
    assert (again.status_code, "已经取消" in again.text) == (409, True)
    assert standing(office.store, FIRST).state == "claimed"
    assert "焊工四级一班" in zhang.get("/console/vouchers/classes?when=cancelled&q=焊工").text
    assert "焊工四级一班" not in zhang.get("/console/vouchers/classes").text
    check_everything(office.store)


def test_a_class_shows_ones_own_people_only(office: Office) -> None:
    with transaction(office.store) as db:
        enrolled(db, "W0", FIRST)
    office.go_to(BEGINS)
    far = office.comes("counselor", "140922", name="far")
    asked(office, "W1", SECOND)
    assert "待确认的报名" not in far.get("/console/vouchers").text
    assert "测试甲" not in far.get(CLASS).text
    assert far.get(SEAT).status_code == 404
    form = {"enrolment_id": "1", "session_no": "1", "method": "paper"}
    assert far.post(f"{CLASS}/roll", data=form, headers=csrf(far)).status_code == 404
    near = office.comes("counselor")
    nobody = near.post(f"{CLASS}/roll", data={"session_no": "1"}, headers=csrf(near))
    assert (nobody.status_code, "请勾选到课的人" in nobody.text) == (400, True)
    assert seat(office).minutes == 0
    clerk = office.comes("township_clerk")
    assert buttons(clerk.get(SEAT).text) == buttons(clerk.get(CLASS).text) == set()
    assert near.get("/console/vouchers/classes/none").status_code == 404


@pytest.mark.parametrize("number", ["²", "٣", "-1", "0", "99999999999999999999"])
def test_a_page_that_is_no_number_is_the_first_or_the_last(office: Office, number: str) -> None:
    wang = office.comes("counselor")
    assert wang.get(f"/console/vouchers/classes?when=all&page={number}").status_code == 200
