"""Fixtures that must be closed again: a fresh store on either database, and the folder of real data."""

from collections.abc import Hashable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask_openapi import openapi
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from werkzeug.routing import Rule

from data.keys import make_ring
from data.sealing import Vault
from data.store import Store, migrate, open_store
from models.matching import engine
from service.access import passwords
from tests import postgres, warming

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def hostile(request: pytest.FixtureRequest) -> int:
    """How many hostile files and requests are generated in all."""
    return int(request.config.getoption("--hostile"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Databases]:
    """A running server with migrated databases; one for each process of the test run."""
    with postgres.server() as address:
        databases = postgres.Databases(address, postgres.migrated_template(address))
        yield databases
        databases.drop_all()


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of this test's own; fails instead of skipping where PostgreSQL is required."""
    try:
        databases: postgres.Databases = request.getfixturevalue("postgres_server")
    except Exception as failure:
        if postgres.REQUIRED:
            pytest.fail(f"PostgreSQL is required here but cannot be had: {failure}")
        pytest.skip(f"no PostgreSQL: {failure}")
    with databases.fresh() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated SQLite file, to be copied for each test."""
    path = tmp_path_factory.mktemp("template") / "songgang.db"
    store = open_store(f"sqlite:///{path}")
    migrate(store)
    store.engine.dispose()
    return path.read_bytes()


@pytest.fixture
def sqlite_url(migrated_sqlite: bytes, tmp_path: Path) -> str:
    """A migrated SQLite database of this test's own."""
    path = tmp_path / "songgang.db"
    path.write_bytes(migrated_sqlite)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file of keys, to be copied for each test: what one has sealed, another can open."""
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    make_ring(path, "aes-256-gcm", datetime(2026, 11, 1, tzinfo=UTC))
    return path.read_bytes()


@pytest.fixture
def vault(keys: bytes, tmp_path: Path) -> Vault:
    """A vault in this test's own folder."""
    path = tmp_path / "keys.json"
    path.touch(0o600)
    path.write_bytes(keys)
    return Vault(path)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, vault: Vault) -> Iterator[Store]:
    """An empty, migrated store; every test that asks for it runs on both databases."""
    opened = open_store(request.getfixturevalue(f"{request.param}_url"), vault)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def sqlite_store(sqlite_url: str, vault: Vault) -> Iterator[Store]:
    """An empty, migrated store on SQLite, for what does not differ between the databases."""
    opened = open_store(sqlite_url, vault)
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def search_compiled_once() -> Iterator[None]:
    """Whoever searches first waits for the process that compiles, instead of doing the same beside it."""
    with pytest.MonkeyPatch.context() as patch:

        def first(*told: Any) -> None:
            patch.undo()
            warming.finished()
            engine.search(*told)

        patch.setattr(engine, "search", first)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashing a password is meant to take long; in tests it is the same, by less work."""
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr(passwords, "HASHER", quick)
        yield


@pytest.fixture(scope="session", autouse=True)
def routes_compiled_once() -> Iterator[None]:
    """An app reads and compiles each of its 300 routes; a thousand apps here need it once."""
    compiled: dict[Hashable, Rule] = {}
    compile_anew = Rule.compile

    def compile_once(rule: Rule) -> None:
        first = compiled.setdefault((rule.rule, rule.subdomain, repr(rule.defaults)), rule)
        if first is rule:
            compile_anew(rule)
            return
        for part in ("arguments", "_parts", "_trace", "_converters"):
            setattr(rule, part, getattr(first, part))
        for name in ("_build", "_build_unknown"):
            setattr(rule, name, getattr(first, name).__func__.__get__(rule))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_once)
        patch.setattr(openapi, "entry_points", cache(openapi.entry_points))
        yield


class Templates(BytecodeCache):
    """What templates were compiled to, for all apps of the process."""

    def __init__(self) -> None:
        self.codes: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what is known of a template with this content."""
        bucket.code = self.codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.codes[bucket.key + bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """An app compiles each template that it shows; the apps here, one a test, share them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", Templates())
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Each engine compiles each statement once; the engines here, one a test, share what any has compiled."""
    compiled: dict[type, Any] = {}
    begin = sa.Engine.__init__

    def begin_sharing(engine: sa.Engine, *args: Any, **kwargs: Any) -> None:
        begin(engine, *args, **kwargs)
        kind = type(engine.dialect)
        engine._compiled_cache = compiled.setdefault(kind, engine._compiled_cache)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sa.Engine, "__init__", begin_sharing)
        for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
            patch.setattr(kind, "__eq__", lambda one, other: type(one) is type(other))
            patch.setattr(kind, "__hash__", lambda one: hash(type(one)))
        yield


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data beside the project; where it is missing the test skips and says so."""
    if not SHARED.is_dir():
        pytest.skip(f"no folder of real data at {SHARED}")
    return SHARED
