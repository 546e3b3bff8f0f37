"""Copies of everything a home needs to live again: made while it runs, checked file by file before they are used."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from data.copying import (
    POSTGRES_COPY,
    SQLITE_COPY,
    address_of,
    copy_database,
    fill_database,
    is_empty,
)
from data.keys import KeysUnusable, read_ring
from data.opening import open_with_keys
from data.store import Store, open_store
from service.config import Settings

MANIFEST = "manifest.json"
LAST = "last-backup.json"
"""In the home: when the last copy was made, for the figures and the doctor."""

KEPT = ("bundles", "nights", "push.toml", "drift.json")
"""What is copied of a home besides the database, where it is there. Scores come again with the next night."""

SNAPSHOTS = "snapshots"
KEYS, SIGNING_KEY = "keys.json", "signing.key"


class BadCopy(Exception):
    """A copy that cannot be made or used, or a place that is not empty; a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a copy holds: every file with its hash, and by which keys its database is sealed."""

    made_at: datetime
    version: str
    database: str
    keys: str
    has_keys: bool
    files: Mapping[str, str]


def back_up(
    config: Settings,
    store: Store,
    into: Path,
    *,
    now: datetime,
    with_keys: bool = False,
    with_snapshots: bool = False,
) -> Path:
    """Make a copy in a new folder below `into`; it has its name only once it is whole.

    The database comes first: a bundle that it speaks of is then never younger than the bundles copied.
    """
    ring = store.vault.ring()
    whole = into / f"songgang-{now:%Y%m%dT%H%M%SZ}"
    draft = into / f".{whole.name}.{os.getpid()}"
    if whole.exists():
        raise BadCopy(f"已有同名的备份：{whole}")
    draft.mkdir(parents=True, mode=0o700)
    try:
        copy_database(store, draft, programs=config.postgres_programs)
        for name in (*KEPT, *([SNAPSHOTS] if with_snapshots else [])):
            _copy(config.home / name, draft / "home" / name)
        if with_keys:
            _copy(config.keys, draft / KEYS)
            _copy(config.home / SIGNING_KEY, draft / SIGNING_KEY)
        manifest = Manifest(
            made_at=now,
            version=version("songgang"),
            database="sqlite" if store.is_sqlite else "postgresql",
            keys=ring.fingerprint,
            has_keys=with_keys,
            files={name: _hash(draft / name) for name in _files(draft)},
        )
        _write(draft / MANIFEST, asdict(manifest))
        draft.rename(whole)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _write(config.home / LAST, {"made_at": now.isoformat(), "folder": str(whole)})
    return whole


def checked(copy: Path) -> Manifest:
    """What a copy says of itself, once every file was found as it was written; BadCopy where one was not."""
    try:
        told = json.loads((copy / MANIFEST).read_text("utf-8"))
        manifest = Manifest(**{**told, "made_at": datetime.fromisoformat(told["made_at"])})
    except (OSError, ValueError, TypeError, KeyError) as failure:
        raise BadCopy(f"不是一份完整的备份（缺少或无法读取 {MANIFEST}）：{copy}") from failure
    found = set(_files(copy)) - {MANIFEST}
    for name in sorted(found ^ manifest.files.keys()):
        raise BadCopy(
            f"备份中{'缺少' if name in manifest.files else '多出'}文件 {name}，未作任何改动。"
        )
    for name, wanted in manifest.files.items():
        if _hash(copy / name) != wanted:
            raise BadCopy(f"备份中的 {name} 与清单不符（已损坏或被改动），未作任何改动。")
    return manifest


def restore(config: Settings, copy: Path, *, now: datetime) -> Manifest:
    """Bring a copy to life in an empty home and an empty database; nothing that is there is overwritten."""
    manifest = checked(copy)
    _refuse_what_is_there(config, copy, manifest)
    for name, target in ((KEYS, config.keys), (SIGNING_KEY, config.home / SIGNING_KEY)):
        if (copy / name).is_file() and not target.exists():
            _copy(copy / name, target)
    address = address_of(config.database_url)
    name = SQLITE_COPY if manifest.database == "sqlite" else POSTGRES_COPY
    fill_database(address, copy / name, programs=config.postgres_programs)
    for kept in sorted((copy / "home").glob("*")):
        _copy(kept, config.home / kept.name)
    # Opened once as any command would: tables of an older version are brought up to date, keys must fit.
    opened = open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=now)
    opened.engine.dispose()
    return manifest


def _refuse_what_is_there(config: Settings, copy: Path, manifest: Manifest) -> None:
    address = address_of(config.database_url)
    if (address.get_backend_name() == "sqlite") != (manifest.database == "sqlite"):
        raise BadCopy(
            f"这是 {manifest.database} 的备份，与 SONGGANG_DATABASE_URL 所指的数据库不同类。"
        )
    ring = read_ring(config.keys)
    if ring is None and not manifest.has_keys:
        raise KeysUnusable(
            f"备份不含密钥；请先把密钥备份中的 keys.json 放到 {config.keys}（权限 600），再恢复。"
        )
    if ring is not None and ring.fingerprint != manifest.keys:
        raise KeysUnusable(f"{config.keys} 不是这份备份的密钥，未作任何改动。")
    there = [
        path for path in sorted((copy / "home").glob("*")) if (config.home / path.name).exists()
    ]
    if there:
        raise BadCopy(
            f"{config.home} 中已有 {there[0].name}；请恢复到空的文件夹，原有内容不会被覆盖。"
        )
    if address.get_backend_name() == "sqlite":
        if Path(str(address.database)).exists():
            raise BadCopy(f"数据库文件 {address.database} 已存在；请先移走，恢复不会覆盖它。")
        return
    target = open_store(config.database_url)
    try:
        if not is_empty(target):
            raise BadCopy(f"数据库 {target.shown} 中已有数据表；请恢复到新建的空库。")
    finally:
        target.engine.dispose()


def _copy(source: Path, target: Path) -> None:
    """A file or a folder, if there is one; never half of it under its name."""
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    if source.is_dir():
        shutil.copytree(source, draft, ignore=shutil.ignore_patterns(".*", "lock"))
    else:
        shutil.copy2(source, draft)
    draft.rename(target)


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, told: Mapping[str, object]) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False, indent=1, default=str)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
