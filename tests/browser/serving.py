"""A real browser and a real server on this machine: for the browser tests, and for pictures of every page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from playwright.sync_api import Browser, Playwright
from werkzeug.serving import make_server

WIDTHS = (1440, 1024, 390)
"""A desk, a tablet, a telephone."""


def chromium() -> str | None:
    """Where the system's Chromium is."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium without a window; FileNotFoundError where there is none."""
    path = chromium()
    if path is None:
        raise FileNotFoundError("there is no chromium on this machine")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN"]
    return playwright.chromium.launch(executable_path=path, args=arguments)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app behind a real server on a free port of this machine; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
