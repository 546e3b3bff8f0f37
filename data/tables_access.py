"""The tables of access: people of the office who may sign in, their sessions, and workers' one-time codes."""

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of

ROLES = (
    "township_clerk",
    "counselor",
    "county_supervisor",
    "city_analyst",
    "data_officer",
    "operator",
    "security_administrator",
    "auditor",
)
"""The last three are the administrators, kept apart: nobody is two of them."""

SESSION_KINDS = ("staff", "worker")

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    # As it is typed at the door, in small letters.
    sa.Column("sign_in_name", sa.Text, nullable=False),
    # Unique as well: a second person is told from the first by it, in every record they leave.
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("region", sa.Text),
    sa.Column("township", sa.Text),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("password_set_at", Instant, nullable=False),
    # Set by somebody else: the owner changes it before anything else.
    sa.Column("must_change", sa.Boolean, nullable=False),
    # Sealed as id numbers are; not in use before its owner has shown one code of it.
    sa.Column("totp_sealed", sa.Text),
    sa.Column("totp_since", Instant),
    # The time step of the last code that was taken: no code opens twice.
    sa.Column("totp_step", sa.BigInteger),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", Instant),
    # By an administrator, until an administrator takes it back.
    sa.Column("closed_at", Instant),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("signed_in_at", Instant),
    one_of("role", ROLES),
    sa.CheckConstraint("failures >= 0", name="failures_never_negative"),
    sa.CheckConstraint("township IS NULL OR region IS NOT NULL", name="township_is_in_a_county"),
    sa.CheckConstraint(
        "role <> 'township_clerk' OR township IS NOT NULL", name="a_clerk_has_a_township"
    ),
    sa.CheckConstraint("totp_since IS NULL OR totp_sealed IS NOT NULL", name="a_factor_has_a_key"),
    sa.Index(None, "sign_in_name", unique=True),
    sa.Index(None, "name", unique=True),
)

past_passwords = sa.Table(
    "past_passwords",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.account_id"), primary_key=True),
    sa.Column("set_at", Instant, primary_key=True),
    sa.Column("password_hash", sa.Text, nullable=False),
)

recovery_codes = sa.Table(
    "recovery_codes",
    metadata,
    sa.Column("code_hash", sa.Text, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id"), nullable=False),
    sa.Column("used_at", Instant),
    sa.Index(None, "account_id"),
)

sign_on_identities = sa.Table(
    "sign_on_identities",
    metadata,
    # Keyed: what a provider calls somebody may well be a telephone or an id number.
    sa.Column("identity_hash", sa.Text, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id"), nullable=False),
    sa.Column("bound_at", Instant, nullable=False),
    # One identity an account: the old one goes before another comes.
    sa.Index(None, "account_id", unique=True),
)

ADMINISTRATORS_DEEDS = ("account", "post", "second_factor")

administrator_requests = sa.Table(
    "administrator_requests",
    metadata,
    sa.Column("wish_id", sa.Integer, primary_key=True),
    # What is asked: a new account, another post, or that a second factor is dropped.
    sa.Column("deed", sa.Text, nullable=False),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id")),
    # Of an account that does not exist before somebody else agrees.
    sa.Column("sign_in_name", sa.Text),
    sa.Column("name", sa.Text),
    sa.Column("role", sa.Text),
    sa.Column("asked_by", sa.ForeignKey("accounts.account_id"), nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("decided_by", sa.ForeignKey("accounts.account_id")),
    sa.Column("decided_at", Instant),
    sa.Column("agreed", sa.Boolean),
    one_of("deed", ADMINISTRATORS_DEEDS),
    sa.CheckConstraint(
        "(account_id IS NULL) = (deed = 'account' AND sign_in_name IS NOT NULL AND name IS NOT NULL)",
        name="of_an_account_or_a_new_one",
    ),
    sa.CheckConstraint("(role IS NULL) = (deed = 'second_factor')", name="a_role_is_asked_for"),
    sa.CheckConstraint(
        "(decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (agreed IS NULL)",
        name="decided_is_whole",
    ),
    sa.CheckConstraint(
        "agreed IS NULL OR NOT agreed OR decided_by <> asked_by",
        name="nobody_agrees_with_themselves",
    ),
)

sessions = sa.Table(
    "sessions",
    metadata,
    # Of 256 random bits that only the browser has.
    sa.Column("session_hash", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("account_id", sa.ForeignKey("accounts.account_id")),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id")),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("ends_at", Instant, nullable=False),
    sa.Column("closed_at", Instant),
    # When the second factor was shown; a session without it opens that page only, where one is asked for.
    sa.Column("proved_at", Instant),
    # When the city's identity provider said who it is; nothing where a password or a code did.
    sa.Column("signed_on_at", Instant),
    one_of("kind", SESSION_KINDS),
    sa.CheckConstraint(
        "(kind = 'staff') = (account_id IS NOT NULL)", name="a_staff_session_has_an_account"
    ),
    sa.CheckConstraint(
        "(kind = 'worker') = (worker_id IS NOT NULL)", name="a_workers_session_has_a_worker"
    ),
    sa.CheckConstraint("ends_at > opened_at", name="ends_after_it_begins"),
    sa.Index(None, "account_id"),
    sa.Index(None, "worker_id"),
    sa.Index(None, "ends_at"),
)

sign_in_codes = sa.Table(
    "sign_in_codes",
    metadata,
    sa.Column("code_id", sa.Integer, primary_key=True),
    sa.Column("worker_id", sa.ForeignKey("workers.worker_id"), nullable=False),
    # Keyed: six digits could be guessed from a plain hash.
    sa.Column("code_hash", sa.Text, nullable=False),
    # The address that asked for it, as a keyed hash.
    sa.Column("asked_from", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("ends_at", Instant, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("used_at", Instant),
    sa.CheckConstraint("tries >= 0", name="tries_never_negative"),
    sa.CheckConstraint("ends_at > made_at", name="ends_after_it_begins"),
    sa.Index(None, "worker_id", "made_at"),
    sa.Index(None, "asked_from", "made_at"),
)
