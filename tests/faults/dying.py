"""An import that kills itself, as by `kill -9`, at a given moment: run as a process of its own."""

import os
import signal
import sqlite3
import sys
from contextlib import nullcontext
from pathlib import Path

import sqlalchemy as sa

from data.records import first_load
from data.sealing import Vault
from data.store import open_store
from tests.data import importing

MOMENTS = {
    "filling": ("INSERT INTO caseload", 2),
    "keys": ("ADD CONSTRAINT", 3),
    "indexes": ("CREATE", sum(len(table.indexes) for table in first_load.TABLES)),
}
"""Before which statement of a first load it dies: with half of the list, half of the keys, all indexes but one."""


def main(url: str, keys: str, path: str, moment: str) -> None:
    """Import the file at `path` and die while it is staged, before a statement or just before the commit."""
    store = open_store(url, Vault(Path(keys)))
    sa.event.listen(store.engine, "before_cursor_execute", spill)
    if moment == "committing":
        sa.event.listen(store.engine, "commit", lambda _: die())

    def progress(done: int, total: int, step: str) -> None:
        if moment == "staging" and step == "装入":
            die()

    dying = importing.before(store, *MOMENTS[moment], die) if moment in MOMENTS else nullcontext()
    with dying:
        importing.take_workers(store, Path(path), progress=progress)


def spill(db: object, cursor: object, statement: str, *rest: object) -> None:
    """Leave SQLite room for ten pages: what it fills reaches the disk before the commit."""
    if isinstance(cursor, sqlite3.Cursor) and statement.startswith("INSERT INTO"):
        cursor.execute("PRAGMA cache_size = 10")


def die() -> None:
    """No handler, no `finally`, no goodbye to the database."""
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
