"""`songgang serve`: the web service on this machine."""

import errno
import os
import socket
from typing import Annotated

import typer

from data.store import Store
from service.access.identity_provider import check_installed
from service.app import create_app
from service.cli.context import one_sentence, settings, store_of
from service.cli.output import fail, say
from service.clock import utc_now
from service.config import Settings
from service.errands.uploads import forget_uploads
from service.operating.logs import configure_logs
from service.operating.metrics import share_between_processes
from service.serving import serve
from service.warming import warm

NO_DOOR = {
    errno.EADDRINUSE: "已有程序在用；请先停止它（ss -ltnp 可查），或用 SONGGANG_PORT 另选端口",
    errno.EADDRNOTAVAIL: "本机没有这个地址；请核对 SONGGANG_HOST",
    errno.EACCES: "没有权限使用这个端口；请用 SONGGANG_PORT 选 1024 以上的端口",
}


def serve_command(
    processes: Annotated[int, typer.Option(min=1, max=64, help="进程数。")] = 2,
) -> None:
    """启动服务：工作台、本人页面和接口。"""
    config = settings()
    with one_sentence():
        check_installed(config)
    start(config, store_of(config), processes=processes)


def start(config: Settings, store: Store, *, processes: int) -> None:
    """Say where, then answer until told to stop; where the address is not to be had, the command ends at once."""
    try_door(config.host, config.port)
    figures = config.home / "figures"
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(figures)
    share_between_processes(figures)
    configure_logs()
    home = f"http://{config.host}:{config.port}"
    forget_uploads(config.errands, utc_now())
    say(f"工作台 {home}/console ，本人页面 {home}/me ，接口 {home}/api/docs （Ctrl+C 停止）")
    serve(lambda: create_app(config, store), config, processes=processes, warm=warm)


def try_door(host: str, port: int) -> None:
    """End the command with a sentence where the address is not to be had; before anything that runs is touched."""
    # What is no IPv4 address is left to the server.
    if ":" in host:
        return
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        why = NO_DOOR.get(error.errno or 0, "找不到这台主机；请核对 SONGGANG_HOST")
        fail(f"不能在 {host}:{port} 提供服务：{why}。")
