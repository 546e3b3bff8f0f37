"""A web process killed while it writes: nothing is half written, and another one answers in its place."""

import http.client
import json
import os
import random
import signal
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.store import Store, reading, transaction
from data.tables_service import recommendations, verdicts
from service.auth import create_token
from tests.faults.test_serving import LIMIT, is_ready, processes_of, served, until
from tests.service.stocked import NOW, opened, stock

pytestmark = pytest.mark.faults

KILLS = 4
WORKERS = ("W-driver", "W-employed")


@dataclass(eq=False)
class Writer(threading.Thread):
    """Asks for a list, which is recorded, and says something to it, again and again; who is cut off goes on."""

    port: int
    token: str
    worker_id: str
    over: threading.Event
    said: list[str] = field(default_factory=list)
    cut_off: int = 0
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        n = 0
        while not self.over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
            try:
                while not self.over.is_set():
                    n += 1
                    self._write(connection, f"{self.worker_id} {n}")
            except (OSError, http.client.HTTPException):
                self.cut_off += 1
            finally:
                connection.close()

    def _write(self, connection: http.client.HTTPConnection, note: str) -> None:
        shown = self._ask(connection, "GET", f"workers/{self.worker_id}/vacancies")
        first = shown["vacancies"][0]["recommendation_id"]  # type: ignore[index]
        body = {"verdict": "accepted", "note": note}
        self._ask(connection, "POST", f"recommendations/{first}/verdicts", body)
        self.said.append(note)

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: object = None
    ) -> dict[str, object]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        text = json.dumps(body) if body else None
        connection.request(method, f"/api/v1/{path}", body=text, headers=headers)
        answer = connection.getresponse()
        told: dict[str, object] = json.loads(answer.read())
        if answer.status >= 400:
            self.wrong.append(f"{answer.status} {told}")
        return told


def test_a_killed_web_process_leaves_nothing_half_written_and_is_replaced(tmp_path: Path) -> None:
    store = opened(tmp_path)
    stock(store, tmp_path)
    with transaction(store) as db:
        scopes = frozenset({"read", "judge"})
        token = create_token(db, "不断办理", scopes, now=NOW - timedelta(hours=1), days=1)
    store.engine.dispose()
    chance, over = random.Random(5), threading.Event()  # noqa: S311 - moments in a test
    with served(tmp_path) as (server, port):
        writers = [Writer(port, token, id_, over) for id_ in WORKERS]
        for writer in writers:
            writer.start()
        for _ in range(KILLS):
            least = sum(len(w.said) for w in writers) + chance.randrange(3, 12)
            until(lambda least=least: sum(len(w.said) for w in writers) >= least, [], server)
            there = processes_of(server)
            os.kill(int(chance.choice(sorted(there))), signal.SIGKILL)
            until(
                lambda there=there: (
                    len(processes_of(server) - there) == 1 and len(processes_of(server)) == 2
                ),
                [],
                server,
            )
        over.set()
        for writer in writers:
            writer.join(LIMIT)
        until(lambda: is_ready(port), [], server)
    assert [writer.wrong for writer in writers] == [[], []]
    assert_whole(store, writers)
    store.engine.dispose()


def assert_whole(store: Store, writers: list[Writer]) -> None:
    """What was acknowledged is there once, what was not at most once, and every list as it was shown."""
    with reading(store) as db:
        assert db.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert db.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        kept = list(db.scalars(sa.select(verdicts.c.note)))
        r = recommendations.c
        lists = db.execute(
            sa.select(r.worker_id, r.bundle, sa.func.max(r.rank), sa.func.count()).group_by(
                r.worker_id, r.bundle
            )
        ).all()
    assert len(kept) == len(set(kept)), "nothing is there twice"
    said = {note for writer in writers for note in writer.said}
    assert said <= set(kept), "nothing acknowledged is lost"
    assert len(kept) - len(said) <= sum(writer.cut_off for writer in writers)
    assert lists
    assert all(most == n for _, _, most, n in lists), "no list is half recorded"
