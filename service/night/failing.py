"""What a step of a night failed of, in words for whoever has to mend it."""

from concurrent.futures.process import BrokenProcessPool

import pyarrow as pa

from data.bulk import ImportRunning, StagingFailed
from data.disks import disk_trouble
from data.importers.readers import UnreadableFile
from data.keys import KeysUnusable
from data.snapshot import BadSnapshot
from data.store import StoreAway, StoreFailed, StoreUnreachable
from models.bundle import BadBundle
from service.errors import Problem

SENTENCES = (
    BadBundle,
    BadSnapshot,
    ImportRunning,
    KeysUnusable,
    Problem,
    StagingFailed,
    StoreUnreachable,
    UnreadableFile,
)
"""Failures whose text is a sentence of ours; any other text may quote somebody's data, and is not kept."""

UNFORESEEN = "意外错误，详见日志中 night_step_failed 一行"
KINDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (MemoryError, "内存不足"),
    (BrokenProcessPool, "一个处理进程被中止，多半是内存不足"),
    (StoreAway, "数据库没有应答"),
    (StoreFailed, "数据库没有完成操作"),
    (pa.ArrowException, "数据文件无法读取，可能已损坏"),
    (FileNotFoundError, "缺少文件"),
    (PermissionError, "没有读写文件的权限"),
    (OSError, "文件无法读写"),
)
"""What kinds of failure are called; the first that fits."""


def cause(failure: BaseException) -> str:
    """A few words, to stand in brackets: never a class's name, never a text that may tell of people."""
    if isinstance(failure, SENTENCES):
        return str(failure).removesuffix("。")
    trouble = disk_trouble(failure)
    if trouble is not None:
        return {"full": "磁盘已满", "failing": "磁盘无法读写，或文件已损坏"}[trouble]
    return next((said for kind, said in KINDS if isinstance(failure, kind)), UNFORESEEN)
