"""How long a step took, how much the processors worked, and how much memory it reached at its highest."""

import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class Step:
    """A measured step: wall-clock and processor seconds, peak resident memory in GB (10^9 bytes), rows it took."""

    name: str
    seconds: float
    peak_gb: float
    rows: int
    cpu_seconds: float = 0.0

    @property
    def rows_per_second(self) -> float:
        """Rows over seconds."""
        return self.rows / max(self.seconds, 1e-9)


@dataclass(slots=True)
class Cost:
    """What something cost; filled in when it has ended, well or not."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_gb: float = 0.0


@dataclass(slots=True)
class Stopwatch:
    """Collects steps in the order in which they ran."""

    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str, rows: int) -> Iterator[None]:
        """Measure what runs inside."""
        with measured() as cost:
            yield
        self.steps.append(Step(name, cost.seconds, cost.peak_gb, rows, cost.cpu_seconds))


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure what runs inside, in this process and those it started.

    Peaks of processes that work side by side are added, so that the sum is never too small; of children
    that end inside only the largest is known.
    """
    cost = Cost()
    for pid in family():
        _forget_peak(pid)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    started, worked = time.perf_counter(), _worked()
    try:
        yield cost
    finally:
        cost.seconds = time.perf_counter() - started
        cost.cpu_seconds = max(0.0, _worked() - worked)
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        alive = sum(_peak_bytes(pid) for pid in family())
        cost.peak_gb = max(alive, _as_bytes(child) if child > ended else 0) / 1e9


def family() -> list[int]:
    """This process and all that descend from it; only this one where the kernel does not tell."""
    parents: dict[int, list[int]] = {}
    for path in PROC.glob("[0-9]*/stat"):
        if fields := _stat(path):
            parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found = [os.getpid()]
    for pid in found:
        found += parents.get(pid, [])
    return found


def _worked() -> float:
    """Processor seconds of the family so far, of those included that have ended."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    alive = 0.0
    for pid in family()[1:]:
        if fields := _stat(PROC / str(pid) / "stat"):
            alive += sum(int(ticks) for ticks in fields[11:15]) / TICKS
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime + alive


def _stat(path: Path) -> list[str]:
    """The fields after a process's name, which may hold blanks; none where it has just ended."""
    try:
        return path.read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _forget_peak(pid: int) -> None:
    try:
        (PROC / str(pid) / "clear_refs").write_text("5")
    except OSError:
        return


def _peak_bytes(pid: int) -> int:
    """Peak since the last reset where the kernel tells, else since the process began."""
    try:
        for line in (PROC / str(pid) / "status").read_text("utf-8", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return (
        _as_bytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) if pid == os.getpid() else 0
    )


def _as_bytes(maxrss: int) -> int:
    return maxrss if sys.platform == "darwin" else maxrss * 1024
