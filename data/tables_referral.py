"""The tables of referrals: how each one stands, every step it took, consent, letters and places held."""

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of

OPEN_STATES = ("referred", "applied", "interviewed", "offered")
"""On the way: a referral in one of these holds one of the vacancy's referrals."""

PLACED_STATES = ("placed", "retained_1", "retained_3", "retained_6")
"""At work: a referral in one of these has one of the vacancy's places."""

PROVEN_STATES = PLACED_STATES[1:]
"""At work still when somebody was asked."""

REFERRAL_STATES = (*OPEN_STATES, *PLACED_STATES, "closed")

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

VIAS = ("counselor", "worker", "employer", "schedule")
"""From whom a step comes; `schedule` is the service itself, by the clock or because a place is gone."""

CONSENT_ANSWERS = ("asked", "given", "refused", "withdrawn")
CONSENT_VIAS = ("counselor", "worker", "paper")


def _any_of(states: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"state = '{state}'" for state in states) + ")"


referrals = sa.Table(
    "referrals",
    metadata,
    sa.Column("referral_id", sa.Text, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("vacancy_id", sa.ForeignKey("vacancies.vacancy_id"), nullable=False),
    sa.Column("recommendation_id", sa.ForeignKey("recommendations.recommendation_id")),
    sa.Column("chosen_because", sa.Text),
    # The hard rules a counselor set aside, joined by `;`, and why.
    sa.Column("overridden", sa.Text),
    sa.Column("override_reason", sa.Text),
    # Where the worker lived and what the post was on the day: reports count what was, not what is.
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("occupation", sa.Text),
    sa.Column("referred_on", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("closed_because", sa.Text),
    # Numbered, so that the database itself refuses to give the same one to two people.
    sa.Column("hold", sa.Integer),
    sa.Column("place", sa.Integer),
    sa.Column("hold_until", sa.Date),
    sa.Column("placed_on", sa.Date),
    sa.Column("follow_up_on", sa.Date),
    sa.Column("n_steps", sa.Integer, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    one_of("state", REFERRAL_STATES),
    one_of("closed_because", CLOSING_REASONS),
    sa.CheckConstraint(
        "recommendation_id IS NOT NULL OR chosen_because IS NOT NULL", name="begins_for_a_reason"
    ),
    sa.CheckConstraint(
        "(overridden IS NULL) = (override_reason IS NULL)", name="override_has_a_reason"
    ),
    sa.CheckConstraint(
        "(state = 'closed') = (closed_because IS NOT NULL)", name="closed_has_a_reason"
    ),
    sa.CheckConstraint(f"(hold IS NOT NULL) = {_any_of(OPEN_STATES)}", name="open_holds_one"),
    sa.CheckConstraint("(hold IS NULL) = (hold_until IS NULL)", name="hold_has_an_end"),
    sa.CheckConstraint(f"place IS NOT NULL OR NOT {_any_of(PLACED_STATES)}", name="work_has_place"),
    sa.CheckConstraint(f"place IS NULL OR NOT {_any_of(OPEN_STATES)}", name="no_place_on_the_way"),
    sa.CheckConstraint("place IS NULL OR placed_on IS NOT NULL", name="place_has_a_day"),
    sa.CheckConstraint("hold > 0", name="holds_count_from_one"),
    sa.CheckConstraint("place > 0", name="places_count_from_one"),
    sa.UniqueConstraint("vacancy_id", "hold"),
    sa.UniqueConstraint("vacancy_id", "place", name="uq_referrals_vacancy_place"),
    sa.Index(None, "worker_id"),
    sa.Index(None, "hold_until"),
    sa.Index(None, "follow_up_on"),
    sa.Index(None, "referred_on"),
    sa.Index(
        "ix_referrals_at_work",
        "worker_id",
        sqlite_where=sa.text("placed_on IS NOT NULL AND state <> 'closed'"),
        postgresql_where=sa.text("placed_on IS NOT NULL AND state <> 'closed'"),
    ),
    sa.Index(
        "ix_referrals_one_open_each",
        "worker_id",
        "vacancy_id",
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    ),
)

referral_events = sa.Table(
    "referral_events",
    metadata,
    sa.Column("referral_id", sa.ForeignKey("referrals.referral_id"), primary_key=True),
    sa.Column("step", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("via", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("said_at", Instant, nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("note", sa.Text),
    sa.Column("rules", sa.Text, nullable=False),
    one_of("via", VIAS),
    one_of("reason", CLOSING_REASONS),
    sa.CheckConstraint("step > 0", name="steps_count_from_one"),
)

referral_consents = sa.Table(
    "referral_consents",
    metadata,
    sa.Column("consent_id", sa.Integer, primary_key=True),
    sa.Column("referral_id", sa.ForeignKey("referrals.referral_id"), nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("via", sa.Text, nullable=False),
    sa.Column("paper", sa.Text),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("said_at", Instant, nullable=False),
    one_of("answer", CONSENT_ANSWERS),
    one_of("via", CONSENT_VIAS),
    sa.CheckConstraint("(via = 'paper') = (paper IS NOT NULL)", name="paper_has_a_number"),
    sa.CheckConstraint("via <> 'counselor' OR answer = 'asked'", name="nobody_answers_for_another"),
    sa.Index(None, "referral_id"),
)

referral_letters = sa.Table(
    "referral_letters",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("referral_id", sa.ForeignKey("referrals.referral_id"), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("employer", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date, nullable=False),
    sa.Column("issued_by", sa.Text, nullable=False),
    sa.Column("issued_at", Instant, nullable=False),
    sa.Column("withdrawn_at", Instant),
    sa.CheckConstraint("valid_until >= issued_on", name="valid_after_it_is_issued"),
    sa.Index(None, "referral_id"),
)
