"""Profiling: the index's own estimator and pipeline on public tasks, next to one rule, logit, Cox, LightGBM, HGB.

`--data DIR` holds the files that benchmarks/tasks/*.toml name; `--task FILE.toml` runs a task that
is not among them, `--only NAME` some of them. Differences are songgang less the peer, with the 95 %
interval of a paired bootstrap. `ibs` is the mean of the weighted Brier score up to tau; `c` is Harrell's,
of the chance to leave before somebody else.
"""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from benchmarks.profiled.measures import (
    allocation_rows,
    difference_rows,
    label_rows,
    time_rows,
)
from benchmarks.profiled.peers import grid_times, label_peers, time_peers
from benchmarks.profiled.splitting import BadTask, Rows
from benchmarks.profiled.task import Floats, Task, load_task
from benchmarks.report import Row
from models.index.additive import AdditiveHazard
from training.leaks import LeakFound, find_leaks
from training.metrics import ece

TASKS = Path(__file__).parent / "tasks"
OURS = "songgang"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What this benchmark can be asked besides the folder of data."""
    parser.add_argument("--task", type=Path, action="append", help="a task's TOML file")
    parser.add_argument("--only", action="append", help="name of a shipped task")
    parser.add_argument("--no-peers", action="store_true", help="measure songgang alone")
    parser.add_argument("--draws", type=int, default=200, help="bootstrap draws")


def run(options: argparse.Namespace) -> list[Row]:
    """All tasks asked for; every shipped one when none is named."""
    data = options.data or Path()
    paths = list(options.task or [])
    if not paths:
        paths = sorted(TASKS.glob("*.toml"))
        paths = [p for p in paths if not options.only or p.stem in options.only]
    rows: list[Row] = []
    for path in paths:
        began = time.perf_counter()
        try:
            task = load_task(path, data)
            rows += run_task(task, peers=not options.no_peers, draws=options.draws)
        except (BadTask, OSError) as error:
            raise SystemExit(f"{error}") from error
        sys.stderr.write(f"{task.name}: {time.perf_counter() - began:.0f} s\n")
    return rows


def run_task(task: Task, *, peers: bool, draws: int) -> list[Row]:
    """Out-of-fold forecasts of every system, their measures, differences and checks."""
    try:
        refuse_leaks(task)
    except LeakFound as leak:
        sys.stderr.write(f"{task.name}: {leak}\n")
        return [Row(task.name, OURS, "leak_alarm", 1.0)]
    found = {OURS: ours(task)}
    if peers:
        makers = time_peers(task) if task.label is None else label_peers(task)
        for name, forecast in makers.items():
            try:
                found[name] = gathered(task, found[OURS].shape, forecast)
            except Exception as failure:
                # A peer that breaks on a data set must not take the others' figures with it.
                sys.stderr.write(f"{task.name}: {name} is left out ({failure})\n")
    measure = time_rows if task.label is None else label_rows
    rows = [row for name, p in found.items() for row in measure(task, name, p[task.tested])]
    rows += difference_rows(task, {n: p[task.tested] for n, p in found.items()}, draws)
    if task.label is not None:
        rows += _sorted_rows(task, found[OURS])
        rows += allocation_rows(task, found[OURS])
    return rows


def ours(task: Task) -> Floats:
    """Held-out forecasts of the product's estimator: chance of the label, or survival at 1 … tau."""
    n = len(task.time)
    try:
        if task.label is not None:
            return gathered(task, (n,), lambda a, b: _our_chance(task, a, b))
        width = len(grid_times(task))
        return gathered(task, (n, width), lambda a, b: _our_curve(task, a, b))
    except ValueError as error:
        raise BadTask(f"{task.name}: {error}") from error


def gathered(task: Task, shape: tuple[int, ...], forecast) -> Floats:  # type: ignore[no-untyped-def]
    """One forecast a test row, each from the training rows of its split alone."""
    out = np.full(shape, np.nan)
    for train, test in task.splits:
        out[test] = forecast(train, test)
    return out


def refuse_leaks(task: Task) -> None:
    """Stop where a column is known only after the start, or foretells too well alone."""
    if task.label is not None:
        outcome, known = task.label.astype(float), np.ones(len(task.label), dtype=bool)
    else:
        middle = float(np.median(task.time))
        outcome = ((task.time <= middle) & task.event).astype(float)
        known = task.event | (task.time > middle)
    columns = {name: task.values[:, i] for i, name in enumerate(task.names)}
    late: Mapping[str, float] = {c.name: c.known_since for c in task.columns}
    reviewed = {c.name for c in task.columns if c.reviewed}
    leaks = find_leaks(columns, late, outcome, known=known, reviewed=reviewed)
    if leaks:
        raise LeakFound(leaks)


def _our_chance(task: Task, train: Rows, test: Rows) -> Floats:
    assert task.label is not None
    model = AdditiveHazard(categorical=task.categorical)
    model.fit(task.values[train], task.label[train], periods=_periods(task, train))
    return model.predict_proba(task.values[test])[:, 1]


def _our_curve(task: Task, train: Rows, test: Rows) -> Floats:
    model = AdditiveHazard(
        categorical=task.categorical, horizons=sorted({*task.horizons, task.tau})
    )
    outcome = np.column_stack([task.time[train], task.event[train]])
    model.fit(task.values[train], outcome, periods=_periods(task, train))
    return model.survival(task.values[test], grid_times(task))


def _periods(task: Task, rows: Rows) -> Floats | None:
    return None if task.periods is None else task.periods[rows]


def _sorted_rows(task: Task, p: Floats) -> list[Row]:
    """How far the calibration error moves when the file comes in the outcome's order."""
    if task.order is None or task.label is None:
        return []
    order = np.argsort(task.order, kind="stable")
    again = gathered(
        task,
        p.shape,
        lambda a, b: _our_chance(task, order[np.isin(order, a)], b),
    )
    label = task.label[task.tested].astype(float)
    change = ece(again[task.tested], label) - ece(p[task.tested], label)
    return [Row(task.name, OURS, "ece_change_when_sorted", float(change))]
