"""The tables about people: who they are, what was known of them on each day, their spells without work."""

import sqlalchemy as sa

from data.columns import Instant, metadata, sql_checks, sql_columns
from data.schema import FACT_COLUMNS, SPELL_COLUMNS

workers = sa.Table(
    "workers",
    metadata,
    sa.Column("worker_id", sa.Text, primary_key=True),
    # Sealed by a key that is not in this database, and found by a keyed hash.
    sa.Column("id_sealed", sa.Text, nullable=False),
    sa.Column("id_hash", sa.Text, nullable=False),
    # In which of some drawers the last four digits lie: who is asked for by these alone is among few.
    sa.Column("id_drawer", sa.Integer),
    # As it is written: a search as one types needs its first characters (docs/adr).
    sa.Column("name", sa.Text, nullable=False),
    # The name by pinyin, and its initials, made when it is taken in (data/codes/pinyin.py).
    sa.Column("name_key", sa.Text, nullable=False, server_default=""),
    sa.Column("initials", sa.Text, nullable=False, server_default=""),
    sa.Column("phone_sealed", sa.Text),
    sa.Column("phone_hash", sa.Text),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.CheckConstraint("length(id_sealed) = 68", name="id_is_sealed"),
    sa.CheckConstraint("length(phone_sealed) = 68", name="phone_is_sealed"),
    sa.CheckConstraint("(phone_sealed IS NULL) = (phone_hash IS NULL)", name="phone_is_found"),
    # An index rather than a constraint: a first load builds it once at the end.
    sa.Index(None, "id_hash", unique=True),
    sa.Index(None, "name"),
    sa.Index(None, "phone_hash"),
    sa.Index(None, "id_drawer"),
)

sealing_keys = sa.Table(
    "sealing_keys",
    metadata,
    # Which keys this database was sealed with, by their fingerprints; number 0 is the one of the hashes.
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.CheckConstraint("number >= 0", name="number_never_negative"),
)

worker_versions = sa.Table(
    "worker_versions",
    metadata,
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), primary_key=True),
    *sql_columns(FACT_COLUMNS[:1], keys=("valid_on",)),
    # A correction of what was said of the same day is a revision; the highest one counts.
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("content", sa.BigInteger, nullable=False),
    *sql_columns(FACT_COLUMNS[1:]),
    *sql_checks(FACT_COLUMNS),
    sa.CheckConstraint("revision > 0", name="revision_is_positive"),
    sa.CheckConstraint("birth_on IS NULL OR birth_on <= valid_on", name="born_before_known"),
    sa.Index(None, "region"),
    # Whoever opens one worker's page is told about the household.
    sa.Index(None, "household_id"),
)

spells = sa.Table(
    "spells",
    metadata,
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), primary_key=True),
    *sql_columns(SPELL_COLUMNS[1:2], keys=("started_on",)),
    *sql_columns(SPELL_COLUMNS[2:]),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    *sql_checks(SPELL_COLUMNS),
    sa.CheckConstraint("(ended_on IS NULL) = (exit_reason IS NULL)", name="end_has_a_reason"),
    sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_it_starts"),
)
