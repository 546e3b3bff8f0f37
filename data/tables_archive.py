"""The table of the lifelong archive: what happened in a worker's life at work, added to and never changed."""

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of

ARCHIVE_KINDS = (
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

archive_events = sa.Table(
    "archive_events",
    metadata,
    sa.Column("event_id", sa.Integer, primary_key=True),
    # What happened, by a name of its own: told a second time it is still one event.
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("known_on", sa.Date, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    # A correction is a new event that replaces one; an event is replaced at most once, its successor again.
    sa.Column("corrects", sa.ForeignKey("archive_events.key"), unique=True),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    one_of("kind", ARCHIVE_KINDS),
    sa.CheckConstraint("corrects <> key", name="corrects_another"),
    sa.CheckConstraint("NOT withdrawn OR corrects IS NOT NULL", name="withdraws_something"),
    sa.Index(None, "worker_id", "happened_on"),
)
