"""What is counted while the service answers: requests, the model's time, loading; for Prometheus."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

HERE = CollectorRegistry()
"""The figures of this process; under gunicorn each process keeps its own in files of one folder."""

FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SLOW = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)

# Every figure has a label: only so its cell is made when it is first used, after the folder is known.
REQUESTS = Counter(
    "songgang_requests",
    "Answers by route template, method and status",
    ["route", "method", "status"],
    registry=HERE,
)
SECONDS = Histogram(
    "songgang_request_seconds",
    "Time to an answer by route template",
    ["route"],
    buckets=FAST,
    registry=HERE,
)
MODEL = Histogram(
    "songgang_model_seconds",
    "Time spent in the models by what was asked",
    ["asked"],
    buckets=FAST,
    registry=HERE,
)
DAY_LOADS = Histogram(
    "songgang_day_load_seconds",
    "Time to read offers and bundle into memory",
    ["outcome"],
    buckets=SLOW,
    registry=HERE,
)
CONNECTIONS = Gauge(
    "songgang_database_connections",
    "Database connections of all processes, in use or kept for later",
    ["state"],
    registry=HERE,
    multiprocess_mode="livesum",
)
COUNTED = (REQUESTS, SECONDS, MODEL, DAY_LOADS, CONNECTIONS)

_shared: list[Path] = []
"""The folder where processes keep their figures, once there is one."""


def share_between_processes(folder: Path) -> None:
    """Keep the figures in files of this emptied folder, before the first one is counted.

    The caller has put the folder into PROMETHEUS_MULTIPROC_DIR, where the library looks for it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # The library chooses when it is imported, long before a command knows its settings.
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    _shared[:] = [folder]


def of_all_processes() -> CollectorRegistry:
    """The figures of every process that shares them, else those of this one."""
    if not _shared:
        return HERE
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(_shared[0]))  # type: ignore[no-untyped-call]
    return registry


def forget_process(pid: int) -> None:
    """Take back what a process that ended says of itself now; what it counted stays."""
    for folder in _shared:
        mark_process_dead(pid, path=str(folder))  # type: ignore[no-untyped-call]


@contextmanager
def model_time(asked: str) -> Iterator[None]:
    """Count how long the models take for one question."""
    began = perf_counter()
    try:
        yield
    finally:
        MODEL.labels(asked).observe(perf_counter() - began)
