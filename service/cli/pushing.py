"""`songgang push`: plan, send, watch, stop and mend what is pushed to workers."""

from typing import Annotated

import typer

from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson
from service.cli.output import print_json, say
from service.clock import utc_now
from service.push.supervising import Supervisor
from service.push.wiring import Push

app = typer.Typer(help="向劳动者推送消息。", invoke_without_command=True)


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
    config = settings()
    store = store_of(config)
    with one_sentence():
        own = Push(config, store, utc_now)
        say(f"推送已启动，{processes} 个进程（Ctrl+C 停止，会先完成手上的消息）")
        if processes == 1:
            own.loop().run()
            return
        Supervisor(lambda: own.loop().run(), processes, own.bury).run()


@app.command("send")
def send(as_json: AsJson = False) -> None:
    """把到期的消息发完后退出。"""
    config = settings()
    store = store_of(config)
    with one_sentence():
        own, n_done = Push(config, store, utc_now).sender(), 0
        while n := own.push_some():
            n_done += n
    if as_json:
        print_json({"handled": n_done})
        return
    say(f"已处理 {n_done} 条到期消息。")
