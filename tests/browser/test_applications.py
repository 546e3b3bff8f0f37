"""Policy applications in a real browser: taken in, found on the day's list, decided by keyboard; every page looked at."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.browsing import Watched, comes_in
from tests.service.stocked import opened
from tests.service.test_applications_pages import DRIVER, LISTED, Desk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A few people of one county."""
    home = tmp_path_factory.mktemp("applications")
    store = opened(home)
    yield Desk(store, home)
    store.engine.dispose()


@pytest.fixture(scope="module")
def app(desk: Desk) -> Flask:
    """The service at midday of the tests' day."""
    return desk.app


def test_one_takes_in_and_another_decides(watched: Watched, desk: Desk) -> None:
    comes_in(watched, desk.comes("wang", "counselor"))
    page = watched.visit(f"{DRIVER}/policies/P04/apply")
    watched.look()
    page.get_by_label("职业", exact=True).fill("焊功")
    page.get_by_role("button", name="受理并送审核").click()
    expect(page.get_by_text("没有名为“焊功”的职业")).to_be_visible()
    page.get_by_label("职业", exact=True).fill("焊工")
    page.get_by_role("button", name="受理并送审核").click()
    expect(page.get_by_text("已受理，等另一人审核")).to_be_visible()
    watched.look()
    comes_in(watched, desk.comes("li"))
    page = watched.visit(f"{LISTED}?state=applied")
    watched.look()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("summary", has_text="不予批准").click()
    page.locator("summary", has_text="撤回申请").click()
    watched.look()
    page.get_by_label("批准金额（元）").fill("1000")
    page.get_by_label("依据的文件或材料").fill("晋人社〔2026〕7号")
    page.get_by_label("审核意见").fill("证书已核验")
    page.get_by_role("button", name="批准", exact=True).press("Enter")
    expect(page.get_by_text("已批准，已记入本人档案")).to_be_visible()
    watched.look()


def test_an_employers_application_is_checked_by_keyboard(watched: Watched, desk: Desk) -> None:
    comes_in(watched, desk.comes("city", "counselor", region=None))
    page = watched.visit(f"{LISTED}/employers")
    watched.look()
    page.get_by_label("企业规模").select_option("small")
    page.get_by_label("职工人数").fill("五十")
    page.get_by_role("button", name="先预检").press("Enter")
    expect(page.get_by_text("职工人数应为整数")).to_be_visible()
    page.get_by_label("职工人数").fill("50")
    page.get_by_role("button", name="先预检").press("Enter")
    expect(page.get_by_role("heading", name="小微企业创业担保贷款")).to_be_visible()
    watched.look()
