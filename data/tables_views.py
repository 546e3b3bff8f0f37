"""The table of saved views: filters that somebody of the office comes back to."""

import sqlalchemy as sa

from data.columns import Instant, metadata

saved_views = sa.Table(
    "saved_views",
    metadata,
    sa.Column("view_id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("filters", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.CheckConstraint("length(name) BETWEEN 1 AND 40", name="name_is_short"),
    sa.UniqueConstraint("account_id", "name"),
)
