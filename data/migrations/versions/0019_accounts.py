"""Accounts of the office, their sessions, and workers' one-time codes."""

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | None = None
depends_on: str | None = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of access."""
    _accounts()
    _sessions()
    _codes()


def downgrade() -> None:
    """Remove them: everybody has to be given access anew."""
    for table in ("sign_in_codes", "sessions", "recovery_codes", "past_passwords", "accounts"):
        op.drop_table(table)


def _check(table: str, name: str, text: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}"))


def _accounts() -> None:
    roles = (
        "township_clerk",
        "counselor",
        "county_supervisor",
        "city_analyst",
        "data_officer",
        "operator",
        "security_administrator",
        "auditor",
    )
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("sign_in_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("region", sa.Text()),
        sa.Column("township", sa.Text()),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_set_at", INSTANT, nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("totp_sealed", sa.Text()),
        sa.Column("totp_since", INSTANT),
        sa.Column("totp_step", sa.BigInteger()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("signed_in_at", INSTANT),
        _check("accounts", "role_is_known", " OR ".join(f"role = '{role}'" for role in roles)),
        _check("accounts", "failures_never_negative", "failures >= 0"),
        _check("accounts", "township_is_in_a_county", "township IS NULL OR region IS NOT NULL"),
        _check(
            "accounts",
            "a_clerk_has_a_township",
            "role <> 'township_clerk' OR township IS NOT NULL",
        ),
        _check("accounts", "a_factor_has_a_key", "totp_since IS NULL OR totp_sealed IS NOT NULL"),
        sa.PrimaryKeyConstraint("account_id", name="pk_accounts"),
    )
    op.create_index("ix_accounts_sign_in_name", "accounts", ["sign_in_name"], unique=True)
    op.create_index("ix_accounts_name", "accounts", ["name"], unique=True)
    op.create_table(
        "past_passwords",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        _owner("past_passwords", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("account_id", "set_at", name="pk_past_passwords"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("used_at", INSTANT),
        _owner("recovery_codes", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_account_id", "recovery_codes", ["account_id"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text()),
        sa.Column("worker_id", sa.Text()),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("proved_at", INSTANT),
        _check("sessions", "kind_is_known", "kind = 'staff' OR kind = 'worker'"),
        _check(
            "sessions",
            "a_staff_session_has_an_account",
            "(kind = 'staff') = (account_id IS NOT NULL)",
        ),
        _check(
            "sessions",
            "a_workers_session_has_a_worker",
            "(kind = 'worker') = (worker_id IS NOT NULL)",
        ),
        _check("sessions", "ends_after_it_begins", "ends_at > opened_at"),
        _owner("sessions", "account_id", "accounts"),
        _owner("sessions", "worker_id", "workers"),
        sa.PrimaryKeyConstraint("session_hash", name="pk_sessions"),
    )
    for column in ("account_id", "worker_id", "ends_at"):
        op.create_index(f"ix_sessions_{column}", "sessions", [column])


def _codes() -> None:
    op.create_table(
        "sign_in_codes",
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("asked_from", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", INSTANT),
        _check("sign_in_codes", "tries_never_negative", "tries >= 0"),
        _check("sign_in_codes", "ends_after_it_begins", "ends_at > made_at"),
        _owner("sign_in_codes", "worker_id", "workers"),
        sa.PrimaryKeyConstraint("code_id", name="pk_sign_in_codes"),
    )
    op.create_index("ix_sign_in_codes_worker_id_made_at", "sign_in_codes", ["worker_id", "made_at"])
    op.create_index(
        "ix_sign_in_codes_asked_from_made_at", "sign_in_codes", ["asked_from", "made_at"]
    )


def _owner(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{parent}.{column}"], name=f"fk_{table}_{column}")
