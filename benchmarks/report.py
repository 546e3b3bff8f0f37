"""The one form in which every benchmark answers: a table for people, or one JSON object."""

import json
import os
import platform
import resource
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure; `system` is `songgang` or a peer measured in the same process."""

    task: str
    system: str
    metric: str
    value: float


def print_rows(benchmark: str, rows: Sequence[Row], *, as_json: bool) -> None:
    """Print the rows as JSON on one line, or as a table with one column a system."""
    if as_json:
        form = {"benchmark": benchmark, "rows": [asdict(r) for r in rows], "machine": machine()}
        sys.stdout.write(json.dumps(form, ensure_ascii=False) + "\n")
        return
    systems = list(dict.fromkeys(r.system for r in rows))
    table = Table(title=f"benchmark {benchmark}", caption=str(machine()))
    for heading in ("task", "metric", *systems):
        table.add_column(heading, justify="left" if heading in {"task", "metric"} else "right")
    found = {(r.task, r.metric, r.system): r.value for r in rows}
    for task, metric in dict.fromkeys((r.task, r.metric) for r in rows):
        cells = [found.get((task, metric, system)) for system in systems]
        table.add_row(task, metric, *("" if v is None else f"{v:,.4g}" for v in cells))
    Console(width=max(100, 24 * (len(systems) + 2))).print(table)


def machine() -> dict[str, object]:
    """What the figures were measured on, without anything that names the place."""
    return {
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def peak_gb() -> float:
    """Peak resident memory of this process so far, in GB (10^9 bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e9
