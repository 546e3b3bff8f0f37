"""A stolen database tells nothing, keys are changed under way, and no key is lost unnoticed."""

import io
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from data.faults import Crash
from data.keys import KeysUnusable, make_ring, read_ring
from data.opening import open_with_keys
from data.records import addresses, keyrings, workers
from data.store import (
    MIGRATIONS,
    Store,
    migrate,
    open_store,
    psycopg_connection,
    reading,
    transaction,
)
from data.tables import workers as table
from tests.builders import id_number
from tests.data.importing import people, person, take_workers, write_csv
from tests.data.pushed import people as registered

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
NUMBERS = [id_number(sequence=n) for n in (1, 3, 5)]
PHONES = ["13800000001", "13800000002", "0350-3030303"]


def test_a_stolen_database_shows_no_id_number_telephone_or_address(
    store: Store, tmp_path: Path
) -> None:
    rows = [
        person(worker_id=f"W{n}", id_number=number, phone=phone)
        for n, (number, phone) in enumerate(zip(NUMBERS, PHONES, strict=True))
    ]
    take_workers(store, write_csv(tmp_path / "a.csv", rows))
    with transaction(store) as db:
        addresses.keep(db, "W1", "email", address="wang@example.cn", now=NOW)
    stolen = dump(store)
    assert b"W1" in stolen
    for secret in (*NUMBERS, *PHONES, "wang@example.cn"):
        assert secret.encode() not in stolen
    with reading(store) as db:
        assert [who.worker_id for who in workers.find(db, id_number=NUMBERS[2])] == ["W2"]
        assert addresses.address_of(db, "W1", "email") == "wang@example.cn"
        assert addresses.address_of(db, "W1", "sms") == PHONES[1]
        assert addresses.address_of(db, "W1", "wechat") is None


def test_a_database_from_before_is_sealed_as_it_is_upgraded(store: Store, tmp_path: Path) -> None:
    down(store, "0015")
    with transaction(store) as db:
        for n, (number, phone) in enumerate(zip(NUMBERS, (*PHONES[:2], None), strict=True)):
            db.execute(sa.text(OLD_WORKER), {"id": f"W{n}", "number": number, "phone": phone})
        db.execute(sa.text(OLD_ADDRESS))
    migrate(store)
    stolen = dump(store)
    for secret in (*NUMBERS, *PHONES[:2], "wang@example.cn"):
        assert secret.encode() not in stolen
    with reading(store) as db:
        assert [workers.telephone(db, f"W{n}") for n in range(3)] == [*PHONES[:2], None]
        assert [who.worker_id for who in workers.find(db, id_number=NUMBERS[1])] == ["W1"]
        drawers = sa.text("SELECT id_drawer FROM workers ORDER BY worker_id")
        assert db.scalars(drawers).all() == store.vault.drawers(NUMBERS)
        named = db.execute(sa.text("SELECT DISTINCT name_key, initials FROM workers")).all()
        assert [tuple(row) for row in named] == [("ce4测shi4试jia3甲", "csj")]
        assert addresses.address_of(db, "W0", "email") == "wang@example.cn"
    down(store, "0015")
    with reading(store) as db:
        back = db.execute(sa.text("SELECT id_number, phone FROM workers ORDER BY worker_id")).all()
    assert [tuple(row) for row in back] == list(zip(NUMBERS, (*PHONES[:2], None), strict=True))


def test_an_old_database_is_not_upgraded_without_keys(store: Store) -> None:
    down(store, "0015")
    with transaction(store) as db:
        db.execute(sa.text(OLD_WORKER), {"id": "W0", "number": NUMBERS[0], "phone": None})
    blind = open_store(store.url)
    with pytest.raises(KeysUnusable):
        migrate(blind)
    blind.engine.dispose()
    with reading(store) as db:
        assert db.scalar(sa.text("SELECT id_number FROM workers")) == NUMBERS[0]


def test_rotating_seals_everything_with_a_new_key(store: Store, tmp_path: Path) -> None:
    keyrings.bind(store, store.vault.ring(), NOW)
    path = write_csv(tmp_path / "a.csv", people(30))
    take_workers(store, path)
    number = keyrings.renew(store, "sm4-gcm", NOW)
    seen: list[int] = []
    assert keyrings.seal_anew(store, number, seen.append) == 60
    assert (number, seen[-1]) == (2, 60)
    with reading(store) as db:
        assert keyrings.sealed_by(db) == {2: 60}
        assert workers.telephone(db, "W000007") == "13800000001"
    again = take_workers(store, path)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 30)


@pytest.mark.parametrize("batch", [1, 3])
def test_a_rotation_broken_off_goes_on_where_it_stopped(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(keyrings, "ROWS_AT_ONCE", 5)
    keyrings.bind(store, store.vault.ring(), NOW)
    take_workers(store, write_csv(tmp_path / "a.csv", people(30)))
    left = [batch]

    def break_off(_: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Crash

    with pytest.raises(Crash):
        keyrings.seal_anew(store, keyrings.renew(store, "sm4-gcm", NOW), break_off)
    with reading(store) as db:
        assert set(keyrings.sealed_by(db)) == {1, 2}
    assert keyrings.renew(store, "sm4-gcm", NOW) == 2
    keyrings.seal_anew(store, 2, lambda _: None)
    with reading(store) as db:
        assert keyrings.sealed_by(db) == {2: 60}


def test_two_who_rotate_at_once_make_one_key(store: Store) -> None:
    keyrings.bind(store, store.vault.ring(), NOW)
    registered(store, "A", "B", "C")
    made: list[int] = []

    def rotate() -> None:
        made.append(keyrings.renew(store, "aes-256-gcm", NOW))

    threads = [threading.Thread(target=rotate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [2, 2, 2, 2]
    assert len(store.vault.ring().keys) == 2


def test_a_database_is_opened_with_its_own_keys_only(sqlite_url: str, tmp_path: Path) -> None:
    mine, other = tmp_path / "mine.json", tmp_path / "other.json"
    first = open_with_keys(sqlite_url, mine, cipher="aes-256-gcm", now=NOW)
    assert open_with_keys(sqlite_url, mine, cipher="aes-256-gcm", now=NOW).vault.ring() == (
        first.vault.ring()
    )
    with pytest.raises(KeysUnusable, match="从密钥备份恢复"):
        open_with_keys(sqlite_url, other, cipher="aes-256-gcm", now=NOW)
    assert read_ring(other) is None
    make_ring(other, "aes-256-gcm", NOW)
    with pytest.raises(KeysUnusable, match="不是这个数据库的"):
        open_with_keys(sqlite_url, other, cipher="aes-256-gcm", now=NOW)


def test_a_text_written_meanwhile_stays_as_it_was_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyrings.bind(store, store.vault.ring(), NOW)
    registered(store, "A", "B")
    number = keyrings.renew(store, "aes-256-gcm", NOW)
    monkeypatch.setattr(keyrings, "ROWS_AT_ONCE", 1)
    (changed,) = store.vault.seal("id_number", ["B"], [NUMBERS[0]])

    def write(_: int) -> None:
        with transaction(store) as db:
            db.execute(sa.update(table).where(table.c.worker_id == "B").values(id_sealed=changed))

    assert keyrings.seal_anew(store, number, write) == 1
    with reading(store) as db:
        assert keyrings.sealed_by(db) == {2: 2}


OLD_WORKER = """INSERT INTO workers (worker_id, id_number, name, phone, recorded_at)
VALUES (:id, :number, '测试甲', :phone, '2026-11-01 00:00:00+00:00')"""
OLD_ADDRESS = """INSERT INTO push_addresses (worker_id, channel, address, recorded_at)
VALUES ('W0', 'email', 'wang@example.cn', '2026-11-01 00:00:00+00:00')"""


def down(store: Store, revision: str) -> None:
    """Take the database back to what an older version left."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.connect() as db:
        if store.is_sqlite:
            db.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with db.begin():
            config.attributes["connection"] = db
            command.downgrade(config, revision)


def dump(store: Store) -> bytes:
    """All that a thief of the files, or of a backup, would read."""
    if store.is_sqlite:
        path = Path(str(store.engine.url.database))
        beside = sorted(path.parent.glob(f"{path.name}*"))
        return b"".join(file.read_bytes() for file in beside)
    out = io.BytesIO()
    with reading(store) as db:
        for name in sa.inspect(db).get_table_names():
            with (
                psycopg_connection(db).cursor() as cursor,
                cursor.copy(f'COPY "{name}" TO STDOUT'.encode()) as rows,
            ):
                out.writelines(bytes(row) for row in rows)
    return out.getvalue()
