"""Names stand by pinyin and are found by their initials; every filter of a list has its index in every order."""

from collections.abc import Iterator

import pyarrow as pa
import sqlalchemy as sa
from alembic import op

from data.bulk import stage
from data.codes.pinyin import initials, sort_key

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | None = None
depends_on: str | None = None

ROWS_AT_ONCE = 50_000
MADE = ("name_key", "initials")
SEEKING = sa.text("registered_on IS NOT NULL")
FILTERS: list[list[str]] = [
    [],
    ["region"],
    ["township"],
    ["occupation"],
    ["employment_status"],
    ["region", "occupation"],
    ["region", "employment_status"],
]
SORTED: tuple[tuple[str, list[list[str]]], ...] = (
    ("index_value", FILTERS[5:]),
    ("registered_on", FILTERS[4:]),
    ("valid_on", FILTERS[4:]),
)
"""The orders of people without work that had no index yet."""

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Key everybody's name, then build the new indexes; those by the bare name go."""
    for owner, kind in (("workers", sa.Text()), ("caseload", BYTEWISE)):
        for name in MADE:
            op.add_column(owner, sa.Column(name, kind, nullable=False, server_default=""))
    for by in FILTERS:
        op.drop_index(f"ix_caseload_{'_'.join([*by, 'name'])}", "caseload")
    for piece in _pieces():
        for owner in ("workers", "caseload"):
            table = sa.table(owner, *map(sa.column, ("worker_id", *MADE)))
            same = table.c.worker_id == piece.c.worker_id
            op.execute(sa.update(table).where(same).values({n: piece.c[n] for n in MADE}))
    for by in FILTERS:
        columns = [*by, "name_key"]
        op.create_index(f"ix_caseload_{'_'.join(columns)}", "caseload", [*columns, "worker_id"])
    for by in FILTERS[:2]:
        columns = [*by, "initials"]
        ordered = [*columns, "name_key", "worker_id"]
        op.create_index(f"ix_caseload_{'_'.join(columns)}", "caseload", ordered)
    for key, filters in SORTED:
        for by in filters:
            columns = [*by, key]
            op.create_index(
                f"ix_caseload_seeking_{'_'.join(columns)}",
                "caseload",
                [*columns, "worker_id"],
                sqlite_where=SEEKING,
                postgresql_where=SEEKING,
            )


def downgrade() -> None:
    """Names stand by their characters again."""
    for key, filters in SORTED:
        for by in filters:
            op.drop_index(f"ix_caseload_seeking_{'_'.join([*by, key])}", "caseload")
    for by in FILTERS[:2]:
        op.drop_index(f"ix_caseload_{'_'.join([*by, 'initials'])}", "caseload")
    for by in FILTERS:
        op.drop_index(f"ix_caseload_{'_'.join([*by, 'name_key'])}", "caseload")
    for owner in ("caseload", "workers"):
        for name in MADE:
            op.drop_column(owner, name)
    for by in FILTERS:
        columns = [*by, "name"]
        op.create_index(f"ix_caseload_{'_'.join(columns)}", "caseload", [*columns, "worker_id"])


def _pieces() -> Iterator[sa.Table]:
    """A temporary table, again and again filled with the next workers."""
    db, after = op.get_bind(), ""
    table = sa.table("workers", sa.column("worker_id"), sa.column("name"))
    while True:
        following = sa.select(table).where(table.c.worker_id > after)
        rows = db.execute(following.order_by(table.c.worker_id).limit(ROWS_AT_ONCE)).all()
        if not rows:
            return
        columns = {
            "worker_id": [who for who, _ in rows],
            "name_key": [sort_key(name) for _, name in rows],
            "initials": [initials(name) for _, name in rows],
        }
        yield stage(db, "named_piece", pa.table(columns))
        after = rows[-1][0]
