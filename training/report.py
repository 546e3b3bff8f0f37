"""The evaluation report, in Markdown and HTML, with its pictures as SVG."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.index.allocation import allocate_help
from models.index.fairness import accuracy_equity, audit
from training.intervals import Draws
from training.plots import calibration_plot, curve_names, equity_plot, group_plot, over_time_plot
from training.tabulated import (
    PLACES,
    SHOWN,
    Table,
    gate_table,
    group_calibration_table,
    group_table,
    over_time_table,
    policy_table,
    score_table,
    share_table,
)
from training.trial import Trial

Floats = NDArray[np.float64]
CURVE = tuple(np.round(np.arange(0.05, 0.96, 0.1), 2))
STYLE = (
    "body{font:16px/1.6 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .6em;text-align:right}"
    "td:first-child,th:first-child{text-align:left}"
)


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
    draws = Draws.of_persons(trial.test.worker_id, seed)
    return [*_whole(trial, draws), *_by_group(trial, seed), *_decisions(trial)]


def _whole(trial: Trial, draws: Draws) -> list[Section]:
    p, labels = trial.found["index"], trial.labels
    shown = {name: trial.found[name] for name in SHOWN if name in trial.found}
    return [
        Section(
            "区分度与校准",
            f"检验样本：{len(p)} 个失业时段，均为未参与训练的劳动者和更晚的日期。结果指12个月内未实现"
            "稳定就业；删失已加权处理。各项预测都在同一批人、同一些日期上比较，方括号内为95%自助区间，"
            "ECE 后括号内是完全校准的预测因人数有限也会有的误差。",
            score_table(trial, draws),
            calibration_plot(shown, labels),
        ),
        Section(
            "各季度的校准",
            "预测均值与实际结果按观察日所在季度比较。",
            over_time_table(trial),
            over_time_plot(p, labels, trial.test.landmark),
        ),
        Section("名额有限时的召回率与精确率", "按指数由高到低安排名额。", share_table(trial)),
    ]


def _by_group(trial: Trial, seed: int) -> list[Section]:
    p, labels = trial.found["index"], trial.labels
    chosen = allocate_help(100 * p, round(PLACES * len(p)), "highest_index").chosen
    audits = audit(p, labels.waiting, labels.weight, chosen=chosen, groups=trial.groups, seed=seed)
    ages = {"年龄段": trial.groups["年龄段"], "性别": trial.groups["性别"]}
    return [
        Section(
            "群体审计",
            f"按指数最高的 {PLACES:.0%} 安排名额时，各群体的漏帮率、误选率、校准差与群体内 AUC，"
            "方括号内为95%自助区间。人数过少的群体不予显示。差异在这里评估，并通过名额分配规则缓解。",
            group_table(audits),
        ),
        Section(
            "各群体的校准",
            "同一指数在各群体中是否说到做到。图中各组按预测分为五档："
            + "，".join(f"({i}) {name}" for i, name in enumerate(curve_names(ages), start=1)),
            group_calibration_table(trial),
            group_plot(p, labels, ages),
        ),
    ]


def _decisions(trial: Trial) -> list[Section]:
    p, labels = trial.found["index"], trial.labels
    seen = labels.weight > 0
    curves = {
        name: accuracy_equity(p[seen], labels.waiting[seen], values[seen], CURVE)
        for name, values in trial.groups.items()
    }
    return [
        Section(
            "准确与公平的取舍",
            "名额从5%增至95%时，召回率与群体间最大漏帮率差距："
            + "，".join(f"({i}) {name}" for i, name in enumerate(curves, start=1)),
            picture=equity_plot(curves),
        ),
        Section(
            "名额分配规则的代价",
            f"名额为检验样本的 {PLACES:.0%}。“预期”按指数推算，“实际”按已知结果计算："
            "帮到的是否则将长期未就业的人；“少帮”即与“指数最高者优先”相比的代价。",
            policy_table(trial),
        ),
        Section("启用条件", "全部通过才启用。", gate_table(trial)),
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


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(cells: Sequence[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"
