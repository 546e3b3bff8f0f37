"""The table of corrections: what a person reads in a posting where the reading of its text was wrong."""

import sqlalchemy as sa

from data.columns import Instant, metadata, one_of

CORRECTABLE = (
    "occupation",
    "region",
    "wage_low_fen",
    "wage_high_fen",
    "min_education",
    "min_experience_months",
    "required_skills",
    "welcome_skills",
    "required_licences",
    "required_certificate",
    "min_age",
    "underground",
    "hours",
)
"""What is read out of a posting's text; what the employer says outright (title, places, days) is not."""

vacancy_corrections = sa.Table(
    "vacancy_corrections",
    metadata,
    sa.Column("correction_id", sa.Integer, primary_key=True),
    sa.Column("vacancy_id", sa.ForeignKey("vacancies.vacancy_id"), nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    # Canonical text, empty for nothing; null where the row takes an earlier one back.
    sa.Column("value", sa.Text),
    # What the source's reading was at that time: whoever looks later sees whether the posting has changed.
    sa.Column("was", sa.Text, nullable=False),
    sa.Column("undoes", sa.ForeignKey("vacancy_corrections.correction_id"), unique=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("said_at", Instant, nullable=False),
    one_of("field", CORRECTABLE),
    sa.CheckConstraint("(undoes IS NULL) = (value IS NOT NULL)", name="says_or_undoes"),
    sa.Index(None, "vacancy_id", "field"),
)
