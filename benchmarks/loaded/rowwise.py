"""Executemany into the very tables an import fills, with their keys and indexes: no checks, what is sealed is given."""

import sqlalchemy as sa

from data.store import Store, reading, transaction
from data.tables import worker_versions, workers
from data.tables_caseload import caseload

AT_ONCE = 10_000


def copied(filled: Store, empty: Store) -> int:
    """Every person, version and line of the list from one store into another, in one transaction."""
    with reading(filled) as db, transaction(empty) as to:
        for table in (workers, worker_versions, caseload):
            read = db.execution_options(stream_results=True).execute(sa.select(table)).mappings()
            for some in read.partitions(AT_ONCE):
                to.execute(sa.insert(table), [dict(row) for row in some])
        return to.scalar(sa.select(sa.func.count()).select_from(workers)) or 0
