"""Columnar loads: Arrow into a staging table, from which one transaction takes what it wants."""

import io
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import adbc_driver_sqlite.dbapi
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import sqlalchemy as sa
from psycopg.sql import SQL, Identifier

from data.canonical import joined
from data.disks import no_room
from data.store import Store, apart, psycopg_connection, transaction

IMPORT_WAIT_SECONDS = 600
NO_ROOM = "磁盘已满，暂存文件无法写入：{}；没有导入任何数据，腾出空间后请重新运行。"
NOT_WRITTEN = "暂存文件无法写入：{}；没有导入任何数据，请检查此处的权限和磁盘后重新运行。"

JOINED_BY = frozenset({"row", "worker_id", "id_hash", "valid_on", "started_on", "newest"})
"""By which columns staged rows are found and compared with the registry's."""

TYPES: dict[pa.DataType, sa.types.TypeEngine[Any]] = {
    pa.string(): sa.Text(),
    pa.date32(): sa.Date(),
    pa.bool_(): sa.Boolean(),
    pa.int32(): sa.Integer(),
    pa.int64(): sa.BigInteger(),
    pa.float64(): sa.Double(),
}


class ImportRunning(Exception):
    """Another import of this SQLite file has not ended; the message is a sentence for the operator."""


class StagingFailed(Exception):
    """The rows cannot be written beside a SQLite file; nothing was taken. The message is a sentence for the operator."""


@contextmanager
def staged(
    store: Store, name: str, pieces: Iterable[pa.Table]
) -> Iterator[tuple[sa.Connection, sa.Table]]:
    """A writing transaction and, in it, a staging table holding all the pieces; gone afterwards.

    Killed at any moment it leaves the store as it was: PostgreSQL's staging table is temporary and in
    the same transaction; SQLite's is a file of its own that the next import overwrites.
    """
    pieces = iter(pieces)
    first = flat(next(pieces))
    rest = (flat(piece) for piece in pieces)
    if store.is_sqlite:
        with _staged_beside(store, name, _chain(first, rest)) as found:
            yield found
        return
    with transaction(store) as db:
        table = _temporary(db, name, first.schema)
        _copy(db, table, _chain(first, rest))
        db.execute(sa.text(f"ANALYZE {table.name} ({', '.join(_joined_by(table))})"))
        yield db, table


def stage(db: sa.Connection, name: str, piece: pa.Table) -> sa.Table:
    """A temporary table with these rows, in the transaction of `db`: for thousands, not for millions."""
    plain = flat(piece)
    table = _temporary(db, name, plain.schema)
    if db.dialect.name == "sqlite":
        # A temporary table lasts as long as its connection, and so would what it holds.
        apart(db)
        rows = list(zip(*(_driver_values(column) for column in plain.columns), strict=True))
        if rows:
            db.exec_driver_sql(str(sa.insert(table).compile(db)), rows)
    else:
        _copy(db, table, [plain])
    return table


def flat(table: pa.Table) -> pa.Table:
    """The same table with its lists as canonical texts."""
    for place, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            table = table.set_column(place, field.name, joined(table.column(place)))
    return table


def _joined_by(table: sa.Table) -> list[str]:
    """The columns whose spread the server must know; to look at fifty costs as much as to join."""
    return [c.name for c in table.columns if c.name in JOINED_BY] or [table.columns[0].name]


def _temporary(db: sa.Connection, name: str, schema: pa.Schema) -> sa.Table:
    table = _described(name, schema, prefixes=["TEMPORARY"])
    db.execute(sa.text(f"DROP TABLE IF EXISTS {name}"))
    table.create(db)
    return table


def _described(
    name: str, fields: pa.Schema, schema: str | None = None, *, prefixes: Sequence[str] = ()
) -> sa.Table:
    columns = [sa.Column(field.name, TYPES[field.type]) for field in fields]
    return sa.Table(name, sa.MetaData(), *columns, schema=schema, prefixes=list(prefixes))


def _copy(db: sa.Connection, table: sa.Table, pieces: Iterable[pa.Table]) -> None:
    """Send the rows; the next piece is written as text while the server still reads the one before."""
    into = SQL("COPY {} FROM STDIN (FORMAT csv)").format(Identifier(table.name))
    connection = psycopg_connection(db)
    with (
        ThreadPoolExecutor(1) as pool,
        connection.cursor() as cursor,
        cursor.copy(into) as to,
    ):
        ready: Future[bytes] | None = None
        for piece in pieces:
            following = pool.submit(_as_text, piece)
            if ready is not None:
                to.write(ready.result())
            ready = following
        if ready is not None:
            to.write(ready.result())


def _as_text(piece: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pyarrow.csv.write_csv(piece, buffer, pyarrow.csv.WriteOptions(include_header=False))
    return buffer.getvalue()


@contextmanager
def _staged_beside(
    store: Store, name: str, pieces: Iterator[pa.Table]
) -> Iterator[tuple[sa.Connection, sa.Table]]:
    """Staging in a second file, written by ADBC, closed, and only then attached.

    ADBC brings its own copy of SQLite. Two copies must never have one file open in one process: closing
    it in one drops the locks of the other. It also keeps gigabytes of staging out of the database.
    """
    first = next(pieces)
    path = Path(str(store.engine.url.database)).absolute()
    beside = path.with_name(f"{path.name}.staging")
    with _only_import(path):
        _wipe(beside)
        try:
            reader = pa.RecordBatchReader.from_batches(first.schema, _batches(first, pieces))
            try:
                _ingest(beside, name, reader)
            except adbc_driver_sqlite.dbapi.Error as failure:
                # Without a journal the driver reports what it could not take back, not that the disk is full.
                raise _not_staged(beside.parent) from failure
            with transaction(store, attach=beside) as db:
                yield db, _described(name, first.schema, schema="beside")
        finally:
            _wipe(beside)


def _ingest(path: Path, name: str, reader: pa.RecordBatchReader) -> None:
    """Write the rows into a new file without a journal: nobody needs it after a crash."""
    connect = adbc_driver_sqlite.dbapi.connect
    with connect(str(path), autocommit=True) as other, other.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = OFF")
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.adbc_ingest(name, reader, mode="create")


@contextmanager
def _only_import(database: Path) -> Iterator[None]:
    """One import of a SQLite file at a time; the lock of a killed one is free at once."""
    lock = database.with_name(f"{database.name}.import-lock")
    with closing(
        sqlite3.connect(lock, timeout=IMPORT_WAIT_SECONDS, isolation_level=None)
    ) as holder:
        try:
            holder.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as failure:
            if failure.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise _not_staged(database.parent) from failure
            raise ImportRunning("另一个导入正在进行，请等它结束后再试。") from failure
        yield


def _not_staged(folder: Path) -> StagingFailed:
    return StagingFailed((NO_ROOM if no_room(folder) else NOT_WRITTEN).format(folder))


def _wipe(path: Path) -> None:
    for leftover in (path, path.with_name(f"{path.name}-journal")):
        leftover.unlink(missing_ok=True)


def _batches(first: pa.Table, rest: Iterator[pa.Table]) -> Iterator[pa.RecordBatch]:
    for piece in _chain(first, rest):
        yield from piece.cast(first.schema).to_batches()


def _chain(first: pa.Table, rest: Iterator[pa.Table]) -> Iterator[pa.Table]:
    yield first
    yield from rest


def _driver_values(column: pa.ChunkedArray) -> list[object]:
    if pa.types.is_date32(column.type):
        column = pc.cast(column, pa.string())
    return list(column.to_pylist())
