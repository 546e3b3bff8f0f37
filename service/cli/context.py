"""What commands share: the settings, an opened and migrated store, and errors as one sentence."""

import errno
import getpass
import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

import pyarrow as pa
from pydantic import BaseModel, ValidationError

from data.bulk import ImportRunning, StagingFailed
from data.codes.law.policies import BadPolicy
from data.copying import CopyFailed
from data.disks import disk_trouble
from data.importers.readers import UnreadableFile
from data.keys import KeysUnusable
from data.opening import open_with_keys
from data.snapshot import BadSnapshot
from data.store import Store, StoreAway, StoreFailed, StoreOverflow, StoreUnreachable
from models.bundle import BadBundle
from models.ledger import GateFailed, NothingBefore
from service.access.identity_provider import SignOnNotInstalled
from service.api.guard import Parts
from service.app import assemble
from service.assisting import NobodyToHelp
from service.cli.output import fail
from service.clock import utc_now
from service.config import Settings, settings_from
from service.demo import NotADemo
from service.errors import Problem, validation_sentence
from service.night.locking import NightRunning
from service.operating.copies import BadCopy
from service.push.settings import BadSettings
from service.signing import KeyUnreadable
from service.training import TrainingFailed

OBSTACLES = {
    errno.ENOENT: "找不到文件或文件夹",
    errno.EACCES: "没有读写的权限",
    errno.EPERM: "没有读写的权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满（配额已用完）",
    errno.ENAMETOOLONG: "名称太长",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "已有同名的文件，不能在此建文件夹",
    errno.ENOTDIR: "已有同名的文件，不能在此建文件夹",
}

NO_ROOM = "磁盘已满，数据库无法写入；没有写入的部分已撤销，腾出空间后重新运行即可（{}）。"
BAD_DISK = (
    "数据库所在的磁盘无法读写，或数据库文件已损坏（{}）；没有写入的部分已撤销。"
    "请先检查磁盘与系统日志，再重新运行；数据库无法打开时请从备份恢复（songgang restore）。"
)
READ_ONLY = "数据库文件不能写入；请用运行送岗的账号运行，并用 chown 把数据目录交给它（songgang doctor 会指出）。"
NO_ANSWER = "数据库没有完成此操作，请稍后再试（{}）。"
OUT_OF_RANGE = "有的数字或日期超出了范围，请核对后重新运行。"
FAILING = "磁盘无法读写，请检查磁盘"
NO_MEMORY = "内存不足，操作已中断；已完成的步骤都已保存，请减少进程数或增加内存后重新运行。"
BROKEN_OFF = (
    "已中断（Ctrl+C）：写完的都已保存，没有写完的已撤销；重新运行即可，能接着做的会接着做。"
)
INTERRUPTED = 130
"""The exit code that shells give to what Ctrl-C ended."""
DAMAGED = "数据文件无法读取，可能已损坏或内存不足；请重新运行，会自动重新生成。仍不成功时请运行 songgang doctor。"


def settings() -> Settings:
    """The settings of this process; a wrong one ends the command."""
    try:
        return settings_from(os.environ)
    except ValueError as error:
        fail(str(error))


def store_of(config: Settings) -> Store:
    """The store, with every migration applied; an unreachable one ends the command."""
    with one_sentence():
        config.home.mkdir(parents=True, exist_ok=True)
        return open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=utc_now())


def parts_here() -> Parts:
    """The use cases over the store of this process."""
    config = settings()
    return assemble(config, store_of(config), utc_now)


Told = TypeVar("Told", bound=BaseModel)


def told(form: type[Told], **fields: object) -> Told:
    """Options as the form that the API takes; what it refuses ends the command with a sentence."""
    try:
        return form.model_validate(fields)
    except ValidationError as error:
        fail(validation_sentence(error))


def operator() -> str:
    """Who runs this command, as the audit trail names it: the account on this machine."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli"


def _without_store(error: StoreFailed | sqlite3.Error) -> str:
    """What the database said, in words by which one can go on; what is no fault of a machine is raised again."""
    told = error.orig if isinstance(error, StoreFailed) else error
    if getattr(told, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY:
        return READ_ONLY
    trouble = disk_trouble(error)
    if trouble is None and not isinstance(error, StoreAway):
        raise error
    return {"full": NO_ROOM, "failing": BAD_DISK, None: NO_ANSWER}[trouble].format(told)


def _without_file(error: OSError) -> str:
    obstacle = OBSTACLES.get(error.errno or 0, f"文件或文件夹无法读写（{error.strerror}）")
    if disk_trouble(error) == "failing":
        obstacle = FAILING
    where = f"：{error.filename}" if error.filename else ""
    return f"{obstacle}{where}"


@contextmanager
def one_sentence() -> Iterator[None]:
    """Let what an operator can mend end the command with a sentence and exit code 2."""
    try:
        yield
    except KeyboardInterrupt:
        fail(BROKEN_OFF, INTERRUPTED)
    except StoreOverflow:
        fail(OUT_OF_RANGE)
    except BrokenPipeError:
        # Whoever was reading has seen enough: Typer ends the command without a word.
        raise
    except (StoreFailed, sqlite3.Error) as error:
        fail(_without_store(error))
    except (MemoryError, BrokenProcessPool):
        fail(NO_MEMORY)
    except pa.ArrowException:
        # Its text may quote what a file holds.
        fail(DAMAGED)
    except OSError as error:
        fail(_without_file(error))
    except (
        ImportRunning,
        KeysUnusable,
        StagingFailed,
        UnreadableFile,
        StoreUnreachable,
        BadBundle,
        BadSnapshot,
        BadCopy,
        BadPolicy,
        CopyFailed,
        GateFailed,
        NothingBefore,
        BadSettings,
        NobodyToHelp,
        NotADemo,
        KeyUnreadable,
        NightRunning,
        Problem,
        SignOnNotInstalled,
        TrainingFailed,
    ) as error:
        fail(str(error))
