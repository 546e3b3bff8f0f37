"""The lifelong archive, and tokens that belong to one worker."""

import sqlalchemy as sa
from alembic import op

from data.migrations.append_only import drop_refusal, keep_every_row, make_refusal

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

KINDS = (
    "training",
    "certificate",
    "employment",
    "income",
    "voucher",
    "referral",
    "service",
    "recognition",
    "policy",
)


def upgrade() -> None:
    """Make the table, refuse changes to it, and let a token name its worker."""
    op.create_table(
        "archive_events",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Text()),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_archive_events"),
        sa.UniqueConstraint("key", name="uq_archive_events_key"),
        sa.UniqueConstraint("corrects", name="uq_archive_events_corrects"),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_archive_events_worker_id"
        ),
        sa.ForeignKeyConstraint(
            ["corrects"], ["archive_events.key"], name="fk_archive_events_corrects"
        ),
        sa.CheckConstraint(
            " OR ".join(f"kind = '{kind}'" for kind in KINDS),
            name=op.f("ck_archive_events_kind_is_known"),
        ),
        sa.CheckConstraint("corrects <> key", name=op.f("ck_archive_events_corrects_another")),
        sa.CheckConstraint(
            "NOT withdrawn OR corrects IS NOT NULL",
            name=op.f("ck_archive_events_withdraws_something"),
        ),
    )
    op.create_index(
        "ix_archive_events_worker_id_happened_on", "archive_events", ["worker_id", "happened_on"]
    )
    make_refusal()
    keep_every_row("archive_events")
    # In one statement, with its constraints: SQLite adds none to a table that is there.
    op.execute(
        "ALTER TABLE tokens ADD COLUMN worker_id TEXT"
        " CONSTRAINT fk_tokens_worker_id REFERENCES workers (worker_id)"
        " CONSTRAINT ck_tokens_own_token_is_a_workers"
        " CHECK ((worker_id IS NULL) = (scopes <> 'self'))"
    )


def downgrade() -> None:
    """Remove both; what the column is bound by goes with it."""
    op.execute("ALTER TABLE tokens DROP COLUMN worker_id")
    op.drop_table("archive_events")
    drop_refusal()
