"""What workers rule out: one more list of the file, which matching must respect."""

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("worker_versions", sa.Column("unwanted", sa.Text()))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("worker_versions", "unwanted")
