"""Those who merely insert typed rows into one table with a key: nothing read, checked, sealed, compared or indexed."""

import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import adbc_driver_sqlite.dbapi
import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

Pieces = Iterator[pa.Table]
Cursor = psycopg.Cursor[tuple[object, ...]]

SQL_TYPES = {
    pa.string(): "text",
    pa.date32(): "date",
    pa.bool_(): "boolean",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.float64(): "double precision",
}


def sqlite_executemany(path: Path, pieces: Pieces) -> int:
    """Tuples of Python values through the standard library's driver, in one transaction."""
    n = 0
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        for table in pieces:
            if not n:
                db.execute(_created(table.schema))
            marks = ", ".join("?" * table.num_columns)
            into = f"INSERT INTO plain VALUES ({marks})"  # noqa: S608 nothing but marks
            db.executemany(into, _tuples(table, days_as_text=True))
            n += table.num_rows
        db.commit()
    return n


def sqlite_adbc(path: Path, pieces: Pieces) -> int:
    """Arrow straight into a new table, which has no key."""
    first = next(pieces)

    def batches() -> Iterator[pa.RecordBatch]:
        yield from first.to_batches()
        for table in pieces:
            yield from table.to_batches()

    reader = pa.RecordBatchReader.from_batches(first.schema, batches())
    with adbc_driver_sqlite.dbapi.connect(str(path)) as db, db.cursor() as cursor:
        n = int(cursor.adbc_ingest("plain", reader, mode="create"))
        db.commit()
    return n


def postgres_executemany(url: str, pieces: Pieces) -> int:
    """Tuples of Python values through psycopg, which sends many at a time, in one transaction."""

    def insert(cursor: Cursor, table: pa.Table) -> None:
        marks = ", ".join(["%s"] * table.num_columns)
        into = f"INSERT INTO plain VALUES ({marks})"  # noqa: S608 nothing but marks
        cursor.executemany(into.encode(), _tuples(table))

    return _into_postgres(url, pieces, insert)


def postgres_copy(url: str, pieces: Pieces) -> int:
    """Arrow written as CSV, and the bytes copied, in one transaction."""

    def insert(cursor: Cursor, table: pa.Table) -> None:
        text = io.BytesIO()
        pyarrow.csv.write_csv(table, text, pyarrow.csv.WriteOptions(include_header=False))
        with cursor.copy("COPY plain FROM STDIN (FORMAT csv)") as copy:
            copy.write(text.getvalue())

    return _into_postgres(url, pieces, insert)


def _into_postgres(url: str, pieces: Pieces, insert: Callable[[Cursor, pa.Table], None]) -> int:
    n = 0
    with psycopg.connect(url) as db, db.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain")
        for table in pieces:
            if not n:
                cursor.execute(_created(table.schema).encode())
            insert(cursor, table)
            n += table.num_rows
    return n


def _created(schema: pa.Schema) -> str:
    columns = ", ".join(f'"{field.name}" {SQL_TYPES[field.type]}' for field in schema)
    return f"CREATE TABLE plain ({columns}, PRIMARY KEY (worker_id))"


def _tuples(table: pa.Table, *, days_as_text: bool = False) -> Iterator[tuple[object, ...]]:
    columns = table.columns
    if days_as_text:
        columns = [pc.cast(c, pa.string()) if pa.types.is_date(c.type) else c for c in columns]
    return zip(*(column.to_pylist() for column in columns), strict=True)
