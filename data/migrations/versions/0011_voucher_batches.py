"""The first tables of what vouchers come from: funds, batches, rosters."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make them."""
    _voucher_funds()
    _voucher_batches()
    _voucher_rosters()


def downgrade() -> None:
    """Remove them, the ones that point at others first."""
    op.drop_table("voucher_rosters")
    op.drop_table("voucher_batches")
    op.drop_table("voucher_funds")


def _voucher_funds() -> None:
    op.create_table(
        "voucher_funds",
        sa.Column("fund_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "source = 'special_account' OR source = 'employment_fund'"
            " OR source = 'ui_fund' OR source = 'local_budget' OR source = 'other'",
            name=op.f("ck_voucher_funds_source_is_known"),
        ),
        sa.CheckConstraint("total_fen > 0", name=op.f("ck_voucher_funds_total_is_money")),
        sa.PrimaryKeyConstraint("fund_id", name="pk_voucher_funds"),
    )


def _voucher_batches() -> None:
    op.create_table("voucher_batches", *_voucher_batches_columns(), *_voucher_batches_rules())
    op.create_index("ix_voucher_batches_fund_id", "voucher_batches", ["fund_id"])


def _voucher_batches_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("fund_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("value_kind", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("value_fen", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("institutions", sa.Text(), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("claim_by", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text()),
        sa.Column("reason", sa.Text()),
    ]


def _voucher_batches_rules() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "(state = 'draft') = (decided_by IS NULL)",
            name=op.f("ck_voucher_batches_decided_when_no_longer_a_draft"),
        ),
        sa.CheckConstraint(
            "level = 'special' OR level = '5' OR level = '4' OR level = '3'"
            " OR level = '2' OR level = '1' OR level = 'expert' OR level = 'chief'",
            name=op.f("ck_voucher_batches_level_is_known"),
        ),
        sa.CheckConstraint(
            "scope = 'open' OR scope = 'named'", name=op.f("ck_voucher_batches_scope_is_known")
        ),
        sa.CheckConstraint(
            "state <> 'published' OR decided_by <> drafted_by",
            name=op.f("ck_voucher_batches_published_by_a_second_person"),
        ),
        sa.CheckConstraint(
            "state = 'draft' OR state = 'published' OR state = 'cancelled'",
            name=op.f("ck_voucher_batches_state_is_known"),
        ),
        sa.CheckConstraint(
            "value_kind = 'face' OR value_kind = 'entitlement'",
            name=op.f("ck_voucher_batches_value_kind_is_known"),
        ),
        sa.CheckConstraint(
            "budget_fen = value_fen * quantity",
            name=op.f("ck_voucher_batches_budget_covers_every_voucher"),
        ),
        sa.CheckConstraint(
            "valid_until >= claim_by", name=op.f("ck_voucher_batches_valid_beyond_the_claim")
        ),
        sa.CheckConstraint(
            "value_fen > 0 AND quantity > 0", name=op.f("ck_voucher_batches_is_worth_something")
        ),
        sa.ForeignKeyConstraint(
            ["fund_id"], ["voucher_funds.fund_id"], name="fk_voucher_batches_fund_id"
        ),
        sa.PrimaryKeyConstraint("batch_id", name="pk_voucher_batches"),
    ]


def _voucher_rosters() -> None:
    op.create_table(
        "voucher_rosters",
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("voucher_id", sa.Text()),
        sa.Column("refused", sa.Text()),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["voucher_batches.batch_id"], name="fk_voucher_rosters_batch_id"
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_voucher_rosters_worker_id"
        ),
        sa.PrimaryKeyConstraint("batch_id", "worker_id", name="pk_voucher_rosters"),
    )
