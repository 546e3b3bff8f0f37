"""The pieces that every page is made of, in a real browser: readable, by keyboard, under the strict policy."""

from pathlib import Path

import jinja2
import pytest
from flask import Flask, Response, g
from playwright.sync_api import expect

from data.store import open_store
from service.app import create_app
from service.config import Settings
from service.web.pages import page
from service.web.visitor import Visitor
from tests.browser.browsing import Watched
from tests.service.stocked import NOW

pytestmark = pytest.mark.browser

SOMEBODY = Visitor("王专员", "就业服务专员", "忻府区", frozenset({"people.read"}), "form-token")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: bytes) -> Flask:
    """The service with one page more: the specimen of all pieces."""
    folder = tmp_path_factory.mktemp("pieces")
    (folder / "songgang.db").write_bytes(migrated_sqlite)
    url = f"sqlite:///{folder / 'songgang.db'}"
    made = create_app(Settings(home=folder, database_url=url), open_store(url), clock=lambda: NOW)
    here = jinja2.FileSystemLoader(Path(__file__).parent)
    made.jinja_loader = jinja2.ChoiceLoader([made.jinja_loader or here, here])

    def specimen() -> Response:
        g.visitor = SOMEBODY
        return page("specimen.html")

    made.add_url_rule("/specimen", "specimen", specimen)
    return made


def test_pieces_are_readable_at_every_width_and_need_nothing_foreign(watched: Watched) -> None:
    page = watched.visit("/specimen")
    page.wait_for_selector("[data-chart] canvas")
    assert page.evaluate("document.fonts.check('16px sans-serif', '岗')")
    watched.look()


def test_a_list_is_walked_and_people_are_picked_by_keyboard(watched: Watched) -> None:
    page = watched.visit("/specimen")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="张三")).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="李四")).to_be_focused()
    expect(page.locator(".bulk")).to_be_hidden()
    page.get_by_label("选择李四").press("Space")
    expect(page.get_by_text("已选 1 人")).to_be_visible()


@pytest.mark.parametrize("path", ["/employer/answer", "/employer/look", "/letters/0000"])
def test_pages_for_people_without_an_account_are_readable_too(watched: Watched, path: str) -> None:
    watched.visit(path)
    watched.look()
