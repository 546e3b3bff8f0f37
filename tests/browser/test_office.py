"""The office's own pages in a real browser: a posting corrected, a file taken in, every page looked at."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from data.store import Store
from service.app import create_app
from service.errands.running import run_errand
from service.errands.starting import Errands
from tests.browser.browsing import Watched, comes_in
from tests.data.importing import people, write_csv
from tests.service.office_world import bundle, count_a_night, dead_letters
from tests.service.signed_in import signed_in
from tests.service.stocked import NOW, opened, settings, stock

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A town with two counted nights, dead letters and a bundle."""
    home = tmp_path_factory.mktemp("office")
    found = opened(home)
    stock(found, home)
    count_a_night(found, back=7)
    count_a_night(found)
    dead_letters(found, 2)
    bundle(home, "2026-01-01-01")
    yield found
    found.engine.dispose()


@pytest.fixture(scope="module")
def app(store: Store) -> Flask:
    """The service at a fixed time; errands are carried out at once."""
    home = Path(str(store.engine.url.database)).parent
    made = create_app(settings(home, store), store, clock=lambda: NOW)
    parts = made.extensions["songgang"]
    at_once = Errands(parts.settings, lambda config, id_: run_errand(config, id_, lambda: NOW))
    made.extensions["songgang"] = replace(parts, errands=at_once)
    return made


def test_a_counselor_corrects_a_posting_and_takes_it_back(
    watched: Watched, app: Flask, store: Store
) -> None:
    comes_in(watched, signed_in(app, store, "county_supervisor", "140902", name="zhang"))
    page = watched.visit("/console/vacancies")
    watched.look()
    page.get_by_label("岗位、单位或编号").fill("货车")
    page.get_by_label("岗位、单位或编号").press("Enter")
    page.get_by_role("link", name="货车司机", exact=True).click()
    expect(page.get_by_role("columnheader", name="名次")).to_be_visible()
    page.locator("summary", has_text="更正必备证件").click()
    page.get_by_label("必备证件应为").fill("")
    page.locator("details[open]").get_by_label("依据").fill("原文未要求驾照")
    watched.look()
    page.locator("details[open]").get_by_role("button", name="保存更正").click()
    expect(page.get_by_text("已更正。推荐从现在起")).to_be_visible()
    page.get_by_role("button", name="撤销更正").click()
    expect(page.get_by_text("已撤销更正")).to_be_visible()
    for path in ("/console/programmes", "/console/programmes/P0001", "/console/campaigns"):
        watched.visit(path)
        watched.look(1024)
    watched.visit("/console/campaigns/new")
    watched.look()


def test_a_data_officer_takes_a_file_in_and_looks_at_everything(
    watched: Watched, app: Flask, store: Store, tmp_path: Path
) -> None:
    comes_in(watched, signed_in(app, store, "data_officer"))
    rows = people(3)
    rows[0]["birth_on"] = "不是日期"
    page = watched.visit("/console/imports")
    watched.look()
    page.get_by_label("数据种类").select_option("workers")
    file = write_csv(tmp_path / "名单.csv", rows)
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_role("button", name="上传并导入").click()
    expect(page.get_by_text("有 1 行退回")).to_be_visible()
    watched.look()
    for path in ("/console/market?group=4-02", "/console/indicators"):
        watched.visit(path).wait_for_selector("[data-chart] canvas")
        watched.look()
    watched.visit("/console/models")
    watched.look(1024)
    for tab in ("facts", "report", "card"):
        watched.visit(f"/console/models/2026-01-01-01?tab={tab}")
        watched.look(1024)
    comes_in(watched, signed_in(app, store, "operator"))
    watched.visit("/console/outbox")
    watched.look()
