"""The vouchers' books, and the triggers that keep them."""

import sqlalchemy as sa
from alembic import op

from data.migrations.append_only import keep_every_row
from data.migrations.ledger_triggers import drop_books, keep_books

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make them."""
    _ledger_balances()
    _ledger_entries()
    keep_every_row("ledger_entries")
    keep_books()


def downgrade() -> None:
    """Remove them, the ones that point at others first."""
    op.drop_table("ledger_entries")
    op.drop_table("ledger_balances")
    drop_books()


def _ledger_balances() -> None:
    op.create_table(
        "ledger_balances",
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("reserved_fen", sa.BigInteger(), nullable=False),
        sa.Column("committed_fen", sa.BigInteger(), nullable=False),
        sa.Column("settled_fen", sa.BigInteger(), nullable=False),
        sa.Column("released_fen", sa.BigInteger(), nullable=False),
        sa.Column("receivable_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "committed_fen >= 0", name=op.f("ck_ledger_balances_committed_is_never_overdrawn")
        ),
        sa.CheckConstraint(
            "receivable_fen >= 0", name=op.f("ck_ledger_balances_receivable_is_never_overdrawn")
        ),
        sa.CheckConstraint(
            "released_fen >= 0", name=op.f("ck_ledger_balances_released_is_never_overdrawn")
        ),
        sa.CheckConstraint(
            "reserved_fen + committed_fen + settled_fen + released_fen = budget_fen",
            name=op.f("ck_ledger_balances_books_balance"),
        ),
        sa.CheckConstraint(
            "reserved_fen >= 0", name=op.f("ck_ledger_balances_reserved_is_never_overdrawn")
        ),
        sa.CheckConstraint(
            "settled_fen >= 0", name=op.f("ck_ledger_balances_settled_is_never_overdrawn")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["voucher_batches.batch_id"], name="fk_ledger_balances_batch_id"
        ),
        sa.PrimaryKeyConstraint("batch_id", name="pk_ledger_balances"),
    )


def _ledger_entries() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("voucher_id", sa.Text()),
        sa.Column("event_id", sa.Integer()),
        sa.Column("from_account", sa.Text(), nullable=False),
        sa.Column("to_account", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "from_account = 'budget' OR from_account = 'reserved'"
            " OR from_account = 'committed' OR from_account = 'settled'"
            " OR from_account = 'released' OR from_account = 'owed'"
            " OR from_account = 'receivable'",
            name=op.f("ck_ledger_entries_from_account_is_known"),
        ),
        sa.CheckConstraint(
            "to_account = 'budget' OR to_account = 'reserved'"
            " OR to_account = 'committed' OR to_account = 'settled'"
            " OR to_account = 'released' OR to_account = 'owed'"
            " OR to_account = 'receivable'",
            name=op.f("ck_ledger_entries_to_account_is_known"),
        ),
        sa.CheckConstraint(
            "(voucher_id IS NULL) = (event_id IS NULL)",
            name=op.f("ck_ledger_entries_a_voucher_by_its_event"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_ledger_entries_moves_something")),
        sa.CheckConstraint(
            "from_account <> to_account", name=op.f("ck_ledger_entries_moves_somewhere")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["voucher_batches.batch_id"], name="fk_ledger_entries_batch_id"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["voucher_events.event_id"], name="fk_ledger_entries_event_id"
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["vouchers.voucher_id"], name="fk_ledger_entries_voucher_id"
        ),
        sa.PrimaryKeyConstraint("entry_id", name="pk_ledger_entries"),
    )
    op.create_index("ix_ledger_entries_batch_id", "ledger_entries", ["batch_id"])
    op.create_index("ix_ledger_entries_voucher_id", "ledger_entries", ["voucher_id"])
