"""Recognition in a real browser: opened and led on by keyboard; the pages looked at on the way."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.browsing import Watched, comes_in
from tests.service.stocked import opened
from tests.service.test_cases_pages import DRIVER, Counter, to_comparison

pytestmark = pytest.mark.browser

UNFOLD = "all => all.forEach(each => { each.open = true; })"


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A few people of one county."""
    home = tmp_path_factory.mktemp("cases")
    store = opened(home)
    yield Counter(store, home)
    store.engine.dispose()


@pytest.fixture(scope="module")
def app(counter: Counter) -> Flask:
    """The service on the day of the counter."""
    return counter.app


def test_a_case_is_opened_and_led_on(watched: Watched, counter: Counter) -> None:
    comes_in(watched, counter.comes("zhou"))
    page = watched.visit(f"{DRIVER}/recognition".replace("W-driver", "W-learner"))
    watched.look()
    page.get_by_role("radio").first.check()
    page.get_by_label("本人已签《承诺书》").check()
    page.get_by_role("button", name="受理，开始认定程序").press("Enter")
    expect(page.get_by_text("已办理“申请”")).to_be_visible()
    watched.look()
    page.get_by_role("button", name="受理", exact=True).press("Enter")
    expect(page.get_by_text("已办理“受理”")).to_be_visible()
    page.get_by_label("同意", exact=True).check()
    page.locator("#check-reason").fill("入户核实，情况属实")
    page.locator("main details").evaluate_all(UNFOLD)
    watched.look()
    page.get_by_role("button", name="初审", exact=True).press("Enter")
    expect(page.get_by_text("入户核实，情况属实").first).to_be_visible()


def test_a_second_person_decides(watched: Watched, counter: Counter) -> None:
    address = to_comparison(counter, counter.comes("wang"))
    comes_in(watched, counter.comes("li", "county_supervisor"))
    page = watched.visit(address)
    watched.look()
    page.locator("#recognise-reason").fill("符合条件")
    page.locator("#recognise-document").fill("忻人社认〔2026〕1号")
    page.get_by_role("button", name="认定", exact=True).press("Enter")
    expect(page.get_by_text("已办理“认定”")).to_be_visible()
    page.get_by_role("button", name="告知与录入").press("Enter")
    expect(page.get_by_text("已办理“告知与录入”")).to_be_visible()
    page.locator("main details").evaluate_all(UNFOLD)
    watched.look()
