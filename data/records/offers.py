"""What vacancies and programmes share: a table of how they are now, and one of every version they had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data.bulk import stage
from data.canonical import contents
from data.fetching import fetch
from data.schema import Column, arrow_schema
from data.store import Connection, rows_of


@dataclass(frozen=True, slots=True)
class Offers:
    """One kind of offer: its words (the first is its key), how they are now, what they were."""

    words: tuple[Column, ...]
    current: sa.Table
    versions: sa.Table

    @property
    def key(self) -> str:
        """The name of the column that tells one offer from another."""
        return self.words[0].name


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the rows: not held before, held with other contents, held just so."""

    new: int
    changed: int
    unchanged: int


def store_offers(db: Connection, offers: Offers, rows: pa.Table, recorded_at: datetime) -> Stored:
    """Take the rows: new and changed ones become a version, unchanged ones leave no trace.

    Of rows with the same key the last one counts. Offers that are not among the rows stay as they are.
    """
    rows = _last_of_each(rows.select([w.name for w in offers.words]), offers.key)
    rows = rows.cast(arrow_schema(offers.words))
    rows = rows.append_column("content", contents(rows, offers.words))
    staged = stage(db, f"staged_{offers.current.name}", rows)
    new = _insert_new(db, offers, staged, recorded_at)
    changed = _update_changed(db, offers, staged, recorded_at)
    _add_versions(db, offers)
    staged.drop(db)
    return Stored(new, changed, rows.num_rows - new - changed)


def offer(db: Connection, offers: Offers, key: str) -> pa.Table:
    """One offer as it is now: one row, or none."""
    return some_offers(db, offers, [key])


def some_offers(db: Connection, offers: Offers, keys: Sequence[str]) -> pa.Table:
    """Several offers as they are now, by key; unknown keys are left out."""
    return offers_where(db, offers, offers.current.c[offers.key].in_(keys))


def offers_where(db: Connection, offers: Offers, *conditions: sa.ColumnElement[bool]) -> pa.Table:
    """The offers that meet all the conditions, as they are now, by key."""
    columns = [offers.current.c[word.name] for word in offers.words]
    chosen = sa.select(*columns).where(*conditions).order_by(offers.current.c[offers.key])
    return fetch(db, chosen, offers.words)


def count_offers(db: Connection, offers: Offers, *conditions: sa.ColumnElement[bool]) -> int:
    """How many offers meet all the conditions."""
    counted = sa.select(sa.func.count()).select_from(offers.current).where(*conditions)
    return db.scalar(counted) or 0


def _last_of_each(rows: pa.Table, key: str) -> pa.Table:
    keys = pc.fill_null(rows.column(key).combine_chunks(), "").to_numpy(zero_copy_only=False)
    _, first_from_behind = np.unique(keys[::-1].astype(str), return_index=True)
    return rows.take(pa.array(np.sort(len(keys) - 1 - first_from_behind)))


def _insert_new(db: Connection, offers: Offers, staged: sa.Table, recorded_at: datetime) -> int:
    now, key = offers.current, offers.key
    held = sa.exists().where(now.c[key] == staged.c[key])
    names = [*(w.name for w in offers.words), "content", "revision", "recorded_at"]
    rows = sa.select(
        *(staged.c[w.name] for w in offers.words),
        staged.c.content,
        sa.literal(1),
        sa.literal(recorded_at, now.c.recorded_at.type),
    ).where(~held)
    return rows_of(db, sa.insert(now).from_select(names, rows))


def _update_changed(db: Connection, offers: Offers, staged: sa.Table, recorded_at: datetime) -> int:
    now, key = offers.current, offers.key
    values = {w.name: staged.c[w.name] for w in offers.words[1:]}
    changed = (
        sa.update(now)
        .where(now.c[key] == staged.c[key], now.c.content != staged.c.content)
        .values(
            **values,
            content=staged.c.content,
            revision=now.c.revision + 1,
            recorded_at=recorded_at,
        )
    )
    return rows_of(db, changed)


def _add_versions(db: Connection, offers: Offers) -> None:
    """Copy what is now and has no version yet: exactly the rows this transaction made or changed."""
    now, past, key = offers.current, offers.versions, offers.key
    names = [column.name for column in past.columns]
    kept = sa.exists().where(past.c[key] == now.c[key], past.c.revision == now.c.revision)
    db.execute(
        sa.insert(past).from_select(names, sa.select(*(now.c[n] for n in names)).where(~kept))
    )
