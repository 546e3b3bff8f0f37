"""The first load of an empty registry: indexes are built once at the end, not row by row."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from data.store import Connection
from data.tables import worker_versions, workers
from data.tables_caseload import caseload

ROOM = {
    "work_mem": "256MB",
    "maintenance_work_mem": "512MB",
    "max_parallel_maintenance_workers": "2",
}
"""What PostgreSQL may use to join and sort millions of rows in memory, until the transaction ends."""


@contextmanager
def indexes_last(db: Connection) -> Iterator[None]:
    """While the registry is empty, put off its second indexes and PostgreSQL's look-up of each key.

    All in the transaction of `db`: a load that fails leaves them as they were. A registry that people
    already use keeps everything as it is, for dropping an index would make its readers wait.
    """
    if db.scalar(sa.select(sa.exists().select_from(workers))):
        yield
        return
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
