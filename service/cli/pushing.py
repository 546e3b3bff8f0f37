"""`songgang push`: plan, send, watch, stop and mend what is pushed to workers."""

from getpass import getuser
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.rule import Rule
from rich.table import Table

from service.api.push_forms import StopRequest
from service.cli.context import one_sentence, operator, settings, store_of
from service.cli.options import AsJson, moment
from service.cli.output import console, fail, print_facts, print_json, print_table, say
from service.clock import utc_now
from service.operating.logs import configure_logs
from service.push.desk import CHANNEL_NAMES, STATE_NAMES, Desk
from service.push.lines import LINES
from service.push.supervising import Supervisor
from service.push.wiring import Push

app = typer.Typer(help="向劳动者推送消息。", invoke_without_command=True)

LineOption = Annotated[str | None, typer.Option("--line", help="条线，如 vacancies；不写为全部。")]
ChannelOption = Annotated[str | None, typer.Option("--channel", help="通道，如 sms；不写为全部。")]


@app.callback()
def push(
    context: typer.Context,
    looping: Annotated[bool, typer.Option("--loop", help="一直运行：计划、发送、重试。")] = False,
    processes: Annotated[int, typer.Option(min=1, max=32, help="--loop 的进程数。")] = 1,
) -> None:
    """向劳动者推送消息；--loop 一直运行，可同时在多台机器上运行。"""
    if context.invoked_subcommand is not None:
        return
    if not looping:
        context.fail("请指明子命令，或用 --loop 一直运行。")
    own = _push()
    with one_sentence():
        configure_logs()
        say(f"推送已启动，{processes} 个进程（Ctrl+C 停止，会先完成手上的消息）")
        if processes == 1:
            own.loop().run()
            return
        Supervisor(lambda: own.loop().run(), processes, own.bury).run()


@app.command("plan")
def plan(
    dry: Annotated[bool, typer.Option("--dry-run", help="只计算，不写入。")] = False,
    as_json: AsJson = False,
) -> None:
    """按各条线的节奏计划今天该发的消息；同一天重复运行不会重复计划。"""
    own = _push()
    with one_sentence():
        planner, now = own.planner(), utc_now()
        counts = planner.preview(now) if dry else planner.plan(now)
    if as_json:
        print_json({"planned": dict(counts), "dry_run": dry})
        return
    labels = {LINES[line].label: n for line, n in counts.items()}
    print_facts("试算（未写入）" if dry else "已计划", labels)


@app.command("send")
def send(as_json: AsJson = False) -> None:
    """把到期的消息发完后退出；免打扰时段内不发。"""
    own = _push()
    with one_sentence():
        one, n_done = own.sender(), 0
        while n := one.push_some():
            n_done += n
    if as_json:
        print_json({"handled": n_done})
        return
    say(f"已处理 {n_done} 条到期消息。")


@app.command("preview")
def preview(as_json: AsJson = False) -> None:
    """列出每一种消息的样例，供核对文字和向短信服务商报备。"""
    with one_sentence():
        found = Desk(store_of(settings())).templates()
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    for form in found.templates:
        console.print(Rule(f"{form.template}　{form.title}", align="left", characters="-"))
        console.print(form.body, highlight=False)


@app.command("status")
def status(as_json: AsJson = False) -> None:
    """各条线有多少消息、为什么没发、什么被暂停、最早到期的等了多久。"""
    with one_sentence():
        found = Desk(store_of(settings())).status(utc_now())
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    for line, states in found.messages.items():
        print_facts(LINES[line].label, {STATE_NAMES[state]: n for state, n in states.items()})
    print_facts("近七天未发送的原因", found.dropped_this_week)
    say(f"暂停：{'、'.join(found.standing_still) or '无'}")
    say(f"最早到期：{moment(found.oldest_due_at) or '没有积压'}")


@app.command("stop")
def stop(
    reason: Annotated[str, typer.Option(help="为什么暂停。")],
    line: LineOption = None,
    channel: ChannelOption = None,
    as_json: AsJson = False,
) -> None:
    """立即暂停：全部推送，或一条线、一个通道；已被领取而未发出的也不再发。"""
    _say_stop(line, channel, stopped=True, reason=reason, as_json=as_json)


@app.command("resume")
def resume(
    reason: Annotated[str, typer.Option(help="为什么恢复。")],
    line: LineOption = None,
    channel: ChannelOption = None,
    as_json: AsJson = False,
) -> None:
    """恢复推送。"""
    _say_stop(line, channel, stopped=False, reason=reason, as_json=as_json)


@app.command("dead")
def dead(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="最多列出几条。")] = 50,
    as_json: AsJson = False,
) -> None:
    """列出发送失败、不再自动重试的消息。"""
    with one_sentence():
        page = Desk(store_of(settings())).with_state("dead", before=None, limit=limit)
    if as_json:
        print_json(page.model_dump(mode="json"))
        return
    table = Table("编号", "条线", "通道", "失败原因", "时间")
    for m in page.messages:
        label, by = LINES[m.line].label, CHANNEL_NAMES.get(m.channel or "", "未定通道")
        table.add_row(str(m.message_id), label, by, m.failure or "", moment(m.ended_at))
    print_table(table, "没有发送失败的消息。")


@app.command("resend")
def resend(
    message_ids: Annotated[list[int], typer.Argument(help="消息编号（push dead 的第一列）。")],
    as_json: AsJson = False,
) -> None:
    """重新发送失败的消息；仍按本人的选择、时段和次数上限。"""
    desk = Desk(store_of(settings()))
    with one_sentence():
        forms = [desk.resend(id_, by=getuser(), now=utc_now()) for id_ in message_ids]
    if as_json:
        print_json({"messages": [form.model_dump(mode="json") for form in forms]})
        return
    say(f"已重新排队 {len(forms)} 条消息。")


def _push() -> Push:
    config = settings()
    store = store_of(config)
    with one_sentence():
        return Push(config, store, utc_now)


def _say_stop(
    line: str | None, channel: str | None, *, stopped: bool, reason: str, as_json: bool
) -> None:
    try:
        said = StopRequest.model_validate(
            {"line": line, "channel": channel, "stopped": stopped, "reason": reason}
        )
    except ValidationError:
        fail(f"条线可选 {'、'.join(LINES)}；通道可选 {'、'.join(CHANNEL_NAMES)}；原因不能为空。")
    with one_sentence():
        desk = Desk(store_of(settings()))
        form = desk.say_stop(said, getuser(), actor=operator(), now=utc_now())
        still = desk.status(utc_now()).standing_still
    if as_json:
        print_json(form.model_dump(mode="json") | {"standing_still": still})
        return
    say(f"现在暂停的：{'、'.join(still) or '无'}")
