"""The evaluation report's tables: scores with intervals, calibration over time and by group, audits, policies, gates."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from models.index.allocation import POLICIES, HelpPlan, Policy, allocate_help
from models.index.fairness import LEAST_WAITING, GroupAudit, Range
from training.evaluate import score
from training.intervals import Draws, difference, interval
from training.metrics import Labels, auc, brier
from training.plots import shown
from training.trial import Trial

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Table = tuple[Sequence[str], Sequence[Sequence[str]]]
SHARES = (0.05, 0.10, 0.25)
PLACES = 0.25
SHOWN = ("index", "one rule", "logit", "scorecard", "champion")
NAMES = {
    "index": "指数",
    "one rule": "单规则",
    "logit": "逻辑回归",
    "boosting": "提升（单特征）",
    "boosting with pairs": "提升（含成对）",
    "scorecard": "专家评分卡",
    "prevalence": "总体比例",
    "champion": "现用模型",
}
FEW = "过少"


def score_table(trial: Trial, draws: Draws) -> Table:
    """Every forecast on the same test rows; intervals for those that matter, and the paired gain in AUC."""
    head = ("预测", "AUC", "指数的 AUC 多出", "Brier", "Brier 技巧", "ECE（偶然）", "校准斜率")
    rows = []
    for name, s in trial.scores.items():
        p, with_ranges = trial.found[name], name in SHOWN
        ranges = [
            _range(interval(measure, p, trial.labels, draws), 3) if with_ranges else f"{value:.3f}"
            for measure, value in ((auc, s.auc), (brier, s.brier))
        ]
        gain = ""
        if with_ranges and name != "index":
            names = ("index", name)
            gain = _range(
                difference(auc, trial.found, names, at=trial.labels, draws=draws), 3, sign=True
            )
        slope = "" if np.isnan(s.slope) else f"{s.slope:.2f}"
        error = f"{s.ece:.3f}（{s.noise:.3f}）"
        rows.append(
            (NAMES.get(name, name), ranges[0], gain, ranges[1], f"{s.skill:.3f}", error, slope)
        )
    return head, rows


def over_time_table(trial: Trial) -> Table:
    """Calibration of the index by quarter of the landmark."""
    quarter = quarters(trial.test.landmark)
    rows = [
        (f"{1970 + q // 4} 年第 {q % 4 + 1} 季度", *_calibrated(trial, quarter == q))
        for q in np.unique(quarter)
    ]
    return ("季度", *CALIBRATION), rows


def group_calibration_table(trial: Trial) -> Table:
    """Calibration of the index in each group."""
    rows = [
        (f"{attribute}：{group}", *_calibrated(trial, values == group))
        for attribute, values in trial.groups.items()
        for group in np.unique(values)
    ]
    return ("群体", *CALIBRATION), rows


CALIBRATION = ("人次", "预测均值", "实际", "校准斜率", "ECE（偶然）", "Brier 技巧")


def share_table(trial: Trial) -> Table:
    """Recall and precision where only a share of people can be helped."""
    y, w = trial.labels.waiting, trial.labels.weight
    rows = []
    for name in (n for n in SHOWN if n in trial.found):
        order = np.argsort(-trial.found[name], kind="stable")
        cells = [NAMES[name]]
        for share in SHARES:
            top = order[: round(share * len(order))]
            hits = float((w * y)[top].sum())
            cells.append(f"{hits / (w * y).sum():.3f} / {hits / max(w[top].sum(), 1e-9):.3f}")
        rows.append(cells)
    return ("预测", *(f"{share:.0%} 召回率/精确率" for share in SHARES)), rows


def group_table(audits: Sequence[GroupAudit]) -> Table:
    """Error rates of the cut, the gap in calibration and the AUC inside each group."""
    head = ("群体", "人数", "未就业率", "入选率", "漏帮率", "误选率", "校准差", "群体内 AUC")
    rows = []
    for a in audits:
        name = f"{a.attribute}：{a.group}"
        if a.missed is None:
            rows.append((name, FEW, *[""] * 6))
            continue
        ranges = (a.missed, a.false_alarms, a.calibration_gap, a.auc)
        cells = ["" if found is None else _range(found, 2) for found in ranges]
        rows.append((name, str(a.rows), f"{a.base_rate:.3f}", f"{a.chosen:.3f}", *cells))
    return head, rows


def policy_table(trial: Trial) -> Table:
    """Each policy's expected and seen reach of those who stay without work, its price, its next place."""
    head = (
        "规则",
        "预期帮到",
        "比指数最高者少",
        "再增一个名额",
        "实际帮到",
        "实际少帮",
        "年龄段漏帮率差距",
    )
    chosen = {policy: _plan(trial, policy) for policy in POLICIES}
    reached = {policy: _reached(trial.labels, plan.chosen) for policy, plan in chosen.items()}
    rows = []
    for policy, (name, _) in POLICIES.items():
        plan = chosen[policy]
        gap = missed_gap(trial.labels, plan.chosen, trial.groups["年龄段"])
        lost = reached["highest_index"] - reached[policy]
        rows.append(
            (name, f"{plan.reached:.1f}", f"{plan.price:.1f}", f"{plan.next_place:.2f}",
             f"{reached[policy]:.1f}", f"{lost:.1f}", FEW if gap is None else f"{gap:.2f}")
        )  # fmt: skip
    return head, rows


def gate_table(trial: Trial) -> Table:
    """What had to hold, what was found."""
    rows = [(gate.name, gate.found, "通过" if gate.passed else "未通过") for gate in trial.gates]
    return ("条件", "结果", ""), rows


def missed_gap(labels: Labels, chosen: Mask, groups: NDArray[np.str_]) -> float | None:
    """The largest difference between groups in the share of those who stay without work left out.

    None where fewer than two groups are large enough to tell.
    """
    need = labels.weight * labels.waiting
    missed = [
        1 - float(need[chosen & (groups == g)].sum() / need[groups == g].sum())
        for g in np.unique(groups)
        if labels.waiting[groups == g].sum() >= LEAST_WAITING and need[groups == g].sum() > 0
    ]
    return max(missed) - min(missed) if len(missed) > 1 else None


def quarters(landmark: NDArray[np.int64]) -> NDArray[np.int64]:
    """Quarters since 1970 of days since 1970."""
    months = landmark.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    found: NDArray[np.int64] = months // 3
    return found


def _calibrated(trial: Trial, rows: Mask) -> tuple[str, ...]:
    """Mean forecast, outcome, slope, ECE with its chance, skill; nothing where the rows are too few."""
    rows = rows & (trial.labels.weight > 0)
    y, w = trial.labels.waiting[rows], trial.labels.weight[rows]
    if not shown(Labels(y, w)):
        return (FEW, *[""] * 5)
    p = trial.found["index"][rows]
    s = score(p, Labels(y, w))
    forecast, outcome = (float((w * x).sum() / w.sum()) for x in (p, y))
    return (
        str(len(y)), f"{forecast:.3f}", f"{outcome:.3f}", f"{s.slope:.2f}",
        f"{s.ece:.3f}（{s.noise:.3f}）", f"{s.skill:.3f}",
    )  # fmt: skip


def _plan(trial: Trial, policy: Policy) -> HelpPlan:
    p = trial.found["index"]
    groups: Mapping[str, NDArray[np.str_]] = trial.groups
    return allocate_help(
        100 * p,
        round(PLACES * len(p)),
        policy,
        groups=groups["县区"] if policy == "county_quotas" else groups["年龄段"],
        statutory=trial.statutory,
    )


def _reached(labels: Labels, chosen: Mask) -> float:
    return float((labels.weight * labels.waiting)[chosen].sum())


def _range(found: Range, digits: int, *, sign: bool = False) -> str:
    form = f"{'+' if sign else ''}.{digits}f"
    return f"{found.value:{form}} [{found.low:{form}}, {found.high:{form}}]"
