"""Verdicts that were taken back: kept, and counted no more."""

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "withdrawals",
        sa.Column("verdict_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["verdict_id"], ["verdicts.verdict_id"], name="fk_withdrawals_verdict_id"
        ),
        sa.PrimaryKeyConstraint("verdict_id", name="pk_withdrawals"),
    )


def downgrade() -> None:
    """Let what was taken back count again."""
    op.drop_table("withdrawals")
