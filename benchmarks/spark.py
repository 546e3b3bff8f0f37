"""spark: the batch on Spark next to the same on this machine: every row compared, places, seconds, core-seconds."""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.report import Row
from data.opening import open_with_keys
from data.snapshot import parts, write_snapshot
from data.synthetic import write_market
from service.batch.day import write_offers
from service.batch.engines import Engine, Processes, Where, opened
from service.batch.placing import give_places
from service.batch.prices import NAME, read_prices
from service.batch.score import Run, score_registry
from service.config import Settings
from service.demo import noon
from service.importing import Intake, Kind, take

AS_OF = date(2026, 11, 23)
WORKERS_A_VACANCY = 38
KINDS = ("index", "candidates", "openings")
OURS, THERE = "local", "spark"


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many people, and where Spark is."""
    parser.add_argument("--workers", type=int, default=200_000)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--seed", type=int, default=7)


def run(options: argparse.Namespace) -> list[Row]:
    """Score the same people by both engines, one after the other."""
    with tempfile.TemporaryDirectory(prefix="songgang-spark-") as folder:
        local = prepared(Path(folder), options.workers, options.seed)
        there = copied(local, Path(folder) / "spark")
        # What is compiled at its first call is kept on disk; neither engine pays for it.
        scored(copied(local, Path(folder) / "warm"), Processes())
        rows = spent(OURS, local, Processes())
        began, worked = time.perf_counter(), tree_seconds()
        with opened(Where.SPARK, processes=1, master=options.master) as engine:
            rows += [
                Row("start", THERE, "seconds", time.perf_counter() - began),
                Row("start", THERE, "core_seconds", tree_seconds() - worked),
            ]
            rows += spent(THERE, there, engine)
        rows += [row for kind in KINDS for row in compared(local, there, kind)]
        return rows + shares(local, there)


def prepared(home: Path, workers: int, seed: int) -> Run:
    """A drawn market, imported and snapshotted as every night does it."""
    config = Settings(home=home, database_url=f"sqlite:///{home / 'songgang.db'}")
    store = open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=noon(AS_OF))
    market = write_market(
        home / "market", workers, max(60, workers // WORKERS_A_VACANCY), seed=seed, as_of=AS_OF
    )
    intake = Intake(store, AS_OF, noon(AS_OF), config.reports, lambda *_: None)
    for path in market.workers:
        take(intake, Kind.WORKERS, path)
    take(intake, Kind.VACANCIES, market.vacancies)
    take(intake, Kind.PROGRAMMES, market.programmes)
    snapshot = write_snapshot(store, AS_OF, config.snapshots, lambda *_: None)
    found = Run(config.scores / AS_OF.isoformat(), snapshot, None, AS_OF, config.shown)
    write_offers(store, found, config.referrals_per_opening)
    store.engine.dispose()
    return found


def copied(run: Run, folder: Path) -> Run:
    """The same run elsewhere, with nothing done yet."""
    other = replace(run, folder=folder / AS_OF.isoformat())
    shutil.copytree(run.folder / "offers", other.folder / "offers")
    return other


def scored(run: Run, engine: Engine) -> None:
    """Index and matching."""
    score_registry(run, engine=engine, report=lambda *_: None)


def placed(run: Run, engine: Engine) -> None:
    """Places over everybody."""
    give_places(run, names(run), engine, lambda *_: None)


def spent(system: str, run: Run, engine: Engine) -> list[Row]:
    """Time by the clock and by the cores, step by step."""
    rows = []
    steps: dict[str, Callable[[Run, Engine], None]] = {"score": scored, "places": placed}
    for step, work in steps.items():
        began, worked = time.perf_counter(), tree_seconds()
        work(run, engine)
        rows.append(Row(step, system, "seconds", time.perf_counter() - began))
        rows.append(Row(step, system, "core_seconds", tree_seconds() - worked))
    return rows


def compared(here: Run, there: Run, kind: str) -> list[Row]:
    """How many rows are the same, in the same place, to the last bit; and how many are not."""
    equal = different = 0
    for name in names(here):
        ours, theirs = (
            pq.ParquetFile(run.folder / kind / f"{name}.parquet").read() for run in (here, there)
        )
        if ours.equals(theirs):
            equal += ours.num_rows
            continue
        pairs = list(zip(ours.to_pylist(), theirs.to_pylist(), strict=False))
        same = sum(a == b for a, b in pairs)
        equal += same
        different += max(ours.num_rows, theirs.num_rows) - same
    return [
        Row(kind, THERE, "equal_rows", float(equal)),
        Row(kind, THERE, "different_rows", float(different)),
    ]


def shares(here: Run, there: Run) -> list[Row]:
    """What the allocation by rounds is worth of that by one auction, and what it certifies."""
    ours, theirs = (read_prices(run.folder / NAME).measured for run in (here, there))
    rows = []
    for kind, measured in ours.items():
        share = theirs[kind]["value"] / measured["value"] if measured["value"] else 1.0
        rows += [
            Row(kind, THERE, "allocation_share", share),
            Row(kind, THERE, "certified_gap", theirs[kind]["gap"]),
            Row(kind, OURS, "certified_gap", measured["gap"]),
        ]
    return rows


def names(run: Run) -> list[str]:
    """The parts of a run."""
    return [path.stem for path in parts(run.snapshot)]


def tree_seconds() -> float:
    """Core-seconds of this process and everything below it, the dead included, as Linux counts them."""
    ticks, everybody = os.sysconf("SC_CLK_TCK"), {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        everybody[int(folder.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    total, todo = 0, [os.getpid()]
    while todo:
        mother = todo.pop()
        total += everybody.get(mother, (0, 0))[1]
        todo += [child for child, (parent, _) in everybody.items() if parent == mother]
    return total / ticks
