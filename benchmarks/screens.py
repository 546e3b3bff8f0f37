"""A picture of every page at three widths, from a small seeded demonstration: to be looked at by people."""

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.report import Row
from benchmarks.screened.town import NOW, Town, settle, staff_session, worker_session
from service.app import create_app
from tests.browser.serving import WIDTHS, launch, served


@dataclass(frozen=True, slots=True)
class Screen:
    """A page: its picture's name, its address, who looks at it, and what to press first."""

    name: str
    path: str
    role: str = "counselor"
    press: str = ""


SCREENS = (
    Screen("sign-in", "/console/sign-in", ""),
    Screen("today", "/console/today"),
    Screen("today-referrals", "/console/today/referrals"),
    Screen("people", "/console/people"),
    Screen("people-all", "/console/people?who=all&county=140902"),
    Screen("worker", "/console/people/{worker_id}"),
    Screen("worker-refer", "/console/people/{worker_id}", press=".item .button >> nth=0"),
    Screen("worker-offers", "/console/people/{worker_id}/offers"),
    Screen("worker-file", "/console/people/{worker_id}/file"),
    Screen("worker-policies", "/console/people/{worker_id}/policies"),
    Screen("worker-record", "/console/people/{worker_id}/record"),
    Screen("worker-print", "/console/people/{worker_id}/print"),
    Screen("vacancies", "/console/vacancies"),
    Screen("vacancy", "/console/vacancies/{vacancy_id}"),
    Screen("programmes", "/console/programmes"),
    Screen("programme", "/console/programmes/{programme_id}"),
    Screen("market", "/console/market", "city_analyst"),
    Screen("market-group", "/console/market?group=6-18", "city_analyst"),
    Screen("indicators", "/console/indicators", "city_analyst"),
    Screen("requests", "/console/requests"),
    Screen("account", "/console/account"),
    Screen("administration", "/console/administration", "security_administrator"),
    Screen("tokens", "/console/administration/tokens", "security_administrator"),
    Screen("audit", "/console/audit", "auditor"),
    Screen("me-sign-in", "/me/sign-in", ""),
    Screen("me", "/me", "worker"),
    Screen("me-jobs", "/me/jobs", "worker"),
    Screen("me-job", "/me/jobs", "worker", press="article a >> nth=0"),
    Screen("me-courses", "/me/courses", "worker"),
    Screen("me-vouchers", "/me/vouchers", "worker"),
    Screen("me-policies", "/me/policies", "worker"),
    Screen("me-referrals", "/me/referrals", "worker"),
    Screen("me-messages", "/me/messages", "worker"),
    Screen("me-mine", "/me/mine", "worker"),
    Screen("me-file", "/me/file", "worker"),
    Screen("me-question", "/me/file/wish_occupations?q=司机", "worker"),
    Screen("me-tags", "/me/tags", "worker"),
    Screen("me-assessment", "/me/assessment", "worker"),
    Screen("me-settings", "/me/settings", "worker"),
    Screen("me-help", "/me/help", "worker"),
    Screen("me-seen", "/me/seen", "worker"),
    Screen("me-copy", "/me/copy", "worker"),
    Screen("me-notice", "/me/notice", "worker"),
    Screen("campaigns", "/console/campaigns", "county_supervisor"),
    Screen("campaign-new", "/console/campaigns/new", "county_supervisor"),
    Screen("outbox", "/console/outbox", "operator"),
    Screen("models", "/console/models", "data_officer"),
    Screen("imports", "/console/imports", "data_officer"),
)
"""Every page that people touch; whoever makes a page adds its line."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where the pictures go, of which pages, from how large a town."""
    parser.add_argument("--out", type=Path, required=True, help="folder of the pictures")
    parser.add_argument(
        "--home", type=Path, help="folder of the demonstration, kept and used again"
    )
    parser.add_argument("--only", nargs="*", help="names of pages; all of them without")
    parser.add_argument("--people", type=int, default=4_000)
    parser.add_argument("--vacancies", type=int, default=400)


def run(options: argparse.Namespace) -> list[Row]:
    """How many pictures were taken."""
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        home = options.home or Path(name) / "home"
        town = settle(home.absolute(), people=options.people, vacancies=options.vacancies)
        n = _take(town, options.out, options.only)
    return [Row("pictures", "songgang", "files", n)]


def _take(town: Town, out: Path, only: list[str] | None) -> int:
    app = create_app(town.settings, town.store, clock=lambda: NOW)
    wanted = [s for s in SCREENS if not only or s.name in only]
    with served(app) as home, sync_playwright() as playwright:
        browser = launch(playwright)
        for screen in wanted:
            _picture(browser, town, screen, home=home, out=out)
        browser.close()
    return len(wanted) * len(WIDTHS)


def _picture(browser: Browser, town: Town, screen: Screen, *, home: str, out: Path) -> None:
    ids = {n: getattr(town, n) for n in ("worker_id", "vacancy_id", "programme_id")}
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    if screen.role:
        is_own = screen.role == "worker"
        text = (
            worker_session(town.store, town.worker_id)
            if is_own
            else staff_session(town.store, screen.role)
        )
        name = f"songgang-{'worker' if is_own else 'staff'}"
        context.add_cookies([{"name": name, "value": text, "url": home}])
    page = context.new_page()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{home}{screen.path.format(**ids)}", wait_until="networkidle")
        if screen.press:
            with page.expect_response("**"):
                page.locator(screen.press).click()
            page.wait_for_function("() => !document.querySelector('.htmx-request')")
        page.screenshot(path=out / f"{screen.name}-{width}.png", full_page=True)
    context.close()
