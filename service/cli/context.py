"""What commands share: the settings, an opened and migrated store, and errors as one sentence."""

import errno
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from data.bulk import ImportRunning
from data.codes.law.policies import BadPolicy
from data.copying import CopyFailed
from data.importers.readers import UnreadableFile
from data.keys import KeysUnusable
from data.opening import open_with_keys
from data.store import Store, StoreBusy, StoreUnreachable
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
    errno.EACCES: "没有读写的权限",
    errno.EPERM: "没有读写的权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "名称太长",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "已有同名的文件，不能在此建文件夹",
    errno.ENOTDIR: "已有同名的文件，不能在此建文件夹",
}


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


@contextmanager
def one_sentence() -> Iterator[None]:
    """Let what an operator can mend end the command with a sentence and exit code 2."""
    try:
        yield
    except StoreBusy as error:
        fail(f"数据库没有完成此操作，请稍后再试（{error.orig}）。")
    except OSError as error:
        where = f"：{error.filename}" if error.filename else ""
        fail(
            f"{OBSTACLES.get(error.errno or 0, '文件或文件夹无法读写')}{where}（{error.strerror}）"
        )
    except (
        ImportRunning,
        KeysUnusable,
        UnreadableFile,
        StoreUnreachable,
        BadBundle,
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
