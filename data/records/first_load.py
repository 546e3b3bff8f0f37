"""The first load of an empty registry: nothing is compared, and indexes are built once at the end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime

import sqlalchemy as sa

from data.records import caseload as lines
from data.schema import FACT_COLUMNS
from data.store import Connection
from data.tables import worker_versions, workers
from data.tables_caseload import caseload

TABLES = (workers, worker_versions, caseload)

IMPORT_LOCK = 0x50_4E_49_4D
"""Any fixed number: of two imports of people the second waits, and then no longer finds the registry empty."""

ROOM = {
    "work_mem": "256MB",
    "maintenance_work_mem": "512MB",
    "max_parallel_maintenance_workers": "2",
}
"""What PostgreSQL may use to join and sort millions of rows in memory, until the transaction ends."""

SORTING = {"temp_store": 1, "cache_size": -8_000}
"""How SQLite sorts an index: in files, in runs that fit a core's cache, each by a second thread while the next is read.

All in memory, as is usual within an import, it would sort everything at the end, by one thread.
"""

IDENTITY = (
    "worker_id",
    "name",
    "name_key",
    "initials",
    "id_sealed",
    "id_hash",
    "id_drawer",
    "phone_sealed",
    "phone_hash",
)
"""What of a staged row is kept of who somebody is."""


def is_first(db: Connection) -> bool:
    """Whether nobody is registered yet, and nobody else is about to register the first.

    To be asked before anything else is asked of the registry: whoever has read a table and waits would
    keep the one who is waited for from changing it.
    """
    if db.dialect.name == "postgresql":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(IMPORT_LOCK)))
    return not db.scalar(sa.select(sa.exists().select_from(workers)))


def fill(db: Connection, staged: sa.Table, *, source: str, recorded_at: datetime) -> None:
    """Take all the staged rows into an empty registry: each is news, and the newest of a worker is listed."""
    facts = [column.name for column in FACT_COLUMNS]
    stamp = sa.literal(recorded_at, workers.c.recorded_at.type)
    people = sa.select(*(staged.c[name] for name in IDENTITY), stamp).where(staged.c.newest)
    versions = sa.select(
        staged.c.worker_id,
        *(staged.c[name] for name in facts),
        staged.c.content,
        sa.literal(1),
        sa.literal(source),
        stamp,
    )
    names = ["worker_id", *facts, "content", "revision", "source", "recorded_at"]
    seeking = staged.c.registered_on.is_not(None)
    with indexes_last(db) as make_partial:
        db.execute(sa.insert(workers).from_select([*IDENTITY, "recorded_at"], people))
        db.execute(sa.insert(worker_versions).from_select(names, versions))
        # Two dozen indexes are of these few: none of them need look through everybody.
        lines.fill(db, staged, staged.c.newest & seeking)
        make_partial()
        lines.fill(db, staged, staged.c.newest & ~seeking)


@contextmanager
def indexes_last(db: Connection) -> Iterator[Callable[[], None]]:
    """Put off the second indexes of an empty registry, and on PostgreSQL its keys but that of people.

    What is given makes those of a part of the rows, for whoever inserts these first. All in the transaction
    of `db`: a load that fails leaves them as they were. Never where people already use the registry, for
    dropping an index would make its readers wait.
    """
    sqlite = db.dialect.name == "sqlite"
    waiting = sorted(
        (index for table in TABLES for index in table.indexes), key=lambda index: str(index.name)
    )
    keys = [] if sqlite else _keys()
    for setting, value in () if sqlite else ROOM.items():
        db.execute(sa.text(f"SET LOCAL {setting} = '{value}'"))
    for index in waiting:
        index.drop(db)
    for key in keys:
        db.execute(sa.schema.DropConstraint(key))

    def make_partial() -> None:
        for index in [i for i in waiting if i.dialect_options["sqlite"]["where"] is not None]:
            index.create(db)
            waiting.remove(index)

    yield make_partial
    for key in reversed(keys):
        # Otherwise the tables would be made without their keys from now on, whoever made them here.
        db.execute(sa.schema.AddConstraint(key, isolate_from_table=False))
    with _sorting(db) if sqlite else nullcontext():
        for index in waiting:
            index.create(db)


def _keys() -> list[sa.Constraint]:
    """Every other table refers to the key of people, none to those of versions and of the list."""
    keys: list[sa.Constraint] = [key for table in TABLES for key in table.foreign_key_constraints]
    return [*keys, worker_versions.primary_key, caseload.primary_key]


@contextmanager
def _sorting(db: Connection) -> Iterator[None]:
    """SQLite sorts as `SORTING` says; afterwards its connection is as it was."""
    before = {name: db.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SORTING}
    try:
        for name, value in SORTING.items():
            db.exec_driver_sql(f"PRAGMA {name} = {value}")
        yield
    finally:
        for name, was in before.items():
            db.exec_driver_sql(f"PRAGMA {name} = {was}")
