"""Personal help: recognition, tags, plans, contacts and follow-ups."""

import sqlalchemy as sa
from alembic import op

from data.migrations.append_only import keep_every_row

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None

CATEGORIES = ("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9")
RECOGNITION_STATES = (
    "applied",
    "returned",
    "accepted",
    "checked",
    "posted",
    "objected",
    "unopposed",
    "reviewed",
    "compared",
    "recognised",
    "in_force",
    "ending",
    "refused",
    "reexamining",
    "refused_finally",
    "withdrawn",
    "ended",
)
TAGS = ("priority_support", "intensive_help")
TAG_STATES = ("confirmed", "ended")
MEASURE_KINDS = ("guidance", "vacancy", "training", "post", "subsidy", "startup", "visit", "other")
MEASURE_STATES = ("planned", "done", "dropped")
CONTACT_CHANNELS = ("counter", "phone", "visit", "message", "online")
CONTACT_OUTCOMES = ("reached", "not_reached", "accepted_offer", "refused_offer", "no_show")
FOLLOWUP_CAUSES = ("recognition", "placement", "training")
FOLLOWUP_STATES = ("due", "done")

RUNNING = " OR ".join(
    f"state = '{state}'"
    for state in RECOGNITION_STATES
    if state not in {"refused", "refused_finally", "withdrawn", "ended"}
)
RUNNING_D4 = f"category = 'D4' AND ({RUNNING})"


def upgrade() -> None:
    """Make them; what happened is never changed."""
    _recognition_cases()
    _tags()
    _plan_measures()
    _contacts()
    _followups()
    keep_every_row("contacts")


def downgrade() -> None:
    """Remove them again."""
    op.drop_table("followups")
    op.drop_table("contacts")
    op.drop_table("plan_measures")
    op.drop_table("tags")
    op.drop_table("recognition_cases")


def _known(table: str, column: str, codes: tuple[str, ...]) -> sa.CheckConstraint:
    allowed = " OR ".join(f"{column} = '{code}'" for code in codes)
    return sa.CheckConstraint(allowed, name=op.f(f"ck_{table}_{column}_is_known"))


def _recognition_cases() -> None:
    op.create_table(
        "recognition_cases",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("household_id", sa.Text()),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("township", sa.Text()),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("applied_by", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("notice_until", sa.Date()),
        sa.Column("decided_on", sa.Date()),
        sa.Column("decided_by", sa.Text()),
        sa.Column("document", sa.Text()),
        sa.Column("valid_from", sa.Date()),
        sa.Column("review_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("end_ground", sa.Text()),
        sa.Column("officer", sa.Text()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _known("recognition_cases", "category", CATEGORIES),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_on IS NOT NULL) AND (ended_on IS NULL) = (end_ground IS NULL)",
            name=op.f("ck_recognition_cases_end_has_a_ground"),
        ),
        sa.CheckConstraint(
            "NOT (state = 'recognised' OR state = 'in_force')"
            " OR (decided_by IS NOT NULL AND document IS NOT NULL AND valid_from IS NOT NULL)",
            name=op.f("ck_recognition_cases_somebody_certified"),
        ),
        sa.CheckConstraint(
            "state <> 'in_force' OR (officer IS NOT NULL AND review_on IS NOT NULL)",
            name=op.f("ck_recognition_cases_somebody_looks_after"),
        ),
        _known("recognition_cases", "state", RECOGNITION_STATES),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_recognition_cases_worker_id"
        ),
        sa.PrimaryKeyConstraint("case_id", name="pk_recognition_cases"),
    )
    _indexes_of_cases()


def _indexes_of_cases() -> None:
    op.create_index("ix_recognition_cases_state_due_on", "recognition_cases", ["state", "due_on"])
    op.create_index(
        "ix_recognition_cases_worker_id_valid_from",
        "recognition_cases",
        ["worker_id", "valid_from"],
    )
    op.create_index(
        "uq_recognition_cases_one_a_household",
        "recognition_cases",
        ["household_id"],
        unique=True,
        sqlite_where=sa.text(RUNNING_D4),
        postgresql_where=sa.text(RUNNING_D4),
    )
    op.create_index(
        "uq_recognition_cases_one_running",
        "recognition_cases",
        ["worker_id"],
        unique=True,
        sqlite_where=sa.text(RUNNING),
        postgresql_where=sa.text(RUNNING),
    )


def _tags() -> None:
    op.create_table(
        "tags",
        sa.Column("tag_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.Column("ended_by", sa.Text()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_on IS NOT NULL)", name=op.f("ck_tags_end_has_a_day")
        ),
        sa.CheckConstraint("review_on > confirmed_on", name=op.f("ck_tags_reviewed_later")),
        _known("tags", "state", TAG_STATES),
        _known("tags", "tag", TAGS),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name="fk_tags_worker_id"),
        sa.PrimaryKeyConstraint("tag_id", name="pk_tags"),
    )
    op.create_index("ix_tags_state_review_on", "tags", ["state", "review_on"])
    op.create_index(
        "uq_tags_one_confirmed",
        "tags",
        ["worker_id", "tag"],
        unique=True,
        sqlite_where=sa.text("state = 'confirmed'"),
        postgresql_where=sa.text("state = 'confirmed'"),
    )


def _plan_measures() -> None:
    op.create_table(
        "plan_measures",
        sa.Column("measure_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("planned_by", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("outcome", sa.Text()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'planned') = (closed_on IS NULL)",
            name=op.f("ck_plan_measures_closed_has_a_day"),
        ),
        _known("plan_measures", "kind", MEASURE_KINDS),
        _known("plan_measures", "state", MEASURE_STATES),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_plan_measures_worker_id"
        ),
        sa.PrimaryKeyConstraint("measure_id", name="pk_plan_measures"),
    )
    op.create_index("ix_plan_measures_state_due_on", "plan_measures", ["state", "due_on"])
    op.create_index("ix_plan_measures_worker_id", "plan_measures", ["worker_id"])


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _known("contacts", "channel", CONTACT_CHANNELS),
        _known("contacts", "outcome", CONTACT_OUTCOMES),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name="fk_contacts_worker_id"),
        sa.PrimaryKeyConstraint("contact_id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_worker_id_happened_on", "contacts", ["worker_id", "happened_on"])


def _followups() -> None:
    op.create_table(
        "followups",
        sa.Column("followup_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("outcome", sa.Text()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _known("followups", "cause", FOLLOWUP_CAUSES),
        sa.CheckConstraint(
            "(state = 'done') = (done_on IS NOT NULL)", name=op.f("ck_followups_done_has_a_day")
        ),
        _known("followups", "state", FOLLOWUP_STATES),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_followups_worker_id"
        ),
        sa.PrimaryKeyConstraint("followup_id", name="pk_followups"),
        sa.UniqueConstraint(
            "cause", "cause_id", "months", name="uq_followups_cause_cause_id_months"
        ),
    )
    op.create_index("ix_followups_state_due_on", "followups", ["state", "due_on"])
    op.create_index("ix_followups_worker_id", "followups", ["worker_id"])
