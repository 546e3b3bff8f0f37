"""How the words become SQL: one column type a kind, one CHECK a code list, one naming convention."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from data.schema import Column, Kind

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


KEEPS_HOME = "keeps_home"
"""In the `info` of a table: its region and township are where its worker lives, as known last."""


class Instant(sa.types.TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zone, so it is put back on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a moment without a zone: nobody could say later which one was meant."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """The same moment, in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


TYPES: Mapping[Kind, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "code": sa.Text(),
    "date": sa.Date(),
    "int": sa.Integer(),
    "real": sa.Double(),
    "flag": sa.Boolean(),
    "fen": sa.BigInteger(),
    "list": sa.Text(),
}
"""Lists are one canonical text, sorted and joined by `;`: equal lists are equal texts on both databases."""

NEVER_NEGATIVE = ("int", "fen")


def sql_columns(columns: tuple[Column, ...], keys: tuple[str, ...] = ()) -> list[sa.Column[Any]]:
    """The columns of a table for these words; `keys` are its primary key."""
    return [
        sa.Column(c.name, TYPES[c.kind], nullable=not c.required, primary_key=c.name in keys)
        for c in columns
    ]


def sql_checks(columns: tuple[Column, ...]) -> list[sa.CheckConstraint]:
    """What the database itself refuses: a code outside its list, a negative number or sum of money."""
    lists = [one_of(c.name, c.codes) for c in columns if c.codes]
    signs = [
        sa.CheckConstraint(f"{c.name} >= 0", name=f"{c.name}_never_negative")
        for c in columns
        if c.kind in NEVER_NEGATIVE
    ]
    return lists + signs


def one_of(name: str, codes: tuple[str, ...]) -> sa.CheckConstraint:
    """A column whose value is one of these codes, or unknown.

    Written with OR: SQLite builds the set of an IN anew for every row, which tripled the time of a load.
    """
    allowed = " OR ".join(f"{name} = '{code}'" for code in codes)
    return sa.CheckConstraint(allowed, name=f"{name}_is_known")
