"""The store: one engine for SQLite or PostgreSQL, transactions, and the migrations that shape it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import cast

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)

from data.disks import ADVICE, disk_trouble
from data.engines import postgres_engine, sqlite_engine
from data.keys import KeysUnusable
from data.sealing import Vault

Connection = sa.Connection
"""What every record function takes first: it lives in one transaction."""

StoreBusy = OperationalError
"""What a database raises that is locked, full or gone; its text tells of nobody's data."""

StoreAway = (OperationalError, InterfaceError)
"""What is raised where the database did not answer or broke off: whether a commit under way was kept is not known."""

StoreFailed = DBAPIError
"""Whatever a database raises; its text may quote rows, its kind does not."""

StoreClash = IntegrityError
"""What a database raises where a change contradicts another made at the same time; its text may quote rows."""

StoreOverflow = (DataError, OverflowError)
"""What is raised for a value that no column can hold: by PostgreSQL, by SQLite; its text may quote it."""

CLOSED = {
    sqlite3.SQLITE_BUSY: "正被另一个程序占用，请稍后再试",
    sqlite3.SQLITE_CANTOPEN: "文件打不开，请核对路径，并让运行送岗的账号能读写它",
    sqlite3.SQLITE_NOTADB: "不是数据库文件",
    sqlite3.SQLITE_READONLY: "文件不能写入，请用 chown 把数据目录交给运行送岗的账号",
}
"""Why a SQLite file is not opened."""

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 0x50_4E_47_47
"""Any fixed number: two processes that start at once migrate one after the other."""


class StoreUnreachable(Exception):
    """The database cannot be opened; the message is a sentence for the operator, without any password."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open database; it may be shared by threads, and by processes forked from this one."""

    url: str = field(repr=False)
    engine: sa.Engine = field(repr=False)

    @property
    def shown(self) -> str:
        """The address as it may be shown: without the password."""
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.engine.dialect.name == "sqlite"

    @property
    def vault(self) -> Vault:
        """What seals and opens who somebody is; KeysUnusable where the store was opened without."""
        return _vault(self.engine.get_execution_options())


def open_store(url: str, vault: Vault | None = None) -> Store:
    """Open `sqlite:///PATH` or `postgresql://…`; raises StoreUnreachable with a sentence in Chinese.

    Without a vault everything can be read and written but who somebody is.
    """
    engine = _engine(_address(url))
    engine.update_execution_options(songgang_vault=vault)
    store = Store(url=url, engine=engine)
    try:
        with reading(store) as db:
            db.execute(sa.select(sa.literal(1)))
    except DBAPIError as failure:
        engine.dispose()
        raise StoreUnreachable(f"数据库无法打开（{store.shown}）：{_why(failure)}") from failure
    return store


def _why(failure: DBAPIError) -> str:
    code = getattr(failure.orig, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    # The driver's own words, where there are none of ours: an operator can search for them.
    said = CLOSED.get(code) or " ".join(str(failure.orig).split())
    return said + ADVICE[disk_trouble(failure)]


@contextmanager
def transaction(store: Store, attach: Path | None = None) -> Iterator[Connection]:
    """A transaction that writes: all of it or nothing; on SQLite it takes its turn before it reads.

    `attach` opens a second SQLite file under the name `beside` for as long as the transaction lasts.
    """
    with store.engine.connect() as db:
        if attach is not None:
            apart(db)
            _attach(db, attach)
        with db.begin():
            yield db


def _attach(db: Connection, path: Path) -> None:
    # SQLite attaches nothing inside a transaction, so this goes past SQLAlchemy, which would begin one.
    cursor = db.connection.cursor()
    cursor.execute("ATTACH DATABASE ? AS beside", (str(path),))
    cursor.execute("PRAGMA beside.journal_mode = MEMORY")
    cursor.execute("PRAGMA cache_size = -400000")
    # Indexes are sorted in memory, by a second thread where there is one to spare.
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.execute("PRAGMA threads = 2")
    cursor.close()


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """One consistent view that writes nothing and makes no writer wait."""
    # Said to the connection: an engine of its own for every view would cost more than the question.
    with store.engine.connect() as db:
        if store.is_sqlite:
            db.execution_options(songgang_begin="BEGIN")
        else:
            db.execution_options(isolation_level="REPEATABLE READ")
        yield db


def vault_of(db: Connection) -> Vault:
    """The vault of the store that a connection belongs to; KeysUnusable where it was opened without."""
    return _vault(db.get_execution_options())


def _vault(options: Mapping[str, object]) -> Vault:
    vault = options.get("songgang_vault")
    if vault is None:
        raise KeysUnusable("此进程未打开密钥文件，不能读写身份信息。")
    return cast("Vault", vault)


def apart(db: Connection) -> None:
    """Close the connection after this use: it will not be like the others any more, nobody may meet it."""
    db.detach()


def close_idle(store: Store) -> None:
    """Close the connections kept for later; SQLite empties its log into the file with the last one."""
    store.engine.dispose()


def connections(store: Store) -> Mapping[str, int]:
    """How many connections this process has, in use and kept for later."""
    pool = cast("sa.QueuePool", store.engine.pool)
    return {"in_use": pool.checkedout(), "kept": pool.checkedin()}


def clock_of(db: Connection) -> datetime | None:
    """What time it is where the database is; None where it has no clock but this machine's."""
    if db.dialect.name == "sqlite":
        return None
    told = db.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return cast("datetime", told).astimezone(UTC)


def rows_of(db: Connection, statement: sa.Insert | sa.Update | sa.Delete) -> int:
    """Run a statement that writes and tell how many rows it wrote; drivers forget it for some."""
    counting = statement.execution_options(preserve_rowcount=True)
    return db.execute(counting).rowcount


def psycopg_connection(db: Connection) -> psycopg.Connection[tuple[object, ...]]:
    """The driver's own connection, in the transaction of `db`: COPY has no other door."""
    db.execute(sa.select(sa.literal(1)))
    return cast("psycopg.Connection[tuple[object, ...]]", db.connection.driver_connection)


def migrate(store: Store) -> None:
    """Bring the tables up to date; harmless when they are, all or nothing when they are not."""
    with _reshaping(store) as db:
        if not store.is_sqlite:
            db.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        config = _config()
        config.attributes["connection"] = db
        try:
            command.upgrade(config, "head")
        except CommandError as failure:
            # The only command that a revision unknown to this version can stop is the first one.
            raise StoreUnreachable(
                f"数据库是由更新的版本建立的，请先升级本程序（{store.shown}）。"
            ) from failure


@contextmanager
def _reshaping(store: Store) -> Iterator[Connection]:
    """A transaction that may rebuild tables that others refer to, and leaves nothing of the old rows.

    SQLite rebuilds such a table only with its references off, and they cannot be switched inside a
    transaction; all of them are looked at before the commit. What is removed is overwritten, in the file
    and in its journal, for it may have held what is sealed now.
    """
    if not store.is_sqlite:
        with transaction(store) as db:
            yield db
        return
    with store.engine.connect() as db:
        apart(db)
        _pragmatic(db, "foreign_keys = OFF", "secure_delete = ON")
        with db.begin():
            yield db
            if db.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise StoreUnreachable(f"数据库升级后引用不完整，已全部撤销（{store.shown}）。")
        _pragmatic(db, "wal_checkpoint(TRUNCATE)")


def _pragmatic(db: Connection, *pragmas: str) -> None:
    cursor = db.connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}").fetchall()
    cursor.close()


def schema_is_current(store: Store) -> bool:
    """Whether the database has exactly the tables that this version of the product works on."""
    with reading(store) as db:
        return MigrationContext.configure(db).get_current_revision() == _newest_revision()


def has_tables(store: Store) -> bool:
    """Whether any version of the product has been at work in the database."""
    with reading(store) as db:
        return MigrationContext.configure(db).get_current_revision() is not None


@cache
def _newest_revision() -> str | None:
    # Read once a process: it is asked every few seconds whether the tables fit, and there are many files.
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _address(url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
    except ArgumentError as failure:
        raise StoreUnreachable(
            "数据库地址无法识别，应为 sqlite:///文件 或 postgresql://用户@主机/库。"
        ) from failure
    if address.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername == "sqlite" and address.database not in {None, "", ":memory:"}:
        return address
    raise StoreUnreachable(
        f"不支持的数据库：{address.render_as_string(hide_password=True)}；"
        "请用 sqlite:///文件 或 postgresql://用户@主机/库。"
    )


def _engine(address: sa.URL) -> sa.Engine:
    if address.drivername != "sqlite":
        return postgres_engine(address)
    try:
        return sqlite_engine(address)
    except OSError as failure:
        raise StoreUnreachable(f"数据库文件夹无法建立：{failure}") from failure
