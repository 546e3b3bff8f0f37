"""The table of employers' standing: who is on which public list, from when, until when, as told by whom."""

import sqlalchemy as sa

from data.columns import Instant, metadata, sql_checks, sql_columns
from data.schema_employers import LISTING_COLUMNS

employer_listings = sa.Table(
    "employer_listings",
    metadata,
    sa.Column("listing_id", sa.Integer, primary_key=True),
    # The name without what writers differ in: spaces, width, case.
    sa.Column("employer_key", sa.Text, nullable=False),
    *sql_columns(LISTING_COLUMNS),
    sa.Column("recorded_at", Instant, nullable=False),
    *sql_checks(LISTING_COLUMNS),
    # A listing that was a mistake ends on the day it began.
    sa.CheckConstraint(
        "removed_on IS NULL OR removed_on >= listed_on", name="ends_after_it_begins"
    ),
    sa.Index(None, "employer_key", "list", "listed_on"),
)
"""Added to and never changed: of one employer, list and first day the newest row counts."""
