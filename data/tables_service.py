"""The tables of the service: what was recommended, what people said to it, who may ask, what was imported."""

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of
from data.schema_law import REGISTERS

RECOMMENDATION_KINDS = ("vacancy", "programme")

VERDICTS = ("accepted", "dismissed", "applied", "hired", "rejected", "enrolled", "completed")
"""What became of a recommendation: the first two are said to it, the others happened because of it."""

VERDICT_REASONS = (
    "too_far",
    "wage_too_low",
    "wrong_occupation",
    "lacks_skills",
    "lacks_certificate",
    "hours",
    "health",
    "family",
    "has_work",
    "has_training",
    "already_filled",
    "employer_declined",
    "worker_declined",
    "unreachable",
    "other",
)

IMPORT_KINDS = (
    "workers",
    "spells",
    "vacancies",
    "programmes",
    "classes",
    "certificates",
    "policies",
    *REGISTERS,
    "employers",
)

recommendations = sa.Table(
    "recommendations",
    metadata,
    # A hash of all that was shown: the same answer twice is one recommendation.
    sa.Column("recommendation_id", sa.Text, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("target_id", sa.Text, nullable=False),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("score", sa.Double, nullable=False),
    sa.Column("hire_chance", sa.Double),
    sa.Column("worth", sa.Double),
    sa.Column("price", sa.Double),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("bundle", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    one_of("kind", RECOMMENDATION_KINDS),
    sa.CheckConstraint("rank >= 1", name="rank_starts_at_one"),
    sa.CheckConstraint("hire_chance BETWEEN 0 AND 1", name="hire_chance_is_a_chance"),
    # None by target: ten rows of a list would change ten of its pages, and who judged one is known by `verdicts`.
    sa.Index(None, "worker_id", "as_of"),
)

verdicts = sa.Table(
    "verdicts",
    metadata,
    sa.Column("verdict_id", sa.Integer, primary_key=True),
    sa.Column(
        "recommendation_id", sa.ForeignKey("recommendations.recommendation_id"), nullable=False
    ),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("said_at", Instant, nullable=False),
    sa.Column("note", sa.Text),
    # Of the recommendation, so that all who judged one vacancy are found at once.
    sa.Column("target_id", sa.Text),
    one_of("verdict", VERDICTS),
    one_of("reason", VERDICT_REASONS),
    sa.Index(None, "recommendation_id"),
    sa.Index(None, "target_id"),
)

withdrawals = sa.Table(
    "withdrawals",
    metadata,
    # A verdict that was taken back counts for nothing, as if it had never been given; it is not overwritten.
    sa.Column("verdict_id", sa.ForeignKey("verdicts.verdict_id"), primary_key=True),
    sa.Column("withdrawn_by", sa.Text, nullable=False),
    sa.Column("withdrawn_at", Instant, nullable=False),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
    sa.Column("last_used_at", Instant),
    # A worker's own token opens that worker's own pages and nothing else.
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id")),
    # A county unit: the token opens what is about its people, and what is about nobody.
    sa.Column("region", sa.Text),
    sa.CheckConstraint("region IS NULL OR worker_id IS NULL", name="own_token_has_no_region"),
    sa.CheckConstraint("expires_at > created_at", name="expires_after_it_begins"),
    sa.CheckConstraint("(worker_id IS NULL) = (scopes <> 'self')", name="own_token_is_a_workers"),
)

imports = sa.Table(
    "imports",
    metadata,
    sa.Column("import_id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    # Written in the transaction that takes the rows: an import without a row here took nothing.
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("seconds", sa.Double, nullable=False),
    *[
        sa.Column(name, sa.Integer, nullable=False)
        for name in ("read", "accepted", "new", "changed", "unchanged", "refused", "duplicates")
    ],
    one_of("kind", IMPORT_KINDS),
    sa.Index(None, "recorded_at"),
)

demonstrations = sa.Table(
    "demonstrations",
    metadata,
    # One row where the people were made up; ended by the first real file, and never begun again.
    sa.Column("demonstration_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("begun_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.CheckConstraint("demonstration_id = 1", name="only_one"),
)
