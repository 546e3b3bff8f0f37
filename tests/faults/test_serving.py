"""Nothing is lost: requests go on through a promotion, through new processes, and until a stop was announced."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from data.store import transaction
from models.advice import PROMISES
from models.bundle import promote, write_bundle
from service.auth import create_token
from tests.service.serving_here import TOKEN
from tests.service.stocked import NOW, opened, stock

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[2]
LIMIT = 240.0
"""Seconds nobody waits on a machine that is not ill."""

IN_A_ROW = 25
"""Answers of the new bundle, one after the other, after which no process has the old one any more."""


@dataclass(eq=False)
class Asker(threading.Thread):
    """Asks over one connection kept open, again and again, until it is told that nobody should."""

    port: int
    token: str
    failures: list[str] = field(default_factory=list)
    answered: int = 0
    in_a_row: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        try:
            while self._ask(connection, "/health/ready")[0] == 200:
                status, told = self._ask(connection, "/api/v1/workers/W-driver/vacancies")
                if status != 200:
                    self.failures.append(f"{status} {told}")
                self.answered += 1
                self.in_a_row = self.in_a_row + 1 if told.get("bundle") == "second" else 0
        except Exception as failure:
            self.failures.append(repr(failure))
        finally:
            connection.close()

    def _ask(
        self, connection: http.client.HTTPConnection, path: str
    ) -> tuple[int, dict[str, object]]:
        connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def test_no_request_is_lost_by_a_promotion_new_processes_or_a_stop(tmp_path: Path) -> None:
    store = opened(tmp_path)
    stock(store, tmp_path)
    with transaction(store) as db:
        token = create_token(
            db, "不断询问", frozenset({"read"}), now=NOW - timedelta(hours=1), days=1
        )
    store.engine.dispose()
    with served(tmp_path) as (server, port):
        askers = [Asker(port, token) for _ in range(4)]
        for asker in askers:
            asker.start()
        until(lambda: all(asker.answered for asker in askers), askers)
        write_bundle(tmp_path / "bundles", "second", {}, promises=PROMISES, notes={}, card="")
        promote(tmp_path / "bundles", "second")
        until(lambda: all(asker.in_a_row >= IN_A_ROW for asker in askers), askers)
        old = processes_of(server)
        server.send_signal(signal.SIGHUP)
        until(lambda: not old & processes_of(server), askers)
        so_far = [asker.answered for asker in askers]
        until(lambda: all(a.answered > n + 1 for a, n in zip(askers, so_far, strict=True)), askers)
        # Figures of all processes, also of those that have ended.
        least = sum(asker.answered for asker in askers)
        counted = answered_as_counted(port)
        assert least <= counted <= sum(asker.answered for asker in askers) + len(askers)
        server.send_signal(signal.SIGTERM)
        for asker in askers:
            asker.join(LIMIT)
        assert server.wait(LIMIT) == 0
        assert [asker.failures for asker in askers] == [[], [], [], []]


@contextmanager
def served(
    home: Path, *, files: int | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A service of two processes that is ready; it is gone afterwards, and wrote nothing but JSON.

    With `files` each of its processes may open no more than so many.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (home / "log").open("wb") as log:
        command = [sys.executable, "-m", "tests.service.serving_here", str(home), str(port)]
        if files:
            command = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command]
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            until(lambda: is_ready(port), [], server)
            yield server, port
        finally:
            server.kill()
            server.wait(LIMIT)
    for line in (home / "log").read_text("utf-8").splitlines():
        json.loads(line)


def until(
    reached: Callable[[], bool],
    askers: list[Asker],
    server: subprocess.Popen[bytes] | None = None,
) -> None:
    """Wait for something; whoever fails meanwhile ends the waiting."""
    deadline = time.monotonic() + LIMIT
    while not reached():
        assert time.monotonic() < deadline
        assert not [failure for asker in askers for failure in asker.failures]
        assert server is None or server.poll() is None
        time.sleep(0.02)


def processes_of(server: subprocess.Popen[bytes]) -> set[str]:
    """The processes that answer, by their numbers."""
    return set(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split())


def answered_as_counted(port: int) -> float:
    """How many lists of vacancies the service says it has answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    told = connection.getresponse().read().decode()
    connection.close()
    requests = next(
        f for f in text_string_to_metric_families(told) if f.name == "songgang_requests"
    )
    lists = [s for s in requests.samples if s.labels["route"].endswith("<worker_id>/vacancies")]
    return sum(sample.value for sample in lists)


def is_ready(port: int) -> bool:
    """Whether the service wants requests."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
