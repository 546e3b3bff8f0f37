"""A SQLite connection is used again as if it were new, by its own process, on the file that is there."""

import gc
import shutil
import subprocess
import sys
import threading
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

from data.bulk import stage
from data.engines import BUSY_SECONDS, IDLE
from data.store import Store, close_idle, migrate, open_store, reading, transaction
from data.tables_service import tokens

FORKING = """
import os, sys
from data.store import open_store, reading, transaction
from tests.data.test_engines import add, held, names

store = open_store(sys.argv[1])
path = store.engine.url.database
with reading(store) as db:
    assert names(db) == set()
assert held(path)
child = os.fork()
if child == 0:
    assert not held(path)
    with transaction(store) as db:
        add(db, "child")
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
with transaction(store) as db:
    assert names(db) == {"child"}
    add(db, "parent")
"""


def add(db: sa.Connection, name: str) -> None:
    """One row."""
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    until = at.replace(year=2027)
    row = {"token_hash": name, "name": name, "scopes": "read", "created_at": at}
    db.execute(sa.insert(tokens).values(row | {"expires_at": until}))


def names(db: sa.Connection) -> set[str]:
    """The rows there are."""
    return set(db.scalars(sa.select(tokens.c.name)))


def held(path: str | Path) -> int:
    """How many times this process has the database file open."""
    links = list(Path("/proc/self/fd").iterdir())
    return sum(link.is_symlink() and link.readlink() == Path(path) for link in links)


def driver_of(store: Store) -> int:
    """Which connection a reader gets."""
    with reading(store) as db:
        return id(db.connection.driver_connection)


def log_of(store: Store) -> Path:
    """What has been written and not yet copied into the file."""
    return Path(f"{store.engine.url.database}-wal")


def test_a_connection_is_used_again(sqlite_store: Store) -> None:
    assert driver_of(sqlite_store) == driver_of(sqlite_store)


def test_what_was_read_ends_with_its_reader(sqlite_store: Store) -> None:
    with reading(sqlite_store) as db:
        assert names(db) == set()
    other = open_store(sqlite_store.url)
    with transaction(other) as db:
        add(db, "later")
    other.engine.dispose()
    with reading(sqlite_store) as db:
        assert names(db) == {"later"}


def test_a_question_left_half_read_holds_back_nobody(sqlite_store: Store) -> None:
    with transaction(sqlite_store) as db:
        for n in range(10):
            add(db, f"{n}")
    with reading(sqlite_store) as db:
        half = db.execute(sa.select(tokens.c.name))
        assert half.fetchone()
    other = open_store(sqlite_store.url)
    with transaction(other) as db:
        add(db, "later")
    other.engine.dispose()
    with reading(sqlite_store) as db:
        assert "later" in names(db)
    with transaction(sqlite_store) as db:
        add(db, "last")
    assert half is not None


def test_as_many_connections_as_are_asked_for_and_few_are_kept(sqlite_store: Store) -> None:
    with ExitStack() as several:
        for _ in range(IDLE + 1):
            several.enter_context(reading(sqlite_store))
        assert "Connections in pool: 0" in sqlite_store.engine.pool.status()
    assert f"Connections in pool: {IDLE}" in sqlite_store.engine.pool.status()


def test_what_one_use_changed_about_its_connection_meets_nobody(
    sqlite_store: Store, tmp_path: Path
) -> None:
    plain = traits(sqlite_store)
    with transaction(sqlite_store, attach=tmp_path / "beside.db") as db:
        db.exec_driver_sql("CREATE TABLE beside.rows (n)")
    assert traits(sqlite_store) == plain
    migrate(sqlite_store)
    assert traits(sqlite_store) == plain
    assert plain["foreign_keys"] == [(1,)]


def test_staged_rows_are_gone_with_their_transaction(sqlite_store: Store) -> None:
    with transaction(sqlite_store) as db:
        stage(db, "piece", pa.table({"worker_id": ["W1"]}))
    with reading(sqlite_store) as db:
        assert not db.exec_driver_sql("SELECT name FROM sqlite_temp_master").all()


def traits(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """What makes a connection differ from another."""
    asked = ("foreign_keys", "secure_delete", "cache_size", "database_list", "synchronous")
    with reading(store) as db:
        return {
            name: [tuple(row) for row in db.exec_driver_sql(f"PRAGMA {name}")] for name in asked
        }


def test_a_forked_process_opens_its_own(sqlite_url: str) -> None:
    subprocess.run([sys.executable, "-c", FORKING, sqlite_url], check=True, timeout=60)
    store = open_store(sqlite_url)
    assert not log_of(store).exists() or not log_of(store).stat().st_size
    with reading(store) as db:
        assert names(db) == {"child", "parent"}
    store.engine.dispose()


def test_a_restored_file_is_opened_anew(sqlite_store: Store, tmp_path: Path) -> None:
    path, backup = Path(str(sqlite_store.engine.url.database)), tmp_path / "backup.db"
    close_idle(sqlite_store)
    shutil.copy(path, backup)
    with transaction(sqlite_store) as db:
        add(db, "lost")
    close_idle(sqlite_store)
    with reading(sqlite_store) as db:
        assert names(db) == {"lost"}
    backup.replace(path)
    with transaction(sqlite_store) as db:
        assert names(db) == set()
        add(db, "found")
    close_idle(sqlite_store)
    with reading(sqlite_store) as db:
        assert names(db) == {"found"}


def test_the_last_to_close_empties_the_log(sqlite_store: Store) -> None:
    with transaction(sqlite_store) as db:
        add(db, "written")
    assert log_of(sqlite_store).stat().st_size
    close_idle(sqlite_store)
    assert not log_of(sqlite_store).exists()


def test_a_store_that_nobody_holds_is_closed(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url)
    path = tmp_path / "songgang.db"
    assert held(path) == 1
    del store
    gc.collect()
    assert held(path) == 0


def test_who_wants_to_write_waits_for_a_turn_and_reads_on_meanwhile(sqlite_store: Store) -> None:
    waiting, wrote = threading.Event(), threading.Event()

    def write() -> None:
        waiting.set()
        with transaction(sqlite_store) as db:
            assert db.exec_driver_sql("PRAGMA busy_timeout").scalar() == 1000 * BUSY_SECONDS
        wrote.set()

    thread = threading.Thread(target=write)
    with transaction(sqlite_store):
        thread.start()
        assert waiting.wait(60)
        with reading(sqlite_store) as db:
            assert db.exec_driver_sql("SELECT 1").scalar() == 1
        assert not wrote.is_set()
    assert wrote.wait(60)
    thread.join()
