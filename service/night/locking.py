"""One night at a time, by home and by database: locks that a process loses when it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.store import Store
from data.turns import NIGHT, alone

LOCK = "lock"


class NightRunning(Exception):
    """Another night has not ended; the message is a sentence for the operator."""


@contextmanager
def only_night(nights: Path, store: Store) -> Iterator[None]:
    """Hold the lock of a home's nights and of its database; NightRunning where somebody else holds one.

    Two homes may share one PostgreSQL: a file in each would not keep them apart.
    """
    with only_night_of_home(nights), alone(store, NIGHT) as ours:
        if not ours:
            raise NightRunning(
                "另一处安装正在同一数据库上运行夜间批处理，本次没有启动；请等它结束后再试。"
            )
        yield


@contextmanager
def only_night_of_home(nights: Path) -> Iterator[None]:
    """Hold the lock of a home's nights; NightRunning where another process holds it."""
    nights.mkdir(parents=True, exist_ok=True)
    with (nights / LOCK).open("a+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as failure:
            held.seek(0)
            by = held.read(20).strip()
            raise NightRunning(
                f"另一个夜间批处理正在运行（进程号 {by or '未知'}），本次没有启动；请等它结束后再试。"
            ) from failure
        held.truncate(0)
        held.write(f"{os.getpid()}\n")
        held.flush()
        yield
