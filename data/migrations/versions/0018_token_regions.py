"""Tokens that see the people of one county only."""

from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Let a token name its county; those from before see all, as they did."""
    # In one statement, with its constraint: SQLite adds none to a table that is there.
    op.execute(
        "ALTER TABLE tokens ADD COLUMN region TEXT"
        " CONSTRAINT ck_tokens_own_token_has_no_region"
        " CHECK (region IS NULL OR worker_id IS NULL)"
    )


def downgrade() -> None:
    """Remove it; what it is bound by goes with it."""
    op.execute("ALTER TABLE tokens DROP COLUMN region")
