"""Truth: how near the index comes to the planted truth of the synthetic market it was trained on.

Everybody in an open spell is assessed on the last day; the generator's own chance from that day on is
the yardstick: AUC of both on outcomes drawn from it, and the slope of its log-odds on the index's.
"""

import argparse
import sys
import time
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.report import Row
from data.schema import snapshot_columns
from data.synthetic import SyntheticMarket, synthesise
from data.synthetic.truth import waiting_on
from models.index.difficulty import Assessor
from models.index.scorecard import Scorecard
from training.cohort import make_cohort, month_starts
from training.fit import fit_index
from training.metrics import auc, calibration_line, logit

AS_OF = date(2026, 11, 1)
DRAWS = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """How large a market, and its seed."""
    parser.add_argument("--workers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)


def run(options: argparse.Namespace) -> list[Row]:
    """Train on all spells of the market, assess those still open, compare with the truth."""
    market = synthesise(options.workers, 10, options.seed, AS_OF)
    people = market.workers.select([c.name for c in snapshot_columns()])
    landmarks = month_starts(AS_OF.replace(year=AS_OF.year - 4), AS_OF)
    began = time.perf_counter()
    cohort = make_cohort(people, market.spells, landmarks, until=AS_OF)
    index = fit_index(cohort, max_rows=60_000, seed=0)
    seconds = time.perf_counter() - began
    sys.stderr.write(f"{len(cohort)} rows, {index.choice_.name}, {seconds:.0f} s\n")
    found, truth = open_spells(market, people)
    rows = [Row("open_spells", "songgang", "train_seconds", seconds)]
    for name, assessor in (("songgang", index), ("scorecard", Scorecard())):
        rows += measured(name, assessor, found, truth)
    return rows


def open_spells(market: SyntheticMarket, people: pa.Table) -> tuple[pa.Table, np.ndarray]:
    """The newest file of everybody in an open spell, and the true chance of no stable work in a year from now."""
    truth = market.truth.filter(
        pc.and_(market.truth["present"], pc.is_valid(market.truth["started_on"]))
    )
    keyed = people.append_column("row", pa.array(np.arange(people.num_rows)))
    joined = truth.join(keyed.select(["worker_id", "valid_on", "row"]), ["worker_id", "valid_on"])
    joined = joined.filter(pc.is_valid(joined["row"]))
    return people.take(joined["row"]), waiting_on(joined, AS_OF)


def measured(name: str, assessor: Assessor, people: pa.Table, truth: np.ndarray) -> list[Row]:
    """AUC against the truth's own, slope, and the correlation of the log-odds."""
    p = assessor.assess(people, AS_OF).index / 100
    rng = np.random.default_rng(0)
    labels = [(rng.random(len(truth)) < truth).astype(float) for _ in range(DRAWS)]
    ours = float(np.mean([auc(p, label) for label in labels]))
    best = float(np.mean([auc(truth, label) for label in labels]))
    found = {
        "auc": ours,
        "auc_of_the_truth": best,
        "auc_lost": best - ours,
        "slope": calibration_line(p, truth)[0],
        "mean_index": 100 * float(p.mean()),
        "mean_truth": 100 * float(truth.mean()),
        "correlation": float(np.corrcoef(logit(p), logit(truth))[0, 1]),
    }
    return [Row("open_spells", name, metric, value) for metric, value in found.items()]
