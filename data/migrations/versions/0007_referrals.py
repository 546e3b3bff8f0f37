"""The tables of referrals: how each stands, its steps, the worker's consent, letters of introduction."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data.migrations.append_only import keep_every_row

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

OPEN = ("referred", "applied", "interviewed", "offered")
PLACED = ("placed", "retained_1", "retained_3", "retained_6")
STATES = (*OPEN, *PLACED, "closed")
CLOSING_REASONS = (
    "employer_lacks_skills",
    "employer_lacks_certificate",
    "employer_lacks_experience",
    "employer_other",
    "employer_no_answer",
    "vacancy_filled",
    "vacancy_closed",
    "worker_too_far",
    "worker_wage_too_low",
    "worker_hours",
    "worker_occupation",
    "worker_health",
    "worker_family",
    "worker_has_work",
    "worker_has_training",
    "worker_absent",
    "worker_unreachable",
    "worker_other",
    "hold_lapsed",
    "entered_in_error",
    "never_started",
    "left_wage",
    "left_too_far",
    "left_hours",
    "left_health",
    "left_family",
    "left_better_work",
    "left_other",
    "dismissed",
    "contract_ended",
    "employer_stopped",
    "follow_up_lost",
)


def upgrade() -> None:
    """Make them; steps and consents are only ever added to."""
    _referrals()
    _events()
    _consents()
    _letters()
    keep_every_row("referral_events")
    keep_every_row("referral_consents")


def downgrade() -> None:
    """Remove them, the ones that point at others first."""
    for table in ("letters", "consents", "events"):
        op.drop_table(f"referral_{table}")
    op.drop_table("referrals")


def _any_of(name: str, codes: tuple[str, ...]) -> str:
    return " OR ".join(f"{name} = '{code}'" for code in codes)


def _referrals() -> None:
    op.create_table("referrals", *_columns(), *_rules())
    op.create_index("ix_referrals_follow_up_on", "referrals", ["follow_up_on"])
    op.create_index("ix_referrals_hold_until", "referrals", ["hold_until"])
    op.create_index(
        "ix_referrals_one_open_each",
        "referrals",
        ["worker_id", "vacancy_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_index("ix_referrals_referred_on", "referrals", ["referred_on"])
    op.create_index("ix_referrals_worker_id", "referrals", ["worker_id"])


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("referral_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("vacancy_id", sa.Text(), nullable=False),
        sa.Column("recommendation_id", sa.Text()),
        sa.Column("chosen_because", sa.Text()),
        sa.Column("overridden", sa.Text()),
        sa.Column("override_reason", sa.Text()),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text()),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("closed_because", sa.Text()),
        sa.Column("hold", sa.Integer()),
        sa.Column("place", sa.Integer()),
        sa.Column("hold_until", sa.Date()),
        sa.Column("placed_on", sa.Date()),
        sa.Column("follow_up_on", sa.Date()),
        sa.Column("n_steps", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _rules() -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("referral_id", name="pk_referrals"),
        sa.CheckConstraint(
            "recommendation_id IS NOT NULL OR chosen_because IS NOT NULL",
            name=op.f("ck_referrals_begins_for_a_reason"),
        ),
        sa.CheckConstraint(
            _any_of("closed_because", CLOSING_REASONS),
            name=op.f("ck_referrals_closed_because_is_known"),
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_because IS NOT NULL)",
            name=op.f("ck_referrals_closed_has_a_reason"),
        ),
        sa.CheckConstraint(
            "(hold IS NULL) = (hold_until IS NULL)", name=op.f("ck_referrals_hold_has_an_end")
        ),
        sa.CheckConstraint("hold > 0", name=op.f("ck_referrals_holds_count_from_one")),
        sa.CheckConstraint(
            f"place IS NULL OR NOT ({_any_of('state', OPEN)})",
            name=op.f("ck_referrals_no_place_on_the_way"),
        ),
        sa.CheckConstraint(
            f"(hold IS NOT NULL) = ({_any_of('state', OPEN)})",
            name=op.f("ck_referrals_open_holds_one"),
        ),
        sa.CheckConstraint(
            "(overridden IS NULL) = (override_reason IS NULL)",
            name=op.f("ck_referrals_override_has_a_reason"),
        ),
        sa.CheckConstraint(
            "place IS NULL OR placed_on IS NOT NULL", name=op.f("ck_referrals_place_has_a_day")
        ),
        sa.CheckConstraint("place > 0", name=op.f("ck_referrals_places_count_from_one")),
        sa.CheckConstraint(_any_of("state", STATES), name=op.f("ck_referrals_state_is_known")),
        sa.CheckConstraint(
            f"place IS NOT NULL OR NOT ({_any_of('state', PLACED)})",
            name=op.f("ck_referrals_work_has_place"),
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.recommendation_id"],
            name="fk_referrals_recommendation_id",
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancies.vacancy_id"], name="fk_referrals_vacancy_id"
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_referrals_worker_id"
        ),
        sa.UniqueConstraint("vacancy_id", "hold", name="uq_referrals_vacancy_id_hold"),
        sa.UniqueConstraint("vacancy_id", "place", name="uq_referrals_vacancy_place"),
    ]


def _events() -> None:
    op.create_table(
        "referral_events",
        sa.Column("referral_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("referral_id", "step", name="pk_referral_events"),
        sa.CheckConstraint(
            _any_of("reason", CLOSING_REASONS), name=op.f("ck_referral_events_reason_is_known")
        ),
        sa.CheckConstraint("step > 0", name=op.f("ck_referral_events_steps_count_from_one")),
        sa.CheckConstraint(
            "via = 'counselor' OR via = 'worker' OR via = 'employer' OR via = 'schedule'",
            name=op.f("ck_referral_events_via_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.referral_id"], name="fk_referral_events_referral_id"
        ),
    )


def _consents() -> None:
    op.create_table(
        "referral_consents",
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text()),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("consent_id", name="pk_referral_consents"),
        sa.CheckConstraint(
            "answer = 'asked' OR answer = 'given' OR answer = 'refused' OR answer = 'withdrawn'",
            name=op.f("ck_referral_consents_answer_is_known"),
        ),
        sa.CheckConstraint(
            "via <> 'counselor' OR answer = 'asked'",
            name=op.f("ck_referral_consents_nobody_answers_for_another"),
        ),
        sa.CheckConstraint(
            "(via = 'paper') = (paper IS NOT NULL)",
            name=op.f("ck_referral_consents_paper_has_a_number"),
        ),
        sa.CheckConstraint(
            "via = 'counselor' OR via = 'worker' OR via = 'paper'",
            name=op.f("ck_referral_consents_via_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.referral_id"], name="fk_referral_consents_referral_id"
        ),
    )
    op.create_index("ix_referral_consents_referral_id", "referral_consents", ["referral_id"])


def _letters() -> None:
    op.create_table(
        "referral_letters",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("referral_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("code", name="pk_referral_letters"),
        sa.CheckConstraint(
            "valid_until >= issued_on", name=op.f("ck_referral_letters_valid_after_it_is_issued")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.referral_id"], name="fk_referral_letters_referral_id"
        ),
    )
    op.create_index("ix_referral_letters_referral_id", "referral_letters", ["referral_id"])
