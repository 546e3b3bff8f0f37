"""`songgang model …`: which bundles there are, what they promise, put one in use, go back, watch it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, cast

import typer
from rich.table import Table

from data.records.audit import Act
from models.ledger import Entry, previous
from service.auditing import written_down
from service.cli.context import one_sentence, operator, settings, store_of
from service.cli.options import AsJson, AsOf, day
from service.cli.output import console, print_facts, print_json, print_table, say
from service.clock import utc_now
from service.modelling import (
    SCORECARD,
    bundle_facts,
    bundle_list,
    drift_facts,
    drift_report,
    known_facts,
    moved_words,
    named,
    promote_bundle,
    report_folder,
    roll_back_bundle,
)

app = typer.Typer(help="模型包：查看、启用、退回、评估报告与漂移监测。", no_args_is_help=True)

Version = Annotated[str, typer.Argument(help="模型包的名称，例如 2026-11-23-01。")]
MaybeVersion = Annotated[str | None, typer.Argument(help="模型包的名称，默认为现用的。")]


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """列出全部模型包：是否现用、检验结果、未通过的条件。"""
    config = settings()
    with one_sentence():
        found = bundle_list(config)
    if as_json:
        print_json({"bundles": [asdict(one) for one in found]})
        return
    table = Table(title="模型包", title_justify="left")
    for heading in ("名称", "状态", "截至", "行数", "AUC", "Brier", "ECE", "斜率"):
        table.add_column(heading)
    for one in found:
        measures = [_short(x) for x in (one.auc, one.brier, one.ece, one.slope)]
        rows = f"{one.rows:,}" if one.rows is not None else ""
        table.add_row(one.version, one.state, one.as_of or "", rows, *measures)
    print_table(table, "还没有模型包，用 songgang train 训练。")
    for one in (each for each in found if each.failed):
        console.print(f"{one.version} 未通过：{'、'.join(one.failed)}")
    if not any(one.state == "现用" for one in found):
        say(f"现在使用的是{SCORECARD}。")


@app.command("show")
def show(version: MaybeVersion = None, as_json: AsJson = False) -> None:
    """一个模型包的清单、检验结果、启用记录与模型说明。"""
    config = settings()
    with one_sentence():
        found = bundle_facts(config, version)
    if as_json:
        print_json(found)
        return
    notes = cast("Mapping[str, object]", found["notes"])
    print_facts(f"模型包 {found['version']}（{found['state']}）", known_facts(notes))
    for entry in cast("list[dict[str, object]]", found["ledger"]):
        console.print(_told(Entry(**entry)))  # type: ignore[arg-type]
    console.print(str(found["card"]), highlight=False)


@app.command("promote")
def promote(
    version: Version,
    override: Annotated[
        str, typer.Option(help="条件未通过仍要启用的理由；理由和未通过的条件会记入台账。")
    ] = "",
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """启用一个模型包；检验条件未通过、或不如现用模型时拒绝。"""
    config, on = settings(), day(as_of)
    store = store_of(config)
    with one_sentence():
        act = Act(operator(), "model_promoted", named(config, version), override or None)
        with written_down(store, act, utc_now):
            entry = promote_bundle(config, version, override=override, as_of=on, at=utc_now())
    _answer(entry, as_json=as_json)


@app.command("rollback")
def rollback(
    reason: Annotated[str, typer.Option(help="退回的原因，会记入台账。")] = "",
    as_json: AsJson = False,
) -> None:
    """退回上一个使用过的模型包；再次退回则再早一版，直至专家评分卡。"""
    config = settings()
    store = store_of(config)
    with one_sentence():
        before = previous(config.bundles) or SCORECARD
        act = Act(operator(), "model_rolled_back", before, reason or None)
        with written_down(store, act, utc_now):
            entry = roll_back_bundle(config, reason=reason, at=utc_now())
    _answer(entry, as_json=as_json)


@app.command("report")
def report(version: MaybeVersion = None, as_json: AsJson = False) -> None:
    """评估报告：区分度、校准、分群体审计、名额分配的代价。"""
    config = settings()
    with one_sentence():
        folder = report_folder(config, version)
    pages = {"markdown": str(folder / "report.md"), "html": str(folder / "report.html")}
    if as_json:
        print_json({"version": folder.parent.name, **pages})
        return
    text = (folder / "report.md").read_text(encoding="utf-8")
    console.print(text, highlight=False)
    say(f"网页版：{pages['html']}")


@app.command("drift")
def drift(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """监测现用模型的输入、缺失、指数分布与校准；有变化时退出码为 1。"""
    config, on = settings(), day(as_of)
    store_of(config)
    with one_sentence():
        found = drift_report(config, on)
    moved = cast("list[str]", found["moved"])
    if as_json:
        print_json(found)
    else:
        _print_drift(found, moved)
    if moved:
        raise typer.Exit(1)


def _print_drift(found: Mapping[str, object], moved: list[str]) -> None:
    print_facts(f"漂移监测 {found['version']}（截至 {found['as_of']}）", drift_facts(found))
    advice = (
        f"有变化：{'、'.join(map(moved_words, moved))}。请核对数据来源，必要时运行 songgang train。"
    )
    console.print(advice if moved else "没有需要处理的变化。")


def _answer(entry: Entry, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(entry))
        return
    console.print(_told(entry))


def _told(entry: Entry) -> str:
    verb = "启用" if entry.action == "promoted" else "退回到"
    text = f"{entry.at} {verb} {entry.version or SCORECARD}（此前为 {entry.before or SCORECARD}）"
    if entry.failed:
        text += f"，未通过的条件：{'；'.join(entry.failed)}"
    return text + (f"，理由：{entry.reason}" if entry.reason else "")


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
