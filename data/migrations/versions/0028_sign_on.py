"""Identities of the city's provider that open accounts, and which sessions were opened by one."""

import sqlalchemy as sa
from alembic import op

from data.columns import Instant

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the table and the column; sessions of before were opened by a password or a code."""
    op.create_table(
        "sign_on_identities",
        sa.Column("identity_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("bound_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.account_id"],
            name="fk_sign_on_identities_account_id_accounts",
        ),
        sa.PrimaryKeyConstraint("identity_hash", name="pk_sign_on_identities"),
    )
    op.create_index(
        "ix_sign_on_identities_account_id", "sign_on_identities", ["account_id"], unique=True
    )
    op.add_column("sessions", sa.Column("signed_on_at", Instant()))


def downgrade() -> None:
    """Remove both."""
    op.drop_column("sessions", "signed_on_at")
    op.drop_table("sign_on_identities")
