"""Scoring: index and every reason for 1.91 million people, next to HGB `predict_proba` and SHAP, in one run.

`codes` starts from binned features, `raw` from raw columns of numbers, `registry` from the columns
of a snapshot (lists, codes, dates) as the batch reads them. Everything runs on one core. Rows of
`raw` and `registry` go through in blocks, as batch parts do.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import shap
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.report import Row, peak_gb
from data.schema import snapshot_columns
from data.synthetic import synthesise
from models.index.additive import AdditiveHazard
from models.index.assessment import HORIZONS
from models.index.difficulty import ABOUT
from models.index.explain import Laid, baseline, explain, lay_out
from models.index.scorecard import Scorecard

Floats = NDArray[np.float64]
EVERYBODY = 1_910_000
FEATURES = 40
LEARNT = 20_000
BLOCK = 100_000
SHAP_ROWS = 2_000
OURS = "songgang"


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many rows to score."""
    parser.add_argument("--rows", type=int, default=EVERYBODY)


def run(options: argparse.Namespace) -> list[Row]:
    """All three ways of ours and both peers."""
    rng = np.random.default_rng(0)
    model, months, left = fitted(rng)
    ends = np.searchsorted(model.grid_.edges, np.array(HORIZONS, float), side="right")
    laid = lay_out(model.tables_, ends.astype(np.int64), ABOUT)
    raw = people(rng, BLOCK)
    explain(laid, model.binner_.transform(raw))
    codes = model.binner_.transform(raw)
    n = int(options.rows)
    binned = timed(lambda: over_blocks(n, lambda: explain(laid, codes)))
    whole = timed(lambda: over_blocks(n, lambda: explain(laid, model.binner_.transform(raw))))
    memory = peak_gb()
    hgb = HistGradientBoostingClassifier(max_iter=200, max_leaf_nodes=31, early_stopping=False)
    hgb.fit(people(np.random.default_rng(1), LEARNT), left & (months <= 12))
    chances = timed(lambda: hgb.predict_proba(raw)) / len(raw)
    explainer = shap.TreeExplainer(hgb)
    reasons = timed(lambda: explainer.shap_values(raw[:SHAP_ROWS])) / SHAP_ROWS
    rows = [
        *_rows("codes", OURS, n, binned),
        Row("codes", OURS, "ratio_to_shap", reasons * n / binned),
        *_rows("raw", OURS, n, whole),
        Row("raw", OURS, "ratio_to_shap", reasons * n / whole),
        Row("raw", OURS, "peak_gb", memory),
        Row("raw", OURS, "largest_error", exactness(laid, codes[:10_000])),
        *_rows("raw", "hgb_predict_proba", n, chances * n),
        *_rows("raw", "shap_hgb", n, reasons * n),
    ]
    return rows + registry_rows(n)


def fitted(rng: np.random.Generator) -> tuple[AdditiveHazard, Floats, NDArray[np.bool_]]:
    """The estimator with the product's months and bands, on drawn people."""
    values = people(np.random.default_rng(1), LEARNT)
    score = np.nan_to_num(values[:, :10]) @ rng.normal(0, 0.3, 10)
    months = rng.exponential(14 * np.exp(-score))
    left = rng.random(LEARNT) < 0.7
    model = AdditiveHazard(
        horizons=HORIZONS, bands=HORIZONS, pairs=[(0, 1), (2, 3), (4, 5)], max_rows=6_000
    )
    return model.fit(values, np.column_stack([months, left])), months, left


def people(rng: np.random.Generator, n: int) -> Floats:
    """Columns of numbers, some with few values, one in ten unknown; they lie column by column."""
    values = np.asfortranarray(rng.normal(size=(n, FEATURES)))
    values[:, 20:] = np.round(values[:, 20:] * 3)
    values[rng.random(values.shape) < 0.1] = np.nan
    return values


def over_blocks(n: int, score: Callable[[], object]) -> None:
    """Score n rows in blocks and let each go, as the batch writes each part."""
    for _ in range(-(-n // BLOCK)):
        score()


def timed(work: Callable[[], object]) -> float:
    """Seconds of work."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def exactness(laid: Laid, codes: NDArray[np.uint8]) -> float:
    """Largest distance between an index's log-odds and the sum of its reasons."""
    curve, parts = explain(laid, codes)
    p = curve[:, ABOUT]
    sums = parts.sum(axis=1)
    return float(np.abs((np.log(p) - np.log1p(-p)) - sums - baseline(laid)).max())


def registry_rows(n: int) -> list[Row]:
    """From a snapshot's columns to reasons; the block is a synthetic market's people."""
    as_of = date(2026, 1, 1)
    market = synthesise(20_000, 300, 1, as_of)
    table: pa.Table = market.workers.select([c.name for c in snapshot_columns()])
    block = pa.concat_tables([table] * -(-BLOCK // table.num_rows)).slice(0, BLOCK)
    block = block.combine_chunks()
    card = Scorecard()
    card.assess(block, as_of)
    seconds = timed(lambda: over_blocks(n, lambda: card.assess(block, as_of)))
    return _rows("registry", OURS, n, seconds)


def _rows(task: str, system: str, n: int, seconds: float) -> list[Row]:
    return [
        Row(task, system, "rows_per_second", n / seconds),
        Row(task, system, "seconds_1_91m", seconds / n * EVERYBODY),
    ]
