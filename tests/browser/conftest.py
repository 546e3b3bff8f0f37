"""One browser for a test run's process; skipped with a loud message where there is none, unless it is required."""

import os
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright

from tests import warming
from tests.browser.browsing import Watched
from tests.browser.serving import launch, served

Open = Callable[[str], Watched]

PATIENCE = 60_000
"""Milliseconds that anything may take on a busy machine."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window, opened when the search is compiled: a page waits for its parts 20 seconds."""
    warming.search()
    with sync_playwright() as playwright:
        try:
            found = launch(playwright)
        except Exception as failure:
            if os.environ.get("SONGGANG_REQUIRE_BROWSER") == "1":
                pytest.fail(f"a browser is required here but cannot be had: {failure}")
            pytest.skip(f"NO BROWSER, PAGES WERE NOT LOOKED AT (apt install chromium): {failure}")
        yield found
        found.close()


@pytest.fixture(scope="module")
def home(app: Flask) -> Iterator[str]:
    """The address of the module's app, served."""
    with served(app) as address:
        yield address


@pytest.fixture
def watched(browser: Browser, home: str) -> Iterator[Watched]:
    """A fresh visit; whatever must not be fails the test at its end."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    found = Watched(context.new_page(), home)
    found.page.set_default_timeout(PATIENCE)
    yield found
    found.page.close()
    context.close()
    found.check()
