"""An import that kills itself, as by `kill -9`, at a given moment: run as a process of its own."""

import os
import re
import signal
import sys
from pathlib import Path

import sqlalchemy as sa

from data.records import first_load
from data.sealing import Vault
from data.store import open_store
from tests.data import importing

STATEMENTS = {"filling": "INSERT INTO worker_versions", "indexing": "CREATE (UNIQUE )?INDEX"}
"""What is sent to the database at a moment."""


def main(url: str, keys: str, path: str, moment: str) -> None:
    """Import the file at `path` and die while it is staged, after what is sent at a moment, or before the commit.

    `spilling` is the last for whoever has room for ten pages: most of them have left memory already.
    """
    if moment == "spilling":
        first_load.SORTING = ("temp_store = FILE", "cache_size = 10")
    store = open_store(url, Vault(Path(keys)))
    if moment in {"committing", "spilling"}:
        sa.event.listen(store.engine, "commit", lambda _: die())

    def sent(*told: object) -> None:
        if re.match(STATEMENTS[moment], str(told[2])):
            die()

    if moment in STATEMENTS:
        sa.event.listen(store.engine, "after_cursor_execute", sent)

    def progress(done: int, total: int, step: str) -> None:
        if (moment, step) == ("staging", "装入"):
            die()

    importing.take_workers(store, Path(path), progress=progress)


def die() -> None:
    """No handler, no `finally`, no goodbye to the database."""
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
