"""The web service behind gunicorn: the app is built and warm before the workers fork, and nothing is lost at the end."""

import gc
import multiprocessing
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from service.api.guard import Parts
from service.config import Settings
from service.connecting import forget, nobody_yet
from service.operating.freshness import keep_fresh
from service.operating.metrics import forget_process

KEEPALIVE = 30
"""Seconds for which a silent connection stays open; a proxy in front has to let go of it earlier."""

THREADS = 2
"""Answers a process works on at once: more only make each other wait for the interpreter (`docs/performance.md`)."""


class Lines(Logger):
    """Gunicorn's lines go the way of all others; what a request was is told by a line of our own."""

    def setup(self, cfg: object) -> None:
        """Let the root write what gunicorn says."""
        super().setup(cfg)
        for own in (self.error_log, self.access_log):
            own.handlers.clear()
            own.propagate = True

    def exception(self, msg: str, *args: object, **kwargs: object) -> None:
        """Gunicorn takes whoever stops within a request for an error of the service."""
        level = self.debug if isinstance(sys.exception(), BlockingIOError) else super().exception
        level(msg, *args, **kwargs)


class Draining(Arbiter):
    """Told to stop, it first says so where readiness is asked, and goes on answering for a while."""

    def handle_term(self) -> None:
        """Say it, wait until whoever sends requests has heard it, then let the workers finish."""
        self.app.stopping.value = 1
        time.sleep(self.app.drain_seconds)
        super().handle_term()


class Served(BaseApplication):
    """Gunicorn with its settings given in code; memory of the app is shared by the workers."""

    def __init__(
        self,
        make: Callable[[], Flask],
        settings: Settings,
        processes: int,
        warm: Callable[[Flask], None],
    ) -> None:
        self._make = make
        self._warm = warm
        self.drain_seconds = settings.drain_seconds
        self.stopping = multiprocessing.Value("b", 0, lock=False)
        self.held = nobody_yet()
        self._options = {
            "bind": f"{settings.host}:{settings.port}",
            "workers": processes,
            "worker_class": "service.connecting.Evenly",
            "threads": THREADS,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 30,
            "keepalive": KEEPALIVE,
            # The system would wait without end for whoever reads nothing of a file.
            "sendfile": False,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "logger_class": Lines,
            "control_socket_disable": True,
            "post_worker_init": _watch,
            "child_exit": self._ended,
        }
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn knows of the options; names differ a little between its releases."""
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app, made and warm in the master, then left alone by the collector so that pages stay shared."""
        # What an earlier app left in circles can be collected once this one has taken its place.
        gc.unfreeze()
        app = self._make()
        parts = cast("Parts", app.extensions["songgang"])
        app.extensions["songgang"] = replace(parts, stopping=lambda: bool(self.stopping.value))
        self._warm(app)
        gc.collect()
        gc.freeze()
        return app

    def reload(self) -> None:
        """On HUP: everything is made anew in the master, so that new workers share the newest day."""
        super().reload()
        self.callable = None

    def _ended(self, _: Arbiter, worker: Any) -> None:
        forget_process(worker.pid)
        forget(self.held, worker)

    def run(self) -> None:
        """Answer until told to stop."""
        Draining(self).run()


def _watch(worker: Any) -> None:
    """After the fork: no thread and no connection outlives one."""
    parts = cast("Parts", worker.wsgi.extensions["songgang"])
    keep_fresh(parts.advisor.days, parts.clock, parts.settings.home)


def serve(
    make: Callable[[], Flask],
    settings: Settings,
    *,
    processes: int,
    warm: Callable[[Flask], None],
) -> None:
    """Answer requests until told to stop; requests under way are finished first.

    The app is made `warm` once, before the first process answers.
    """
    Served(make, settings, processes, warm).run()
