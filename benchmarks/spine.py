"""spine: every step of the demonstration, from registry files to one worker's advice: time, memory, speed."""

import argparse
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.report import Row
from data.opening import open_with_keys
from service.config import settings_from
from service.demo import Demo, noon, prepare, run_demo


def arguments(parser: argparse.ArgumentParser) -> None:
    """How large a market."""
    parser.add_argument("--people", type=int, default=20_000, help="workers in the market")
    parser.add_argument("--vacancies", type=int, default=3_000, help="vacancies in the market")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 23))


def run(options: argparse.Namespace) -> list[Row]:
    """Three rows a step: `seconds`, `peak_gb`, `rows_per_second`; and the sum as `total`."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "spine"
        prepare(home)
        config = replace(
            settings_from({}), home=home, database_url=f"sqlite:///{home / 'songgang.db'}"
        )
        store = open_with_keys(
            config.database_url, config.keys, cipher=config.cipher, now=noon(options.as_of)
        )
        demo = Demo(options.people, options.vacancies, options.seed, options.as_of)
        steps = run_demo(config, store, demo, lambda *_: None).steps
        store.engine.dispose()
    rows = []
    for step in steps:
        rows.append(Row(step.name, "songgang", "seconds", step.seconds))
        rows.append(Row(step.name, "songgang", "peak_gb", step.peak_gb))
        if step.rows > 1:
            rows.append(Row(step.name, "songgang", "rows_per_second", step.rows_per_second))
    rows.append(Row("total", "songgang", "seconds", sum(step.seconds for step in steps)))
    rows.append(Row("total", "songgang", "peak_gb", max(step.peak_gb for step in steps)))
    return rows
