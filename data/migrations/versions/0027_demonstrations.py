"""Whether the people are made up is said by the database that holds them, not by a folder beside it."""

import sqlalchemy as sa
from alembic import op

from data.columns import Instant

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the table; a database that was there before is none of a demonstration."""
    op.create_table(
        "demonstrations",
        sa.Column("demonstration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.CheckConstraint("demonstration_id = 1", name=op.f("ck_demonstrations_only_one")),
        sa.PrimaryKeyConstraint("demonstration_id", name="pk_demonstrations"),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("demonstrations")
