"""Whoever is made an administrator is asked for by one and agreed to by another."""

import sqlalchemy as sa
from alembic import op

from data.columns import Instant

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | None = None
depends_on: str | None = None

DEEDS = ("account", "post", "second_factor")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "administrator_requests",
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text()),
        sa.Column("sign_in_name", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("role", sa.Text()),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", Instant()),
        sa.Column("agreed", sa.Boolean()),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["accounts.account_id"],
                name=f"fk_administrator_requests_{column}_accounts",
            )
            for column in ("account_id", "asked_by", "decided_by")
        ),
        sa.PrimaryKeyConstraint("wish_id", name="pk_administrator_requests"),
        *(
            sa.CheckConstraint(text, name=op.f(f"ck_administrator_requests_{name}"))
            for name, text in CHECKS.items()
        ),
    )


CHECKS = {
    "deed_is_known": " OR ".join(f"deed = '{deed}'" for deed in DEEDS),
    "of_an_account_or_a_new_one": (
        "(account_id IS NULL) = (deed = 'account' AND sign_in_name IS NOT NULL AND name IS NOT NULL)"
    ),
    "a_role_is_asked_for": "(role IS NULL) = (deed = 'second_factor')",
    "decided_is_whole": (
        "(decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (agreed IS NULL)"
    ),
    "nobody_agrees_with_themselves": "agreed IS NULL OR NOT agreed OR decided_by <> asked_by",
}


def downgrade() -> None:
    """Remove it."""
    op.drop_table("administrator_requests")
