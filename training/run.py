"""`python -m training`: fit and promote a better bundle, compare two on the same days, watch the one in use."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from data.store import Store, StoreUnreachable, open_store
from models.advice import PROMISES
from models.bundle import BadBundle, versions, write_bundle
from models.ledger import put_in_use
from training.card import model_card
from training.cohort import Cohort
from training.compare import compare
from training.drift import profile_of
from training.fit import NEWEST_DAYS
from training.leaks import LeakFound
from training.matching import Learned, bring_into_use, learn_matching
from training.reading import YEARS, landmarks_before, read_cohort
from training.report import write_report
from training.trial import NoTest, Trial, champion_of, run_trial
from training.watch import NothingInUse, watch

FEWEST_EXITS = 200
MAX_ROWS = 60_000


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for, and when."""

    command: str
    database: str
    bundles: Path
    as_of: date
    seed: int
    as_json: bool
    version: str | None = None
    at: datetime | None = None
    """The moment that a promotion is recorded with; the process's own start if not given."""


class TooFewOutcomes(Exception):
    """There is not enough history yet; the expert scorecard goes on serving."""


def main(argv: Sequence[str]) -> int:
    """Run training; the last line on standard output is the report with `--json`."""
    options = _options(argv)
    try:
        store = open_store(options.database)
        # On data of this size a second thread waits more than it works, and starves a busy machine.
        with threadpool_limits(1):
            report = COMMANDS[options.command](store, options)
    except TooFewOutcomes as few:
        report = {"promoted": False, "version": None, "reason": str(few)}
        learned = learn_matching(store, options.bundles, options.as_of, options.seed)
        report |= matching_alone(learned, options) if learned.better else learned.facts
    except (LeakFound, StoreUnreachable, BadBundle, NothingInUse, NoTest) as failure:
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
    days = landmarks_before(options.as_of)
    cohort = read_cohort(store, days, as_of=options.as_of, seed=options.seed)
    _say(began, f"队列：{len(cohort)} 个失业时段，其中 {int(cohort.stable.sum())} 个稳定就业")
    if int(cohort.stable.sum()) < FEWEST_EXITS or len(np.unique(cohort.landmark)) < YEARS * 3:
        raise TooFewOutcomes("稳定就业的结果还太少，继续使用专家评分卡")
    champion = champion_of(options.bundles)
    trial = run_trial(cohort, options.as_of, champion, max_rows=MAX_ROWS, seed=options.seed)
    _say(began, f"检验：AUC {trial.scores['index'].auc:.3f}，成员 {trial.index.choice_.name}")
    final = trial.refit(cohort, max_rows=MAX_ROWS, seed=options.seed)
    _say(began, "全部数据上的拟合已完成")
    version = next_version(options.bundles, options.as_of)
    facts = report_of(trial, cohort, version) | {"as_of": options.as_of.isoformat()}
    learned = learn_matching(store, options.bundles, options.as_of, options.seed)
    facts |= learned.facts
    _say(began, f"匹配：{learned.reason}")
    card = model_card(trial, cohort, version=version, as_of=options.as_of) + "\n" + learned.card
    newest = cohort.of(cohort.landmark >= cohort.landmark.max() - NEWEST_DAYS)
    notes = {**facts, "profile": profile_of(final, newest.frame)}
    parts = {"index": final, "trial": trial.index, **learned.parts}
    write_bundle(options.bundles, version, parts, promises=PROMISES, notes=notes, card=card)
    folder = options.bundles / version / "report"
    write_report(trial, folder, version=version, as_of=options.as_of, seed=options.seed)
    if trial.better:
        at = options.at or datetime.now(UTC)
        put_in_use(options.bundles, version, failed=(), reason="", at=at)
    elif learned.better:
        facts["matching"] = matching_alone(learned, options)
    _say(began, f"模型 {version} {'已启用' if trial.better else '未通过检验，未启用'}")
    return {**facts, "seconds": round(time.perf_counter() - began, 1)}


def matching_alone(learned: Learned, options: Options) -> dict[str, object]:
    """Put better weights of matching into use beside the index that serves already."""
    version = next_version(options.bundles, options.as_of)
    at = options.at or datetime.now(UTC)
    return bring_into_use(learned, options.bundles, version, as_of=options.as_of, at=at)


def run_compare(store: Store, options: Options) -> dict[str, object]:
    """The named bundle against the one in use, on the same days and persons."""
    if options.version is None:
        raise BadBundle("没有写明要比较的模型包 (--version)")
    days = landmarks_before(options.as_of)
    cohort = read_cohort(store, days, as_of=options.as_of, seed=options.seed)
    return compare(cohort, options.bundles, options.version, as_of=options.as_of)


def run_watch(store: Store, options: Options) -> dict[str, object]:
    """How far inputs, scores and calibration of the bundle in use have moved."""
    days = landmarks_before(options.as_of)
    cohort = read_cohort(store, days, as_of=options.as_of, seed=options.seed)
    return watch(cohort, options.bundles, as_of=options.as_of)


COMMANDS = {"fit": train, "compare": run_compare, "drift": run_watch}


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
        "champion": trial.champion,
    }


def next_version(bundles: Path, as_of: date) -> str:
    """The day with a running number, so that names sort by age."""
    taken = set(versions(bundles))
    number = 1
    while (name := f"{as_of.isoformat()}-{number:02d}") in taken:
        number += 1
    return name


def _options(argv: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("command", nargs="?", choices=sorted(COMMANDS), default="fit")
    parser.add_argument(
        "--database", help="address of the store; read from standard input if not given"
    )
    parser.add_argument("--bundles", type=Path, required=True, help="folder of the bundles")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True, help="day of looking")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--version", help="the bundle to compare with the one in use")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    given = parser.parse_args(argv)
    database = given.database or sys.stdin.readline().strip()
    return Options(
        command=given.command,
        database=database,
        bundles=given.bundles,
        as_of=given.as_of,
        seed=given.seed,
        as_json=given.json,
        version=given.version,
    )


def _say(began: float, text: str) -> None:
    sys.stderr.write(f"[{time.perf_counter() - began:6.1f} s] {text}\n")
    sys.stderr.flush()
