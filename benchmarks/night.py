"""night: from a day's files to the outbox, step by step, and the next night with a part of everybody changed."""

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.held.extracts import first_day, next_day
from benchmarks.pushed.databases import opened
from benchmarks.report import Row
from data.opening import open_with_keys
from data.store import Store
from models.bundle import promote, versions
from service.config import Settings, settings_from
from service.demo import Demo, noon, prepare, run_demo
from service.night.record import NightRecord
from service.night.running import Asked, Progress, run_night


def arguments(parser: argparse.ArgumentParser) -> None:
    """How large a market, on which databases, how much changes, and by which model."""
    parser.add_argument("--people", type=int, default=20_000, help="workers in the market")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--changed", type=float, default=0.01, help="part that changes")
    of_any_size(parser, vacancies=2_000, trained_on=20_000)


def of_any_size(parser: argparse.ArgumentParser, *, vacancies: int, trained_on: int) -> None:
    """What a night is asked however many people it is about."""
    parser.add_argument("--vacancies", type=int, default=vacancies, help="vacancies in the market")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--trained-on",
        type=int,
        default=trained_on,
        help="people of another market on which the index is trained first; 0: the scorecard",
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 23))


def run(options: argparse.Namespace) -> list[Row]:
    """`seconds`, `cpu_seconds` and `peak_gb` of every step and of the whole, for both nights."""
    rows: list[Row] = []
    kinds = ["sqlite", "postgres"] if options.database == "both" else [options.database]
    with tempfile.TemporaryDirectory(prefix="songgang-night-") as name:
        folder = Path(name)
        bundles = _trained(folder / "trained", options) if options.trained_on else None
        files = folder / "files"
        market = first_day(
            files, options.people, options.vacancies, seed=options.seed, as_of=options.as_of
        )
        tomorrow = options.as_of + timedelta(1)
        next_day(files, market, options.changed, as_of=tomorrow)
        for kind in kinds:
            with opened(kind) as (store, home):
                config = Settings(home=home, database_url=store.url)
                if bundles:
                    shutil.copytree(bundles, config.bundles, symlinks=True)
                for task, as_of in (("first night", options.as_of), ("second night", tomorrow)):
                    found = _held(config, store, Asked(files, as_of, options.processes))
                    rows += _rows(found, task, kind)
    return rows


def _held(config: Settings, store: Store, asked: Asked) -> NightRecord:
    """One night, told on standard error as it goes: a large one takes minutes."""
    said = ""

    def told(far: Progress) -> None:
        nonlocal said
        if far.step != said:
            said = far.step
            sys.stderr.write(f"{asked.as_of} {said}\n")

    return run_night(config, store, asked, lambda: noon(asked.as_of), told)


def _rows(night: NightRecord, task: str, system: str) -> list[Row]:
    rows = []
    for step in night.steps:
        name = f"{task}: {step.name}"
        rows.append(Row(name, system, "seconds", step.seconds))
        rows.append(Row(name, system, "cpu_seconds", step.cpu_seconds))
        rows.append(Row(name, system, "peak_gb", step.peak_gb))
    rows.append(Row(f"{task}: total", system, "seconds", night.seconds))
    rows.append(Row(f"{task}: total", system, "cpu_seconds", night.cpu_seconds))
    rows.append(Row(f"{task}: total", system, "peak_gb", night.peak_gb))
    return rows


def _trained(home: Path, options: argparse.Namespace) -> Path:
    """The bundles of a demonstration, the newest in use whatever its trial said: what is asked for is its cost."""
    prepare(home)
    config = replace(settings_from({}), home=home, database_url=f"sqlite:///{home / 'songgang.db'}")
    now = noon(options.as_of)
    store = open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=now)
    demo = Demo(options.trained_on, 1_000, options.seed + 1, options.as_of)
    run_demo(config, store, demo, lambda *_: None)
    store.engine.dispose()
    promote(config.bundles, versions(config.bundles)[-1])
    return config.bundles
