"""Corrections of what was read out of a posting; they are added to and never changed."""

import sqlalchemy as sa
from alembic import op

from data.migrations.append_only import keep_every_row

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None

FIELDS = (
    "occupation",
    "region",
    "wage_low_fen",
    "wage_high_fen",
    "min_education",
    "min_experience_months",
    "required_skills",
    "welcome_skills",
    "required_licences",
    "required_certificate",
    "min_age",
    "underground",
    "hours",
)


def upgrade() -> None:
    """Make the table."""
    allowed = " OR ".join(f"field = '{field}'" for field in FIELDS)
    op.create_table(
        "vacancy_corrections",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text()),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(allowed, name=op.f("ck_vacancy_corrections_field_is_known")),
        sa.CheckConstraint(
            "(undoes IS NULL) = (value IS NOT NULL)",
            name=op.f("ck_vacancy_corrections_says_or_undoes"),
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancies.vacancy_id"],
            name=op.f("fk_vacancy_corrections_vacancy_id_vacancies"),
        ),
        sa.ForeignKeyConstraint(
            ["undoes"],
            ["vacancy_corrections.correction_id"],
            name=op.f("fk_vacancy_corrections_undoes_vacancy_corrections"),
        ),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_vacancy_corrections")),
        sa.UniqueConstraint("undoes", name=op.f("uq_vacancy_corrections_undoes")),
    )
    op.create_index(
        op.f("ix_vacancy_corrections_vacancy_id_field"),
        "vacancy_corrections",
        ["vacancy_id", "field"],
    )
    keep_every_row("vacancy_corrections")


def downgrade() -> None:
    """Remove it; postings are read as before."""
    op.drop_table("vacancy_corrections")
