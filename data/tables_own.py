"""The tables of a worker's own words: what somebody said of his or her file, and what was asked of the office."""

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of

REQUEST_KINDS = ("person", "correction", "explanation", "complaint")
"""Talk to somebody, change what needs a proof, have a recommendation explained, complain."""

own_statements = sa.Table(
    "own_statements",
    metadata,
    sa.Column("statement_id", sa.Integer, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    # A column of the file; both values as JSON, null is unknown.
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("was", sa.Text, nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("said_at", Instant, nullable=False),
    sa.CheckConstraint("was <> said", name="says_something_new"),
    sa.Index(None, "worker_id"),
)

own_requests = sa.Table(
    "own_requests",
    metadata,
    sa.Column("request_id", sa.Integer, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    # The column of the file, or the recommendation, that it is about.
    sa.Column("about", sa.Text),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("answer", sa.Text),
    sa.Column("answered_by", sa.Text),
    sa.Column("answered_at", Instant),
    one_of("kind", REQUEST_KINDS),
    sa.CheckConstraint(
        "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL)",
        name="an_answer_is_somebodys",
    ),
    sa.Index(None, "worker_id"),
    sa.Index(
        "ix_own_requests_open",
        "asked_at",
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    ),
)
