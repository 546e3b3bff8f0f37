"""The tables of the vouchers' books: entries that move whole fen between accounts, and what they add up to."""

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of

ACCOUNTS = ("budget", "reserved", "committed", "settled", "released", "owed", "receivable")
"""Money comes from `budget` and is in one of four places; `owed` to `receivable` is what must come back."""

HELD = ("reserved", "committed", "settled", "released")

ledger_entries = sa.Table(
    "ledger_entries",
    metadata,
    sa.Column("entry_id", sa.Integer, primary_key=True),
    sa.Column("batch_id", sa.ForeignKey("voucher_batches.batch_id"), nullable=False),
    sa.Column("voucher_id", sa.ForeignKey("vouchers.voucher_id")),
    sa.Column("event_id", sa.ForeignKey("voucher_events.event_id")),
    # From one account to another: an entry that does not balance cannot be written.
    sa.Column("from_account", sa.Text, nullable=False),
    sa.Column("to_account", sa.Text, nullable=False),
    sa.Column("amount_fen", sa.BigInteger, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    one_of("from_account", ACCOUNTS),
    one_of("to_account", ACCOUNTS),
    sa.CheckConstraint("from_account <> to_account", name="moves_somewhere"),
    sa.CheckConstraint("amount_fen > 0", name="moves_something"),
    sa.CheckConstraint("(voucher_id IS NULL) = (event_id IS NULL)", name="a_voucher_by_its_event"),
    sa.Index(None, "batch_id"),
    sa.Index(None, "voucher_id"),
)

ledger_balances = sa.Table(
    "ledger_balances",
    metadata,
    sa.Column("batch_id", sa.ForeignKey("voucher_batches.batch_id"), primary_key=True),
    sa.Column("budget_fen", sa.BigInteger, nullable=False),
    *[sa.Column(f"{name}_fen", sa.BigInteger, nullable=False) for name in HELD],
    sa.Column("receivable_fen", sa.BigInteger, nullable=False),
    *[
        sa.CheckConstraint(f"{name}_fen >= 0", name=f"{name}_is_never_overdrawn")
        for name in (*HELD, "receivable")
    ],
    sa.CheckConstraint(
        "reserved_fen + committed_fen + settled_fen + released_fen = budget_fen",
        name="books_balance",
    ),
)
"""Kept by a trigger on the entries, never by the product: an entry that would break the books is refused."""
