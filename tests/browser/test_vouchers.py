"""The voucher desk in a real browser: found, judged and acted on by keyboard alone; every page looked at."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from data.records import flags
from data.store import transaction
from service.vouchers import freezing
from tests.browser.browsing import Watched, comes_in
from tests.service.stocked import opened
from tests.service.voucher_office import FIRST, OVER, SECOND, Office
from tests.service.vouchered import enrolled, reviewing, staff

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One voucher is applied for and announced, another one frozen."""
    home = tmp_path_factory.mktemp("vouchers")
    store = opened(home)
    found = Office(store, home)
    paid_on = OVER + timedelta(days=21)
    with transaction(store) as db:
        reviewing(db, "W0", FIRST)
        enrolled(db, "W1", SECOND)
        flags.raise_flag(db, SECOND, "one_device_for_many", "同一设备为5人签到", at=found.now)
        until = paid_on + timedelta(days=5)
        freezing.freeze(db, SECOND, "同一设备为5人签到", until, staff(paid_on - timedelta(days=5)))
    found.go_to(paid_on)
    yield found
    store.engine.dispose()


@pytest.fixture(scope="module")
def app(office: Office) -> Flask:
    """The service on the day the notice is over."""
    return office.app


def test_a_second_person_pays_by_keyboard(watched: Watched, office: Office) -> None:
    comes_in(watched, office.comes("county_supervisor"))
    page = watched.visit("/console/vouchers?kind=to_settle")
    watched.look()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("公示期已满")).to_be_visible()
    page.locator("summary", has_text="确认已付款").focus()
    page.keyboard.press("Enter")
    watched.look()
    page.get_by_label("银行回单号").fill("20260001")
    page.get_by_label("实付金额（元）").fill("1000.01")
    page.get_by_role("button", name="确认已付款").press("Enter")
    expect(page.get_by_text("兑现金额不能超过1,000元")).to_be_visible()
    expect(page.get_by_label("银行回单号")).to_have_value("20260001")
    watched.look(390)
    page.get_by_label("实付金额（元）").fill("1000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已确认付款，账目已记")).to_be_visible()
    watched.look(1440)


def test_batches_and_books_are_looked_at(watched: Watched, office: Office) -> None:
    comes_in(watched, office.comes("county_supervisor", None, name="whole"))
    for path in ("batches", "batches/B1", "batches/new", "books"):
        watched.visit(f"/console/vouchers/{path}")
        watched.look()
    watched.page.locator("summary", has_text="登记一笔资金").click()
    watched.look()


def test_classes_and_seats_are_looked_at(watched: Watched, office: Office) -> None:
    comes_in(watched, office.comes("county_supervisor", None, name="city"))
    page = watched.visit("/console/vouchers/classes?when=all")
    watched.look()
    page.get_by_role("link", name="焊工四级一班").click()
    page.locator("summary", has_text="取消班级").click()
    watched.look()
    page.get_by_role("link", name="测试乙").click()
    expect(page.get_by_role("heading", name="课次与到课")).to_be_visible()
    page.locator("summary", has_text="更改实名制记录").click()
    watched.look()
    page.go_back()
    page.get_by_role("link", name="测试甲").click()
    page.locator("summary", has_text="登记证书").click()
    watched.look()


def test_what_is_frozen_is_looked_at(watched: Watched, office: Office) -> None:
    comes_in(watched, office.comes("counselor"))
    page = watched.visit(f"/console/vouchers/{SECOND}")
    page.locator("summary", has_text="核实结论").click()
    page.locator("summary", has_text="延长冻结").click()
    watched.look()
