"""A question asked before every answer, past SQLAlchemy: one statement sees one moment, so it needs no transaction."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

import psycopg
import psycopg.errors
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

from data.disks import tell_full
from data.engines import ASKS_AGAIN
from data.fetching import Query, Rows, few
from data.store import Store, StoreFailed, reading

STYLES: Mapping[str, Literal["qmark", "numeric_dollar"]] = {
    "sqlite": "qmark",
    "postgresql": "numeric_dollar",
}
"""How the words of each database mark a value that needs nothing but to be put there."""

OUTDATED = (psycopg.errors.FeatureNotSupported, psycopg.errors.InvalidSqlStatementName)
"""What PostgreSQL says of a prepared question whose tables were changed, or that it no longer knows."""

Plain = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """A statement as a driver reads it: its text, whose values stand where, and those that never change."""

    text: str
    names: Sequence[str]
    always: Mapping[str, Any]

    def filled(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """The values in the order in which the text wants them."""
        every = {**self.always, **values}
        return [every[name] for name in self.names]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A statement that is put into words once for each kind of database."""

    statement: Query
    _words: dict[str, Words] = field(default_factory=dict)

    def words(self, dialect: sa.Dialect) -> Words:
        """As the driver of this database reads it."""
        if dialect.name not in self._words:
            kind = cast("type[DefaultDialect]", type(dialect))
            said = self.statement.compile(dialect=kind(paramstyle=STYLES[dialect.name]))
            self._words[dialect.name] = Words(str(said), said.positiontup or (), said.params)
        return self._words[dialect.name]


def ask_once(store: Store, question: Question, **values: object) -> Rows:
    """The rows of a question, as `few` gives them; all of them were true in the same moment.

    Where the connection is of no use it is asked once more in the usual way, which opens one anew and
    knows what to say of a database that is gone. Raises StoreFailed for what the database refuses:
    asked again, a question that took too long would take as long again.
    """
    words = question.words(store.engine.dialect)
    failure = store.engine.dialect.loaded_dbapi.Error
    with suppress(failure), closing(_taken(store.engine)) as kept:
        driver = kept.driver_connection
        try:
            if store.is_sqlite:
                return _of_sqlite(cast("sqlite3.Connection", driver), words, values)
            return _of_postgres(cast("Plain", driver), words, values)
        except failure as told:
            if not _of_no_use(store, kept, told):
                raise _refused(store, words, told) from told
            kept.invalidate()
    with reading(store) as db:
        return few(db, question.statement, **values)


def _of_no_use(store: Store, kept: sa.PoolProxiedConnection, told: Exception) -> bool:
    """Whether it was the connection that failed: lost, or grown old with words the database reads no more."""
    driver, lost = kept.driver_connection, store.engine.dialect.is_disconnect
    return isinstance(told, OUTDATED) or lost(cast("Any", told), cast("Any", driver), None)


def _refused(store: Store, words: Words, told: Exception) -> Exception:
    """The failure as SQLAlchemy tells it, without the values: they may name somebody."""
    if store.is_sqlite:
        tell_full(told, Path(str(store.engine.url.database)).parent)
    dialect = store.engine.dialect
    base = dialect.loaded_dbapi.Error
    return StoreFailed.instance(words.text, None, told, base, hide_parameters=True, dialect=dialect)


def _taken(engine: sa.Engine) -> sa.PoolProxiedConnection:
    again = ASKS_AGAIN.set(True)
    try:
        return engine.raw_connection()
    finally:
        ASKS_AGAIN.reset(again)


def _of_sqlite(driver: sqlite3.Connection, words: Words, values: Mapping[str, object]) -> Rows:
    # It keeps days as texts, and Python's driver no longer makes them so by itself.
    told = {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
    return driver.execute(words.text, words.filled(told)).fetchall()


def _of_postgres(driver: Plain, words: Words, values: Mapping[str, object]) -> Rows:
    driver.autocommit = True
    try:
        # The usual cursor would read the whole text each time, to put numbers in place of names.
        cursor = psycopg.RawCursor(driver)
        return cursor.execute(words.text, words.filled(values), prepare=True).fetchall()
    finally:
        driver.autocommit = False
