"""The tables of what is on offer: vacancies and programmes as they are now, and every version they had."""

import sqlalchemy as sa

from data.columns import Instant, metadata, sql_checks, sql_columns
from data.schema import PROGRAMME_COLUMNS, VACANCY_COLUMNS, Column


def _now_table(name: str, columns: tuple[Column, ...]) -> sa.Table:
    return sa.Table(
        name,
        metadata,
        *sql_columns(columns, keys=(columns[0].name,)),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("content", sa.BigInteger, nullable=False),
        *sql_checks(columns),
        sa.Index(None, "status", "region"),
        sa.Index(None, "occupation"),
    )


def _versions_table(name: str, of: str, columns: tuple[Column, ...]) -> sa.Table:
    key, facts = columns[0], columns[1:]
    return sa.Table(
        name,
        metadata,
        sa.Column(key.name, sa.ForeignKey(f"{of}.{key.name}"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("content", sa.BigInteger, nullable=False),
        *sql_columns(facts),
        *sql_checks(facts),
    )


vacancies = _now_table("vacancies", VACANCY_COLUMNS)
vacancy_versions = _versions_table("vacancy_versions", "vacancies", VACANCY_COLUMNS)
programmes = _now_table("programmes", PROGRAMME_COLUMNS)
programme_versions = _versions_table("programme_versions", "programmes", PROGRAMME_COLUMNS)
