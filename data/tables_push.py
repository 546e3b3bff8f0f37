"""The tables of the push: the outbox, what people chose, receipts, campaigns, stops, and whose turn a job is."""

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of

LINES = ("vacancies", "guidance", "startup", "policies", "training", "assistance")
"""The six lines of the plan: 职业介绍, 职业指导, 创业服务, 政策推介, 职业培训, 就业援助."""

CHANNELS = ("mailbox", "sms", "email", "webhook", "wechat")
"""The mailbox is the worker's own page; the others leave the house."""

MESSAGE_STATES = ("queued", "claimed", "sending", "sent", "dropped", "dead")
"""The first three are open; `sending` says that the attempt has begun and may have reached somebody."""

DROPS = (
    "expired",
    "opted_out",
    "employed",
    "deceased",
    "acted",
    "dismissed",
    "repeated",
    "nothing_left",
    "not_recognised",
    "cancelled",
)
"""Why a message is not sent any more: a decision, not a failure."""

MESSAGE_EVENTS = ("retried", "dropped", "died", "resent", "postponed", "failed_receipt")
RECEIPTS = ("delivered", "failed", "read")
CHOICE_SOURCES = ("worker_page", "sms_reply", "link", "counter", "phone", "wechat", "import")
CAMPAIGN_STATES = ("drafted", "approved", "enqueued", "cancelled")
TARGET_KINDS = ("vacancy", "programme", "policy", "voucher", "referral", "recognition", "topic")

campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("campaign_id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("audience", sa.Text, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    # How many people the approver saw it would reach: more are never written to.
    sa.Column("n_people", sa.Integer, nullable=False),
    sa.Column("approved_by", sa.Text),
    sa.Column("approved_at", Instant),
    sa.Column("ended_at", Instant),
    one_of("line", LINES),
    one_of("state", CAMPAIGN_STATES),
    sa.CheckConstraint("n_people >= 0", name="people_never_negative"),
    sa.CheckConstraint("approved_by <> created_by", name="a_second_person_approves"),
    sa.CheckConstraint(
        "state = 'drafted' OR state = 'cancelled' OR approved_by IS NOT NULL",
        name="runs_only_approved",
    ),
)

push_choices = sa.Table(
    "push_choices",
    metadata,
    sa.Column("choice_id", sa.Integer, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    # Null is every line or every channel; of several statements that cover a message the last one counts.
    sa.Column("line", sa.Text),
    sa.Column("channel", sa.Text),
    sa.Column("wanted", sa.Boolean, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("proof", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("said_at", Instant, nullable=False),
    one_of("line", LINES),
    one_of("channel", CHANNELS),
    one_of("source", CHOICE_SOURCES),
    sa.Index(None, "worker_id"),
)

personalisation_choices = sa.Table(
    "personalisation_choices",
    metadata,
    sa.Column("choice_id", sa.Integer, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("wanted", sa.Boolean, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("proof", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("said_at", Instant, nullable=False),
    one_of("source", CHOICE_SOURCES),
    sa.Index(None, "worker_id"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("message_id", sa.Integer, primary_key=True),
    # What the message is, by a name of its own: told a second time it is still one message.
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("template", sa.Text, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("personalised", sa.Boolean, nullable=False),
    sa.Column("campaign_id", sa.ForeignKey("campaigns.campaign_id")),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    # When it may next be claimed: the moment it is due, and while it is claimed the end of the lease.
    sa.Column("next_at", Instant),
    sa.Column("claimed_by", sa.Text),
    sa.Column("n_attempts", sa.Integer, nullable=False),
    # Null until it is claimed: the worker's choice of that moment decides, and is kept as its ground.
    sa.Column("channel", sa.Text),
    sa.Column("choice_id", sa.ForeignKey("push_choices.choice_id")),
    sa.Column("title", sa.Text),
    sa.Column("body", sa.Text),
    # The local day on which it counts towards the caps: set when it is let through, kept when sent.
    sa.Column("counts_on", sa.Date),
    sa.Column("ended_at", Instant),
    sa.Column("dropped_for", sa.Text),
    sa.Column("failure", sa.Text),
    sa.Column("reference", sa.Text),
    one_of("line", LINES),
    one_of("channel", CHANNELS),
    one_of("state", MESSAGE_STATES),
    one_of("dropped_for", DROPS),
    sa.CheckConstraint("n_attempts >= 0", name="attempts_never_negative"),
    sa.CheckConstraint(
        "(next_at IS NULL) = (state = 'sent' OR state = 'dropped' OR state = 'dead')",
        name="an_open_message_comes_back",
    ),
    sa.CheckConstraint("(ended_at IS NULL) = (next_at IS NOT NULL)", name="ends_when_it_ends"),
    sa.CheckConstraint("(state = 'dropped') = (dropped_for IS NOT NULL)", name="drop_has_a_reason"),
    sa.CheckConstraint(
        "state <> 'sent' OR (channel IS NOT NULL AND title IS NOT NULL AND body IS NOT NULL"
        " AND counts_on IS NOT NULL)",
        name="what_was_sent_is_kept",
    ),
    sa.CheckConstraint(
        "(claimed_by IS NOT NULL) = (state = 'claimed' OR state = 'sending')",
        name="a_claim_has_a_holder",
    ),
    sa.Index(
        "ix_outbox_open",
        "next_at",
        "message_id",
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    ),
    sa.Index(None, "worker_id", "counts_on"),
    sa.Index(None, "state", "ended_at"),
    sa.Index(None, "campaign_id"),
    sa.Index(None, "reference"),
)

outbox_targets = sa.Table(
    "outbox_targets",
    metadata,
    sa.Column("message_id", sa.ForeignKey("outbox.message_id"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("target_id", sa.Text, primary_key=True),
    one_of("kind", TARGET_KINDS),
    sa.Index(None, "kind", "target_id"),
)

outbox_events = sa.Table(
    "outbox_events",
    metadata,
    sa.Column("event_id", sa.Integer, primary_key=True),
    sa.Column("message_id", sa.ForeignKey("outbox.message_id"), nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("said_at", Instant, nullable=False),
    one_of("event", MESSAGE_EVENTS),
    sa.Index(None, "message_id"),
)

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("receipt_id", sa.Integer, primary_key=True),
    sa.Column("message_id", sa.ForeignKey("outbox.message_id"), nullable=False),
    sa.Column("receipt", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("happened_at", Instant, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    one_of("receipt", RECEIPTS),
    sa.UniqueConstraint("message_id", "receipt"),
)

push_stops = sa.Table(
    "push_stops",
    metadata,
    sa.Column("stop_id", sa.Integer, primary_key=True),
    # Null is every line or every channel; the last word on a pair of both counts.
    sa.Column("line", sa.Text),
    sa.Column("channel", sa.Text),
    sa.Column("stopped", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("said_at", Instant, nullable=False),
    one_of("line", LINES),
    one_of("channel", CHANNELS),
)

push_addresses = sa.Table(
    "push_addresses",
    metadata,
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("address_sealed", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    one_of("channel", CHANNELS),
    sa.CheckConstraint("length(address_sealed) >= 68", name="address_is_sealed"),
)

push_jobs = sa.Table(
    "push_jobs",
    metadata,
    sa.Column("job", sa.Text, primary_key=True),
    sa.Column("next_at", Instant, nullable=False),
    sa.Column("held_by", sa.Text),
)

vacancies_matched = sa.Table(
    "vacancies_matched",
    metadata,
    sa.Column("vacancy_id", sa.ForeignKey("vacancies.vacancy_id"), primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("matched_at", Instant, nullable=False),
    sa.Column("n_people", sa.Integer, nullable=False),
)
