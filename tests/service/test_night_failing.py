"""What a failed step says: what to mend, in Chinese, and nothing of anybody."""

import errno
import sqlite3
from concurrent.futures.process import BrokenProcessPool

import pyarrow as pa
import pytest
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from data.importers.readers import UnreadableFile
from models.bundle import BadBundle
from service.errors import Conflict
from service.night.failing import UNFORESEEN, cause

PERSON = "张三 140902198305170013"


def of_sqlite(code: int) -> sqlite3.OperationalError:
    failure = sqlite3.OperationalError(PERSON)
    failure.sqlite_errorcode = code
    return failure


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (OSError(errno.ENOSPC, PERSON), "磁盘已满"),
        (OSError(errno.EIO, PERSON), "磁盘无法读写，或文件已损坏"),
        (OperationalError("", {}, of_sqlite(sqlite3.SQLITE_FULL)), "磁盘已满"),
        (OperationalError("", {}, of_sqlite(sqlite3.SQLITE_CORRUPT)), "磁盘无法读写，或文件已损坏"),
        (OperationalError("", {}, of_sqlite(sqlite3.SQLITE_BUSY)), "数据库没有应答"),
        (InterfaceError("", {}, Exception(PERSON)), "数据库没有应答"),
        (IntegrityError("", {}, Exception(PERSON)), "数据库没有完成操作"),
        (MemoryError(PERSON), "内存不足"),
        (pa.ArrowMemoryError(PERSON), "内存不足"),
        (BrokenProcessPool(PERSON), "一个处理进程被中止，多半是内存不足"),
        (pa.ArrowInvalid(PERSON), "数据文件无法读取，可能已损坏"),
        (FileNotFoundError(errno.ENOENT, PERSON), "缺少文件"),
        (PermissionError(errno.EACCES, PERSON), "没有读写文件的权限"),
        (OSError(errno.ENOTDIR, PERSON), "文件无法读写"),
        (
            UnreadableFile("文件是空的：workers-2026-11-23.csv"),
            "文件是空的：workers-2026-11-23.csv",
        ),
        (BadBundle("模型包已损坏。"), "模型包已损坏"),
        (Conflict("名额已满。"), "名额已满"),
        (KeyError(PERSON), UNFORESEEN),
    ],
)
def test_a_failure_is_told_by_what_is_to_be_mended(failure: BaseException, said: str) -> None:
    assert cause(failure) == said
