"""Where the batch's work is done: by processes of this machine, or by a cluster that is an optional extra."""

import importlib
import logging
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar, cast

import joblib
from joblib.externals.loky import get_reusable_executor, process_executor

from service.errors import Problem

log = logging.getLogger(__name__)
"""To standard error also where nothing is set up, as in a command whose answer is read by a program."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Engine(Protocol):
    """Does the same work on every item, in any order.

    Where `is_cluster`, work is sent once with everything it rests on, and places are given out in
    rounds; else each process reads what it needs, and this one gives places out at once.
    """

    @property
    def is_cluster(self) -> bool:
        """Whether work leaves this machine."""

    @property
    def threads(self) -> int:
        """How many threads this process itself may use meanwhile."""

    def each(self, work: Callable[[Item], Answer], items: Sequence[Item]) -> Iterator[Answer]:
        """The answers as they come, not in the order of the items."""


class Where(StrEnum):
    """The engines there are."""

    LOCAL = "local"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class Processes:
    """Some processes of this machine."""

    n: int = 1
    is_cluster: bool = False

    @property
    def threads(self) -> int:
        """As many as there may be processes."""
        return self.n

    def rest(self) -> None:
        """End the processes that wait for more work: each holds a day of its own, hundreds of megabytes."""
        if self.n > 1:
            get_reusable_executor().shutdown(wait=True)

    @contextmanager
    def starting(self, ready: Callable[[int], None]) -> Iterator[None]:
        """Let the processes start, and load what `ready` needs, while this one works alone inside.

        Only what goes wrong inside is raised: whoever needs the processes next starts others for those that died.
        """
        coming: Iterator[None] = iter(())
        with _only_a_help():
            coming = self._begun(ready, range(self.n)) if self.n > 1 else coming
        try:
            yield
        finally:
            with _only_a_help():
                deque(coming, maxlen=0)

    def each(self, work: Callable[[Item], Answer], items: Sequence[Item]) -> Iterator[Answer]:
        """Each process takes the next item when it is done with one."""
        yield from self._begun(work, items)

    def _begun(self, work: Callable[[Item], Answer], items: Sequence[Item]) -> Iterator[Answer]:
        parallel = joblib.Parallel(n_jobs=self.n, return_as="generator_unordered")
        answers: Iterator[Answer] = parallel(joblib.delayed(_kept_on)(work, item) for item in items)
        return answers


def _kept_on(work: Callable[[Item], Answer], item: Item) -> Answer:
    """The work, by a process that is not replaced for what it has read.

    Where psutil is installed, 300 MB more than after the first task count as a leak, and another process begins
    from nothing; ours read a day once, which is that much, and end when they are told to rest.
    """
    process_executor._MAX_MEMORY_LEAK_SIZE = sys.maxsize
    return work(item)


@contextmanager
def _only_a_help() -> Iterator[None]:
    """What fails here is noted and not raised: whoever needs it meets it again, where it can be told."""
    try:
        yield
    except Exception as failure:
        log.warning("not_warm: %s", type(failure).__name__)


SPARK = "service.batch.spark"
"""Loaded only when it is asked for: PySpark is an extra."""


@contextmanager
def opened(where: Where, *, processes: int, master: str | None) -> Iterator[Engine]:
    """The engine asked for, closed at the end; Problem where it cannot be had."""
    if where is Where.LOCAL:
        yield Processes(processes)
        return
    try:
        module = importlib.import_module(SPARK)
    except ModuleNotFoundError as failure:
        raise Problem(
            "没有安装 Spark 组件，请运行 uv sync --extra spark（或 pip install 'songgang[spark]'）后再试。"
        ) from failure
    with cast("Callable[[str | None], AbstractContextManager[Engine]]", module.cluster)(
        master
    ) as found:
        yield found
