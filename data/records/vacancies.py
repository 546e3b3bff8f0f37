"""Questions about vacancies: which are open, what one says, and the taking of new ones.

Every answer is a posting as it is understood: as its text was read, with what people corrected.
"""

from collections.abc import Sequence
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data import tables_market
from data.records import corrections, employers, offers
from data.records.offers import Offers, Stored
from data.records.referral_places import said_filled
from data.schema import VACANCY_COLUMNS
from data.store import Connection
from data.tables_corrections import vacancy_corrections
from data.tables_referral import referrals

VACANCIES = Offers(VACANCY_COLUMNS, tables_market.vacancies, tables_market.vacancy_versions)


def open_on(db: Connection, as_of: date) -> pa.Table:
    """Vacancies that people can apply to on a day, with the places that nobody was placed on yet.

    Each says in a column `listed` on which public lists its employer is that day.
    """
    found = employers.marked(db, _understood(db, *open_conditions(as_of)), as_of)
    taken = _places_taken(db)
    if not taken:
        return found
    names = found["vacancy_id"].to_pylist()
    gone = pa.array([taken.get(name, 0) for name in names], pa.int32())
    at = found.schema.get_field_index("places")
    return found.set_column(at, found.schema.field(at), pc.subtract(found["places"], gone))


def count_open(db: Connection, as_of: date) -> int:
    """How many those are."""
    return offers.count_offers(db, VACANCIES, *open_conditions(as_of))


def one(db: Connection, vacancy_id: str) -> pa.Table:
    """One vacancy as it is now, open or not: one row, or none."""
    return some(db, [vacancy_id])


def as_read(db: Connection, vacancy_id: str) -> pa.Table:
    """One vacancy as its source was read, without what people corrected."""
    return offers.offer(db, VACANCIES, vacancy_id)


def some(db: Connection, vacancy_ids: Sequence[str]) -> pa.Table:
    """Several vacancies as they are now, by id."""
    return _understood(db, tables_market.vacancies.c.vacancy_id.in_(vacancy_ids))


def open_among(db: Connection, vacancy_ids: Sequence[str], as_of: date) -> frozenset[str]:
    """Those of these that are open on a day."""
    key = tables_market.vacancies.c.vacancy_id
    return frozenset(
        db.scalars(sa.select(key).where(key.in_(vacancy_ids), *open_conditions(as_of)))
    )


def recorded_at(db: Connection, at: datetime) -> pa.Table:
    """The vacancies that one import brought or changed, as they are now."""
    return _understood(db, tables_market.vacancies.c.recorded_at == at)


def changed_since(db: Connection, at: datetime | None, correction: int) -> frozenset[str]:
    """Vacancies that an import after this moment, or a correction after this number, has changed."""
    v, c = tables_market.vacancies, vacancy_corrections
    anew = sa.select(v.c.vacancy_id)
    if at is not None:
        anew = anew.where(v.c.recorded_at > at)
    corrected = sa.select(c.c.vacancy_id).where(c.c.correction_id > correction)
    return frozenset(db.scalars(sa.union(anew, corrected)))


def count(db: Connection) -> int:
    """How many vacancies are held, open or not."""
    return offers.count_offers(db, VACANCIES)


def store_rows(db: Connection, table: pa.Table, recorded_at: datetime) -> Stored:
    """Take vacancies: new and changed ones become a version, unchanged ones leave no trace."""
    return offers.store_offers(db, VACANCIES, table, recorded_at)


def _understood(db: Connection, *conditions: sa.ColumnElement[bool]) -> pa.Table:
    return corrections.corrected(db, offers.offers_where(db, VACANCIES, *conditions))


def open_conditions(as_of: date) -> tuple[sa.ColumnElement[bool], ...]:
    """What makes a vacancy open on a day: not closed, in its days, with a place, not said to be filled."""
    v, r = tables_market.vacancies, referrals
    placed = (
        sa.select(sa.func.count(r.c.place))
        .where(r.c.vacancy_id == v.c.vacancy_id)
        .scalar_subquery()
    )
    return (
        sa.func.coalesce(v.c.status, "open") == "open",
        v.c.places > placed,
        ~said_filled(),
        sa.or_(v.c.posted_on.is_(None), v.c.posted_on <= as_of),
        sa.or_(v.c.expires_on.is_(None), v.c.expires_on >= as_of),
    )


def _places_taken(db: Connection) -> dict[str, int]:
    r = referrals
    counted = sa.select(r.c.vacancy_id, sa.func.count()).where(r.c.place.is_not(None))
    return {row[0]: row[1] for row in db.execute(counted.group_by(r.c.vacancy_id))}
