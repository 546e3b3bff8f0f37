"""Engines for both databases: how connections are opened and kept, and never taken across a fork."""

import atexit
import os
import sqlite3
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any, cast
from weakref import WeakSet

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry, Pool, QueuePool

from data.disks import tell_full

BUSY_SECONDS = 120
"""A full import of everybody holds the only pen of a SQLite file for about half a minute."""

ASK_SECONDS, SELDOM_SECONDS, SHORT_WAIT = 0.001, 0.025, 0.05
"""How often somebody who waits to write asks for the turn: at first, and once the wait is no longer short."""

IDLE = 4
"""Idle connections a process keeps to a SQLite file, for threads that answer and watch; each may hold `CACHE_KIB`."""

CACHE_KIB = 65_536

LOG_BYTES = 64 * 1024 * 1024
"""What is left of a SQLite log that a large import has swollen, once it has been copied back."""

LOG_PAGES = 4_000
"""Pages of 4 KiB after which somebody's transaction copies the log back: it takes 5 ms of a thousand, SQLite's own limit."""

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    f"cache_size = -{CACHE_KIB}",
    f"journal_size_limit = {LOG_BYTES}",
    f"wal_autocheckpoint = {LOG_PAGES}",
)


ASKS_AGAIN: ContextVar[bool] = ContextVar("asks_again", default=False)
"""Whether whoever takes a connection asks anew where it turns out to be broken: nothing is asked before, to find out."""


def sqlite_engine(address: sa.URL) -> sa.Engine:
    """An engine for a SQLite file, whose folder is made; any number of connections, a few of which are kept.

    To open one costs ten times as much as a question: the pragmas, and the reading of all tables' words.
    """
    path = Path(str(address.database)).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        address,
        poolclass=QueuePool,
        pool_size=IDLE,
        max_overflow=-1,
        pool_use_lifo=True,
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None, "factory": Kept},
    )
    sa.event.listen(engine, "connect", partial(_opened, path))
    sa.event.listen(engine, "checkout", partial(_checked, path))
    sa.event.listen(engine, "checkin", _returned)
    sa.event.listen(engine, "begin", _begin)
    sa.event.listen(engine, "handle_error", partial(_failed, path))
    _SQLITE.add(engine)
    return engine


def postgres_engine(address: sa.URL) -> sa.Engine:
    """An engine for a PostgreSQL database."""
    engine = sa.create_engine(
        address,
        poolclass=QueuePool,
        connect_args={"connect_timeout": 10, "application_name": "songgang"},
    )
    sa.event.listen(engine, "checkout", partial(_pinged, engine.dialect))
    _POSTGRES.add(engine)
    return engine


class Kept(sqlite3.Connection):
    """A connection that can let go of whatever was asked over it, and closes itself when nobody holds it.

    A question read by half keeps its view of the database open, over a rollback and for whoever comes next.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        """A cursor, remembered as long as somebody holds it."""
        cursor = super().cursor(*args, **kwargs)
        self.asked.add(cursor)
        return cursor

    def let_go(self) -> None:
        """Close every cursor that somebody still holds."""
        for cursor in list(self.asked):
            cursor.close()
        self.asked.clear()

    def __del__(self) -> None:
        # Later Pythons complain about one left open. One that could not be opened says so when closed.
        with suppress(sqlite3.ProgrammingError):
            self.close()


def _opened(path: Path, connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    record.info["file"] = _identity(path)


def _checked(
    path: Path, connection: DBAPIConnection, record: ConnectionPoolEntry, proxy: object
) -> None:
    """Open anew where a restored file was put in the old one's place: what is written must be found again."""
    del connection, proxy
    if record.info["file"] != _identity(path):
        raise sa.exc.DisconnectionError


def _pinged(
    dialect: sa.Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, proxy: object
) -> None:
    """As SQLAlchemy's own `pool_pre_ping`, but not for whoever finds out by asking."""
    del record, proxy
    if ASKS_AGAIN.get():
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as failure:
        raise sa.exc.InvalidatePoolError from failure


def _returned(connection: object, record: ConnectionPoolEntry) -> None:
    del record
    if isinstance(connection, Kept):
        connection.let_go()


def _failed(path: Path, context: ExceptionContext) -> None:
    # Only here is it still known whose disk it was.
    tell_full(context.original_exception, path.parent)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _begin(db: sa.Connection) -> None:
    # The driver would begin only at the first write: two readers turned writers would then deadlock.
    begin = db.get_execution_options().get("songgang_begin", "BEGIN IMMEDIATE")
    if begin == "BEGIN IMMEDIATE":
        _await_turn(db)
    else:
        db.exec_driver_sql(begin)


def _await_turn(db: sa.Connection) -> None:
    """Begin to write as soon as nobody else does.

    SQLite itself asks ever more seldom, up to ten times a second: of several who write a few milliseconds
    each, most would sleep while nobody writes.
    """
    # Twice in every transaction that writes, so past SQLAlchemy; neither waits for anybody or can fail.
    driver = cast("sqlite3.Connection", db.connection.dbapi_connection)
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        began = monotonic()
        while True:
            try:
                db.exec_driver_sql("BEGIN IMMEDIATE")
            except sa.exc.OperationalError as failure:
                code = getattr(failure.orig, "sqlite_errorcode", 0)
                waited = monotonic() - began
                if code & 0xFF != sqlite3.SQLITE_BUSY or waited > BUSY_SECONDS:
                    raise
                # Whoever waits for an import, and asked as often for half a minute, would take its processor.
                sleep(ASK_SECONDS if waited < SHORT_WAIT else SELDOM_SECONDS)
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


_SQLITE: WeakSet[sa.Engine] = WeakSet()
_POSTGRES: WeakSet[sa.Engine] = WeakSet()
_ABANDONED: list[Pool] = []
"""What a forked process found in the pools: its parent's, so never used here and never closed."""


def _close_idle() -> None:
    """SQLite wants none of its connections in a child; the last one closed empties the log into the file."""
    for engine in list(_SQLITE):
        engine.pool.dispose()


def _begin_anew() -> None:
    for engine in [*_SQLITE, *_POSTGRES]:
        _ABANDONED.append(engine.pool)
        engine.dispose(close=False)


atexit.register(_close_idle)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_close_idle, after_in_child=_begin_anew)
