"""What workers say of their own files, and what they ask of the office."""

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "own_statements",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("was <> said", name=op.f("ck_own_statements_says_something_new")),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_own_statements_worker_id_workers"
        ),
        sa.PrimaryKeyConstraint("statement_id", name="pk_own_statements"),
    )
    op.create_index("ix_own_statements_worker_id", "own_statements", ["worker_id"])
    _requests()


def _requests() -> None:
    kinds = ("person", "correction", "explanation", "complaint")
    op.create_table(
        "own_requests",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_by", sa.Text()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            " OR ".join(f"kind = '{kind}'" for kind in kinds),
            name=op.f("ck_own_requests_kind_is_known"),
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL)",
            name=op.f("ck_own_requests_an_answer_is_somebodys"),
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_own_requests_worker_id_workers"
        ),
        sa.PrimaryKeyConstraint("request_id", name="pk_own_requests"),
    )
    op.create_index("ix_own_requests_worker_id", "own_requests", ["worker_id"])
    op.create_index(
        "ix_own_requests_open",
        "own_requests",
        ["asked_at"],
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("own_requests")
    op.drop_table("own_statements")
