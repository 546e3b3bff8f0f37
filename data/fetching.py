"""Rows of the store as Arrow tables, in the transaction of whoever asks, one row or two million."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from typing import Any, cast

import pyarrow as pa
import pyarrow.csv
import sqlalchemy as sa

from data.canonical import SEPARATOR, split
from data.schema import ARROW, Column, Kind, arrow_schema
from data.store import psycopg_connection

ROWS_AT_ONCE = 100_000

Query = sa.Select[*tuple[Any, ...]]


def fetch(db: sa.Connection, statement: Query, words: tuple[Column, ...]) -> pa.Table:
    """All rows that a statement selects; its columns are `words`, in that order."""
    parts = list(stream(db, statement, words))
    return pa.concat_tables(parts) if parts else arrow_schema(words).empty_table()


Rows = list[tuple[Any, ...]]
"""Rows as a driver gives them, in the order of a question's columns."""


def few(db: sa.Connection, statement: Query, **values: object) -> Rows:
    """The rows of a question asked thousands of times for a few; its text is compiled once."""
    result = db.execute(statement, values)
    # Read past SQLAlchemy: it would make dates and texts that Arrow makes again.
    cursor = result.cursor
    try:
        return list(cursor.fetchall())
    finally:
        result.close()


def as_table(rows: Rows, words: tuple[Column, ...]) -> pa.Table:
    """What `few` found as the table that `fetch` would give."""
    if not rows:
        return arrow_schema(words).empty_table()
    arrays = [
        _unknown(word.kind)
        if values == (None,)
        else pa.array([_plain(value, word.kind) for value in values], ARROW[word.kind])
        for values, word in zip(zip(*rows, strict=True), words, strict=True)
    ]
    return pa.table(arrays, schema=arrow_schema(words))


@cache
def _unknown(kind: Kind) -> pa.Array:
    """Half of what is asked of one worker is unknown."""
    return pa.nulls(1, ARROW[kind])


def as_facts(row: tuple[Any, ...], words: tuple[Column, ...]) -> dict[str, object]:
    """One row of `few` by name, as the only row of `as_table` would tell it."""
    return {word.name: _plain(value, word.kind) for word, value in zip(words, row, strict=True)}


def _plain(value: Any, kind: Kind) -> object:
    """What SQLite keeps as text or number, and both keep as the text of a list."""
    if value is None:
        return None
    if kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if kind == "flag":
        return bool(value)
    if kind == "list":
        return value.split(SEPARATOR) if value else []
    return value


def moment(value: datetime | str | None) -> datetime | None:
    """A moment in UTC as a driver gives it: SQLite keeps it as text without a zone."""
    if value is None:
        return None
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC)


def stream(
    db: sa.Connection,
    statement: Query,
    words: tuple[Column, ...],
    rows: int = ROWS_AT_ONCE,
) -> Iterator[pa.Table]:
    """The same in pieces, so that everybody never has to be in memory at once."""
    query = str(statement.compile(db, compile_kwargs={"literal_binds": True}))
    if db.dialect.name == "sqlite":
        return _from_sqlite(db, query, words, rows)
    return _from_postgres(db, query, words, rows)


def _from_sqlite(
    db: sa.Connection, query: str, words: tuple[Column, ...], rows: int
) -> Iterator[pa.Table]:
    result = db.exec_driver_sql(query)
    # Read past SQLAlchemy: its row objects cost more than the rows.
    cursor = cast("sqlite3.Cursor", result.cursor)
    try:
        while found := cursor.fetchmany(rows):
            columns = zip(*found, strict=True)
            arrays = [_array(values, word) for values, word in zip(columns, words, strict=True)]
            yield pa.table(arrays, schema=arrow_schema(words))
    finally:
        result.close()


def _array(values: Sequence[object], word: Column) -> pa.Array:
    """SQLite knows neither dates nor flags: they come as texts and as 0 or 1. Neither knows our lists."""
    if word.kind == "date" and not any(isinstance(value, date) for value in values):
        return pa.array(values, pa.string()).cast(pa.date32())
    if word.kind == "flag" and not any(isinstance(value, bool) for value in values):
        return pa.array(values, pa.int8()).cast(pa.bool_())
    if word.kind == "list":
        return split(pa.array(values, pa.string()))
    return pa.array(values, ARROW[word.kind])


def _from_postgres(
    db: sa.Connection, query: str, words: tuple[Column, ...], rows: int
) -> Iterator[pa.Table]:
    out = f"COPY ({query}) TO STDOUT (FORMAT csv)".encode()
    with psycopg_connection(db).cursor() as cursor, cursor.copy(out) as copy:
        lines = iter(copy)
        # The server sends each row as a message of its own, so a piece always ends at a row's end.
        while piece := b"".join(islice(lines, rows)):
            yield parsed(piece, words)


def parsed(piece: bytes, words: tuple[Column, ...], *, apart: str = ",") -> pa.Table:
    """Lines as PostgreSQL copies them out; with another sign `apart` than the comma nothing is quoted."""
    types = {w.name: pa.string() if w.kind == "list" else ARROW[w.kind] for w in words}
    table = pyarrow.csv.read_csv(
        pa.BufferReader(piece),
        read_options=pyarrow.csv.ReadOptions(column_names=list(types), use_threads=False),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=apart, newlines_in_values=True, quote_char='"' if apart == "," else False
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types,
            # The server writes unknown as nothing at all, and an empty text as two quotes.
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )
    for place, word in enumerate(words):
        if word.kind == "list":
            table = table.set_column(place, word.name, split(table.column(place)))
    return table.cast(arrow_schema(words))
