"""The first load of an empty registry: nothing is compared, and indexes are built once at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from data.records import caseload as lines
from data.schema import FACT_COLUMNS
from data.store import Connection
from data.tables import worker_versions, workers
from data.tables_caseload import caseload

IMPORT_LOCK = 0x50_4E_49_4D
"""Any fixed number: of two imports of people the second waits, and then no longer finds the registry empty."""

ROOM = {
    "work_mem": "256MB",
    "maintenance_work_mem": "512MB",
    "max_parallel_maintenance_workers": "2",
}
"""What PostgreSQL may use to join and sort millions of rows in memory, until the transaction ends."""

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
    with indexes_last(db):
        db.execute(sa.insert(workers).from_select([*IDENTITY, "recorded_at"], people))
        db.execute(sa.insert(worker_versions).from_select(names, versions))
        lines.fill(db, staged, staged.c.newest)


@contextmanager
def indexes_last(db: Connection) -> Iterator[None]:
    """Put off the second indexes of an empty registry, and PostgreSQL's look-up of each key.

    All in the transaction of `db`: a load that fails leaves them as they were. Never where people already
    use the registry, for dropping an index would make its readers wait.
    """
    tables = (workers, worker_versions, caseload)
    indexes = [index for table in tables for index in table.indexes]
    keys = [key for table in tables for key in table.foreign_key_constraints]
    keys = [] if db.dialect.name == "sqlite" else keys
    if db.dialect.name == "postgresql":
        for setting, value in ROOM.items():
            db.execute(sa.text(f"SET LOCAL {setting} = '{value}'"))
    for index in indexes:
        index.drop(db)
    for key in keys:
        db.execute(sa.schema.DropConstraint(key))
    yield
    for key in keys:
        db.execute(sa.schema.AddConstraint(key))
    for index in sorted(indexes, key=lambda index: str(index.name)):
        index.create(db)
