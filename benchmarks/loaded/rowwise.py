"""The same work by executemany: the same file read, checked and sealed, its rows inserted into the same three tables.

What is checked is checked in columns, as an import does it, and rows go past SQLAlchemy to the driver: whoever
checks row by row in Python, or lets a library make each statement, takes longer than this.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data.importers.concealing import kept
from data.importers.mapping import load_mapping
from data.importers.readers import read_batches
from data.importers.worker_rows import check_workers
from data.records.caseload import COUNTED, KEPT
from data.records.first_load import IDENTITY
from data.schema import FACT_COLUMNS
from data.store import Store, transaction, vault_of
from data.tables import worker_versions, workers
from data.tables_caseload import caseload

AT_ONCE = 10_000
FACTS = ("worker_id", *(column.name for column in FACT_COLUMNS), "content")

Fields = Mapping[str, object]


def inserted(store: Store, path: Path, *, as_of: date, now: datetime) -> int:
    """Every person, version and line of the list, in one transaction."""
    stamp = f"{now:%Y-%m-%d %H:%M:%S.%f}" if store.is_sqlite else now
    told = {"recorded_at": stamp, "source": path.name, "revision": 1}
    n = 0
    with transaction(store) as db:
        for table in _checked(db, path, as_of):
            rows = [row | told for row in _for_driver(table, db).to_pylist()]
            _insert(db, workers, (*IDENTITY, "recorded_at"), rows)
            _insert(db, worker_versions, (*FACTS, *told), rows)
            _insert(db, caseload, ("worker_id", *KEPT), [row | _line(row) for row in rows])
            n += len(rows)
    return n


def _checked(db: sa.Connection, path: Path, as_of: date) -> Iterator[pa.Table]:
    mapping, headers = load_mapping("registry"), dict[str, str]()
    for rows in read_batches(path, AT_ONCE):
        headers = headers or mapping.headers(rows.table.column_names, path.name)
        yield kept(vault_of(db), check_workers(rows, mapping, headers, as_of=as_of).table)


def _for_driver(table: pa.Table, db: sa.Connection) -> pa.Table:
    """Days as SQLite keeps them, which is as text."""
    if db.dialect.name != "sqlite":
        return table
    days = [field.name for field in table.schema if pa.types.is_date(field.type)]
    for name in days:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, pc.cast(table[name], pa.string()))
    return table


def _line(row: Fields) -> Fields:
    wishes = str(row["wish_occupations"] or "").split(";")
    occupation = row["last_occupation"] or wishes[0] or None
    missing = sum(row[name] is None for name in COUNTED)
    return {"occupation": occupation, "n_missing": missing}


def _insert(
    db: sa.Connection, table: sa.Table, names: tuple[str, ...], rows: list[dict[str, object]]
) -> None:
    into = str(sa.insert(table).compile(db, column_keys=list(names)))
    if db.dialect.name == "sqlite":
        in_order = [column.name for column in table.columns if column.name in names]
        db.exec_driver_sql(into, [tuple(row[name] for name in in_order) for row in rows])
    else:
        db.exec_driver_sql(into, rows)
