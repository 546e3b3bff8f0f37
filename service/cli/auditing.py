"""`songgang audit`: the trail of what matters for security, read and examined."""

from typing import Annotated

import typer

from data.records import audit
from data.records.audit import Written
from data.store import reading
from service.access.acts import WORDS
from service.cli.context import settings, store_of
from service.cli.options import AsJson
from service.cli.output import console, fail, print_json, say
from service.clock import XINZHOU

app = typer.Typer(help="审计日志。", no_args_is_help=True)


@app.command("list")
def list_acts(
    action: Annotated[str | None, typer.Option(help=f"只看一种：{'、'.join(WORDS)}。")] = None,
    actor: Annotated[str | None, typer.Option(help="只看某人，例如 token:0123456789ab。")] = None,
    subject: Annotated[str | None, typer.Option(help="只看关于谁的，例如个人编号。")] = None,
    before: Annotated[int | None, typer.Option(help="只看此序号以前的。")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="最多几条。")] = 50,
    as_json: AsJson = False,
) -> None:
    """列出审计日志，最近的在前。"""
    if action is not None and action not in WORDS:
        fail(f"没有这种记录：{action}；可选 {'、'.join(WORDS)}。")
    with reading(store_of(settings())) as db:
        found = audit.acts(
            db, before=before, action=action, actor=actor, subject=subject, limit=limit
        )
    if as_json:
        print_json({"acts": [_facts(each) for each in found]})
        return
    if not found:
        say("没有符合条件的记录。")
    for each in found:
        console.print(_line(each), highlight=False)


@app.command("verify")
def verify(
    anchor: Annotated[
        str | None, typer.Option(help="以前记下的“序号:封印”；可查出末尾被删。")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """逐条核对审计日志；被改动或缺失时以退出码 1 结束。"""
    noted = _anchor(anchor) if anchor else None
    with reading(store_of(settings())) as db:
        found = audit.verify(db, anchor=noted)
    if as_json:
        print_json(
            {
                "acts": found.n_acts,
                "anchor": f"{found.n_acts}:{found.last_seal}" if found.n_acts else None,
                "broken_at": found.broken_at,
            }
        )
    elif found.broken_at is None:
        console.print(f"审计日志完整，共 {found.n_acts:,} 条。", highlight=False)
        if found.n_acts:
            console.print(f"请在系统外记下：{found.n_acts}:{found.last_seal}", highlight=False)
    else:
        console.print(f"审计日志自第 {found.broken_at} 条起被改动或缺失。", highlight=False)
    if found.broken_at is not None:
        raise typer.Exit(1)


def _anchor(text: str) -> tuple[int, str]:
    number, _, seal = text.partition(":")
    if not number.isdecimal() or not seal:
        fail("应写作 序号:封印，即以前 audit verify 给出的那一行。")
    return int(number), seal


def _line(each: Written) -> str:
    act = each.act
    when = f"{each.acted_at.astimezone(XINZHOU):%Y-%m-%d %H:%M:%S}"
    outcome = "" if act.succeeded else "（未成功）"
    told = "  ".join(filter(None, (act.subject, act.reason)))
    return f"{each.number}  {when}  {act.actor}  {WORDS[act.action]}{outcome}  {told}"


def _facts(each: Written) -> dict[str, object]:
    act = each.act
    return {
        "number": each.number,
        "acted_at": each.acted_at.isoformat(),
        "actor": act.actor,
        "action": act.action,
        "subject": act.subject,
        "reason": act.reason,
        "succeeded": act.succeeded,
        "facts": dict(act.facts),
    }
