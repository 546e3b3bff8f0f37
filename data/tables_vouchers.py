"""The tables of vouchers: funds, batches, the vouchers, every step they took, and what was noticed of them."""

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of
from data.schema import CERTIFICATE_LEVELS

VALUE_KINDS = ("face", "entitlement")
"""面值券 pays its face value; 抵用券 proves an entitlement, paid by cost up to the standard."""

SCOPES = ("open", "named")
"""通用 waits in a pool for whoever is entitled; 定向 is made out to people of a roster."""

FUND_SOURCES = ("special_account", "employment_fund", "ui_fund", "local_budget", "other")
BATCH_STATES = ("draft", "published", "cancelled")

BORN = "draft"
"""Where a voucher is before it is issued: in its batch, without a row of its own."""

VOUCHER_STATES = (
    "issued",
    "claimed",
    "enrolled",
    "in_training",
    "completed",
    "certified",
    "reviewing",
    "settled",
    "expired",
    "returned",
    "dropped",
    "failed",
    "frozen",
    "voided",
    "clawed_back",
)
CLOSED_STATES = ("settled", "expired", "dropped", "voided", "clawed_back")
OPEN_STATES = tuple(state for state in VOUCHER_STATES if state not in CLOSED_STATES)
"""In these a voucher can still become money; one of them a person, occupation and level."""

ROLES = ("worker", "staff", "second", "clock")
FLAG_DECISIONS = ("cleared", "confirmed")

_STILL_OPEN = " AND ".join(f"state <> '{state}'" for state in CLOSED_STATES)

voucher_funds = sa.Table(
    "voucher_funds",
    metadata,
    sa.Column("fund_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("total_fen", sa.BigInteger, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("recorded_by", sa.Text, nullable=False),
    one_of("source", FUND_SOURCES),
    sa.CheckConstraint("total_fen > 0", name="total_is_money"),
)

voucher_batches = sa.Table(
    "voucher_batches",
    metadata,
    sa.Column("batch_id", sa.Text, primary_key=True),
    sa.Column("fund_id", sa.ForeignKey("voucher_funds.fund_id"), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("occupation", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("value_kind", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("value_fen", sa.BigInteger, nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("budget_fen", sa.BigInteger, nullable=False),
    sa.Column("institutions", sa.Text, nullable=False),
    sa.Column("whom", sa.Text, nullable=False),
    sa.Column("claim_by", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("drafted_at", Instant, nullable=False),
    sa.Column("drafted_by", sa.Text, nullable=False),
    sa.Column("decided_at", Instant),
    sa.Column("decided_by", sa.Text),
    sa.Column("reason", sa.Text),
    one_of("level", CERTIFICATE_LEVELS),
    one_of("value_kind", VALUE_KINDS),
    one_of("scope", SCOPES),
    one_of("state", BATCH_STATES),
    sa.CheckConstraint("value_fen > 0 AND quantity > 0", name="is_worth_something"),
    sa.CheckConstraint("budget_fen = value_fen * quantity", name="budget_covers_every_voucher"),
    sa.CheckConstraint("valid_until >= claim_by", name="valid_beyond_the_claim"),
    sa.CheckConstraint(
        "(state = 'draft') = (decided_by IS NULL)", name="decided_when_no_longer_a_draft"
    ),
    sa.CheckConstraint(
        "state <> 'published' OR decided_by <> drafted_by", name="published_by_a_second_person"
    ),
    sa.Index(None, "fund_id"),
)

voucher_rosters = sa.Table(
    "voucher_rosters",
    metadata,
    sa.Column("batch_id", sa.ForeignKey("voucher_batches.batch_id"), primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), primary_key=True),
    sa.Column("voucher_id", sa.Text),
    sa.Column("refused", sa.Text),
)

vouchers = sa.Table(
    "vouchers",
    metadata,
    sa.Column("voucher_id", sa.Text, primary_key=True),
    sa.Column("batch_id", sa.ForeignKey("voucher_batches.batch_id"), nullable=False),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id")),
    sa.Column("occupation", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("value_fen", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("n_events", sa.Integer, nullable=False),
    sa.Column("claim_by", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("claimed_on", sa.Date),
    sa.Column("used_on", sa.Date),
    sa.Column("certified_on", sa.Date),
    sa.Column("submitted_on", sa.Date),
    sa.Column("submitted_by", sa.Text),
    sa.Column("resit_by", sa.Date),
    sa.Column("settled_on", sa.Date),
    sa.Column("paid_fen", sa.BigInteger),
    sa.Column("bank_no", sa.Text),
    sa.Column("n_returns", sa.Integer, nullable=False),
    sa.Column("n_resits", sa.Integer, nullable=False),
    sa.Column("frozen_from", sa.Text),
    sa.Column("frozen_on", sa.Date),
    sa.Column("frozen_until", sa.Date),
    one_of("state", VOUCHER_STATES),
    one_of("frozen_from", VOUCHER_STATES),
    sa.CheckConstraint(
        "(state = 'frozen') = (frozen_from IS NOT NULL)", name="frozen_from_a_state"
    ),
    sa.CheckConstraint("(state = 'frozen') = (frozen_until IS NOT NULL)", name="no_frost_lasts"),
    sa.CheckConstraint("value_fen > 0", name="is_worth_something"),
    sa.CheckConstraint("paid_fen > 0 AND paid_fen <= value_fen", name="never_paid_above_its_value"),
    sa.CheckConstraint("(paid_fen IS NULL) = (settled_on IS NULL)", name="paid_when_settled"),
    sa.CheckConstraint(
        "(state = 'settled' OR state = 'clawed_back') = (paid_fen IS NOT NULL)",
        name="paid_only_when_settled",
    ),
    sa.CheckConstraint(
        "worker_id IS NOT NULL OR state = 'issued' OR state = 'expired' OR state = 'voided'",
        name="used_by_somebody",
    ),
    sa.Index(
        "ix_vouchers_one_open",
        "worker_id",
        "occupation",
        "level",
        unique=True,
        sqlite_where=sa.text(_STILL_OPEN),
        postgresql_where=sa.text(_STILL_OPEN),
    ),
    sa.Index(None, "batch_id", "state"),
    sa.Index(None, "state", "valid_until"),
)

voucher_events = sa.Table(
    "voucher_events",
    metadata,
    sa.Column("event_id", sa.Integer, primary_key=True),
    sa.Column("voucher_id", sa.ForeignKey("vouchers.voucher_id"), nullable=False),
    # Two who decide on the same voucher at once write the same number: one of them loses.
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("from_state", sa.Text, nullable=False),
    sa.Column("to_state", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("rules", sa.Text, nullable=False),
    one_of("from_state", (BORN, *VOUCHER_STATES)),
    one_of("to_state", VOUCHER_STATES),
    one_of("role", ROLES),
    sa.CheckConstraint(f"(seq = 1) = (from_state = '{BORN}')", name="begins_once"),
    sa.UniqueConstraint("voucher_id", "seq"),
)

voucher_flags = sa.Table(
    "voucher_flags",
    metadata,
    sa.Column("flag_id", sa.Integer, primary_key=True),
    sa.Column("voucher_id", sa.ForeignKey("vouchers.voucher_id"), nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("found_at", Instant, nullable=False),
    sa.Column("decision", sa.Text),
    sa.Column("decided_at", Instant),
    sa.Column("decided_by", sa.Text),
    sa.Column("reason", sa.Text),
    one_of("decision", FLAG_DECISIONS),
    sa.CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decided_by_a_person"),
    # The same evidence, once decided, does not freeze a second time.
    sa.UniqueConstraint("voucher_id", "rule", "evidence"),
)
