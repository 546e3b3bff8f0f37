"""A consistent copy of the whole database while others write, and an empty database filled from one."""

import errno
import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

from data.disks import disk_trouble, tell_full
from data.store import Store, StoreUnreachable, reading

SQLITE_COPY, POSTGRES_COPY = "database.sqlite", "database.dump"
"""What a copy is called: a SQLite file, or PostgreSQL's own archive."""

ERRORS_SHOWN = 300

NO_ROOM = "磁盘已满，备份没有完成；已有的备份不受影响，腾出空间后请重新运行（{}）。"
BAD_DISK = (
    "磁盘读写出错（{}），备份没有完成；已有的备份不受影响。请立即检查数据库和备份所在的磁盘。"
)
TOO_OLD = "PostgreSQL 的 {} 比服务器旧，没有完成；请用 SONGGANG_PG_BIN 指明与服务器同版本的程序所在的文件夹。"
NOT_COPIED = "数据库文件无法复制（{}），备份没有完成；已有的备份不受影响。"


class CopyFailed(Exception):
    """The database could not be copied or filled; a sentence for the operator."""


def copy_database(store: Store, folder: Path, *, programs: Path | None) -> Path:
    """Copy everything as it is at one moment; who writes meanwhile waits for nothing.

    `programs` is where PostgreSQL's own programs are, None for wherever the system finds them.
    """
    if store.is_sqlite:
        return _copied_file(Path(str(store.engine.url.database)), folder / SQLITE_COPY)
    copy = folder / POSTGRES_COPY
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={copy}"]
    _run(store.engine.url, "pg_dump", options, programs)
    return copy


def fill_database(url: sa.URL, copy: Path, *, programs: Path | None) -> None:
    """Fill an empty database from a copy, all of it or nothing; nobody may use it meanwhile."""
    if url.get_backend_name() == "sqlite":
        target = Path(str(url.database))
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            # Names and files are in it, readable: for its owner alone, whatever the umask says.
            draft.touch(0o600)
            shutil.copyfile(copy, draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        return
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run(url, "pg_restore", [*options, str(copy)], programs)


def is_empty(store: Store) -> bool:
    """Whether a database holds nothing at all yet."""
    with reading(store) as db:
        return not sa.inspect(db).get_table_names()


def _copied_file(source: Path, copy: Path) -> Path:
    """All pages in one step: a writer does not make it begin again, and it makes no writer wait."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as before,
        closing(sqlite3.connect(copy)) as after,
    ):
        try:
            before.backup(after)
            after.execute("PRAGMA journal_mode = DELETE")
            (found,) = after.execute("PRAGMA quick_check").fetchone()
        except sqlite3.OperationalError as failure:
            raise CopyFailed(_why(failure, copy.parent).format(failure)) from failure
    if found != "ok":
        raise CopyFailed(
            "数据库文件已有损坏（quick_check 未通过），备份未完成；请从上一份备份恢复。"
        )
    return copy


def _why(failure: sqlite3.Error, folder: Path) -> str:
    """A full disk is also told as a failed write; a disk that fails is something else altogether."""
    tell_full(failure, folder)
    trouble = disk_trouble(failure)
    return {"full": NO_ROOM, "failing": BAD_DISK, None: NOT_COPIED}[trouble]


def _run(url: sa.URL, program: str, options: list[str], programs: Path | None) -> None:
    """Run one of PostgreSQL's programs; the password stands in a file of our own, in no list of processes."""
    found = programs / program if programs else shutil.which(program)
    if not found or not Path(found).is_file():
        raise CopyFailed(
            f"找不到 PostgreSQL 的 {program}；请安装与服务器同版本的客户端，"
            "或用 SONGGANG_PG_BIN 指明其文件夹。"
        )
    with tempfile.NamedTemporaryFile("w", prefix="songgang-", encoding="utf-8") as passwords:
        known = url.translate_connect_args(username="user", database="dbname")
        password = str(known.pop("password", ""))
        escaped = password.replace("\\", "\\\\").replace(":", "\\:")
        passwords.write(f"*:*:*:*:{escaped}\n")
        passwords.flush()
        where = make_conninfo(**{**url.query, **known}, passfile=passwords.name, connect_timeout=10)
        command = [str(found), "--no-password", f"--dbname={where}", *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 ours
    if done.returncode:
        said = done.stderr.strip().splitlines()
        # The first line says what went wrong; later ones may quote statements with rows in them.
        if said and os.strerror(errno.ENOSPC) in said[0]:
            raise CopyFailed(NO_ROOM.format(program))
        if said and "version mismatch" in said[0]:
            raise CopyFailed(TOO_OLD.format(program))
        raise CopyFailed(f"{program} 未完成：{(said[0] if said else '没有说明')[:ERRORS_SHOWN]}")


def address_of(url: str) -> sa.URL:
    """The address as SQLAlchemy reads it; StoreUnreachable where it is none."""
    try:
        return sa.make_url(url)
    except sa.exc.ArgumentError as failure:
        raise StoreUnreachable("数据库地址无法识别。") from failure
