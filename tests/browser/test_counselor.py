"""A counselor's day in a real browser: today, finding somebody, referring in two clicks, taking it back, paper."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from data.keys import make_ring
from data.records.accounts import Post
from data.sealing import Vault
from data.store import Store, open_store, transaction
from service.access.sessions import open_staff_session
from service.app import create_app
from tests.browser.browsing import Watched
from tests.service.signed_in import add_account
from tests.service.stocked import NOW, settings, stock

pytestmark = pytest.mark.browser

DRIVER = "/console/people/W-driver"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: bytes) -> tuple[Store, Path]:
    """A stocked store for the whole walk."""
    folder = tmp_path_factory.mktemp("counselor")
    (folder / "songgang.db").write_bytes(migrated_sqlite)
    make_ring(folder / "keys.json", "aes-256-gcm", NOW)
    store = open_store(f"sqlite:///{folder / 'songgang.db'}", Vault(folder / "keys.json"))
    stock(store, folder)
    return store, folder


@pytest.fixture(scope="module")
def app(opened: tuple[Store, Path]) -> Flask:
    """The service at midday of the tests' day."""
    store, folder = opened
    return create_app(settings(folder, store), store, clock=lambda: NOW)


@pytest.fixture
def counselor(watched: Watched, opened: tuple[Store, Path]) -> Watched:
    """A counselor of the whole city, signed in."""
    return signed_in(watched, opened[0], "counselor")


def signed_in(watched: Watched, store: Store, role: str) -> Watched:
    """The visit of somebody with this role, as after both factors."""
    name = f"{role.replace('_', '-')}-{id(watched)}"
    account_id = add_account(store, name, Post(role))
    with transaction(store) as db:
        text = open_staff_session(db, account_id, NOW, proved=True)
    context: BrowserContext = watched.page.context
    context.add_cookies([{"name": "songgang-staff", "value": text, "url": watched.home}])
    return watched


@pytest.mark.parametrize(
    "path",
    [
        "/console/today",
        "/console/people",
        DRIVER,
        f"{DRIVER}/offers?vacancy=V-far",
        f"{DRIVER}/file",
        f"{DRIVER}/policies",
        f"{DRIVER}/record",
        f"{DRIVER}/print",
    ],
)
def test_a_page_is_readable_at_every_width(counselor: Watched, path: str) -> None:
    page = counselor.visit(path)
    counselor.at_rest()
    if path == DRIVER:
        page.wait_for_selector(".item .button")
    for summary in page.locator("main details > summary").all()[:12]:
        summary.click()
    counselor.look()


def test_somebody_is_found_by_keyboard_and_referred_in_two_clicks(counselor: Watched) -> None:
    page = counselor.visit("/console/people")
    page.keyboard.press("/")
    page.keyboard.type("欧阳")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "欧阳" not in page.url
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("欧阳学习")
    counselor.visit(DRIVER)
    page.locator(".item .button").first.click()
    expect(page.get_by_text("将占用一个介绍名额")).to_be_visible()
    counselor.look(1440)
    page.get_by_role("button", name="取消").click()
    expect(page.locator(".item .button").first).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="确认介绍").click()
    expect(page.get_by_text("已介绍。介绍有误可以立即撤销。")).to_be_visible()
    page.get_by_role("button", name="撤销这次介绍").click()
    expect(page.get_by_text("已撤销这次介绍")).to_be_visible()


def test_a_dismissal_and_a_contact_are_kept_and_a_message_is_read_before_it_goes(
    counselor: Watched,
) -> None:
    page = counselor.visit(DRIVER)
    page.get_by_text("合适或不合适").first.click()
    page.get_by_label("不合适的原因").first.select_option("too_far")
    page.get_by_role("button", name="不合适").first.click()
    expect(page.get_by_text("已记为不合适")).to_be_visible()
    expect(page.get_by_role("button", name="撤销")).to_be_focused()
    counselor.visit(f"{DRIVER}/record")
    page.get_by_text("预览下一条岗位消息").click()
    expect(page.get_by_text(re.compile("只是预览|不会发送岗位消息"))).to_be_visible()
    page.get_by_label("内容", exact=True).first.fill("想学电工，下周来窗口")
    page.get_by_role("button", name="记录").first.click()
    expect(page.get_by_text("已记录联系。")).to_be_visible()


def test_several_people_are_picked_previewed_and_filters_stay_in_the_address(
    counselor: Watched,
) -> None:
    page = counselor.visit("/console/people")
    page.get_by_label("范围").select_option("all")
    page.wait_for_url(re.compile("who=all"))
    page.get_by_label("全选本页").check()
    page.get_by_role("button", name="记录联系").click()
    expect(page.locator("h1")).to_have_text("批量记录联系")
    counselor.look()
    page.get_by_label("内容").fill("通知周六招聘会")
    page.get_by_role("button", name=re.compile("人记录")).click()
    expect(page.get_by_text(re.compile("已为 4 人记录联系"))).to_be_visible()
