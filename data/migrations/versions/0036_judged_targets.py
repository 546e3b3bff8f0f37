"""Who judged a vacancy is found among verdicts, which are few; what is recommended needs no index for it."""

import sqlalchemy as sa
from alembic import op

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Write what every verdict was on beside it."""
    op.add_column("verdicts", sa.Column("target_id", sa.Text()))
    op.execute(
        "UPDATE verdicts SET target_id = (SELECT r.target_id FROM recommendations r"
        " WHERE r.recommendation_id = verdicts.recommendation_id)"
    )
    op.create_index("ix_verdicts_target_id", "verdicts", ["target_id"])
    op.drop_index("ix_recommendations_kind_target_id", "recommendations")


def downgrade() -> None:
    """Find them among all recommendations again."""
    op.create_index("ix_recommendations_kind_target_id", "recommendations", ["kind", "target_id"])
    op.drop_index("ix_verdicts_target_id", "verdicts")
    op.drop_column("verdicts", "target_id")
