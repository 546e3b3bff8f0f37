"""A table that has just been filled is looked at before it is asked."""

from pathlib import Path

import sqlalchemy as sa

from data.statistics import renew
from data.store import Store, reading, transaction
from tests.data.importing import people, take_workers, write_csv


def test_what_has_been_loaded_is_looked_at(store: Store, tmp_path: Path) -> None:
    as_if_new(store)
    take_workers(store, write_csv(tmp_path / "a.csv", people(80)))
    looked_at = renew(store)
    if store.is_sqlite:
        assert looked_at == ()
        return
    assert {"workers", "worker_versions"} <= set(looked_at)
    assert "outbox" not in looked_at
    with reading(store) as db:
        known = "SELECT reltuples FROM pg_class WHERE relname = 'workers'"
        assert db.scalar(sa.text(known)) == 80


def as_if_new(store: Store) -> None:
    """Whatever other tests have left: nobody has looked at the people yet, and at the messages just now."""
    if not store.is_sqlite:
        with transaction(store) as db:
            db.execute(sa.text("TRUNCATE workers, outbox CASCADE"))
            db.execute(sa.text("ANALYZE outbox"))


def test_tables_of_others_in_the_same_database_are_let_alone(store: Store) -> None:
    if store.is_sqlite:
        assert renew(store) == ()
        return
    with transaction(store) as db:
        db.execute(sa.text("CREATE SCHEMA others"))
        db.execute(sa.text("CREATE TABLE others.parts AS SELECT generate_series(1, 1000) AS part"))
    try:
        assert "parts" not in renew(store)
    finally:
        with transaction(store) as db:
            db.execute(sa.text("DROP SCHEMA others CASCADE"))
