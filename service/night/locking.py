"""One night at a time: a lock that the operating system takes back from a process that died."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "lock"


class NightRunning(Exception):
    """Another night has not ended; the message is a sentence for the operator."""


@contextmanager
def only_night(nights: Path) -> Iterator[None]:
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
