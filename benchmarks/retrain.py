"""Retrain: what `songgang train` takes on the history of a registry of any size: seconds, processor seconds, peak memory.

The registry is drawn and streamed to Parquet, imported as an operator would, and trained on by the
product's own pipeline in a process of its own. Only `train` is the retraining; the rest is what it stands on.
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.report import Row
from data.opening import open_with_keys
from data.store import Store
from data.synthetic import WrittenMarket, write_market
from service.config import Settings, settings_from
from service.demo import noon
from service.demonstrated import begin
from service.importing import Intake, Kind, take
from service.measuring import Stopwatch
from service.training import run_training

VACANCIES = 100
TOLD = ("auc", "auc_scorecard", "brier", "ece", "slope", "rows", "persons")


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many people the registry holds, and its seed."""
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 23))


def run(options: argparse.Namespace) -> list[Row]:
    """Each step's `seconds`, `cpu_seconds` and `peak_gb`; what the trial found, and 1 if all gates were passed."""
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        url = f"sqlite:///{home / 'songgang.db'}"
        config = replace(settings_from({}), home=home, database_url=url)
        now = noon(options.as_of)
        store = open_with_keys(url, config.keys, cipher=config.cipher, now=now)
        begin(store, now)
        _load(store, config, options, watch)
        store.engine.dispose()
        with watch.step("train", options.people):
            told = run_training(config, options.as_of)
    sys.stderr.write(f"{told['reason']}\n")
    rows = [
        Row(step.name, "songgang", metric, value)
        for step in watch.steps
        for metric, value in (
            ("seconds", step.seconds),
            ("cpu_seconds", step.cpu_seconds),
            ("peak_gb", step.peak_gb),
        )
    ]
    found = {name: float(str(told[name])) for name in TOLD}
    found["promoted"] = float(told["promoted"] is True)
    return rows + [Row("train", "songgang", name, value) for name, value in found.items()]


def _load(store: Store, config: Settings, options: argparse.Namespace, watch: Stopwatch) -> None:
    """Files of everybody, and their import."""
    with watch.step("synthesise", options.people):
        market = write_market(
            config.home / "market",
            options.people,
            VACANCIES,
            seed=options.seed,
            as_of=options.as_of,
        )
    now = noon(options.as_of)
    intake = Intake(store, options.as_of, now, config.reports, _told, made_up=True)
    with watch.step("import", options.people):
        for kind, path in _files(market):
            take(intake, kind, path)
            path.unlink()


def _files(market: WrittenMarket) -> list[tuple[Kind, Path]]:
    workers = [(Kind.WORKERS, path) for path in market.workers]
    return workers + [(Kind.SPELLS, path) for path in market.spells]


def _told(done: int, whole: int, step: str) -> None:
    if done == whole:
        sys.stderr.write(f"{step}: {done:,}\n")
