"""load: a registry file with every check, and the same people merely inserted: by executemany, by COPY, by ADBC.

`songgang` is from the file to a committed registry: read, every cell checked, numbers sealed, versions told apart,
listed, all indexes built. `executemany, same work` reads, checks and seals the same file and inserts its rows into the
same tables with their indexes; `ratio_to_executemany` says how many times faster than that an import is. `executemany`,
`COPY` and `ADBC` get typed rows and merely insert them into one table. `cpu_seconds` are of this process: PostgreSQL's
own work is not in them.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.loaded import peers
from benchmarks.loaded.files import as_csv, everybody, pieces
from benchmarks.loaded.rowwise import inserted
from benchmarks.pushed.databases import opened
from benchmarks.report import Row
from data.store import Store
from service.demo import noon
from service.importing import Intake, Kind, take

OURS, PEER = "songgang", "executemany, same work"


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many people, in which form, into which databases."""
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument(
        "--form", choices=["csv", "parquet"], default="csv", help="of the file imported"
    )
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 23))


def run(options: argparse.Namespace) -> list[Row]:
    """Every way of loading the same people, on each database."""
    kinds = ["sqlite", "postgres"] if options.database == "both" else [options.database]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="songgang-load-") as name:
        typed = everybody(Path(name), options.people, seed=options.seed, as_of=options.as_of)
        given = as_csv(typed) if options.form == "csv" else typed
        columns = len(pq.read_schema(typed))
        for kind in kinds:
            with opened(kind) as (store, home), opened(kind) as (empty, _):
                ways = _ways(store, home, given, typed, options.as_of)
                now = noon(options.as_of)
                ways[PEER] = partial(inserted, empty, given, as_of=options.as_of, now=now)
                found = [_measured(kind, *way, options.people) for way in ways.items()]
                rows += [row for some in found for row in some]
                rows.append(Row(kind, OURS, "ratio_to_executemany", _ratio(rows, kind)))
            rows.append(Row(kind, OURS, "columns", columns))
    return rows


def _ways(
    store: Store, home: Path, given: Path, typed: Path, as_of: date
) -> dict[str, Callable[[], int]]:
    ways = {OURS: lambda: _imported(store, home, given, as_of)}
    if store.is_sqlite:
        return ways | {
            "executemany": lambda: peers.sqlite_executemany(home / "plain.db", pieces(typed)),
            "ADBC": lambda: peers.sqlite_adbc(home / "adbc.db", pieces(typed)),
        }
    # For the plain driver, which does not know SQLAlchemy's name for itself.
    url = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return ways | {
        "executemany": lambda: peers.postgres_executemany(url, pieces(typed)),
        "COPY": lambda: peers.postgres_copy(url, pieces(typed)),
    }


def _imported(store: Store, home: Path, path: Path, as_of: date) -> int:
    intake = Intake(store, as_of, noon(as_of), home / "reports", _told, made_up=True)
    return take(intake, Kind.WORKERS, path).accepted


def _ratio(rows: list[Row], kind: str) -> float:
    seconds = {row.system: row.value for row in rows if (row.task, row.metric) == (kind, "seconds")}
    return seconds[PEER] / seconds[OURS]


def _told(done: int, whole: int, step: str) -> None:
    if done == whole:
        sys.stderr.write(f"{step}: {done:,}\n")


def _measured(kind: str, system: str, load: Callable[[], int], people: int) -> list[Row]:
    began, used = time.perf_counter(), _cpu_seconds()
    n = load()
    seconds, used = time.perf_counter() - began, _cpu_seconds() - used
    if n != people:
        raise SystemExit(f"{system} took {n:,} of {people:,} people: nothing to compare")
    found = {"seconds": seconds, "cpu_seconds": used, "rows_per_second": n / seconds}
    return [Row(kind, system, metric, value) for metric, value in found.items()]


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
