"""Questions about spells: the periods without work, with their ends where they have one."""

import pyarrow as pa
import sqlalchemy as sa

from data.fetching import Query, fetch
from data.schema import SPELL_COLUMNS
from data.store import Connection
from data.tables import spells


def all_spells(db: Connection) -> pa.Table:
    """Every spell of everybody, by worker and day."""
    return fetch(db, _spells(), SPELL_COLUMNS)


def of_worker(db: Connection, worker_id: str) -> pa.Table:
    """The spells of one worker, by day."""
    return fetch(db, _spells().where(spells.c.worker_id == worker_id), SPELL_COLUMNS)


def count(db: Connection) -> int:
    """How many spells there are."""
    return db.scalar(sa.select(sa.func.count()).select_from(spells)) or 0


def _spells() -> Query:
    columns = [spells.c[column.name] for column in SPELL_COLUMNS]
    return sa.select(*columns).order_by(spells.c.worker_id, spells.c.started_on)
