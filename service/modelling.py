"""Use cases about bundles: which there are, what they promise, putting one in use, going back, watching."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

from models.advice import PROMISES
from models.bundle import BadBundle, current, load_bundle, manifest_of, versions
from models.index.features import FEATURES
from models.ledger import SHORTEST_REASON, Entry, ledger, previous, put_in_use, roll_back
from service.config import Settings
from service.training import TrainingFailed, run_training

MEASURES = ("auc", "brier", "ece", "slope")
NOT_COMPARED = "无法与现用模型在同一时期比较"

SCORECARD = "专家评分卡"
FACTS = {
    "as_of": "数据截至",
    "member": "成员",
    "rows": "训练行数",
    "persons": "训练人数",
    "exits": "稳定就业",
    "tested_rows": "检验行数",
    "auc": "AUC",
    "auc_scorecard": "专家评分卡的 AUC",
    "brier": "Brier",
    "ece": "ECE",
    "slope": "校准斜率",
    "champion": "检验时与之比较的模型",
    "reason": "启用条件",
}
"""What of a manifest people are shown first."""

MOVED_NAMES = {"index": "指数分布"} | {feature.name: feature.zh for feature in FEATURES}
"""What may have moved, as people read it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One bundle in a line; the measures are of its trial, None where the manifest has none."""

    version: str
    state: str
    as_of: str | None
    rows: int | None
    auc: float | None
    brier: float | None
    ece: float | None
    slope: float | None
    failed: tuple[str, ...]


def bundle_list(config: Settings) -> list[Listed]:
    """Every bundle on disk, the newest first."""
    return [_listed(config, version) for version in reversed(versions(config.bundles))]


def bundle_facts(config: Settings, version: str | None) -> dict[str, object]:
    """The manifest without its profile, the model card, and what the ledger says of the bundle."""
    name = named(config, version)
    manifest = dict(manifest_of(config.bundles, name))
    notes = {k: v for k, v in _notes(config, name).items() if k != "profile"}
    card = config.bundles / name / "card.md"
    return {
        "version": name,
        "state": state_of(config, name),
        **{key: manifest.get(key) for key in ("python", "libraries", "parts")},
        "notes": notes,
        "failed": list(failed_gates(notes)),
        "ledger": [asdict(e) for e in ledger(config.bundles) if name in (e.version, e.before)],
        "card": card.read_text(encoding="utf-8") if card.is_file() else "",
    }


def known_facts(notes: Mapping[str, object]) -> dict[str, object]:
    """What a training run found, in words and in the order people read it."""
    named = {label: notes[name] for name, label in FACTS.items() if name in notes}
    return {label: SCORECARD if value is None else value for label, value in named.items()}


def promote_bundle(
    config: Settings, version: str, *, override: str, as_of: date, at: datetime, by: str = ""
) -> Entry:
    """Put a bundle in use if its gates hold and it is no worse than what serves now on the same days.

    What serves may have changed since the bundle's own trial: then both are compared anew. With a
    reason to override the failed gates the bundle is put in use all the same, and the ledger keeps both,
    and who did it where a page knows.
    """
    name = named(config, version)
    load_bundle(config.bundles / name, PROMISES)
    notes = _notes(config, name)
    failed = list(failed_gates(notes))
    serving = current(config.bundles)
    if serving is not None and serving.name not in (notes.get("champion"), name):
        gates = _compared(config, name, as_of, override=override)
        failed = [gate for gate in failed if gate not in gates]
        failed += failed_gates({"gates": gates})
    holds = not failed or len(override.strip()) >= SHORTEST_REASON
    reason = f"{override.strip()}（{by}）" if by and holds else override
    return put_in_use(config.bundles, name, failed=failed, reason=reason, at=at)


def roll_back_bundle(config: Settings, *, reason: str, at: datetime) -> Entry:
    """Put back what was in use before, after seeing that it loads; None before it is the scorecard."""
    before = previous(config.bundles)
    if before is not None:
        load_bundle(config.bundles / before, PROMISES)
    return roll_back(config.bundles, reason=reason, at=at)


def report_folder(config: Settings, version: str | None) -> Path:
    """Where a bundle's evaluation report lies."""
    name = named(config, version)
    folder = config.bundles / name / "report"
    if not (folder / "report.md").is_file():
        raise BadBundle(f"模型包 {name} 没有评估报告。")
    return folder


def drift_report(config: Settings, as_of: date) -> dict[str, object]:
    """What has moved since the bundle in use was fitted, kept for the figures; BadBundle where none is in use."""
    if (serving := current(config.bundles)) is None:
        raise BadBundle("尚未启用任何模型包，现在使用的是专家评分卡，没有可监测的模型。")
    version = serving.name
    found = run_training(config, as_of, command="drift")
    draft = config.home / f".drift.{os.getpid()}"
    kept = {"version": version, "as_of": as_of.isoformat()} | found
    draft.write_text(json.dumps(kept, ensure_ascii=False, default=str), "utf-8")
    draft.replace(config.drift)
    return found


def drift_facts(found: Mapping[str, object]) -> dict[str, object]:
    """A drift report in words."""
    psi = cast("dict[str, float]", found["psi"])
    highest = sorted(psi.items(), key=lambda pair: -pair[1])[:5]
    facts: dict[str, object] = {
        "最近三个月的观察": found["rows"],
        "指数均值（训练时 → 现在）": f"{found['mean_index_then']} → {found['mean_index_now']}",
        "指数分布的 PSI": found["psi_index"],
        "变化最大的特征（PSI）": "、".join(f"{moved_words(name)} {v:.2f}" for name, v in highest),
        "偶然造成的 PSI": found["psi_noise"],
    }
    for one in cast("list[dict[str, object]]", found["calibration"]):
        facts[f"{one['months']}个月校准"] = _calibration(one)
    return facts


def moved_words(told: str) -> str:
    """What a drift report names by a feature's code, by its Chinese name."""
    code, bracket, rest = told.partition("（")
    return f"{MOVED_NAMES.get(code, code)}{bracket}{rest}"


def named(config: Settings, version: str | None) -> str:
    """A version that exists, the one in use if none is given."""
    if version is None:
        serving = current(config.bundles)
        if serving is None:
            raise BadBundle("尚未启用任何模型包，现在使用的是专家评分卡；请写明版本。")
        return serving.name
    if version not in versions(config.bundles):
        raise BadBundle(f"没有名为“{version}”的模型包；songgang model list 列出全部。")
    return version


def state_of(config: Settings, version: str) -> str:
    """In use, in use before, or not in use."""
    serving = current(config.bundles)
    if serving is not None and serving.name == version:
        return "现用"
    if serving is not None and previous(config.bundles) == version:
        return "上一版"
    return "未启用"


def failed_gates(notes: Mapping[str, object]) -> tuple[str, ...]:
    """Names of the gates that did not hold."""
    return tuple(name for name, passed in _gates(notes).items() if not passed)


def _compared(
    config: Settings, version: str, as_of: date, *, override: str
) -> Mapping[str, object]:
    """The gate against what serves now; where it cannot be had, a failed one that may be overridden."""
    try:
        found = run_training(config, as_of, command="compare", more=("--version", version))
    except TrainingFailed:
        if not override:
            raise
        return {NOT_COMPARED: False}
    return _gates(found)


def _calibration(one: Mapping[str, object]) -> str:
    if one["slope"] is None:
        return f"结果尚少（{one['rows']} 人次），暂不判断"
    parts = ("forecast", "outcome", "slope", "ece")
    forecast, outcome, slope, error = (cast("float", one[part]) for part in parts)
    return (
        f"{one['rows']} 人次，预测 {forecast:.3f}，实际 {outcome:.3f}，"
        f"斜率 {slope:.2f}，ECE {error:.3f}"
    )


def _gates(notes: Mapping[str, object]) -> Mapping[str, object]:
    gates = notes.get("gates")
    return gates if isinstance(gates, Mapping) else {}


def _notes(config: Settings, version: str) -> Mapping[str, object]:
    notes = manifest_of(config.bundles, version).get("notes")
    return notes if isinstance(notes, Mapping) else {}


def _listed(config: Settings, version: str) -> Listed:
    notes = _notes(config, version)
    measures = {name: _number(notes.get(name)) for name in MEASURES}
    as_of, rows = notes.get("as_of"), notes.get("rows")
    return Listed(
        version=version,
        state=state_of(config, version),
        as_of=as_of if isinstance(as_of, str) else None,
        rows=rows if isinstance(rows, int) else None,
        failed=failed_gates(notes),
        **measures,
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
