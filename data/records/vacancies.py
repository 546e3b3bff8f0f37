"""Questions about vacancies: which are open, what one says, and the taking of new ones."""

from collections.abc import Sequence
from datetime import date, datetime

import pyarrow as pa
import sqlalchemy as sa

from data import tables_market
from data.records import offers
from data.records.offers import Offers, Stored
from data.schema import VACANCY_COLUMNS
from data.store import Connection

VACANCIES = Offers(VACANCY_COLUMNS, tables_market.vacancies, tables_market.vacancy_versions)


def open_on(db: Connection, as_of: date) -> pa.Table:
    """Vacancies with places that people can apply to on a day: posted, not expired, not closed."""
    return offers.offers_where(db, VACANCIES, *_open(as_of))


def count_open(db: Connection, as_of: date) -> int:
    """How many those are."""
    return offers.count_offers(db, VACANCIES, *_open(as_of))


def one(db: Connection, vacancy_id: str) -> pa.Table:
    """One vacancy as it is now, open or not: one row, or none."""
    return offers.offer(db, VACANCIES, vacancy_id)


def some(db: Connection, vacancy_ids: Sequence[str]) -> pa.Table:
    """Several vacancies as they are now, by id."""
    return offers.some_offers(db, VACANCIES, vacancy_ids)


def open_among(db: Connection, vacancy_ids: Sequence[str], as_of: date) -> frozenset[str]:
    """Those of these that are open on a day."""
    key = tables_market.vacancies.c.vacancy_id
    return frozenset(db.scalars(sa.select(key).where(key.in_(vacancy_ids), *_open(as_of))))


def count(db: Connection) -> int:
    """How many vacancies are held, open or not."""
    return offers.count_offers(db, VACANCIES)


def store_rows(db: Connection, table: pa.Table, recorded_at: datetime) -> Stored:
    """Take vacancies: new and changed ones become a version, unchanged ones leave no trace."""
    return offers.store_offers(db, VACANCIES, table, recorded_at)


def _open(as_of: date) -> tuple[sa.ColumnElement[bool], ...]:
    v = tables_market.vacancies
    return (
        sa.func.coalesce(v.c.status, "open") == "open",
        v.c.places > 0,
        sa.or_(v.c.posted_on.is_(None), v.c.posted_on <= as_of),
        sa.or_(v.c.expires_on.is_(None), v.c.expires_on >= as_of),
    )
