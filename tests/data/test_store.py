"""The store keeps its promises on both databases: its shape, its transactions, its rules."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from data import tables, tables_service
from data.columns import Instant, metadata
from data.records import recommendations
from data.records.recommendations import Recommendation
from data.schema import SEXES
from data.store import (
    MIGRATIONS,
    Store,
    StoreUnreachable,
    has_tables,
    migrate,
    open_store,
    reading,
    schema_is_current,
    transaction,
    vault_of,
)
from tests import builders

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_the_migrations_make_exactly_the_tables_of_the_code(store: Store) -> None:
    with reading(store) as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_exactly_the_checks_of_the_code(store: Store) -> None:
    inspector = sa.inspect(store.engine)
    for table in metadata.sorted_tables:
        wanted = {
            str(check.name) for check in table.constraints if isinstance(check, sa.CheckConstraint)
        }
        found = {str(check["name"]) for check in inspector.get_check_constraints(table.name)}
        assert found == wanted, table.name


def test_the_code_lists_of_the_migrations_are_those_of_the_words(
    sqlite_url: str, tmp_path: Path
) -> None:
    migrated, made = open_store(sqlite_url), open_store(f"sqlite:///{tmp_path / 'made.db'}")
    metadata.create_all(made.engine)
    for table in metadata.sorted_tables:
        assert checks(migrated, table.name) == checks(made, table.name), table.name
    sexes = checks(migrated, "worker_versions")["ck_worker_versions_sex_is_known"]
    assert sexes == " OR ".join(f"sex = '{code}'" for code in SEXES)


def test_migrating_twice_changes_nothing(store: Store) -> None:
    assert schema_is_current(store)
    migrate(store)
    assert schema_is_current(store)


def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    empty = open_store(f"sqlite:///{tmp_path / 'new' / 'songgang.db'}")
    assert not schema_is_current(empty)
    assert not has_tables(empty)


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def write_twice() -> None:
        with transaction(store) as db:
            add_token(db, "a")
            add_token(db, "a")

    with pytest.raises(sa.exc.IntegrityError):
        write_twice()
    with reading(store) as db:
        assert count(db) == 0


def test_two_writers_take_turns(store: Store) -> None:
    def write(name: str) -> None:
        with transaction(store) as db:
            add_token(db, f"{name}{count(db)}")

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(store) as db:
        assert count(db) == 8


def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    with reading(store) as db:
        before = count(db)
        with transaction(store) as other:
            add_token(other, "a")
        assert count(db) == before


def test_a_moment_comes_back_in_utc_and_one_without_a_zone_is_refused(store: Store) -> None:
    with transaction(store) as db:
        add_token(db, "a")
    with reading(store) as db:
        assert db.scalar(sa.select(tables_service.tokens.c.created_at)) == NOW
    with pytest.raises(sa.exc.StatementError, match="time zone"), transaction(store) as db:
        add_token(db, "b", at=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://nobody:secret@127.0.0.1:1/none", "数据库无法打开"),
        ("mysql://a:secret@b/c", "不支持的数据库"),
        ("sqlite://", "不支持的数据库"),
        ("nonsense", "数据库地址无法识别"),
    ],
)
def test_a_database_that_cannot_be_had_is_one_sentence_without_the_password(
    url: str, says: str
) -> None:
    with pytest.raises(StoreUnreachable, match=says) as failure:
        open_store(url)
    assert "secret" not in str(failure.value)
    assert "\n" not in str(failure.value)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("这不是数据库，" * 1000, "utf-8")
    with pytest.raises(StoreUnreachable, match="：不是数据库文件；请检查磁盘"):
        open_store(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(StoreUnreachable, match="：文件打不开，请核对路径"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_store_never_shows_its_password(sqlite_url: str) -> None:
    assert sqlite_url not in repr(open_store(sqlite_url))


def checks(store: Store, table: str) -> dict[str, str]:
    found = sa.inspect(store.engine).get_check_constraints(table)
    return {str(check["name"]): " ".join(check["sqltext"].split()) for check in found}


def add_token(db: sa.Connection, name: str, at: datetime = NOW) -> None:
    db.execute(
        sa.insert(tables_service.tokens).values(
            token_hash=name,
            name=name,
            scopes="read",
            created_at=at,
            expires_at=datetime(2027, 1, 1, tzinfo=UTC),
        )
    )


def over(db: sa.Connection) -> Config:
    """The migrations over a connection."""
    config = Config(attributes={"connection": db})
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def count(db: sa.Connection) -> int:
    return db.scalar(sa.select(sa.func.count()).select_from(tables_service.tokens)) or 0


def test_what_was_judged_before_is_found_by_its_target(store: Store) -> None:
    with transaction(store) as db:
        config = over(db)
        command.downgrade(config, "0035")
        db.execute(sa.insert(tables.workers), builders.kept_workers(vault_of(db), ["W1"], NOW))
        shown = Recommendation(
            "W1", "vacancy", "V1", NOW.date(), 1, 0.5, None, None, None, "{}", "b"
        )
        (id_,) = recommendations.record(db, [shown], NOW)
        before = sa.table(
            "verdicts", *map(sa.column, ("recommendation_id", "verdict", "said_by", "said_at"))
        )
        said = {"recommendation_id": id_, "verdict": "dismissed", "said_by": "a"}
        db.execute(sa.insert(before).values(**said, said_at=sa.literal(NOW, Instant())))
        command.upgrade(config, "head")
    with reading(store) as db:
        assert recommendations.finished_with(db, "V1", ["dismissed"]) == {"W1"}


def test_the_steps_back_leave_an_empty_database(store: Store) -> None:
    with transaction(store) as db:
        command.downgrade(over(db), "base")
    assert sa.inspect(store.engine).get_table_names() == ["alembic_version"]
    assert not schema_is_current(store)
