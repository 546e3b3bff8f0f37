"""Recognition in the console: opened at the counter, led through nine steps, decided by another, never twice."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data.records import audit, recognition
from data.store import Store, reading
from service.app import create_app
from tests.hostile.forms import found_on
from tests.service.signed_in import csrf, signed_in, worker_signed_in
from tests.service.stocked import NOW, settings, stock
from tests.service.voucher_office import said, sent

DRIVER = "/console/people/W-driver"
YES = {"positive": "true", "reason": "情况属实，材料齐全"}


class Counter:
    """The service over a few people of 140902, on a day that can be put off."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.now = store, NOW
        stock(store, folder)
        self.app = create_app(settings(folder, store), store, clock=lambda: self.now)

    def wait(self, days: int) -> None:
        """Some days go by."""
        self.now += timedelta(days)

    def comes(
        self, name: str, role: str = "counselor", region: str | None = "140902"
    ) -> FlaskClient:
        """Somebody signs in."""
        return signed_in(self.app, self.store, role, region, name=name, at=self.now)

    def state(self, address: str) -> str:
        """How the case behind an address stands."""
        with reading(self.store) as db:
            found = recognition.one(db, address.rpartition("/")[2])
        assert found is not None
        return found.state


@pytest.fixture
def counter(store: Store, tmp_path: Path) -> Counter:
    """The counter, on both databases."""
    return Counter(store, tmp_path)


def page_of(client: FlaskClient, path: str) -> str:
    found = client.get(path)
    assert found.status_code == 200, found.text
    return found.text


def opened(client: FlaskClient, category: str = "D7") -> str:
    """The address of a case that was opened for the driver."""
    page = page_of(client, f"{DRIVER}/recognition")
    answer = sent(client, page, "/recognition", category=category, promised="1")
    assert answer.status_code == 303, answer.text
    return str(answer.location).partition("?")[0]


def take(client: FlaskClient, page: str, action: str, **typed: str) -> TestResponse:
    """Send the form of one step as the page has it."""
    form = next(f for f in found_on(page) if dict(f.fields).get("action") == action)
    held = {name: value for name, value in form.fields if name not in {"csrf", "positive"}}
    return client.post(form.action, data={**held, **typed}, headers=csrf(client))


def offered(page: str) -> list[str]:
    """The steps of which there is a form, in their order."""
    fields = [dict(f.fields) for f in found_on(page)]
    return [str(each["action"]) for each in fields if "seen" in each]


def to_comparison(counter: Counter, client: FlaskClient) -> str:
    """A case that waits for the county's decision."""
    address = opened(client)
    for action, days in (
        ("accept", 0), ("check", 0), ("post", 0), ("close_notice", 9), ("review", 0), ("compare", 0),
    ):  # fmt: skip
        counter.wait(days)
        if days:
            client = counter.comes(f"wang{days}")
        typed = YES if action in {"check", "review", "compare"} else {}
        said(client, take(client, page_of(client, address), action, **typed))
    return address


def test_a_case_is_led_through_nine_steps_and_ended_by_a_second_person(counter: Counter) -> None:
    wang = counter.comes("wang")
    assert f"{DRIVER}/recognition" in page_of(wang, f"{DRIVER}/policies")
    address = to_comparison(counter, wang)
    wang = counter.comes("wang-again")
    waits = page_of(wang, address)
    assert "等县（市、区）有复核权限的人决定" in waits
    assert offered(waits) == ["withdraw"]
    assert f"{DRIVER}/recognition" not in page_of(wang, f"{DRIVER}/policies"), "one runs"

    li = counter.comes("li", "county_supervisor")
    page = page_of(li, address)
    assert offered(page) == ["recognise", "refuse", "withdraw"]
    without = take(li, page, "recognise", reason="符合条件", document="")
    assert without.status_code == 400
    assert "请填写文书号" in without.text
    assert "符合条件" in without.text, "what was typed is still there"
    document = "忻人社认〔2026〕1号"
    done = said(li, take(li, page, "recognise", reason="符合条件", document=document))
    assert "已办理“认定”，此件现为“已认定，待告知”" in done
    late = take(li, page, "refuse", reason="不符合条件", document=document)
    assert late.status_code == 409
    assert "某li已办理“认定”" in late.text
    assert "没有执行" in late.text
    assert counter.state(address) == "recognised"

    done = said(wang, take(wang, page_of(wang, address), "notify", officer="王专员"))
    assert "认定有效" in done
    assert "王专员" in done
    assert offered(done) == ["renew", "reassign", "propose_end"]
    twice = page_of(wang, address)
    assert take(wang, twice, "renew", reason="情况未变").status_code == 303
    assert take(wang, twice, "renew", reason="情况未变").status_code == 409, "not renewed twice"
    proposed = take(li, page_of(li, address), "propose_end", ground="employed", reason="已就业")
    assert "退出须由提出人以外的人决定" in said(li, proposed)
    zhao = counter.comes("zhao", "county_supervisor")
    ended = take(zhao, page_of(zhao, address), "end", reason="已稳定就业", document=document)
    assert "这件认定已经办结" in said(zhao, ended)
    assert counter.state(address) == "ended"
    with reading(counter.store) as db:
        acts = audit.acts(db, action="approved")
    assert {a.act.subject for a in acts} == {f"POST {address}/approval"}
    assert len(acts) == 2


def test_whoever_took_an_earlier_step_does_not_decide(counter: Counter) -> None:
    li = counter.comes("li", "county_supervisor")
    address = opened(li)
    for action in ("accept", "check", "post"):
        said(li, take(li, page_of(li, address), action, **(YES if action == "check" else {})))
    page = page_of(li, address)
    assert "公示到2026-11-30为止，期满后才能结束" in page
    assert "close_notice" not in offered(page)
    counter.wait(9)
    li = counter.comes("li-later", "county_supervisor")
    with reading(counter.store) as db:
        due = recognition.due(db, counter.now.date(), 10)
    assert [c.worker_id for c in due] == ["W-driver"]
    assert address in page_of(li, "/console/today"), "the day's list leads to the case"
    assert "已过期限" in page_of(li, address)


def test_a_promise_is_asked_for_and_one_case_at_a_time(counter: Counter) -> None:
    wang = counter.comes("wang")
    page = page_of(wang, f"{DRIVER}/recognition")
    without = sent(wang, page, "/recognition", category="D7", promised="")
    assert without.status_code == 400
    assert "承诺书" in without.text
    address = opened(wang)
    again = {"category": "D7", "promised": "1"}
    answer = wang.post(f"{DRIVER}/recognition", data=again, headers=csrf(wang))
    assert address in str(answer.location), "told twice by the same person on the same day"
    changed = {**again, "category": "D1"}
    answer = wang.post(f"{DRIVER}/recognition", data=changed, headers=csrf(wang))
    assert answer.status_code == 409, "another category is not the same told twice"
    assert "本人已有一件认定" in answer.text
    other = counter.comes("other")
    assert "本人已有一件认定在办" in page_of(other, f"{DRIVER}/recognition")
    refused = other.post(
        f"{DRIVER}/recognition", data={"category": "D1", "promised": "1"}, headers=csrf(other)
    )
    assert refused.status_code == 409
    back = take(wang, page_of(wang, address), "return", reason="缺户口簿复印件")
    assert "待补正" in said(wang, back)
    assert "缺户口簿复印件" in page_of(wang, address)
    mine = worker_signed_in(counter.app, counter.store, "W-driver").get("/me/policies").text
    assert "待补正" in mine
    assert "缺户口簿复印件" in mine, "the worker reads why"


def test_a_case_is_seen_by_its_own_county_and_under_its_own_person(counter: Counter) -> None:
    address = opened(counter.comes("wang"))
    foreign = counter.comes("foreign", region="140922")
    assert foreign.get(address).status_code == 404
    step = {"action": "accept", "seen": "1"}
    assert foreign.post(f"{address}/steps", data=step, headers=csrf(foreign)).status_code == 404
    wang = counter.comes("wang-again")
    elsewhere = address.replace("W-driver", "W-learner")
    assert wang.get(elsewhere).status_code == 404
    assert wang.post(f"{elsewhere}/steps", data=step, headers=csrf(wang)).status_code == 404
    clerk = signed_in(
        counter.app, counter.store, "township_clerk", "140902", township="140902001", at=counter.now
    )
    assert offered(page_of(clerk, address)) == [], "who only looks is offered nothing"
    decision = {"action": "recognise", "seen": "1", "reason": "同意", "document": "文书"}
    assert wang.post(f"{address}/approval", data=decision, headers=csrf(wang)).status_code == 403
    assert counter.state(address) == "applied"
    for seen in ("", "-1", "9" * 5000):
        told = {"action": "accept", "seen": seen}
        unseen = wang.post(f"{address}/steps", data=told, headers=csrf(wang))
        assert unseen.status_code == 409, "no step without having seen the case"
