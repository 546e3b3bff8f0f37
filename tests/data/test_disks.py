"""A disk is told to be full or to fail by the number of what happened, on real files where one can be had."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg.errors
import pytest
import sqlalchemy as sa
import typer

from data import disks
from data.disks import Trouble, disk_trouble, tell_full
from data.sealing import Vault
from data.store import StoreBusy, StoreUnreachable, open_store, reading
from service.cli.context import one_sentence

PAGE = 4_096


def sqlite_failure(code: int) -> sqlite3.OperationalError:
    failure = sqlite3.OperationalError("disk I/O error")
    failure.sqlite_errorcode = code
    return failure


@pytest.mark.parametrize(
    ("failure", "trouble"),
    [
        (OSError(errno.ENOSPC, ""), "full"),
        (OSError(errno.EDQUOT, ""), "full"),
        (OSError(errno.EIO, ""), "failing"),
        (OSError(errno.EACCES, "disk is full"), None),
        (sqlite_failure(sqlite3.SQLITE_FULL), "full"),
        (sqlite_failure(sqlite3.SQLITE_IOERR_FSYNC), "failing"),
        (sqlite_failure(sqlite3.SQLITE_CORRUPT_INDEX), "failing"),
        (sqlite_failure(sqlite3.SQLITE_NOTADB), "failing"),
        (sqlite_failure(sqlite3.SQLITE_BUSY_SNAPSHOT), None),
        (sqlite3.ProgrammingError("closed"), None),
        (psycopg.errors.DiskFull("could not extend file"), "full"),
        (psycopg.errors.IoError("could not read block"), "failing"),
        (psycopg.errors.DataCorrupted("invalid page"), "failing"),
        (psycopg.errors.AdminShutdown("No space left"), None),
        (StoreBusy("", None, psycopg.errors.DiskFull()), "full"),
        (MemoryError(), None),
    ],
)
def test_a_disk_is_told_by_a_number_never_by_a_text(
    failure: Exception, trouble: Trouble | None
) -> None:
    assert disk_trouble(failure) == trouble


@pytest.mark.parametrize(
    ("code", "little", "trouble"),
    [
        (sqlite3.SQLITE_IOERR_SHMSIZE, True, "full"),
        (sqlite3.SQLITE_IOERR_WRITE, True, "full"),
        (sqlite3.SQLITE_IOERR_WRITE, False, "failing"),
        (sqlite3.SQLITE_IOERR_READ, True, "failing"),
        (sqlite3.SQLITE_BUSY, True, None),
    ],
)
def test_a_write_that_failed_where_no_room_is_left_had_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, little: bool, trouble: Trouble
) -> None:
    monkeypatch.setattr(disks, "no_room", lambda _: little)
    failure = sqlite_failure(code)
    tell_full(failure, tmp_path)
    assert disk_trouble(failure) == trouble


def test_a_disk_that_cannot_be_asked_is_not_told_as_full(tmp_path: Path) -> None:
    assert not disks.no_room(tmp_path / "gone")


def test_a_file_that_the_system_cannot_read_is_a_failing_disk(
    capsys: pytest.CaptureFixture[str],
) -> None:
    # The first page of a process's memory is nobody's: the system reads it as a broken sector.
    with pytest.raises(typer.Exit), one_sentence():
        Path("/proc/self/mem").read_bytes()
    assert "磁盘无法读写，请检查磁盘" in capsys.readouterr().err


def a_database(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE kept (words TEXT)")
        db.executemany("INSERT INTO kept VALUES (?)", [("x" * 1_000,)] * 100)
    return path.read_bytes()


def test_a_database_cut_off_by_its_disk_does_not_open_and_says_what_to_do(
    tmp_path: Path, vault: Vault
) -> None:
    path = tmp_path / "songgang.db"
    path.write_bytes(a_database(path)[: 10 * PAGE])
    with pytest.raises(StoreUnreachable, match="malformed；请检查磁盘"):
        open_store(f"sqlite:///{path}", vault)


def test_a_database_with_a_lost_page_is_told_in_a_sentence(
    tmp_path: Path, vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "songgang.db"
    whole = a_database(path)
    path.write_bytes(whole[: 10 * PAGE] + bytes(PAGE) + whole[11 * PAGE :])
    store = open_store(f"sqlite:///{path}", vault)
    with pytest.raises(typer.Exit), one_sentence(), reading(store) as db:
        db.execute(sa.text("SELECT sum(length(words)) FROM kept")).all()
    told = capsys.readouterr().err
    assert "磁盘无法读写，或数据库文件已损坏" in told
    assert "磁盘已满" not in told
    store.engine.dispose()
