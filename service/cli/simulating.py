"""`songgang simulate year`: a scripted year of a small town, to see the whole service at work, and to find its faults."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import structlog
import typer

from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson
from service.cli.output import console, fail, print_facts, print_json, progress, say
from service.config import Settings
from service.demo import prepare
from service.push.desk import BECAUSE, STATE_NAMES
from service.simulation.year import Lived, Rehearsal, rehearse

app = typer.Typer(help="演练：让一座虚构的小城运转起来，检验全部规则。", no_args_is_help=True)

STAGES = {
    "issued": "发放",
    "claimed": "领取",
    "in_training": "使用",
    "certified": "取证",
    "settled": "兑现",
    "placed": "就业",
}
ACCOUNTS = {
    "budget": "预算",
    "reserved": "预留",
    "committed": "占用",
    "settled": "兑现",
    "released": "释放",
}
BROKEN = 1
"""The exit code of a rehearsal in which a rule was broken."""


@app.callback()
def simulate() -> None:
    """演练：让一座虚构的小城运转起来，检验全部规则。"""


@app.command("year")
def year(
    seed: Annotated[int, typer.Option(min=0, help="随机种子；同一种子每一步都相同。")] = 1,
    people: Annotated[int, typer.Option(min=200, help="劳动者人数。")] = 5_000,
    days: Annotated[int, typer.Option(min=1, max=366, help="演练多少天。")] = 365,
    first: Annotated[str, typer.Option(help="第一天 YYYY-MM-DD，须为月初。")] = "2026-01-01",
    crash_rate: Annotated[
        float, typer.Option(min=0, max=0.5, help="每次办理中途崩溃的可能。")
    ] = 0.01,
    folder: Annotated[
        Path | None, typer.Option(help="演练数据放在哪里，默认 SONGGANG_HOME 下的 rehearsal。")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """演练一年：导入、推荐、培训券、介绍就业、推送，按种子发生中断，最后逐条检查。"""
    plan = Rehearsal(seed, people, _first(first), days, crash_rate)
    home = (folder or settings().home / "rehearsal").absolute()
    config = Settings(home=home, database_url=f"sqlite:///{home / 'songgang.db'}")
    with one_sentence(), only_errors_logged():
        prepare(home)
        store = store_of(config)
        with progress("演练", quiet=as_json) as report:
            lived = rehearse(config, store, plan, report)
    if as_json:
        print_json(asdict(lived))
    else:
        _print(lived)
    if lived.violations:
        raise typer.Exit(BROKEN)


@contextmanager
def only_errors_logged() -> Iterator[None]:
    """What happens to each message and job is for operators; here it is counted at the end."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    try:
        yield
    finally:
        structlog.configure(**before)


def _first(text: str) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        fail(f"日期应写作 YYYY-MM-DD，例如 2026-01-01，现为“{text}”。")
    if on.day != 1:
        fail("演练从月初开始，请给出某月一日。")
    return on


def fate_words(fate: str) -> str:
    """What became of a message: its state, or why it was dropped."""
    dropped = BECAUSE.get(fate)
    return STATE_NAMES[fate] if dropped is None else f"不再发送：{dropped.removesuffix('。')}"


def _print(lived: Lived) -> None:
    print_facts("培训券", {STAGES[stage]: n for stage, n in lived.funnel.items()})
    money = {ACCOUNTS[name]: f"{fen / 100:,.2f} 元" for name, fen in lived.books.items()}
    print_facts("账目", money)
    print_facts("消息", {fate_words(fate): n for fate, n in lived.messages.items()})
    print_facts("办理", lived.done)
    print_facts("被规则拒绝最多的", lived.refused)
    console.print(
        f"中途崩溃 {lived.crashes} 次，用时 {lived.seconds:.0f} 秒，指纹 {lived.fingerprint[:16]}"
    )
    if not lived.violations:
        say("检查完毕：账目平衡，名额未超，没有一条消息违反规则。")
    for sentence in lived.violations:
        say(f"违反规则：{sentence}")
