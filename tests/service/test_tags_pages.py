"""Tags of help in the console: suggested, confirmed by a person, kept or ended once, and found on the day's list."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.records import tags
from data.store import Store, reading
from tests.service.signed_in import csrf
from tests.service.test_cases_pages import DRIVER, Counter, page_of
from tests.service.voucher_office import said, sent

NOTE = {"reason": "家庭困难，需专人帮扶", "document": "走访记录7号"}


@pytest.fixture
def counter(store: Store, tmp_path: Path) -> Counter:
    """The counter, on both databases."""
    return Counter(store, tmp_path)


def held(counter: Counter) -> list[tuple[str, str, str]]:
    """The driver's tags: which, how they stand, and their review day."""
    with reading(counter.store) as db:
        found = tags.of_worker(db, "W-driver")
    return [(t.tag, t.state, t.review_on.isoformat()) for t in found]


def confirmed(client: FlaskClient) -> str:
    """Somebody confirms intensive help for the driver; what the page says then."""
    body = {"tag": "intensive_help", "review_on": "2026-12-01", **NOTE}
    return said(client, client.post(f"{DRIVER}/tags", data=body, headers=csrf(client)))


def test_a_tag_is_confirmed_kept_and_ended_by_a_person(counter: Counter) -> None:
    wang = counter.comes("wang")
    without = wang.post(
        f"{DRIVER}/tags", data={"tag": "intensive_help", "reason": "困难"}, headers=csrf(wang)
    )
    assert without.status_code == 400
    assert "已确认标注" in confirmed(wang)
    confirmed(wang)
    assert held(counter) == [("intensive_help", "confirmed", "2026-12-01")], "twice is once"

    counter.wait(9)
    li = counter.comes("li")
    assert f"{DRIVER}#tags" in page_of(li, "/console/today")
    page = page_of(li, DRIVER)
    assert "走访记录7号" in page
    early = sent(li, page, "/keep", reason="仍需帮扶", review_on="2026-12-02")
    assert early.status_code == 409
    assert "复查日必须晚于今天" in early.text
    assert "仍需帮扶" in early.text, "what was typed is still there"
    assert "已保留标注" in said(li, sent(li, page, "/keep", reason="仍需帮扶"))
    late = sent(li, page, "/end", reason="已好转")
    assert late.status_code == 409
    assert "复核日已改为2027-06-02" in late.text
    assert held(counter) == [("intensive_help", "confirmed", "2027-06-02")]
    assert "已结束标注" in said(li, sent(li, page_of(li, DRIVER), "/end", reason="已好转"))
    assert held(counter)[0][1] == "ended"


def test_a_tag_of_another_person_or_county_is_left_alone(counter: Counter) -> None:
    wang = counter.comes("wang")
    confirmed(wang)
    with reading(counter.store) as db:
        [tag] = tags.of_worker(db, "W-driver")
    said_so = {"reason": "已好转", "seen": tag.review_on.isoformat()}
    elsewhere = f"/console/people/W-learner/tags/{tag.tag_id}/end"
    assert wang.post(elsewhere, data=said_so, headers=csrf(wang)).status_code == 404
    foreign = counter.comes("foreign", region="140922")
    path = f"{DRIVER}/tags/{tag.tag_id}/end"
    assert foreign.post(path, data=said_so, headers=csrf(foreign)).status_code == 404
    unseen = wang.post(path, data={"reason": "已好转"}, headers=csrf(wang))
    assert unseen.status_code == 409, "nothing is ended that was not looked at"
    assert held(counter)[0][1] == "confirmed"


def test_whoever_comes_too_late_reads_why_nothing_was_done(counter: Counter) -> None:
    wang, li = counter.comes("wang"), counter.comes("li")
    confirmed(wang)
    body = {"tag": "intensive_help", "reason": "另有原因", "document": "会议纪要3号"}
    other = li.post(f"{DRIVER}/tags", data=body, headers=csrf(li))
    assert other.status_code == 409
    assert "您填写的内容没有保存" in other.text

    stale = page_of(li, DRIVER)
    said(wang, sent(wang, stale, "/end", reason="已好转"))
    late = sent(li, stale, "/keep", reason="仍需帮扶")
    assert late.status_code == 409
    assert "此标注已经结束" in late.text, "told although its form is gone"


def test_a_review_day_of_another_century_is_refused(counter: Counter) -> None:
    wang = counter.comes("wang")
    slip = {"tag": "intensive_help", "review_on": "2206-12-01", **NOTE}
    answer = wang.post(f"{DRIVER}/tags", data=slip, headers=csrf(wang))
    assert answer.status_code == 409
    assert "复查日最迟到2028-11-23" in answer.text
    assert held(counter) == []
