"""Policies: imported rules, registers of other offices, applications, and events."""

import sqlalchemy as sa
from alembic import op

from data.migrations.append_only import keep_every_row

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None

APPLICATION_STATES = ("applied", "approved", "rejected", "withdrawn", "ended")
SUBJECTS = ("policy", "recognition", "tag", "measure", "followup")
REGISTERS = ("insurance", "low_income", "disability", "land", "company")
CERTIFICATE_LEVELS = ("special", "5", "4", "3", "2", "1", "expert", "chief")
LOW_INCOMES = ("none", "urban", "rural")


def upgrade() -> None:
    """Make them; what happened is never changed."""
    _policy_rules()
    _register_facts()
    _register_lists()
    _policy_applications()
    _assistance_events()
    keep_every_row("policy_rules")
    keep_every_row("register_facts")
    keep_every_row("register_lists")
    keep_every_row("assistance_events")


def downgrade() -> None:
    """Remove them again."""
    op.drop_table("assistance_events")
    op.drop_table("policy_applications")
    op.drop_table("register_lists")
    op.drop_table("register_facts")
    op.drop_table("policy_rules")


def _known(table: str, column: str, codes: tuple[str, ...]) -> sa.CheckConstraint:
    allowed = " OR ".join(f"{column} = '{code}'" for code in codes)
    return sa.CheckConstraint(allowed, name=op.f(f"ck_{table}_{column}_is_known"))


def _policy_rules() -> None:
    op.create_table(
        "policy_rules",
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", name="pk_policy_rules"),
    )
    op.create_index(
        "ix_policy_rules_policy_id_effective_from", "policy_rules", ["policy_id", "effective_from"]
    )


def _register_facts() -> None:
    op.create_table(
        "register_facts",
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("ui_months", sa.Integer()),
        sa.Column("draws_benefit", sa.Boolean()),
        sa.Column("low_income", sa.Text()),
        sa.Column("disabled", sa.Boolean()),
        sa.Column("land_lost_on", sa.Date()),
        sa.Column("company_officer", sa.Boolean()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _known("register_facts", "low_income", LOW_INCOMES),
        _known("register_facts", "register", REGISTERS),
        sa.CheckConstraint(
            "ui_months >= 0", name=op.f("ck_register_facts_ui_months_never_negative")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_register_facts_worker_id"
        ),
        sa.PrimaryKeyConstraint("fact_id", name="pk_register_facts"),
    )
    op.create_index(
        "ix_register_facts_worker_id_register_valid_on",
        "register_facts",
        ["worker_id", "register", "valid_on"],
    )


def _register_lists() -> None:
    op.create_table(
        "register_lists",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _known("register_lists", "register", REGISTERS),
        sa.PrimaryKeyConstraint("list_id", name="pk_register_lists"),
    )


def _policy_applications() -> None:
    op.create_table(
        "policy_applications",
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("rule_from", sa.Date(), nullable=False),
        sa.Column("worker_id", sa.Text()),
        sa.Column("employer", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("applied_by", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text()),
        sa.Column("level", sa.Text()),
        sa.Column("short_trade", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("amount_fen", sa.BigInteger()),
        sa.Column("decided_on", sa.Date()),
        sa.Column("decided_by", sa.Text()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "amount_fen IS NULL OR amount_fen >= 0",
            name=op.f("ck_policy_applications_amount_never_negative"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_policy_applications_ends_after_it_starts"),
        ),
        _known("policy_applications", "level", CERTIFICATE_LEVELS),
        sa.CheckConstraint(
            "(worker_id IS NULL) <> (employer IS NULL)",
            name=op.f("ck_policy_applications_somebody_applies"),
        ),
        sa.CheckConstraint(
            "NOT (state = 'approved' OR state = 'rejected') OR decided_by IS NOT NULL",
            name=op.f("ck_policy_applications_somebody_decided"),
        ),
        _known("policy_applications", "state", APPLICATION_STATES),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> applied_by",
            name=op.f("ck_policy_applications_two_people_decide"),
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_policy_applications_worker_id"
        ),
        sa.PrimaryKeyConstraint("application_id", name="pk_policy_applications"),
    )
    op.create_index("ix_policy_applications_employer", "policy_applications", ["employer"])
    op.create_index("ix_policy_applications_state", "policy_applications", ["state"])
    op.create_index(
        "ix_policy_applications_worker_id_policy_id",
        "policy_applications",
        ["worker_id", "policy_id"],
    )


def _assistance_events() -> None:
    op.create_table(
        "assistance_events",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text()),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("document", sa.Text()),
        sa.Column("rule", sa.Text()),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _known("assistance_events", "subject", SUBJECTS),
        sa.PrimaryKeyConstraint("event_id", name="pk_assistance_events"),
    )
    op.create_index(
        "ix_assistance_events_subject_subject_id", "assistance_events", ["subject", "subject_id"]
    )
