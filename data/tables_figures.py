"""The tables of figures: a night's counts by county, of the market and of the plan's indicators."""

import sqlalchemy as sa

from data.columns import metadata

market_figures = sa.Table(
    "market_figures",
    metadata,
    sa.Column("as_of", sa.Date, primary_key=True),
    # Empty is the whole city, and all occupations; `-` what is not known.
    sa.Column("region", sa.Text, primary_key=True),
    sa.Column("occupation", sa.Text, primary_key=True),
    sa.Column("n_vacancies", sa.Integer, nullable=False),
    sa.Column("n_places", sa.Integer, nullable=False),
    sa.Column("n_waiting", sa.Integer, nullable=False),
    sa.Column("n_jobseekers", sa.Integer, nullable=False),
    # Whether so few people could be told apart by it, or by what it would give away.
    sa.Column("is_hidden", sa.Boolean, nullable=False),
    sa.Column("wage_p25_fen", sa.BigInteger),
    sa.Column("wage_p50_fen", sa.BigInteger),
    sa.Column("wage_p75_fen", sa.BigInteger),
    sa.Column("wish_p50_fen", sa.BigInteger),
    sa.CheckConstraint(
        "n_vacancies >= 0 AND n_places >= 0 AND n_waiting >= 0 AND n_jobseekers >= 0",
        name="counts_never_negative",
    ),
)

indicator_figures = sa.Table(
    "indicator_figures",
    metadata,
    sa.Column("as_of", sa.Date, primary_key=True),
    sa.Column("region", sa.Text, primary_key=True),
    sa.Column("indicator", sa.Text, primary_key=True),
    sa.Column("numerator", sa.BigInteger, nullable=False),
    # Null where the indicator is a total and divides by nothing.
    sa.Column("denominator", sa.BigInteger),
    sa.Column("n_unknown", sa.BigInteger, nullable=False),
    sa.CheckConstraint("numerator >= 0 AND n_unknown >= 0", name="counts_never_negative"),
)
