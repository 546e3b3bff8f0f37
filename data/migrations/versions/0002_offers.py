"""The first tables of vacancies and programmes with their versions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make them."""
    _programmes()
    _vacancies()
    _programme_versions()
    _vacancy_versions()


def downgrade() -> None:
    """Remove them, the ones that point at others first."""
    op.drop_table("vacancy_versions")
    op.drop_table("programme_versions")
    op.drop_table("vacancies")
    op.drop_table("programmes")


def _programmes() -> None:
    op.create_table(
        "programmes",
        sa.Column("programme_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text()),
        sa.Column("level", sa.Text()),
        sa.Column("gives_certificate", sa.Text()),
        sa.Column("gives_licences", sa.Text()),
        sa.Column("gives_skills", sa.Text()),
        sa.Column("min_education", sa.Integer()),
        sa.Column("hours_total", sa.Integer()),
        sa.Column("days", sa.Integer()),
        sa.Column("cost_fen", sa.BigInteger()),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date()),
        sa.Column("status", sa.Text()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("programme_id", name="pk_programmes"),
        sa.CheckConstraint(
            "level = 'special' OR level = '5' OR level = '4' OR level = '3' OR level = "
            "'2' OR level = '1' OR level = 'expert' OR level = 'chief'",
            name=op.f("ck_programmes_level_is_known"),
        ),
        sa.CheckConstraint(
            "status = 'open' OR status = 'closed'", name=op.f("ck_programmes_status_is_known")
        ),
        *[
            sa.CheckConstraint(f"{n} >= 0", name=op.f(f"ck_programmes_{n}_never_negative"))
            for n in (
                "min_education",
                "hours_total",
                "days",
                "cost_fen",
                "seats",
            )
        ],
    )
    op.create_index("ix_programmes_occupation", "programmes", ["occupation"])
    op.create_index("ix_programmes_status_region", "programmes", ["status", "region"])


def _vacancies() -> None:
    op.create_table(
        "vacancies",
        *_vacancies_columns(),
        *_vacancies_constraints(),
    )
    op.create_index("ix_vacancies_occupation", "vacancies", ["occupation"])
    op.create_index("ix_vacancies_status_region", "vacancies", ["status", "region"])


def _vacancies_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("vacancy_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("occupation", sa.Text()),
        sa.Column("occupation_confidence", sa.Double()),
        sa.Column("wage_text", sa.Text()),
        sa.Column("wage_low_fen", sa.BigInteger()),
        sa.Column("wage_high_fen", sa.BigInteger()),
        sa.Column("wages_per_year", sa.Integer()),
        sa.Column("place_text", sa.Text()),
        sa.Column("region", sa.Text()),
        sa.Column("min_education", sa.Integer()),
        sa.Column("min_experience_months", sa.Integer()),
        sa.Column("required_skills", sa.Text()),
        sa.Column("welcome_skills", sa.Text()),
        sa.Column("required_licences", sa.Text()),
        sa.Column("required_certificate", sa.Text()),
        sa.Column("min_age", sa.Integer()),
        sa.Column("underground", sa.Boolean()),
        sa.Column("hours", sa.Text()),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("posted_on", sa.Date()),
        sa.Column("expires_on", sa.Date()),
        sa.Column("status", sa.Text()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
    ]


def _vacancies_constraints() -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("vacancy_id", name="pk_vacancies"),
        sa.CheckConstraint(
            "hours = 'full' OR hours = 'part' OR hours = 'night' OR hours = 'any'",
            name=op.f("ck_vacancies_hours_is_known"),
        ),
        sa.CheckConstraint(
            "status = 'open' OR status = 'closed'", name=op.f("ck_vacancies_status_is_known")
        ),
        *[
            sa.CheckConstraint(f"{n} >= 0", name=op.f(f"ck_vacancies_{n}_never_negative"))
            for n in (
                "wage_low_fen",
                "wage_high_fen",
                "wages_per_year",
                "min_education",
                "min_experience_months",
                "min_age",
                "places",
            )
        ],
    ]


def _programme_versions() -> None:
    op.create_table(
        "programme_versions",
        *_programme_versions_columns(),
        *_programme_versions_constraints(),
    )


def _programme_versions_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("programme_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text()),
        sa.Column("level", sa.Text()),
        sa.Column("gives_certificate", sa.Text()),
        sa.Column("gives_licences", sa.Text()),
        sa.Column("gives_skills", sa.Text()),
        sa.Column("min_education", sa.Integer()),
        sa.Column("hours_total", sa.Integer()),
        sa.Column("days", sa.Integer()),
        sa.Column("cost_fen", sa.BigInteger()),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date()),
        sa.Column("status", sa.Text()),
    ]


def _programme_versions_constraints() -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("programme_id", "revision", name="pk_programme_versions"),
        sa.CheckConstraint(
            "level = 'special' OR level = '5' OR level = '4' OR level = '3' OR level = "
            "'2' OR level = '1' OR level = 'expert' OR level = 'chief'",
            name=op.f("ck_programme_versions_level_is_known"),
        ),
        sa.CheckConstraint(
            "status = 'open' OR status = 'closed'",
            name=op.f("ck_programme_versions_status_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.programme_id"], name="fk_programme_versions_programme_id"
        ),
        *[
            sa.CheckConstraint(f"{n} >= 0", name=op.f(f"ck_programme_versions_{n}_never_negative"))
            for n in (
                "min_education",
                "hours_total",
                "days",
                "cost_fen",
                "seats",
            )
        ],
    ]


def _vacancy_versions() -> None:
    op.create_table(
        "vacancy_versions",
        *_vacancy_versions_columns(),
        *_vacancy_versions_constraints(),
    )


def _vacancy_versions_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("vacancy_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("occupation", sa.Text()),
        sa.Column("occupation_confidence", sa.Double()),
        sa.Column("wage_text", sa.Text()),
        sa.Column("wage_low_fen", sa.BigInteger()),
        sa.Column("wage_high_fen", sa.BigInteger()),
        sa.Column("wages_per_year", sa.Integer()),
        sa.Column("place_text", sa.Text()),
        sa.Column("region", sa.Text()),
        sa.Column("min_education", sa.Integer()),
        sa.Column("min_experience_months", sa.Integer()),
        sa.Column("required_skills", sa.Text()),
        sa.Column("welcome_skills", sa.Text()),
        sa.Column("required_licences", sa.Text()),
        sa.Column("required_certificate", sa.Text()),
        sa.Column("min_age", sa.Integer()),
        sa.Column("underground", sa.Boolean()),
        sa.Column("hours", sa.Text()),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("posted_on", sa.Date()),
        sa.Column("expires_on", sa.Date()),
        sa.Column("status", sa.Text()),
    ]


def _vacancy_versions_constraints() -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("vacancy_id", "revision", name="pk_vacancy_versions"),
        sa.CheckConstraint(
            "hours = 'full' OR hours = 'part' OR hours = 'night' OR hours = 'any'",
            name=op.f("ck_vacancy_versions_hours_is_known"),
        ),
        sa.CheckConstraint(
            "status = 'open' OR status = 'closed'", name=op.f("ck_vacancy_versions_status_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancies.vacancy_id"], name="fk_vacancy_versions_vacancy_id"
        ),
        *[
            sa.CheckConstraint(f"{n} >= 0", name=op.f(f"ck_vacancy_versions_{n}_never_negative"))
            for n in (
                "wage_low_fen",
                "wage_high_fen",
                "wages_per_year",
                "min_education",
                "min_experience_months",
                "min_age",
                "places",
            )
        ],
    ]
