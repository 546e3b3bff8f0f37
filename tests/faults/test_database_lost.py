"""A database that crashes, is cut off or stays locked: nothing acknowledged is lost, and the same done again is done once."""

import sqlite3
import threading
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import engines
from data.records import imports, workers
from data.sealing import Vault
from data.store import Store, StoreBusy, open_store, reading
from data.tables_archive import archive_events
from data.tables_push import outbox
from service.cli.context import one_sentence
from service.push.loop import Loop
from tests.data.importing import people, quiet, take_workers, write_csv
from tests.data.pushed import message, put
from tests.faults.machine import crashing_postgres, cut_connections, until
from tests.service.pushed import FakeChannel, sender
from tests.service.stocked import Caller, caller, stock

pytestmark = pytest.mark.faults

READ = "/workers/W-driver/vacancies"
WRITE = "/workers/W-learner/archive/income"


@dataclass
class Load:
    """Somebody who reads, and somebody who writes until it is acknowledged, each over and over."""

    store: Store
    asking: Caller
    answered: Counter[int] = field(default_factory=Counter)
    said: set[str] = field(default_factory=set)
    written: list[str] = field(default_factory=list)
    surprises: list[BaseException] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        while not self.over.is_set():
            answer = self.asking.get(READ)
            self.answered[answer.status_code] += 1
            if answer.status_code != 200:
                self.said.add(str((answer.json or {})["detail"]))

    def write(self) -> None:
        for n in count():
            if self.over.is_set():
                return
            while not self.over.is_set():
                try:
                    put(self.store, message(key=f"k{n}", worker_id="W-driver"))
                except StoreBusy:
                    continue
                self.written.append(f"k{n}")
                break

    def begin(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._kept, args=(w,)) for w in (self.read, self.write)]
        for thread in threads:
            thread.start()
        return threads

    def _kept(self, work: object) -> None:
        try:
            work()  # type: ignore[operator]
        except BaseException as failure:
            self.surprises.append(failure)

    def goes_on(self) -> None:
        """Wait until both have done more."""
        reads, writes = self.answered[200], len(self.written)
        until(
            lambda: (
                bool(self.surprises)
                or (self.answered[200] > reads + 2 and len(self.written) > writes + 2)
            )
        )


def test_a_database_that_crashes_under_load_loses_nothing_acknowledged(
    vault: Vault, tmp_path: Path
) -> None:
    with crashing_postgres() as server:
        store = open_store(server.url, vault)
        stock(store, tmp_path)
        load = Load(store, caller(store, tmp_path))
        threads = load.begin()
        try:
            for _ in range(2):
                load.goes_on()
                refused = load.answered[503]
                server.crash()
                until(lambda seen=refused: bool(load.surprises) or load.answered[503] > seen)  # type: ignore[misc]
                server.start()
            load.goes_on()
        finally:
            load.over.set()
            for thread in threads:
                thread.join()
        assert load.surprises == []
        assert set(load.answered) == {200, 503}
        assert load.said == {"数据库暂时不能应答，请稍后再试；是否已办成，以再次查询为准。"}
        with reading(store) as db:
            kept = list(db.scalars(sa.select(outbox.c.key)))
        assert len(kept) == len(set(kept))
        assert set(load.written) <= set(kept)
        assert len(kept) <= len(load.written) + 1
        store.engine.dispose()


@pytest.mark.parametrize("step", ["装入", "合并"])
def test_an_import_that_is_cut_off_takes_nothing_and_completes_when_run_again(
    postgres_url: str, vault: Vault, tmp_path: Path, step: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(postgres_url, vault)
    take_workers(store, write_csv(tmp_path / "before.csv", people(5)))
    path = write_csv(tmp_path / "a.csv", people(50))

    def cut(done: int, total: int, doing: str) -> None:
        if doing == step:
            cut_connections(store)

    with pytest.raises(BaseException) as ended, one_sentence():  # noqa: PT011 - how commands end
        take_workers(store, path, progress=cut)
    assert getattr(ended.value, "exit_code", None) == 2
    assert "数据库没有完成此操作" in capsys.readouterr().err
    with reading(store) as db:
        assert workers.count(db) == 5
        assert len(imports.latest(db)) == 1
    summary = take_workers(store, path, progress=quiet)
    assert (summary.new, summary.unchanged) == (45, 5)
    store.engine.dispose()


def test_a_request_cut_off_before_any_statement_keeps_nothing_and_can_be_sent_again(
    postgres_url: str, vault: Vault, tmp_path: Path
) -> None:
    store = open_store(postgres_url, vault)
    stock(store, tmp_path)
    office = caller(store, tmp_path, "read", "manage")
    said = {"month": "2026-06-01", "income_fen": 360_000}
    n_cut = 0
    for n in count(1):
        left = [n]

        def cut(*_: object, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                cut_connections(store)

        before = told(store)
        sa.event.listen(store.engine, "before_cursor_execute", cut)
        answer = office.post(WRITE, said | {"month": f"20{10 + n // 12:02}-{n % 12 + 1:02}-01"})
        sa.event.remove(store.engine, "before_cursor_execute", cut)
        if left[0] > 0:
            break
        n_cut += 1
        # A statement after the commit, such as the answer's, may be cut: then it is kept, and said to be.
        assert answer.status_code in {201, 503}, answer.json
        assert told(store) - before <= 1
        if answer.status_code == 201:
            assert told(store) == before + 1
        again = office.post(WRITE, said | {"month": f"20{10 + n // 12:02}-{n % 12 + 1:02}-01"})
        assert again.status_code == 201
        assert told(store) == before + 1
    assert n_cut > 3
    store.engine.dispose()


def told(store: Store) -> int:
    """How many incomes the archive has."""
    with reading(store) as db:
        rows = sa.select(sa.func.count()).where(archive_events.c.kind == "income")
        return db.scalar(rows) or 0


def test_a_locked_file_is_read_and_says_that_it_cannot_be_written(
    sqlite_url: str, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    store = open_store(sqlite_url, vault)
    stock(store, tmp_path)
    office = caller(store, tmp_path, "read", "manage")
    said = {"month": "2026-06-01", "income_fen": 360_000}
    with closing(sqlite3.connect(str(store.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert office.get("/vacancies").status_code == 200
        refused = office.post(WRITE, said)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
        assert told(store) == 0
        other.execute("ROLLBACK")
    assert office.post(WRITE, said).status_code == 201
    assert told(store) == 1
    store.engine.dispose()


def test_the_push_goes_on_after_the_database_was_away(
    postgres_url: str, vault: Vault, tmp_path: Path
) -> None:
    store = open_store(postgres_url, vault)
    stock(store, tmp_path)
    for n in range(6):
        put(store, message(key=f"k{n}", worker_id="W-driver"))
    away = [3]

    def cut(*_: object) -> None:
        away[0] -= 1
        if away[0] >= 0:
            cut_connections(store)

    sending = sender(store, sms=FakeChannel())
    loop = Loop(store, sending, (), sending.clock)
    looked = [0]
    once = loop.once

    def counted() -> int:
        looked[0] += 1
        if looked[0] > 10:
            loop._leaving = True
        return once()

    loop.once = counted  # type: ignore[method-assign]
    sa.event.listen(store.engine, "before_cursor_execute", cut)
    loop.run()
    with reading(store) as db:
        states = Counter(db.scalars(sa.select(outbox.c.state)))
    assert away[0] < 0
    assert sum(states.values()) == 6
    assert "claimed" not in states
    store.engine.dispose()
