"""The tables of policies: imported rules, other offices' registers, applications, and what happened to each."""

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of, sql_checks, sql_columns
from data.schema import CERTIFICATE_LEVELS
from data.schema_law import REGISTER_FACTS, REGISTERS

APPLICATION_STATES = ("applied", "approved", "rejected", "withdrawn", "ended")
SUBJECTS = ("policy", "recognition", "tag", "measure", "followup")

FACTS = tuple(column for register in REGISTERS for column in REGISTER_FACTS[register])

policy_rules = sa.Table(
    "policy_rules",
    metadata,
    sa.Column("rule_id", sa.Integer, primary_key=True),
    sa.Column("policy_id", sa.Text, nullable=False),
    sa.Column("effective_from", sa.Date, nullable=False),
    # The version as it was written; a later row for the same policy and day takes its place.
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Index(None, "policy_id", "effective_from"),
)

register_facts = sa.Table(
    "register_facts",
    metadata,
    sa.Column("fact_id", sa.Integer, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("register", sa.Text, nullable=False),
    sa.Column("valid_on", sa.Date, nullable=False),
    *sql_columns(FACTS),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    one_of("register", REGISTERS),
    *sql_checks(FACTS),
    sa.Index(None, "worker_id", "register", "valid_on"),
)

register_lists = sa.Table(
    "register_lists",
    metadata,
    sa.Column("list_id", sa.Integer, primary_key=True),
    sa.Column("register", sa.Text, nullable=False),
    sa.Column("valid_on", sa.Date, nullable=False),
    # A complete list also tells of those who are not on it.
    sa.Column("complete", sa.Boolean, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    one_of("register", REGISTERS),
)

policy_applications = sa.Table(
    "policy_applications",
    metadata,
    sa.Column("application_id", sa.Text, primary_key=True),
    sa.Column("policy_id", sa.Text, nullable=False),
    sa.Column("rule_from", sa.Date, nullable=False),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id")),
    sa.Column("employer", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("applied_on", sa.Date, nullable=False),
    sa.Column("applied_by", sa.Text, nullable=False),
    sa.Column("occupation", sa.Text),
    sa.Column("level", sa.Text),
    sa.Column("short_trade", sa.Boolean, nullable=False),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date),
    sa.Column("amount_fen", sa.BigInteger),
    sa.Column("decided_on", sa.Date),
    sa.Column("decided_by", sa.Text),
    sa.Column("recorded_at", Instant, nullable=False),
    one_of("state", APPLICATION_STATES),
    one_of("level", CERTIFICATE_LEVELS),
    sa.CheckConstraint("(worker_id IS NULL) <> (employer IS NULL)", name="somebody_applies"),
    sa.CheckConstraint("amount_fen IS NULL OR amount_fen >= 0", name="amount_never_negative"),
    sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_it_starts"),
    sa.CheckConstraint("decided_by IS NULL OR decided_by <> applied_by", name="two_people_decide"),
    sa.CheckConstraint(
        "NOT (state = 'approved' OR state = 'rejected') OR decided_by IS NOT NULL",
        name="somebody_decided",
    ),
    sa.Index(None, "worker_id", "policy_id"),
    sa.Index(None, "employer"),
    sa.Index(None, "state"),
)

assistance_events = sa.Table(
    "assistance_events",
    metadata,
    sa.Column("event_id", sa.Integer, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("from_state", sa.Text),
    sa.Column("to_state", sa.Text, nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("done_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("document", sa.Text),
    sa.Column("rule", sa.Text),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    one_of("subject", SUBJECTS),
    sa.Index(None, "subject", "subject_id"),
)
