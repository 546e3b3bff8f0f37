"""Watches the bundle in use: today's jobseekers against those it was fitted on, and outcomes as they arrive."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import cast

import numpy as np

from models.advice import PROMISES
from models.bundle import Bundle, current, load_bundle
from models.index.assessment import HORIZONS
from models.index.difficulty import Assessor
from training.cohort import Cohort
from training.drift import Drift, Matured, drift_of, matured
from training.metrics import labels_at

RECENT_DAYS = 92
"""Landmarks of the last three months stand for today."""

DAYS_A_MONTH = 365.25 / 12


class NothingInUse(Exception):
    """No bundle is in use, so there is nothing to watch."""


def watch(cohort: Cohort, bundles: Path, *, as_of: date) -> dict[str, object]:
    """Drift of inputs, index and calibration; written beside the bundle and returned.

    Inputs and index are those of the last three months' landmarks. Calibration looks only at landmarks
    after the day the bundle was fitted on, each at every horizon whose months have passed.
    """
    folder = current(bundles)
    if folder is None:
        raise NothingInUse("尚未启用任何模型包，现在使用的是专家评分卡。")
    bundle = load_bundle(folder, PROMISES)
    if "index" not in bundle.parts:
        raise NothingInUse("现用模型包只含匹配权重，指数使用的是专家评分卡。")
    index, notes = cast("Assessor", bundle.parts["index"]), _notes(bundle)
    today = int(np.datetime64(as_of, "D").astype(np.int64))
    recent = cohort.of(cohort.landmark >= today - RECENT_DAYS)
    if not len(recent):
        raise NothingInUse("最近三个月没有失业登记，无从比较。")
    moved = drift_of(index, cast("Mapping[str, object]", notes["profile"]), recent.frame)
    since = date.fromisoformat(str(notes["as_of"]))
    arrived = outcomes_since(index, cohort, since, today)
    report = _report(bundle.version, as_of, recent, moved=moved, arrived=arrived)
    place = folder / "drift"
    place.mkdir(exist_ok=True)
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (place / f"{as_of.isoformat()}.json").write_text(text, encoding="utf-8")
    return report


def outcomes_since(index: Assessor, cohort: Cohort, since: date, today: int) -> list[Matured]:
    """Calibration at each horizon, on landmarks from `since` on whose months have passed by today."""
    first = int(np.datetime64(since, "D").astype(np.int64))
    found = []
    for place, months in enumerate(HORIZONS):
        last = today - months * DAYS_A_MONTH
        rows = cohort.of((cohort.landmark >= first) & (cohort.landmark <= last))
        if not len(rows):
            found.append(Matured(months, 0))
            continue
        p = index.assess_design(rows.frame).curve[:, place]
        found.append(matured(p, labels_at(rows.months, rows.stable, float(months)), months))
    return found


def _report(
    version: str, as_of: date, recent: Cohort, *, moved: Drift, arrived: list[Matured]
) -> dict[str, object]:
    off = [f"{m.months}个月校准" for m in arrived if m.moved]
    return {
        "version": version,
        "as_of": as_of.isoformat(),
        "rows": len(recent),
        "psi_index": round(moved.index, 4),
        "mean_index_then": moved.mean_index[0],
        "mean_index_now": moved.mean_index[1],
        "psi_noise": round(moved.noise, 4),
        "psi": {name: round(value, 4) for name, value in moved.features.items()},
        "missing": {name: [round(x, 4) for x in pair] for name, pair in moved.missing.items()},
        "calibration": [asdict(m) for m in arrived],
        "moved": [*moved.moved, *off],
    }


def _notes(bundle: Bundle) -> Mapping[str, object]:
    notes = cast("Mapping[str, object]", bundle.manifest.get("notes", {}))
    if "profile" not in notes or "as_of" not in notes:
        raise NothingInUse(f"模型包 {bundle.version} 没有训练时的分布，无从比较；请重新训练。")
    return notes
