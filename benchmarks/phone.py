"""The worker's page on a slow telephone: how long until it is seen, from nothing kept, and how much is sent."""

import argparse
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.report import Row
from benchmarks.screened.town import NOW, settle, worker_session
from service.app import create_app
from service.warming import warm
from tests.browser.serving import launch, served

PAGES = ("/me/sign-in", "/me", "/me/jobs", "/me/courses", "/me/file")
ROUND_TRIP_MS = 400
BYTES_A_SECOND = 400_000 / 8
SLOWER = 4
LIMIT_MS = 1000
SEEN = """() => new Promise(done => new PerformanceObserver(list => {
  const sent = performance.getEntriesByType('navigation')[0];
  const files = performance.getEntriesByType('resource');
  done({
    largest: list.getEntries().at(-1).startTime,
    first: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    answered: sent.responseStart, bytes: sent.transferSize,
    files: files.filter(each => each.startTime < list.getEntries().at(-1).startTime).length,
  });
}).observe({type: 'largest-contentful-paint', buffered: true}))"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """How often each page is opened, in which town."""
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument(
        "--home", type=Path, help="folder of the demonstration, kept and used again"
    )
    parser.add_argument("--people", type=int, default=4_000)
    parser.add_argument("--vacancies", type=int, default=400)


def run(options: argparse.Namespace) -> list[Row]:
    """Milliseconds until the largest part of each page is seen, the median of several cold openings.

    400 kbit/s, 400 ms from a request to its answer, a processor four times slower than this one; making
    the connection is not counted, as in the browser's own throttling.
    """
    with tempfile.TemporaryDirectory() as name:
        home = options.home or Path(name) / "home"
        town = settle(home.absolute(), people=options.people, vacancies=options.vacancies)
        app = create_app(town.settings, town.store, clock=lambda: NOW)
        warm(app)
        session = worker_session(town.store, town.worker_id)
        with served(app) as address, sync_playwright() as playwright:
            browser = launch(playwright)
            rows = [
                row
                for path in PAGES
                for row in _rows(
                    browser, path, address=address, session=session, times=options.times
                )
            ]
            browser.close()
    return rows


def failed(rows: list[Row]) -> bool:
    """Whether a page takes too long."""
    return any(row.metric == "seen ms" and row.value > LIMIT_MS for row in rows)


def _rows(browser: Browser, path: str, *, address: str, session: str, times: int) -> list[Row]:
    opened = [_opened(browser, address, path, session) for _ in range(times)]
    figures = {
        "seen ms": "largest",
        "first seen ms": "first",
        "answered ms": "answered",
        "page bytes": "bytes",
        "files before it is seen": "files",
    }
    return [
        Row(path, "songgang", label, median(float(one[name]) for one in opened))
        for label, name in figures.items()
    ]


def _opened(browser: Browser, address: str, path: str, session: str) -> dict[str, Any]:
    """What the browser saw of one opening with nothing kept from before."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    if not path.endswith("sign-in"):
        cookie = {"name": "songgang-worker", "value": session, "url": address}
        context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": ROUND_TRIP_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(f"{address}{path}", wait_until="load", timeout=120_000)
    found: dict[str, Any] = page.evaluate(SEEN)
    context.close()
    return found
