"""Several push processes under one parent: whoever dies is replaced, and all go when the parent is told to."""

import multiprocessing
import signal
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from types import FrameType

import structlog

log = structlog.get_logger()

LOOK = 0.1
"""Seconds between two looks at the children."""

SHORT_LIFE = 2.0
"""A child that dies sooner is replaced only after as long again, so that a broken one does not spin."""


class Supervisor:
    """Forks the children after everything is loaded: a new one is at work within milliseconds."""

    def __init__(
        self, work: Callable[[], None], processes: int, bury: Callable[[int], None]
    ) -> None:
        """`work` is what a child does; `bury` is told the process id of one that died."""
        self._work = work
        self._bury = bury
        self._wanted = processes
        self._context = multiprocessing.get_context("fork")
        self._children: dict[int, tuple[BaseProcess, float]] = {}
        self._leaving = False

    def run(self) -> None:
        """Keep the children at work until told to stop, then wait for their messages to be finished."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._leave)
        while not self._leaving:
            self._replace_the_dead()
            while len(self._children) < self._wanted and not self._leaving:
                self._start()
            time.sleep(LOOK)
        for child, _ in self._children.values():
            child.terminate()
        for child, _ in self._children.values():
            child.join()

    def _start(self) -> None:
        child = self._context.Process(target=self._work)
        child.start()
        self._children[child.pid or 0] = (child, time.monotonic())

    def _replace_the_dead(self) -> None:
        for pid, (child, began) in list(self._children.items()):
            if child.is_alive():
                continue
            child.join()
            del self._children[pid]
            log.warning("push_process_died", exit_code=child.exitcode)
            self._bury(pid)
            if child.exitcode != -signal.SIGKILL and time.monotonic() - began < SHORT_LIFE:
                time.sleep(SHORT_LIFE)

    def _leave(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._leaving = True
