"""A worker's journey on a telephone, in a real browser: from the code to signing out, every page looked at."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from data.keys import make_ring
from data.records import outbox
from data.records.outbox import Message
from data.sealing import Vault
from data.store import Store, open_store, transaction
from service.access.gate import cookie_name
from service.api.guard import Parts
from service.api.referral_forms import ReferRequest
from service.app import create_app
from service.demonstrated import begin
from service.revealing import RevealRequest, reveal
from service.warming import warm
from tests.browser.browsing import Watched
from tests.builders import id_number
from tests.service import stocked, vouchered
from tests.service.pushed import sender
from tests.service.signed_in import signed_in, worker_signed_in
from tests.service.stocked import NOW

pytestmark = pytest.mark.browser

TELEPHONE = 390
LIGHT = 60_000
"""Bytes of a page with its style: two seconds at 2G's worst, none of them a script."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: bytes) -> Flask:
    """A demonstration's service with everything under way for the driver."""
    home = tmp_path_factory.mktemp("me")
    (home / "songgang.db").write_bytes(migrated_sqlite)
    make_ring(home / "keys.json", "aes-256-gcm", NOW)
    store = open_store(f"sqlite:///{home / 'songgang.db'}", Vault(home / "keys.json"))
    begin(store, NOW)
    stocked.stock(store, home)
    made = create_app(stocked.settings(home, store), store, clock=lambda: NOW)
    _under_way(store, made.extensions["songgang"])
    # As a process does when it starts: a search that has to be compiled first takes longer than a page may.
    warm(made)
    return made


def _under_way(store: Store, parts: Parts) -> None:
    with transaction(store) as db:
        vouchered.with_batch(db, roster=("W-driver",))
        vouchered.with_class(db)
        told = {"title": "周三上午职业指导", "text": "请带身份证，到忻府区就业服务窗口。"}
        reason = "您正在求职登记期内"
        outbox.enqueue(db, Message("k", "W-driver", "guidance", "notice", reason, told), NOW)
    asked = ReferRequest.model_validate(
        {"worker_id": "W-driver", "vacancy_id": "V-driver", "chosen_because": "本人要求"}
    )
    parts.referrals.refer(asked, by="某专员", at=NOW)
    reveal(store, "W-driver", RevealRequest(reason="contact", note=None), by="token:x", at=NOW)
    sender(store).push_some()


def test_a_worker_comes_in_looks_at_everything_and_leaves(watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": TELEPHONE, "height": 844})
    _come_in(watched)
    for path in (
        "/me",
        "/me/jobs?plain=1",
        "/me/courses",
        "/me/vouchers",
        "/me/policies",
        "/me/referrals",
        "/me/messages",
        "/me/mine",
        "/me/file",
        "/me/file/wish_occupations?q=焊工",
        "/me/file/wish_wage_fen",
        "/me/file/disabled",
        "/me/tags",
        "/me/assessment",
        "/me/settings",
        "/me/help",
        "/me/seen",
        "/me/copy",
        "/me/notice",
        "/me/nowhere",
    ):
        _open(watched, path)
    _act(watched)
    for path in ("/me", "/me/settings"):
        watched.visit(path)
        watched.look()
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_text("您已安全退出")).to_be_visible()


def _come_in(watched: Watched) -> None:
    page = _open(watched, "/me/file")
    page.get_by_label("手机号").fill("138 0000 0001")
    page.get_by_label("身份证号码最后 4 位").fill(id_number(sequence=1)[-4:])
    page.get_by_role("button", name="获取验证码").click()
    watched.look(TELEPHONE)
    code = page.locator("strong.big").inner_text()
    page.get_by_label("验证码").fill("000000" if code != "000000" else "000001")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="登录").click()
    assert page.url.endswith("/me/file"), "where one wanted to go"


def _act(watched: Watched) -> None:
    """Claims, agrees, corrects, switches off and asks: each with one finger."""
    page = _open(watched, "/me")
    page.get_by_role("link", name="张培训券可以领").click()
    page.get_by_role("button", name="领这张券").click()
    page.get_by_role("button", name="用券报这个班").click()
    expect(page.get_by_text("已申请报名")).to_be_visible()
    watched.look(TELEPHONE)
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("link", name="求职进展").click()
    page.get_by_role("link", name="货车司机").click()
    page.get_by_role("button", name="同意给单位看").click()
    page.get_by_text("不想去了", exact=True).click()
    watched.look(TELEPHONE)
    _open(watched, "/me/courses?plain=1").locator("article a").first.click()
    watched.look(TELEPHONE)
    page.get_by_role("button", name="想学").click()
    page.get_by_text("不合适", exact=True).click()
    watched.look(TELEPHONE)
    _open(watched, "/me/file").get_by_role("link", name="改：能去多远").click()
    page.get_by_label("全国").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("您本人，2026年11月23日")).to_be_visible()
    _open(watched, "/me/settings").get_by_role("button", name="关闭：个性化推荐").click()
    expect(page.get_by_role("button", name="打开：个性化推荐")).to_be_visible()
    _open(watched, "/me/jobs")
    expect(page.get_by_text("您关闭了个性化推荐")).to_be_visible()
    page.locator("article a").first.click()
    watched.look(TELEPHONE)
    _open(watched, "/me/help").get_by_label("请人工说明").check()
    page.get_by_role("button", name="提交").click()
    watched.look(TELEPHONE)


def _open(watched: Watched, path: str) -> Page:
    page = watched.visit(path)
    watched.look(TELEPHONE)
    assert len(page.content().encode()) < LIGHT
    assert page.locator("script").count() == 0
    return page


def test_letters_twice_as_large_do_not_run_off_a_small_telephone(watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 320, "height": 640})
    watched.visit("/me/sign-in")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    watched.look(320)


def test_a_counselor_answers_and_the_worker_reads_it(app: Flask, watched: Watched) -> None:
    parts: Parts = app.extensions["songgang"]
    parts.own.requests.ask("W-learner", "person", "想学电焊", now=NOW)
    hold_session(watched, signed_in(app, parts.store, "counselor", "140902"), "staff")
    page = watched.visit("/console/requests")
    watched.look()
    panel = page.locator("article", has_text="想学电焊")
    panel.get_by_label("答复").fill("周三上午开班，已为您留座。")
    panel.get_by_role("button").click()
    expect(page.get_by_text("已答复")).to_be_visible()
    hold_session(watched, worker_signed_in(app, parts.store, "W-learner"), "worker")
    _open(watched, "/me/help")
    expect(page.get_by_text("周三上午开班，已为您留座。")).to_be_visible()


def hold_session(watched: Watched, client: FlaskClient, kind: str) -> None:
    """Let the browser hold the session that a client of the test holds."""
    with client.application.app_context():
        cookie = client.get_cookie(cookie_name(kind))
    value = cookie.value if cookie else ""
    watched.page.context.add_cookies(
        [{"name": f"songgang-{kind}", "value": value, "url": watched.home}]
    )
