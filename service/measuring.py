"""How long a step took and how much memory it reached at its highest."""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

STATUS = Path("/proc/self/status")
CLEAR_REFS = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Step:
    """A measured step: wall-clock seconds, peak resident memory in GB (10^9 bytes), rows it took."""

    name: str
    seconds: float
    peak_gb: float
    rows: int

    @property
    def rows_per_second(self) -> float:
        """Rows over seconds."""
        return self.rows / max(self.seconds, 1e-9)


@dataclass(slots=True)
class Stopwatch:
    """Collects steps in the order in which they ran."""

    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str, rows: int) -> Iterator[None]:
        """Measure what runs inside; child processes that end inside count with their own peak."""
        _forget_peak()
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        start = time.perf_counter()
        yield
        seconds = time.perf_counter() - start
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        peak = max(_peak_bytes(), _as_bytes(child) if child > children else 0)
        self.steps.append(Step(name, seconds, peak / 1e9, rows))


def _forget_peak() -> None:
    try:
        CLEAR_REFS.write_text("5")
    except OSError:
        return


def _peak_bytes() -> int:
    """Peak since the last reset where the kernel tells, else since the process began."""
    if STATUS.is_file():
        for line in STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return _as_bytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _as_bytes(maxrss: int) -> int:
    return maxrss if sys.platform == "darwin" else maxrss * 1024
