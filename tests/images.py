"""What many tests fill a store with, kept as rows: whoever fills another store alike copies them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from data.columns import metadata
from data.keys import KeysUnusable
from data.store import Connection, Store, transaction

Key = tuple[str, str, str]
Rows = Mapping[sa.Table, Sequence[Mapping[str, Any]]]

TAKEN: dict[Key, Rows] = {}
"""By name, kind of database and keys: what is sealed opens with the keys it was sealed with, no others."""


def fill(store: Store, name: str, write: Callable[[], None]) -> None:
    """Write into a store what goes by this name; into an empty one, copy what was written before."""
    key = _key(store, name)
    with transaction(store) as db:
        empty = key is not None and not _rows(db)
        if key in TAKEN and empty:
            _copy(db, TAKEN[key])
            return
    write()
    if key is not None and empty:
        with transaction(store) as db:
            TAKEN[key] = _rows(db)


def _key(store: Store, name: str) -> Key | None:
    try:
        return name, store.engine.dialect.name, store.vault.ring().newest.fingerprint
    except KeysUnusable:
        return None


def _rows(db: Connection) -> Rows:
    filled = [
        sa.select(sa.literal(table.name)).where(sa.exists(sa.select(1).select_from(table)))
        for table in metadata.sorted_tables
    ]
    names = set(db.scalars(sa.union_all(*filled)))
    return {
        table: [
            dict(row)
            for row in db.execute(sa.select(table).order_by(*table.primary_key)).mappings()
        ]
        for table in metadata.sorted_tables
        if table.name in names
    }


def _copy(db: Connection, rows: Rows) -> None:
    for table, some in rows.items():
        db.execute(sa.insert(table), some)
        numbered = table.autoincrement_column
        if numbered is not None and db.dialect.name == "postgresql":
            sequence = sa.func.pg_get_serial_sequence(table.name, numbered.name)
            db.execute(sa.select(sa.func.setval(sequence, some[-1][numbered.name])))
