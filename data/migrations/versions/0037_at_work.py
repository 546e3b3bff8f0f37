"""Whoever a referral brought to work is found by an index: lists of candidates ask for them each time."""

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | None = None
depends_on: str | None = None

AT_WORK = sa.text("placed_on IS NOT NULL AND state <> 'closed'")


def upgrade() -> None:
    """Keep those few apart from all referrals."""
    op.create_index(
        "ix_referrals_at_work",
        "referrals",
        ["worker_id"],
        sqlite_where=AT_WORK,
        postgresql_where=AT_WORK,
    )


def downgrade() -> None:
    """Find them among all referrals again."""
    op.drop_index("ix_referrals_at_work", "referrals")
