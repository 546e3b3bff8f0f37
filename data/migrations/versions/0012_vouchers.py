"""The first tables of vouchers: how they stand, their steps, what was noticed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data.migrations.append_only import keep_every_row

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make them."""
    _vouchers()
    _voucher_events()
    _voucher_flags()
    keep_every_row("voucher_events")


def downgrade() -> None:
    """Remove them, the ones that point at others first."""
    op.drop_table("voucher_flags")
    op.drop_table("voucher_events")
    op.drop_table("vouchers")


def _vouchers() -> None:
    op.create_table("vouchers", *_vouchers_columns(), *_vouchers_rules())
    op.create_index("ix_vouchers_batch_id_state", "vouchers", ["batch_id", "state"])
    op.create_index(
        "ix_vouchers_one_open",
        "vouchers",
        ["worker_id", "occupation", "level"],
        unique=True,
        sqlite_where=sa.text(
            "state <> 'settled' AND state <> 'expired' AND state <> 'dropped'"
            " AND state <> 'voided' AND state <> 'clawed_back'"
        ),
        postgresql_where=sa.text(
            "state <> 'settled' AND state <> 'expired' AND state <> 'dropped'"
            " AND state <> 'voided' AND state <> 'clawed_back'"
        ),
    )
    op.create_index("ix_vouchers_state_valid_until", "vouchers", ["state", "valid_until"])


def _vouchers_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("voucher_id", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text()),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("value_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("n_events", sa.Integer(), nullable=False),
        sa.Column("claim_by", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("claimed_on", sa.Date()),
        sa.Column("used_on", sa.Date()),
        sa.Column("certified_on", sa.Date()),
        sa.Column("submitted_on", sa.Date()),
        sa.Column("submitted_by", sa.Text()),
        sa.Column("resit_by", sa.Date()),
        sa.Column("settled_on", sa.Date()),
        sa.Column("paid_fen", sa.BigInteger()),
        sa.Column("bank_no", sa.Text()),
        sa.Column("n_returns", sa.Integer(), nullable=False),
        sa.Column("n_resits", sa.Integer(), nullable=False),
        sa.Column("frozen_from", sa.Text()),
        sa.Column("frozen_on", sa.Date()),
        sa.Column("frozen_until", sa.Date()),
    ]


def _vouchers_rules() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "(state = 'frozen') = (frozen_from IS NOT NULL)",
            name=op.f("ck_vouchers_frozen_from_a_state"),
        ),
        sa.CheckConstraint(
            "(state = 'frozen') = (frozen_until IS NOT NULL)",
            name=op.f("ck_vouchers_no_frost_lasts"),
        ),
        sa.CheckConstraint(
            "(state = 'settled' OR state = 'clawed_back') = (paid_fen IS NOT NULL)",
            name=op.f("ck_vouchers_paid_only_when_settled"),
        ),
        sa.CheckConstraint(
            "frozen_from = 'issued' OR frozen_from = 'claimed'"
            " OR frozen_from = 'enrolled' OR frozen_from = 'in_training'"
            " OR frozen_from = 'completed' OR frozen_from = 'certified'"
            " OR frozen_from = 'reviewing' OR frozen_from = 'settled'"
            " OR frozen_from = 'expired' OR frozen_from = 'returned'"
            " OR frozen_from = 'dropped' OR frozen_from = 'failed'"
            " OR frozen_from = 'frozen' OR frozen_from = 'voided'"
            " OR frozen_from = 'clawed_back'",
            name=op.f("ck_vouchers_frozen_from_is_known"),
        ),
        sa.CheckConstraint(
            "state = 'issued' OR state = 'claimed' OR state = 'enrolled'"
            " OR state = 'in_training' OR state = 'completed' OR state = 'certified'"
            " OR state = 'reviewing' OR state = 'settled' OR state = 'expired'"
            " OR state = 'returned' OR state = 'dropped' OR state = 'failed'"
            " OR state = 'frozen' OR state = 'voided' OR state = 'clawed_back'",
            name=op.f("ck_vouchers_state_is_known"),
        ),
        sa.CheckConstraint(
            "worker_id IS NOT NULL OR state = 'issued' OR state = 'expired' OR state = 'voided'",
            name=op.f("ck_vouchers_used_by_somebody"),
        ),
        sa.CheckConstraint(
            "(paid_fen IS NULL) = (settled_on IS NULL)", name=op.f("ck_vouchers_paid_when_settled")
        ),
        sa.CheckConstraint(
            "paid_fen > 0 AND paid_fen <= value_fen",
            name=op.f("ck_vouchers_never_paid_above_its_value"),
        ),
        sa.CheckConstraint("value_fen > 0", name=op.f("ck_vouchers_is_worth_something")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["voucher_batches.batch_id"], name="fk_vouchers_batch_id"
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name="fk_vouchers_worker_id"),
        sa.PrimaryKeyConstraint("voucher_id", name="pk_vouchers"),
    ]


def _voucher_events() -> None:
    op.create_table(
        "voucher_events",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(seq = 1) = (from_state = 'draft')", name=op.f("ck_voucher_events_begins_once")
        ),
        sa.CheckConstraint(
            "from_state = 'draft' OR from_state = 'issued' OR from_state = 'claimed'"
            " OR from_state = 'enrolled' OR from_state = 'in_training'"
            " OR from_state = 'completed' OR from_state = 'certified'"
            " OR from_state = 'reviewing' OR from_state = 'settled'"
            " OR from_state = 'expired' OR from_state = 'returned'"
            " OR from_state = 'dropped' OR from_state = 'failed'"
            " OR from_state = 'frozen' OR from_state = 'voided'"
            " OR from_state = 'clawed_back'",
            name=op.f("ck_voucher_events_from_state_is_known"),
        ),
        sa.CheckConstraint(
            "role = 'worker' OR role = 'staff' OR role = 'second' OR role = 'clock'",
            name=op.f("ck_voucher_events_role_is_known"),
        ),
        sa.CheckConstraint(
            "to_state = 'issued' OR to_state = 'claimed' OR to_state = 'enrolled'"
            " OR to_state = 'in_training' OR to_state = 'completed'"
            " OR to_state = 'certified' OR to_state = 'reviewing'"
            " OR to_state = 'settled' OR to_state = 'expired' OR to_state = 'returned'"
            " OR to_state = 'dropped' OR to_state = 'failed' OR to_state = 'frozen'"
            " OR to_state = 'voided' OR to_state = 'clawed_back'",
            name=op.f("ck_voucher_events_to_state_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["vouchers.voucher_id"], name="fk_voucher_events_voucher_id"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_voucher_events"),
        sa.UniqueConstraint("voucher_id", "seq", name="uq_voucher_events_voucher_id_seq"),
    )


def _voucher_flags() -> None:
    op.create_table(
        "voucher_flags",
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.CheckConstraint(
            "decision = 'cleared' OR decision = 'confirmed'",
            name=op.f("ck_voucher_flags_decision_is_known"),
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_by IS NULL)",
            name=op.f("ck_voucher_flags_decided_by_a_person"),
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["vouchers.voucher_id"], name="fk_voucher_flags_voucher_id"
        ),
        sa.PrimaryKeyConstraint("flag_id", name="pk_voucher_flags"),
        sa.UniqueConstraint(
            "voucher_id", "rule", "evidence", name="uq_voucher_flags_voucher_id_rule_evidence"
        ),
    )
