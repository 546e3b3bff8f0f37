"""How well a posting asks for its skills: one more list of a vacancy."""

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | None = None
depends_on: str | None = None

TABLES = ("vacancies", "vacancy_versions")


def upgrade() -> None:
    """Add the column; nothing is known of the vacancies that are held."""
    for table in TABLES:
        op.add_column(table, sa.Column("skill_levels", sa.Text()))


def downgrade() -> None:
    """Remove it."""
    for table in TABLES:
        op.drop_column(table, "skill_levels")
