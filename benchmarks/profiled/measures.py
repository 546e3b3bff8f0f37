"""Measures of the profiling tasks as rows: scores, paired differences, and the price of equal misses."""

from collections.abc import Mapping

import numpy as np

from benchmarks.profiled.peers import grid_times
from benchmarks.profiled.splitting import Rows
from benchmarks.profiled.task import Floats, Task
from benchmarks.report import Row
from models.index.allocation import Policy, allocate_help
from models.index.fairness import LEAST_WAITING
from models.index.hazard import sooner
from training.metrics import (
    auc,
    bootstrap_rows,
    brier,
    calibration_line,
    concordance,
    ece,
    ece_noise,
    integrated_brier,
    labels_at,
)

OURS = "songgang"
POLICIES: tuple[Policy, ...] = ("highest_index", "equal_misses")


def label_rows(task: Task, system: str, p: Floats) -> list[Row]:
    """AUC, Brier, ECE (and what of it is chance) and the calibration slope of held-out chances of the label."""
    y = _label(task)
    found = {
        "auc": auc(p, y),
        "brier": brier(p, y),
        "ece": ece(p, y),
        "ece_by_chance": ece_noise(p),
        "slope": calibration_line(p, y)[0],
    }
    return [Row(task.name, system, metric, value) for metric, value in found.items()]


def time_rows(task: Task, system: str, curve: Floats) -> list[Row]:
    """Harrell's C of who leaves sooner, the integrated and the horizons' Brier scores."""
    rows, times = task.tested, grid_times(task)
    time, event = task.time[rows], task.event[rows]
    found = {
        "c": concordance(sooner(curve), time, event),
        "ibs": integrated_brier(curve, times, time, event),
    }
    for horizon in task.horizons:
        at = labels_at(time, event, horizon)
        place = int(np.searchsorted(times, horizon).clip(0, len(times) - 1))
        error = at.weight * (at.waiting - curve[:, place]) ** 2
        found[f"brier_{horizon:g}"] = float(error.sum() / len(rows))
    return [Row(task.name, system, metric, value) for metric, value in found.items()]


def difference_rows(task: Task, found: Mapping[str, Floats], draws: int) -> list[Row]:
    """Songgang's AUC or C less each peer's: the estimate and the ends of its paired 95 % interval."""
    metric = "c" if task.label is None else "auc"
    samples = bootstrap_rows(len(task.tested), draws, seed=0)
    everybody = np.arange(len(task.tested))
    order = {name: sooner(p) if task.label is None else p for name, p in found.items()}
    drawn = {name: [_ranked(task, r, rows) for rows in samples] for name, r in order.items()}
    whole = {name: _ranked(task, r, everybody) for name, r in order.items()}
    rows = []
    for peer in found:
        if peer == OURS or not samples:
            continue
        low, high = np.nanquantile(np.subtract(drawn[OURS], drawn[peer]), [0.025, 0.975])
        rows += [
            Row(task.name, peer, f"{metric}_diff", whole[OURS] - whole[peer]),
            Row(task.name, peer, f"{metric}_diff_low", float(low)),
            Row(task.name, peer, f"{metric}_diff_high", float(high)),
        ]
    return rows


def allocation_rows(task: Task, p: Floats) -> list[Row]:
    """Misses by group when a share of places goes to the highest, and when all groups miss alike."""
    share = task.checks.get("places")
    if share is None:
        return []
    p, y, rows = p[task.tested], _label(task), []
    n = round(float(str(share)) * len(p))
    for name, values in task.groups.items():
        groups = values[task.tested]
        large = [g for g in np.unique(groups) if y[groups == g].sum() >= LEAST_WAITING]
        if len(large) < 2:
            continue
        for policy in POLICIES:
            chosen = allocate_help(100 * p, n, policy, groups=groups).chosen
            missed = [
                float(1 - (y * chosen)[groups == g].sum() / y[groups == g].sum()) for g in large
            ]
            rows += [
                Row(task.name, OURS, f"{name}_{policy}_most_missed", max(missed)),
                Row(task.name, OURS, f"{name}_{policy}_gap", max(missed) - min(missed)),
                Row(task.name, OURS, f"{name}_{policy}_true_positives", float(y[chosen].sum())),
            ]
    return rows


def _ranked(task: Task, order: Floats, rows: Rows) -> float:
    tested = task.tested[rows]
    if task.label is None:
        return concordance(order[rows], task.time[tested], task.event[tested])
    return auc(order[rows], task.label[tested].astype(float))


def _label(task: Task) -> Floats:
    assert task.label is not None
    return task.label[task.tested].astype(float)
