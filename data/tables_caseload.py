"""The caseload: one row a worker, as known last, for lists that must answer while somebody types."""

import sqlalchemy as sa

from data.columns import KEEPS_HOME, metadata

NO_INDEX = -1.0
"""Where no index is given: a list that begins with the highest sorts it last, without a gap."""

SEEKING = sa.text("registered_on IS NOT NULL")
SUGGESTED = sa.text("suggested IS NOT NULL")

FILTERED_BY: tuple[tuple[str, ...], ...] = (
    (),
    ("region",),
    ("township",),
    ("occupation",),
    ("employment_status",),
    ("region", "occupation"),
    ("region", "employment_status"),
)
"""Within each of these a list is read in its order: walking through a whole county for a trade is too slow."""

SEEKING_SORTED_BY = ("index_value", "registered_on", "valid_on")
BY_INITIALS: tuple[tuple[str, ...], ...] = ((), ("region",))

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""By code points on both databases: a beginning of a name's key is a range of the index."""

caseload = sa.Table(
    "caseload",
    metadata,
    sa.Column(
        "worker_id", sa.ForeignKey("workers.worker_id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("name", BYTEWISE, nullable=False),
    sa.Column("name_key", BYTEWISE, nullable=False, server_default=""),
    sa.Column("initials", BYTEWISE, nullable=False, server_default=""),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("township", sa.Text),
    sa.Column("birth_on", sa.Date),
    # The last occupation, or the first that is wished for.
    sa.Column("occupation", sa.Text),
    sa.Column("employment_status", sa.Text),
    sa.Column("registered_on", sa.Date),
    sa.Column("valid_on", sa.Date, nullable=False),
    sa.Column("n_missing", sa.Integer, nullable=False),
    # From the nights: the index, the statutory categories that the file seems to meet, and since when both are so.
    sa.Column("index_value", sa.Double, nullable=False, server_default=sa.text("-1")),
    sa.Column("suggested", sa.Text),
    sa.Column("judged_on", sa.Date),
    sa.CheckConstraint("index_value = -1 OR index_value BETWEEN 0 AND 100", name="index_in_range"),
    sa.CheckConstraint("n_missing >= 0", name="n_missing_never_negative"),
    # Everybody, by name in pinyin: also within each filter that a list of everybody has.
    *(
        sa.Index(f"ix_caseload_{'_'.join((*by, 'name_key'))}", *by, "name_key", "worker_id")
        for by in FILTERED_BY
    ),
    *(
        sa.Index(
            f"ix_caseload_{'_'.join((*by, 'initials'))}", *by, "initials", "name_key", "worker_id"
        )
        for by in BY_INITIALS
    ),
    # Whoever is registered as without work: a small part of everybody, sorted in every way.
    *(
        sa.Index(
            f"ix_caseload_seeking_{'_'.join((*by, key))}",
            *by,
            key,
            "worker_id",
            sqlite_where=SEEKING,
            postgresql_where=SEEKING,
        )
        for key in SEEKING_SORTED_BY
        for by in FILTERED_BY
    ),
    *(
        sa.Index(
            f"ix_caseload_suggested_{'_'.join((*by, 'index_value'))}",
            *by,
            "index_value",
            "worker_id",
            sqlite_where=SUGGESTED,
            postgresql_where=SUGGESTED,
        )
        for by in ((), ("region",), ("township",))
    ),
    info={KEEPS_HOME: True},
)
