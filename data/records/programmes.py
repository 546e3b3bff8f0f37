"""Questions about training programmes: which can be joined, what one offers, and the taking of new ones."""

from collections.abc import Sequence
from datetime import date, datetime

import pyarrow as pa
import sqlalchemy as sa

from data import tables_market
from data.records import offers
from data.records.offers import Offers, Stored
from data.schema import PROGRAMME_COLUMNS
from data.store import Connection

PROGRAMMES = Offers(PROGRAMME_COLUMNS, tables_market.programmes, tables_market.programme_versions)


def open_on(db: Connection, as_of: date) -> pa.Table:
    """Programmes with seats that people can join on a day: not closed and not begun."""
    return offers.offers_where(db, PROGRAMMES, *open_conditions(as_of))


def count_open(db: Connection, as_of: date) -> int:
    """How many those are."""
    return offers.count_offers(db, PROGRAMMES, *open_conditions(as_of))


def one(db: Connection, programme_id: str) -> pa.Table:
    """One programme as it is now, open or not: one row, or none."""
    return offers.offer(db, PROGRAMMES, programme_id)


def some(db: Connection, programme_ids: Sequence[str]) -> pa.Table:
    """Several programmes as they are now, by id."""
    return offers.some_offers(db, PROGRAMMES, programme_ids)


def open_among(db: Connection, programme_ids: Sequence[str], as_of: date) -> frozenset[str]:
    """Those of these that are open on a day."""
    key = tables_market.programmes.c.programme_id
    return frozenset(
        db.scalars(sa.select(key).where(key.in_(programme_ids), *open_conditions(as_of)))
    )


def count(db: Connection) -> int:
    """How many programmes are held, open or not."""
    return offers.count_offers(db, PROGRAMMES)


def store_rows(db: Connection, table: pa.Table, recorded_at: datetime) -> Stored:
    """Take programmes: new and changed ones become a version, unchanged ones leave no trace."""
    return offers.store_offers(db, PROGRAMMES, table, recorded_at)


def open_conditions(as_of: date) -> tuple[sa.ColumnElement[bool], ...]:
    """What makes a programme open on a day: not closed, with a seat, not begun."""
    p = tables_market.programmes
    return (
        sa.func.coalesce(p.c.status, "open") == "open",
        p.c.seats > 0,
        sa.or_(p.c.starts_on.is_(None), p.c.starts_on >= as_of),
    )
