"""Keeps the day of a web process fresh: looks every few seconds, loads beside the answering, one process at a time."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import structlog

from service.clock import Clock, local_day
from service.days import Days

log = structlog.get_logger()

EVERY = 2.0
"""Seconds between two looks: three small questions to the database and the disk."""

TURN = ".day.lock"

PUT_RIGHT = timedelta(hours=1)
"""By so much a clock may be put back over midnight without yesterday being loaded again."""


def keep_fresh(days: Days, clock: Clock, home: Path) -> threading.Thread:
    """Start looking, in a thread that ends with the process."""
    turn = home / TURN
    thread = threading.Thread(
        target=_look_on, args=(days, clock, turn), name="freshness", daemon=True
    )
    thread.start()
    return thread


def look_once(days: Days, clock: Clock, turn: Path) -> None:
    """One look; what cannot be loaded leaves the old day in place, is told, and is tried again."""
    now = clock()
    today = local_day(now)
    try:
        found = days.look(today, one_at_a_time(turn), soon=local_day(now + PUT_RIGHT))
    except Exception as failure:
        log.warning("day_not_loaded", kind=type(failure).__name__)
        days.failing_since = days.failing_since or now
        return
    if found == "not our turn":
        return  # Whether this process could load is not known anew.
    days.failing_since = None
    if found == "loaded":
        day = days.get(today)
        log.info("day_loaded", as_of=day.as_of.isoformat(), bundle=day.bundle)


def _look_on(days: Days, clock: Clock, turn: Path) -> None:
    pause = threading.Event()
    while True:
        look_once(days, clock, turn)
        pause.wait(EVERY)


@contextmanager
def one_at_a_time(turn: Path) -> Iterator[bool]:
    """Whether it is this process's turn to load: that takes a processor for seconds, others answer meanwhile."""
    with turn.open("w") as file:
        # Let go of by the system, too, when the process dies.
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
