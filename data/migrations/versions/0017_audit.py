"""The audit trail: rows are added, never changed."""

import sqlalchemy as sa
from alembic import op

from data.migrations.append_only import keep_every_row

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table and refuse changes to it."""
    op.create_table(
        "audit_acts",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_audit_acts_numbers_count_from_one")),
        sa.PrimaryKeyConstraint("number", name="pk_audit_acts"),
    )
    for column in ("actor", "subject", "action"):
        op.create_index(f"ix_audit_acts_{column}", "audit_acts", [column])
    keep_every_row("audit_acts")


def downgrade() -> None:
    """Remove it; its triggers go with it."""
    op.drop_table("audit_acts")
