"""Connections that stay open: every process holds as many of them, and silent ones keep nobody waiting."""

import http.client
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults.test_serving import LIMIT, processes_of, served, until
from tests.service.stocked import opened, stock

pytestmark = pytest.mark.faults

ESTABLISHED = "01"
SILENT, FILES = 400, 256
"""More connections than both processes may hold; had threads to wait for each of them, it would take longer than `LIMIT`."""

A_PAGE = b"GET /me/sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n"
A_FILE = b"GET /public/answer.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
A_HALF = A_PAGE[:30]


def test_every_process_takes_as_many_connections_and_idle_ones_keep_nobody_waiting(
    tmp_path: Path,
) -> None:
    store = opened(tmp_path)
    stock(store, tmp_path)
    store.engine.dispose()
    with served(tmp_path, files=FILES) as (server, port), ExitStack() as idle:
        until(lambda: shares(server, port, 2) == [1, 1], [])
        with kept_open(port, 8):
            assert held(server, port) == [4, 4]
            first = min(processes_of(server))
            os.kill(int(first), signal.SIGKILL)
            # The new one holds none, so the next are its own.
            until(lambda: shares(server, port, 4) == [4, 4], [])
        # One for each thread, and two more of other kinds.
        for asked in (*[A_FILE] * 4, A_PAGE):
            asks_and_never_reads(idle.enter_context(closing(connected(port))), asked)
        for words in [A_HALF] + [b""] * SILENT:
            idle.enter_context(closing(connected(port))).sendall(words)
        with kept_open(port, 1):
            server.send_signal(signal.SIGTERM)
        assert server.wait(LIMIT) == 0


def connected(port: int) -> socket.socket:
    """A connection with little room for what is answered."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    one.settimeout(LIMIT)
    one.connect(("127.0.0.1", port))
    return one


def asks_and_never_reads(one: socket.socket, asked: bytes) -> None:
    """Until the other side takes no more questions, since it cannot get rid of its answers."""
    one.settimeout(1.0)
    with suppress(TimeoutError):
        while True:
            one.sendall(20 * asked)


@contextmanager
def kept_open(port: int, n: int) -> Iterator[None]:
    """So many connections over which something was asked and answered once."""
    with ExitStack() as open_ones:
        for _ in range(n):
            one = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
            open_ones.enter_context(closing(one))
            one.request("GET", "/health/live")
            answer = one.getresponse()
            assert answer.status == 200
            answer.read()
        yield


def shares(server: subprocess.Popen[bytes], port: int, n: int) -> list[int]:
    """How many each process holds while so many more are open."""
    with kept_open(port, n):
        return held(server, port)


def held(server: subprocess.Popen[bytes], port: int) -> list[int]:
    """How many open connections each process of the service holds."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ours = {
        f"socket:[{line[9]}]"
        for line in lines
        if line[1].endswith(f":{port:04X}") and line[3] == ESTABLISHED
    }
    return [sum(each in ours for each in files(process)) for process in processes_of(server)]


def files(process: str) -> Iterator[str]:
    """What a process has open."""
    for one in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):
            yield str(one.readlink())
