"""Every page at three widths, from a small seeded demonstration: a picture for people, and what must not be of it."""

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.report import Row
from benchmarks.screened.table import SCREENS, Screen
from benchmarks.screened.town import NOW, Town, settle, staff_session, worker_session
from service.app import create_app
from service.warming import warm
from tests.browser.browsing import KINDS, Fault, Watched
from tests.browser.serving import WIDTHS, launch, served

PATIENCE_MS = 180_000
"""A search for people reads everybody first, and other work may share the machine."""

OPENED = "() => document.querySelectorAll('main details').forEach(node => { node.open = true })"


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
    """How many pictures were taken, and how often something was found that must not be of a page."""
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        home = options.home or Path(name) / "home"
        town = settle(home.absolute(), people=options.people, vacancies=options.vacancies)
        wanted = [s for s in SCREENS if not options.only or s.name in options.only]
        faults = _take(town, options.out, wanted)
    (options.out / "faults.txt").write_text("".join(f"{fault}\n" for fault in faults))
    counted = Counter(fault.kind for fault in faults)
    taken = Row("pictures", "songgang", "files", len(wanted) * len(WIDTHS))
    return [taken, *(Row("faults", "songgang", kind, counted[kind]) for kind in KINDS)]


def failed(rows: Sequence[Row]) -> bool:
    """Whether anything was found; `faults.txt` beside the pictures says what."""
    return any(row.task == "faults" and row.value for row in rows)


def _take(town: Town, out: Path, wanted: Sequence[Screen]) -> list[Fault]:
    app = create_app(town.settings, town.store, clock=lambda: NOW)
    warm(app)
    with served(app) as home, sync_playwright() as playwright:
        browser = launch(playwright)
        found = [f for screen in wanted for f in _seen(browser, town, screen, home=home, out=out)]
        browser.close()
    return found


def _seen(browser: Browser, town: Town, screen: Screen, *, home: str, out: Path) -> list[Fault]:
    """What is found on a page; its pictures show it as it opens, it is judged with everything unfolded."""
    ids = {n: getattr(town, n) for n in ("worker_id", "vacancy_id", "programme_id")}
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    _let_in(context, town, screen.role, home)
    context.set_default_timeout(PATIENCE_MS)
    watched = Watched(context.new_page(), home)
    page = watched.page
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{home}{screen.path.format(**ids)}", wait_until="networkidle")
        if screen.press:
            with page.expect_response("**"):
                page.locator(screen.press).click()
            page.wait_for_load_state("networkidle")
            watched.at_rest()
        page.screenshot(path=out / f"{screen.name}-{width}.png", full_page=True)
        page.evaluate(OPENED)
        page.wait_for_load_state("networkidle")
        watched.at_rest()
        watched.judge(width)
    if screen.printed:
        page.goto(f"{home}{screen.path.format(**ids)}", wait_until="networkidle")
        page.pdf(path=out / f"{screen.name}.pdf", format="A4")
    context.close()
    return watched.faults


def _let_in(context: BrowserContext, town: Town, role: str, home: str) -> None:
    if not role:
        return
    is_own = role == "worker"
    store = town.store
    text = worker_session(store, town.worker_id) if is_own else staff_session(store, role)
    name = f"songgang-{'worker' if is_own else 'staff'}"
    context.add_cookies([{"name": name, "value": text, "url": home}])
