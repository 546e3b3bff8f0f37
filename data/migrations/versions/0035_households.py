"""A household is found without reading everybody."""

from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Index the versions by household."""
    op.create_index("ix_worker_versions_household_id", "worker_versions", ["household_id"])


def downgrade() -> None:
    """Remove the index."""
    op.drop_index("ix_worker_versions_household_id", "worker_versions")
