"""The evaluation report, in Markdown and HTML, with its pictures as SVG."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.index.allocation import POLICIES, allocate_help
from models.index.fairness import GroupAudit, Range, accuracy_equity, audit
from training.plots import calibration_plot, equity_plot, over_time_plot
from training.trial import Trial

Floats = NDArray[np.float64]
SHARES = (0.05, 0.10, 0.25)
PLACES = 0.25
CURVE = tuple(np.round(np.arange(0.05, 0.96, 0.1), 2))
SHOWN = ("index", "one rule", "logit", "scorecard")
STYLE = (
    "body{font:16px/1.6 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .6em;text-align:right}"
    "td:first-child,th:first-child{text-align:left}"
)

Table = tuple[Sequence[str], Sequence[Sequence[str]]]


@dataclass(frozen=True)
class Section:
    """A heading, a paragraph, a table and a picture; the last two may be absent."""

    title: str
    text: str
    table: Table | None = None
    picture: str | None = None


def write_report(trial: Trial, folder: Path, *, version: str, as_of: date, seed: int) -> Path:
    """Write `report.md`, `report.html` and the SVG files into a folder; returns the HTML's path."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = sections(trial, seed)
    title = f"就业困难指数评估报告 {version}（{as_of.isoformat()}）"
    for number, part in enumerate(parts):
        if part.picture:
            (folder / f"figure-{number}.svg").write_text(part.picture, encoding="utf-8")
    (folder / "report.md").write_text(as_markdown(title, parts), encoding="utf-8")
    page = folder / "report.html"
    page.write_text(as_html(title, parts), encoding="utf-8")
    return page


def sections(trial: Trial, seed: int) -> list[Section]:
    """Everything the report says, in order."""
    p, labels = trial.found["index"], trial.labels
    chosen = allocate_help(100 * p, round(PLACES * len(p)), "highest_index").chosen
    audits = audit(p, labels.waiting, labels.weight, chosen=chosen, groups=trial.groups, seed=seed)
    seen = labels.weight > 0
    curves = {
        name: accuracy_equity(p[seen], labels.waiting[seen], values[seen], CURVE)
        for name, values in trial.groups.items()
    }
    shown = {name: trial.found[name] for name in SHOWN if name in trial.found}
    return [
        Section(
            "区分度与校准",
            f"检验样本：{len(p)} 个失业时段，均为未参与训练的劳动者和更晚的日期。"
            "结果指12个月内未实现稳定就业；删失已加权处理。",
            _score_table(trial),
            calibration_plot(shown, labels),
        ),
        Section(
            "各季度的校准",
            "预测均值与实际结果按观察日所在季度比较。",
            picture=over_time_plot(p, labels, trial.test.landmark),
        ),
        Section("名额有限时的召回率与精确率", "按指数由高到低安排名额。", _share_table(trial)),
        Section(
            "群体审计",
            f"按指数最高的 {PLACES:.0%} 安排名额时，各群体的漏帮率、误选率、校准差与群体内 AUC，"
            "方括号内为95%自助区间。人数过少的群体不予显示。差异在这里评估，并通过名额分配规则缓解。",
            _group_table(audits),
        ),
        Section(
            "准确与公平的取舍",
            "名额从5%增至95%时，召回率与群体间最大漏帮率差距："
            + "，".join(f"({i}) {name}" for i, name in enumerate(curves, start=1)),
            picture=equity_plot(curves),
        ),
        Section(
            "名额分配规则的代价",
            "以年龄段为群体，每条规则的预期帮到人数及代价。",
            _policy_table(trial),
        ),
        Section("启用条件", "全部通过才启用。", _gate_table(trial)),
    ]


def as_markdown(title: str, parts: Sequence[Section]) -> str:
    """The report in Markdown; pictures are the SVG files beside it."""
    lines = [f"# {title}", ""]
    for number, part in enumerate(parts):
        lines += [f"## {part.title}", "", part.text, ""]
        if part.table:
            head, rows = part.table
            lines += [_row(head), _row(["---"] * len(head)), *map(_row, rows), ""]
        if part.picture:
            lines += [f"![{part.title}](figure-{number}.svg)", ""]
    return "\n".join(lines)


def as_html(title: str, parts: Sequence[Section]) -> str:
    """The report as one page that needs nothing else."""
    body = [f"<h1>{html.escape(title)}</h1>"]
    for part in parts:
        body += [f"<h2>{html.escape(part.title)}</h2>", f"<p>{html.escape(part.text)}</p>"]
        if part.table:
            head, rows = part.table
            body.append("<table>" + _cells(head, "th") + "".join(_cells(r, "td") for r in rows))
            body.append("</table>")
        if part.picture:
            body.append(f'<figure role="img" aria-label="{part.title}">{part.picture}</figure>')
    return (
        f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{STYLE}</style><body>{''.join(body)}</body></html>"
    )


def _score_table(trial: Trial) -> Table:
    head = ("预测", "AUC", "Brier", "Brier 技巧", "ECE", "校准斜率")
    rows = [
        (name, f"{s.auc:.3f}", f"{s.brier:.4f}", f"{s.skill:.3f}", f"{s.ece:.3f}", f"{s.slope:.2f}")
        for name, s in trial.scores.items()
    ]
    return head, rows


def _share_table(trial: Trial) -> Table:
    y, w = trial.labels.waiting, trial.labels.weight
    rows = []
    for name in (n for n in SHOWN if n in trial.found):
        order = np.argsort(-trial.found[name], kind="stable")
        cells = [name]
        for share in SHARES:
            top = order[: round(share * len(order))]
            hits = float((w * y)[top].sum())
            cells.append(f"{hits / (w * y).sum():.3f} / {hits / max(w[top].sum(), 1e-9):.3f}")
        rows.append(cells)
    return ("预测", *(f"{share:.0%} 召回率/精确率" for share in SHARES)), rows


def _group_table(audits: Sequence[GroupAudit]) -> Table:
    head = ("群体", "人数", "未就业率", "入选率", "漏帮率", "误选率", "校准差", "群体内 AUC")
    rows = []
    for a in audits:
        name = f"{a.attribute}：{a.group}"
        if a.missed is None:
            rows.append((name, "过少", *[""] * 6))
            continue
        rows.append(
            (name, str(a.rows), f"{a.base_rate:.3f}", f"{a.chosen:.3f}", _range(a.missed),
             _range(a.false_alarms), _range(a.calibration_gap), _range(a.auc))
        )  # fmt: skip
    return head, rows


def _policy_table(trial: Trial) -> Table:
    p, ages = trial.found["index"], trial.groups["年龄段"]
    y, w = trial.labels.waiting, trial.labels.weight
    rows = []
    for policy, (name, _) in POLICIES.items():
        plan = allocate_help(
            100 * p, round(PLACES * len(p)), policy,
            groups=trial.groups["县区"] if policy == "county_quotas" else ages,
            statutory=trial.statutory,
        )  # fmt: skip
        missed = [
            1
            - float((w * y)[plan.chosen & (ages == g)].sum() / max((w * y)[ages == g].sum(), 1e-9))
            for g in np.unique(ages)
            if (y[ages == g]).sum() >= 20
        ]
        gap = max(missed) - min(missed) if missed else 0.0
        rows.append(
            (
                name,
                f"{plan.reached:.1f}",
                f"{plan.price:.1f}",
                f"{plan.next_place:.2f}",
                f"{gap:.2f}",
            )
        )
    return ("规则", "预期帮到", "比指数最高者少", "再增一个名额", "年龄段漏帮率差距（实际）"), rows


def _gate_table(trial: Trial) -> Table:
    rows = [(gate.name, gate.found, "通过" if gate.passed else "未通过") for gate in trial.gates]
    return ("条件", "结果", ""), rows


def _range(found: Range | None) -> str:
    return "" if found is None else f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(cells: Sequence[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"
