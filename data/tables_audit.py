"""The table of the audit trail: who did what that matters for security, chained so that nothing can go unseen."""

import sqlalchemy as sa

from data.columns import Instant, metadata

audit_acts = sa.Table(
    "audit_acts",
    metadata,
    # Without a gap: each act holds the seal of the one before it.
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("acted_at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("succeeded", sa.Boolean, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
    sa.CheckConstraint("number > 0", name="numbers_count_from_one"),
    sa.Index(None, "actor"),
    sa.Index(None, "subject"),
    sa.Index(None, "action"),
)
