"""The first tables of the push: campaigns, choices, the outbox, its targets, events and receipts."""

import sqlalchemy as sa
from alembic import op

from data.migrations.append_only import keep_every_row

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

LINES = ("vacancies", "guidance", "startup", "policies", "training", "assistance")
CHANNELS = ("mailbox", "sms", "email", "webhook", "wechat")
MESSAGE_STATES = ("queued", "claimed", "sending", "sent", "dropped", "dead")
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
MESSAGE_EVENTS = ("retried", "dropped", "died", "resent", "postponed", "failed_receipt")
RECEIPTS = ("delivered", "failed", "read")
CHOICE_SOURCES = ("worker_page", "sms_reply", "link", "counter", "phone", "wechat", "import")
CAMPAIGN_STATES = ("drafted", "approved", "enqueued", "cancelled")
TARGET_KINDS = ("vacancy", "programme", "policy", "voucher", "referral", "recognition", "topic")


def upgrade() -> None:
    """Make them; what people said and what happened is never changed."""
    _campaigns()
    _push_choices()
    _outbox()
    _outbox_targets()
    _outbox_events()
    _receipts()
    for table in ("push_choices", "outbox_events", "receipts"):
        keep_every_row(table)


def downgrade() -> None:
    """Remove them, the ones that point at others first."""
    op.drop_table("receipts")
    op.drop_table("outbox_events")
    op.drop_table("outbox_targets")
    op.drop_table("outbox")
    op.drop_table("push_choices")
    op.drop_table("campaigns")


def _known(table: str, column: str, codes: tuple[str, ...]) -> sa.CheckConstraint:
    allowed = " OR ".join(f"{column} = '{code}'" for code in codes)
    return sa.CheckConstraint(allowed, name=op.f(f"ck_{table}_{column}_is_known"))


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n_people", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.Text()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        _known("campaigns", "line", LINES),
        _known("campaigns", "state", CAMPAIGN_STATES),
        sa.CheckConstraint(
            "state = 'drafted' OR state = 'cancelled' OR approved_by IS NOT NULL",
            name=op.f("ck_campaigns_runs_only_approved"),
        ),
        sa.CheckConstraint(
            "approved_by <> created_by", name=op.f("ck_campaigns_a_second_person_approves")
        ),
        sa.CheckConstraint("n_people >= 0", name=op.f("ck_campaigns_people_never_negative")),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_campaigns"),
    )


def _push_choices() -> None:
    op.create_table(
        "push_choices",
        sa.Column("choice_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Text()),
        sa.Column("channel", sa.Text()),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        _known("push_choices", "channel", CHANNELS),
        _known("push_choices", "line", LINES),
        _known("push_choices", "source", CHOICE_SOURCES),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_push_choices_worker_id"
        ),
        sa.PrimaryKeyConstraint("choice_id", name="pk_push_choices"),
    )
    op.create_index("ix_push_choices_worker_id", "push_choices", ["worker_id"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("personalised", sa.Boolean(), nullable=False),
        sa.Column("campaign_id", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("claimed_by", sa.Text()),
        sa.Column("n_attempts", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text()),
        sa.Column("choice_id", sa.Integer()),
        sa.Column("title", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.Column("counts_on", sa.Date()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("dropped_for", sa.Text()),
        sa.Column("failure", sa.Text()),
        sa.Column("reference", sa.Text()),
        *_outbox_rules(),
    )
    op.create_index("ix_outbox_campaign_id", "outbox", ["campaign_id"])
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["next_at", "message_id"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_outbox_reference", "outbox", ["reference"])
    op.create_index("ix_outbox_state_ended_at", "outbox", ["state", "ended_at"])
    op.create_index("ix_outbox_worker_id_counts_on", "outbox", ["worker_id", "counts_on"])


def _outbox_rules() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "(claimed_by IS NOT NULL) = (state = 'claimed' OR state = 'sending')",
            name=op.f("ck_outbox_a_claim_has_a_holder"),
        ),
        sa.CheckConstraint(
            "(next_at IS NULL) = (state = 'sent' OR state = 'dropped' OR state = 'dead')",
            name=op.f("ck_outbox_an_open_message_comes_back"),
        ),
        sa.CheckConstraint(
            "(state = 'dropped') = (dropped_for IS NOT NULL)",
            name=op.f("ck_outbox_drop_has_a_reason"),
        ),
        _known("outbox", "channel", CHANNELS),
        _known("outbox", "dropped_for", DROPS),
        _known("outbox", "line", LINES),
        sa.CheckConstraint(
            "state <> 'sent' OR (channel IS NOT NULL AND title IS NOT NULL AND body IS NOT NULL AND counts_on IS NOT NULL)",
            name=op.f("ck_outbox_what_was_sent_is_kept"),
        ),
        _known("outbox", "state", MESSAGE_STATES),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (next_at IS NOT NULL)", name=op.f("ck_outbox_ends_when_it_ends")
        ),
        sa.CheckConstraint("n_attempts >= 0", name=op.f("ck_outbox_attempts_never_negative")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.campaign_id"], name="fk_outbox_campaign_id"
        ),
        sa.ForeignKeyConstraint(
            ["choice_id"], ["push_choices.choice_id"], name="fk_outbox_choice_id"
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name="fk_outbox_worker_id"),
        sa.PrimaryKeyConstraint("message_id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    ]


def _outbox_targets() -> None:
    op.create_table(
        "outbox_targets",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        _known("outbox_targets", "kind", TARGET_KINDS),
        sa.ForeignKeyConstraint(
            ["message_id"], ["outbox.message_id"], name="fk_outbox_targets_message_id"
        ),
        sa.PrimaryKeyConstraint("message_id", "kind", "target_id", name="pk_outbox_targets"),
    )
    op.create_index("ix_outbox_targets_kind_target_id", "outbox_targets", ["kind", "target_id"])


def _outbox_events() -> None:
    op.create_table(
        "outbox_events",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        _known("outbox_events", "event", MESSAGE_EVENTS),
        sa.ForeignKeyConstraint(
            ["message_id"], ["outbox.message_id"], name="fk_outbox_events_message_id"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_outbox_events"),
    )
    op.create_index("ix_outbox_events_message_id", "outbox_events", ["message_id"])


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _known("receipts", "receipt", RECEIPTS),
        sa.ForeignKeyConstraint(
            ["message_id"], ["outbox.message_id"], name="fk_receipts_message_id"
        ),
        sa.PrimaryKeyConstraint("receipt_id", name="pk_receipts"),
        sa.UniqueConstraint("message_id", "receipt", name="uq_receipts_message_id_receipt"),
    )
