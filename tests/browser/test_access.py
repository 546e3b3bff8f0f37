"""The door and the administrators' pages in a real browser: from a first password to the trail of it."""

from collections.abc import Iterator

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from data.records import accounts
from data.records.accounts import Post
from data.store import Store, transaction
from service.access.gate import cookie_name
from service.app import create_app
from tests.browser.browsing import Watched
from tests.service.signed_in import PASSWORD, add_account, csrf, signed_in
from tests.service.stocked import NOW, opened, settings

WIDER = "all => all.filter(each => each.scrollWidth > each.clientWidth).map(each => each.ariaLabel)"
"""What is wider than its place, and so scrolls sideways."""

NEW = "plum-Orchid-41-kettle"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A database with two administrators who have never signed in."""
    found = opened(tmp_path_factory.mktemp("access"))
    add_account(found, "security", Post("security_administrator"), must_change=True)
    add_account(found, "auditor", Post("auditor"))
    yield found
    found.engine.dispose()


@pytest.fixture(scope="module")
def app(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The whole service at a fixed time."""
    return create_app(settings(tmp_path_factory.mktemp("home"), store), store, clock=lambda: NOW)


@pytest.mark.browser
def test_an_administrator_comes_in_and_makes_an_account(watched: Watched) -> None:
    page = watched.visit("/console/administration")
    comes_in(page, "wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    watched.look()
    comes_in(page, PASSWORD)
    page.get_by_label("原密码").fill(PASSWORD)
    page.get_by_label("新密码", exact=True).fill(NEW)
    page.get_by_label("再输一遍新密码").fill(NEW)
    watched.look(390)
    page.get_by_role("button", name="保存").click()
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    watched.look()
    page.get_by_label("6 位口令").fill(pyotp.TOTP(secret).at(NOW))
    page.get_by_role("button", name="启用").click()
    expect(page.locator("li code")).to_have_count(10)
    watched.look(390)
    page.get_by_role("link", name="继续").click()
    expect(page.get_by_role("heading", name="工作人员")).to_be_visible()
    page.get_by_label("姓名").fill("王专员")
    page.get_by_label("登录名").fill("wang")
    page.get_by_label("职责", exact=True).select_option("counselor")
    page.get_by_label("负责的县区").select_option("140922")
    watched.look()
    page.get_by_role("button", name="新建").click()
    expect(page.get_by_role("heading", name="王专员 的密码")).to_be_visible()
    page.get_by_role("link", name="返回账号列表").click()
    page.get_by_role("link", name="王专员").click()
    watched.look()
    page.get_by_role("button", name="停用账号").click()
    expect(page.get_by_role("status").last).to_contain_text("已停用")
    page.get_by_role("link", name="接口令牌").click()
    watched.look()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("登录名")).to_be_visible()


@pytest.mark.browser
def test_the_longest_account_fits_beside_the_form(
    watched: Watched, app: Flask, store: Store
) -> None:
    client = signed_in(app, store, "security_administrator", name="second")
    longest = {"name": "欧阳明月（忻府区秀容街道）", "sign_in_name": "z" * 32}
    post = {"role": "township_clerk", "township": "140902001"}
    made = client.post("/console/administration", data=longest | post, headers=csrf(client))
    assert made.status_code == 200
    with transaction(store) as db:
        accounts.note_success(db, "u-second", NOW)
    with app.app_context():
        name = cookie_name("staff")
    cookie = client.get_cookie(name)
    assert cookie
    watched.page.context.add_cookies([{"name": name, "value": cookie.value, "url": watched.home}])
    page = watched.visit("/console/administration")
    for width in (1440, 1024):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_role("link", name="欧阳明月")).to_be_visible()
        assert page.locator(".scroll").evaluate_all(WIDER) == [], width
    watched.look()


@pytest.mark.browser
def test_an_auditor_reads_what_was_done(watched: Watched, store: Store) -> None:
    page = watched.visit("/console/audit")
    comes_in(page, PASSWORD, "auditor")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.get_by_label("6 位口令").fill(pyotp.TOTP(secret).at(NOW))
    page.get_by_role("button", name="启用").click()
    page.get_by_role("link", name="继续").click()
    page.get_by_role("button", name="逐条核对").click()
    expect(page.get_by_role("status").last).to_contain_text("日志完整")
    watched.look()


def comes_in(page: Page, password: str, name: str = "security") -> None:
    """Type name and password, and press the button."""
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()
