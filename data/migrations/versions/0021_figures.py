"""A night's figures by county: of the market, and of the plan's indicators."""

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | None = None
depends_on: str | None = None

WAGES = ("wage_p25_fen", "wage_p50_fen", "wage_p75_fen", "wish_p50_fen")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "market_figures",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("n_vacancies", sa.Integer(), nullable=False),
        sa.Column("n_places", sa.Integer(), nullable=False),
        sa.Column("n_waiting", sa.Integer(), nullable=False),
        sa.Column("n_jobseekers", sa.Integer(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        *[sa.Column(wage, sa.BigInteger()) for wage in WAGES],
        sa.CheckConstraint(
            "n_vacancies >= 0 AND n_places >= 0 AND n_waiting >= 0 AND n_jobseekers >= 0",
            name=op.f("ck_market_figures_counts_never_negative"),
        ),
        sa.PrimaryKeyConstraint("as_of", "region", "occupation", name=op.f("pk_market_figures")),
    )
    op.create_table(
        "indicator_figures",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("denominator", sa.BigInteger()),
        sa.Column("n_unknown", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "numerator >= 0 AND n_unknown >= 0",
            name=op.f("ck_indicator_figures_counts_never_negative"),
        ),
        sa.PrimaryKeyConstraint("as_of", "region", "indicator", name=op.f("pk_indicator_figures")),
    )


def downgrade() -> None:
    """Remove both; the next night counts again."""
    op.drop_table("indicator_figures")
    op.drop_table("market_figures")
