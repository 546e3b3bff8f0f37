"""`python -m training`: read outcomes from the store, fit, evaluate, write a bundle, promote it when it is better."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from data.records import spells as spell_records
from data.records import workers as worker_records
from data.store import Store, StoreUnreachable, open_store, reading
from models.advice import PROMISES
from models.bundle import BadBundle, promote, versions, write_bundle
from training.card import model_card
from training.cohort import Cohort, joined, make_cohort, month_starts
from training.leaks import LeakFound
from training.report import write_report
from training.trial import Trial, champion_of, run_trial

MOST_PERSONS = 150_000
"""Persons with spells that are read at most, drawn at random; more would not make the index better."""

IDS_AT_ONCE = 20_000
YEARS = 4
FEWEST_EXITS = 200
MAX_ROWS = 60_000


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for."""

    database: str
    bundles: Path
    as_of: date
    seed: int
    as_json: bool


class TooFewOutcomes(Exception):
    """There is not enough history yet; the expert scorecard goes on serving."""


def main(argv: Sequence[str]) -> int:
    """Run training; the last line on standard output is the report with `--json`."""
    options = _options(argv)
    try:
        store = open_store(options.database)
        # On data of this size a second thread waits more than it works, and starves a busy machine.
        with threadpool_limits(1):
            report = train(store, options)
    except TooFewOutcomes as few:
        report = {"promoted": False, "version": None, "reason": str(few)}
    except (LeakFound, StoreUnreachable, BadBundle) as failure:
        sys.stdout.write(f"{failure}\n")
        return 2
    if options.as_json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    else:
        for name, value in report.items():
            sys.stdout.write(f"{name}: {value}\n")
    return 0


def train(store: Store, options: Options) -> dict[str, object]:
    """Cohort, trial on later days and other persons, the final fit on everything, a bundle."""
    began = time.perf_counter()
    cohort = read_cohort(store, options.as_of, options.seed)
    _say(began, f"队列：{len(cohort)} 个失业时段，其中 {int(cohort.stable.sum())} 个稳定就业")
    if int(cohort.stable.sum()) < FEWEST_EXITS or len(np.unique(cohort.landmark)) < YEARS * 3:
        raise TooFewOutcomes("稳定就业的结果还太少，继续使用专家评分卡")
    champion = champion_of(options.bundles)
    trial = run_trial(cohort, options.as_of, champion, max_rows=MAX_ROWS, seed=options.seed)
    _say(began, f"检验：AUC {trial.scores['index'].auc:.3f}，成员 {trial.index.choice_.name}")
    final = trial.refit(cohort, max_rows=MAX_ROWS, seed=options.seed)
    _say(began, "全部数据上的拟合已完成")
    version = next_version(options.bundles, options.as_of)
    facts = report_of(trial, cohort, version)
    card = model_card(trial, cohort, version=version, as_of=options.as_of)
    notes = {**facts, "profile": trial.profile}
    write_bundle(
        options.bundles, version, {"index": final}, promises=PROMISES, notes=notes, card=card
    )
    folder = options.bundles / version / "report"
    write_report(trial, folder, version=version, as_of=options.as_of, seed=options.seed)
    if trial.better:
        promote(options.bundles, version)
    _say(began, f"模型 {version} {'已启用' if trial.better else '未通过检验，未启用'}")
    return {**facts, "seconds": round(time.perf_counter() - began, 1)}


def read_cohort(store: Store, as_of: date, seed: int) -> Cohort:
    """Spells of up to `MOST_PERSONS` persons with their files, landmarks every month of four years."""
    with reading(store) as db:
        spells = spell_records.all_spells(db)
        ids = _drawn(spells, seed)
        landmarks = month_starts(
            as_of.replace(year=as_of.year - YEARS, day=1), as_of - timedelta(1)
        )
        parts = [
            make_cohort(worker_records.history(db, part), spells, landmarks, until=as_of)
            for part in _pieces(ids)
        ]
    return joined(parts)


def report_of(trial: Trial, cohort: Cohort, version: str) -> dict[str, object]:
    """What happened, for people and for the manifest."""
    return {
        "version": version,
        "promoted": trial.better,
        "reason": "；".join(f"{g.name}：{g.found}" for g in trial.gates if not g.passed)
        or "全部检验通过",
        "member": trial.index.choice_.name,
        "rows": len(cohort),
        "persons": len(np.unique(cohort.worker_id)),
        "exits": int(cohort.stable.sum()),
        "tested_rows": len(trial.test),
        "auc": round(trial.scores["index"].auc, 4),
        "auc_scorecard": round(trial.scores["scorecard"].auc, 4),
        "brier": round(trial.scores["index"].brier, 4),
        "ece": round(trial.scores["index"].ece, 4),
        "slope": round(trial.scores["index"].slope, 3),
        "scores": {name: score.as_dict() for name, score in trial.scores.items()},
        "gates": {gate.name: bool(gate.passed) for gate in trial.gates},
    }


def next_version(bundles: Path, as_of: date) -> str:
    """The day with a running number, so that names sort by age."""
    taken = set(versions(bundles))
    number = 1
    while (name := f"{as_of.isoformat()}-{number:02d}") in taken:
        number += 1
    return name


def _drawn(spells: pa.Table, seed: int) -> list[str]:
    ids = sorted(set(spells["worker_id"].to_pylist()))
    if len(ids) <= MOST_PERSONS:
        return ids
    chosen = np.random.default_rng(seed).choice(len(ids), MOST_PERSONS, replace=False)
    return [ids[i] for i in np.sort(chosen)]


def _pieces(ids: Sequence[str]) -> list[Sequence[str]]:
    pieces = [ids[i : i + IDS_AT_ONCE] for i in range(0, len(ids), IDS_AT_ONCE)]
    return pieces or [ids]


def _options(argv: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument(
        "--database", help="address of the store; read from standard input if not given"
    )
    parser.add_argument("--bundles", type=Path, required=True, help="folder of the bundles")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True, help="day of looking")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    given = parser.parse_args(argv)
    database = given.database or sys.stdin.readline().strip()
    return Options(database, given.bundles, given.as_of, given.seed, given.json)


def _say(began: float, text: str) -> None:
    sys.stderr.write(f"[{time.perf_counter() - began:6.1f} s] {text}\n")
    sys.stderr.flush()
