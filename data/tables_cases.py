"""The tables of personal help: recognition as hard to employ, tags, plans, contacts and follow-ups."""

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of

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
RUNNING_STATES = tuple(
    state
    for state in RECOGNITION_STATES
    if state not in {"refused", "refused_finally", "withdrawn", "ended"}
)
"""A worker has at most one case in these."""

TAGS = ("priority_support", "intensive_help")
"""优先扶持 and 重点帮助: two tags, not two tiers."""

TAG_STATES = ("confirmed", "ended")
MEASURE_KINDS = ("guidance", "vacancy", "training", "post", "subsidy", "startup", "visit", "other")
MEASURE_STATES = ("planned", "done", "dropped")
CONTACT_CHANNELS = ("counter", "phone", "visit", "message", "online")
CONTACT_OUTCOMES = ("reached", "not_reached", "accepted_offer", "refused_offer", "no_show")
FOLLOWUP_CAUSES = ("recognition", "placement", "training")
FOLLOWUP_STATES = ("due", "done")


def _is_one_of(column: str, values: tuple[str, ...]) -> sa.TextClause:
    return sa.text(" OR ".join(f"{column} = '{value}'" for value in values))


_RUNNING = _is_one_of("state", RUNNING_STATES)
_RUNNING_D4 = sa.text(f"category = 'D4' AND ({_RUNNING.text})")
_CONFIRMED = sa.text("state = 'confirmed'")

recognition_cases = sa.Table(
    "recognition_cases",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("household_id", sa.Text),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("township", sa.Text),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("applied_on", sa.Date, nullable=False),
    sa.Column("applied_by", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("notice_until", sa.Date),
    sa.Column("decided_on", sa.Date),
    sa.Column("decided_by", sa.Text),
    sa.Column("document", sa.Text),
    sa.Column("valid_from", sa.Date),
    sa.Column("review_on", sa.Date),
    sa.Column("ended_on", sa.Date),
    sa.Column("end_ground", sa.Text),
    sa.Column("officer", sa.Text),
    sa.Column("recorded_at", Instant, nullable=False),
    one_of("state", RECOGNITION_STATES),
    one_of("category", CATEGORIES),
    sa.CheckConstraint(
        "NOT (state = 'recognised' OR state = 'in_force')"
        " OR (decided_by IS NOT NULL AND document IS NOT NULL AND valid_from IS NOT NULL)",
        name="somebody_certified",
    ),
    sa.CheckConstraint(
        "state <> 'in_force' OR (officer IS NOT NULL AND review_on IS NOT NULL)",
        name="somebody_looks_after",
    ),
    sa.CheckConstraint(
        "(state = 'ended') = (ended_on IS NOT NULL) AND (ended_on IS NULL) = (end_ground IS NULL)",
        name="end_has_a_ground",
    ),
    sa.Index(
        "uq_recognition_cases_one_running",
        "worker_id",
        unique=True,
        sqlite_where=_RUNNING,
        postgresql_where=_RUNNING,
    ),
    sa.Index(
        "uq_recognition_cases_one_a_household",
        "household_id",
        unique=True,
        sqlite_where=_RUNNING_D4,
        postgresql_where=_RUNNING_D4,
    ),
    sa.Index(None, "worker_id", "valid_from"),
    sa.Index(None, "state", "due_on"),
)

tags = sa.Table(
    "tags",
    metadata,
    sa.Column("tag_id", sa.Text, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("tag", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("confirmed_by", sa.Text, nullable=False),
    sa.Column("confirmed_on", sa.Date, nullable=False),
    sa.Column("review_on", sa.Date, nullable=False),
    sa.Column("ended_on", sa.Date),
    sa.Column("ended_by", sa.Text),
    sa.Column("recorded_at", Instant, nullable=False),
    one_of("tag", TAGS),
    one_of("state", TAG_STATES),
    sa.CheckConstraint("review_on > confirmed_on", name="reviewed_later"),
    sa.CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name="end_has_a_day"),
    sa.Index(
        "uq_tags_one_confirmed",
        "worker_id",
        "tag",
        unique=True,
        sqlite_where=_CONFIRMED,
        postgresql_where=_CONFIRMED,
    ),
    sa.Index(None, "state", "review_on"),
)

plan_measures = sa.Table(
    "plan_measures",
    metadata,
    sa.Column("measure_id", sa.Text, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("planned_on", sa.Date, nullable=False),
    sa.Column("planned_by", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("closed_on", sa.Date),
    sa.Column("outcome", sa.Text),
    sa.Column("recorded_at", Instant, nullable=False),
    one_of("kind", MEASURE_KINDS),
    one_of("state", MEASURE_STATES),
    sa.CheckConstraint("(state = 'planned') = (closed_on IS NULL)", name="closed_has_a_day"),
    sa.Index(None, "worker_id"),
    sa.Index(None, "state", "due_on"),
)

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("contact_id", sa.Text, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("done_by", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    one_of("channel", CONTACT_CHANNELS),
    one_of("outcome", CONTACT_OUTCOMES),
    sa.Index(None, "worker_id", "happened_on"),
)

followups = sa.Table(
    "followups",
    metadata,
    sa.Column("followup_id", sa.Text, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("cause_id", sa.Text, nullable=False),
    sa.Column("months", sa.Integer, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("done_on", sa.Date),
    sa.Column("outcome", sa.Text),
    sa.Column("recorded_at", Instant, nullable=False),
    one_of("cause", FOLLOWUP_CAUSES),
    one_of("state", FOLLOWUP_STATES),
    sa.CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done_has_a_day"),
    sa.UniqueConstraint("cause", "cause_id", "months"),
    sa.Index(None, "worker_id"),
    sa.Index(None, "state", "due_on"),
)
