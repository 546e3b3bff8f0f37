"""Questions about keys: which ones this database was sealed with, how much each still seals, sealing anew."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from data.bulk import stage
from data.keys import KeyRing, KeysUnusable, add_key
from data.sealed_columns import SEALED, SealedColumn
from data.sealing import HEAD_LETTERS, head_of, number_of
from data.store import Connection, Store, reading, rows_of, transaction, vault_of
from data.tables import sealing_keys

LOOKUP = 0
"""The number under which the key of the hashes is noted."""

ROWS_AT_ONCE = 20_000
ROTATION_LOCK = 0x50_4E_47_48
"""Any fixed number: two who rotate at once make one key."""


def is_bound(store: Store) -> bool:
    """Whether a ring was ever used with this database, so that another one must not be made."""
    with reading(store) as db:
        if not sa.inspect(db).has_table(sealing_keys.name):
            return False
        return bool(db.scalar(sa.select(sa.exists().select_from(sealing_keys))))


def fits(store: Store, ring: KeyRing) -> bool:
    """Whether nothing in the database was sealed with keys that this ring does not have."""
    have = {LOOKUP: ring.fingerprint} | {key.number: key.fingerprint for key in ring.keys}
    with reading(store) as db:
        return all(have.get(number) == told for number, told in _noted(db).items())


def bind(store: Store, ring: KeyRing, now: datetime) -> None:
    """Note the keys of a ring; KeysUnusable when the database was sealed with others."""
    wanted = {LOOKUP: ring.fingerprint} | {key.number: key.fingerprint for key in ring.keys}
    with reading(store) as db:
        if _noted(db) == wanted:
            return
    with transaction(store) as db:
        noted = _noted(db)
        if any(wanted.get(number) != fingerprint for number, fingerprint in noted.items()):
            raise KeysUnusable("密钥文件不是这个数据库的，请核对 SONGGANG_KEYS，或从密钥备份恢复。")
        rows = [
            {"number": number, "fingerprint": fingerprint, "recorded_at": now}
            for number, fingerprint in wanted.items()
            if number not in noted
        ]
        if rows:
            db.execute(sa.insert(sealing_keys), rows)


def sealed_by(db: Connection) -> Mapping[int, int]:
    """How many texts each key still seals."""
    counts: dict[int, int] = {}
    for each in SEALED:
        head = _head(each)
        found = sa.select(head, sa.func.count()).where(each.column.is_not(None)).group_by(head)
        for letters, n in db.execute(found):
            counts[number_of(letters)] = counts.get(number_of(letters), 0) + n
    return counts


def renew(store: Store, cipher: str, now: datetime) -> int:
    """The number of the key to seal with anew: a fresh one, or the newest while it has work left."""
    path = store.vault.path
    with transaction(store) as db:
        if not store.is_sqlite:
            db.execute(sa.select(sa.func.pg_advisory_xact_lock(ROTATION_LOCK)))
        newest = store.vault.ring().newest.number
        if any(number != newest for number in sealed_by(db)):
            return newest
        made = add_key(path, cipher, now).newest
        note = {"number": made.number, "fingerprint": made.fingerprint, "recorded_at": now}
        db.execute(sa.insert(sealing_keys).values(**note))
    return made.number


def seal_anew(store: Store, number: int, progress: Callable[[int], None]) -> int:
    """Seal with the newest key, which is `number`, whatever another one sealed; returns how many texts.

    Batch by batch, each a transaction of its own: killed in between, it goes on where it stopped. A text
    that somebody else writes meanwhile is left as they wrote it.
    """
    done = 0
    for each in SEALED:
        for n in _batches(store, each, head_of(number)):
            done += n
            progress(done)
    return done


def _batches(store: Store, each: SealedColumn, head: str) -> Iterator[int]:
    keys = list(each.table.primary_key.columns)
    after: tuple[object, ...] | None = None
    while True:
        old = sa.select(*keys, each.column).where(_head(each) != head)
        if after is not None:
            old = old.where(sa.tuple_(*keys) > after)
        with transaction(store) as db:
            rows = db.execute(old.order_by(*keys).limit(ROWS_AT_ONCE)).all()
            if not rows:
                return
            changed = _sealed_anew(db, each, keys, rows)
        after = tuple(rows[-1][:-1])
        yield changed


def _sealed_anew(
    db: Connection,
    each: SealedColumn,
    keys: list[sa.Column[Any]],
    rows: Sequence[sa.Row[*tuple[Any, ...]]],
) -> int:
    vault = vault_of(db)
    values = list(zip(*rows, strict=True))
    owners, before = values[[key.name for key in keys].index(each.owner)], values[-1]
    opened = [vault.unseal(each.name, o, t) for o, t in zip(owners, before, strict=True)]
    columns = {key.name: pa.array(v, pa.string()) for key, v in zip(keys, values, strict=False)}
    columns["before"] = pa.array(before, pa.string())
    columns["after"] = pa.array(vault.seal(each.name, owners, opened), pa.string())
    turned = stage(db, "sealed_anew", pa.table(columns))
    same = [key == turned.c[key.name] for key in keys]
    # Without the bounds each batch would read the whole table.
    here = keys[0].between(rows[0][0], rows[-1][0])
    again = sa.update(each.table).where(here, *same, each.column == turned.c.before)
    return rows_of(db, again.values({each.column.name: turned.c.after}))


def _head(each: SealedColumn) -> sa.ColumnElement[str]:
    return sa.func.substr(each.column, 1, HEAD_LETTERS)


def _noted(db: Connection) -> dict[int, str]:
    k = sealing_keys
    return {
        row.number: row.fingerprint for row in db.execute(sa.select(k.c.number, k.c.fingerprint))
    }
