"""What a failure says of the disk: that it is full, or that it cannot be read or written."""

import errno
import shutil
import sqlite3
from pathlib import Path
from typing import Literal

import psycopg.errors
from sqlalchemy.exc import DBAPIError

Trouble = Literal["full", "failing"]

ADVICE: dict[Trouble | None, str] = {
    "full": "；磁盘已满，请先腾出空间",
    "failing": "；请检查磁盘与系统日志，文件已损坏时请从备份恢复",
    None: "",
}
"""What to do first, as the end of a sentence."""

FULL = {errno.ENOSPC, errno.EDQUOT}
FAILING = {errno.EIO, errno.ENXIO, errno.ENODEV, errno.ESTALE}

RUINED = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
"""How SQLite tells that a file cannot be read or written, or is no longer what it wrote."""

LITTLE = 16 * 1024 * 1024
"""Bytes: where no more is free, a write that failed had no room."""

WRITES = {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
"""How SQLite tells a failed write, whatever it failed of; on a disk without a byte left it cannot even open."""


def disk_trouble(failure: BaseException) -> Trouble | None:
    """What is wrong with a disk by the number of the failure, never by its text; None where it says nothing of one."""
    told = failure.orig if isinstance(failure, DBAPIError) else failure
    if isinstance(told, OSError):
        return "full" if told.errno in FULL else "failing" if told.errno in FAILING else None
    if isinstance(told, sqlite3.Error):
        code = getattr(told, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            return "full"
        return "failing" if code in RUINED else None
    if isinstance(told, psycopg.errors.DiskFull):
        return "full"
    broken = (psycopg.errors.IoError, psycopg.errors.DataCorrupted)
    return "failing" if isinstance(told, broken) else None


def tell_full(failure: BaseException, folder: Path) -> None:
    """Give a write for which there was no room in a folder the number of a full disk."""
    if getattr(failure, "sqlite_errorcode", None) in WRITES and no_room(folder):
        failure.sqlite_errorcode = sqlite3.SQLITE_FULL  # type: ignore[attr-defined]


def no_room(folder: Path) -> bool:
    """Whether hardly anything fits into a folder any more; one that cannot even be asked is not full."""
    try:
        return shutil.disk_usage(folder).free < LITTLE
    except OSError:
        return False
