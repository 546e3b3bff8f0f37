"""Rows go through staging and come back unchanged, on both databases and in pieces of any size."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa

from data import bulk
from data.bulk import ImportRunning, stage, staged
from data.fetching import fetch, stream
from data.schema import Column, arrow_schema
from data.store import Store, open_store, reading, transaction

WORDS = (
    Column("t", "text", ""),
    Column("d", "date", ""),
    Column("i", "int", ""),
    Column("m", "fen", ""),
    Column("r", "real", ""),
    Column("f", "flag", ""),
    Column("l", "list", ""),
)
ROWS = pa.Table.from_pylist(
    [
        {"t": 'a,"b"\n;', "d": date(1900, 1, 1), "i": 0, "m": 10**12, "r": 0.1 + 0.2, "f": True,
         "l": ["甲", "乙"]},
        {"t": "", "d": date(2026, 2, 28), "i": -1, "m": 0, "r": 1e-300, "f": False, "l": []},
        {"t": None, "d": None, "i": None, "m": None, "r": None, "f": None, "l": None},
        {"t": "NULL", "d": None, "i": 7, "m": 1, "r": -0.5, "f": None, "l": ["t"]},
        {"t": "\\N", "d": None, "i": 8, "m": 1, "r": 3.0, "f": True, "l": ["忻州", "a b"]},
    ],
    schema=arrow_schema(WORDS),
)  # fmt: skip
SORTED = [row | {"l": row["l"] and sorted(row["l"])} for row in ROWS.to_pylist()]


def test_staged_pieces_come_back_as_they_were(store: Store) -> None:
    with staged(store, "staged_things", iter([ROWS.slice(0, 2), ROWS.slice(2)])) as (db, table):
        assert fetch(db, sa.select(table), WORDS).to_pylist() == SORTED
    with reading(store) as db:
        assert "staged_things" not in sa.inspect(db).get_table_names()


def test_rows_staged_in_a_transaction_come_back_as_they_were(store: Store) -> None:
    with transaction(store) as db:
        for _ in range(2):
            table = stage(db, "staged_things", ROWS)
        found = fetch(db, sa.select(table), WORDS)
        assert found.schema == arrow_schema(WORDS)
        assert found.to_pylist() == SORTED


def test_no_rows_can_be_staged_too(store: Store) -> None:
    nothing = ROWS.slice(0, 0)
    with transaction(store) as db:
        assert fetch(db, sa.select(stage(db, "staged_things", nothing)), WORDS).num_rows == 0
    with staged(store, "staged_things", iter([nothing])) as (db, table):
        assert fetch(db, sa.select(table), WORDS).num_rows == 0


def test_rows_are_streamed_in_pieces_and_none_is_an_empty_table(store: Store) -> None:
    with transaction(store) as db:
        table = stage(db, "staged_things", ROWS)
        pieces = list(stream(db, sa.select(table), WORDS, rows=2))
        assert [piece.num_rows for piece in pieces] == [2, 2, 1]
        assert pa.concat_tables(pieces).to_pylist() == SORTED
        nothing = fetch(db, sa.select(table).where(table.c.i == 99), WORDS)
        assert nothing.equals(arrow_schema(WORDS).empty_table())


def test_a_failed_merge_leaves_no_staging(store: Store, tmp_path: Path) -> None:
    def fail() -> None:
        with staged(store, "staged_things", iter([ROWS])) as (db, table):
            db.execute(sa.insert(table).values(i=1))
            db.execute(sa.text("SELECT nonsense FROM nowhere"))

    with pytest.raises(sa.exc.DBAPIError):
        fail()
    with reading(store) as db:
        assert "staged_things" not in sa.inspect(db).get_table_names()
    assert not [path for path in tmp_path.iterdir() if "staging" in path.name]


def test_a_second_import_of_one_sqlite_file_waits_its_turn(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "IMPORT_WAIT_SECONDS", 0.1)
    first, second = open_store(sqlite_url), open_store(sqlite_url)

    def import_meanwhile() -> None:
        with staged(first, "a", iter([ROWS])), staged(second, "a", iter([ROWS])):
            pass

    with pytest.raises(ImportRunning, match="另一个导入正在进行"):
        import_meanwhile()
    with staged(second, "a", iter([ROWS])) as (db, table):
        assert db.scalar(sa.select(sa.func.count()).select_from(table)) == 5
