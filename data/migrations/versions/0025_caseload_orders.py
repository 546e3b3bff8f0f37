"""More orders of the caseload: everybody by county, occupation and state of work, and whoever is suggested."""

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | None = None
depends_on: str | None = None

SEEKING = sa.text("registered_on IS NOT NULL")
SUGGESTED = sa.text("suggested IS NOT NULL")
EVERYBODY = (["employment_status"], ["region", "occupation"], ["region", "employment_status"])


def upgrade() -> None:
    """Build them; the one they replace goes."""
    op.drop_index("ix_caseload_suggested", "caseload")
    for by in EVERYBODY:
        name = f"ix_caseload_{'_'.join([*by, 'name'])}"
        op.create_index(name, "caseload", [*by, "name", "worker_id"])
    op.create_index(
        "ix_caseload_seeking_employment_status_index_value",
        "caseload",
        ["employment_status", "index_value", "worker_id"],
        sqlite_where=SEEKING,
        postgresql_where=SEEKING,
    )
    for by in ([], ["region"], ["township"]):
        op.create_index(
            f"ix_caseload_suggested_{'_'.join([*by, 'index_value'])}",
            "caseload",
            [*by, "index_value", "worker_id"],
            sqlite_where=SUGGESTED,
            postgresql_where=SUGGESTED,
        )


def downgrade() -> None:
    """Take them away again."""
    for by in ([], ["region"], ["township"]):
        op.drop_index(f"ix_caseload_suggested_{'_'.join([*by, 'index_value'])}", "caseload")
    op.drop_index("ix_caseload_seeking_employment_status_index_value", "caseload")
    for by in EVERYBODY:
        op.drop_index(f"ix_caseload_{'_'.join([*by, 'name'])}", "caseload")
    op.create_index(
        "ix_caseload_suggested",
        "caseload",
        ["region", "township", "worker_id"],
        sqlite_where=SUGGESTED,
        postgresql_where=SUGGESTED,
    )
