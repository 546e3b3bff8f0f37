"""Id numbers are found by their last digits: each lies in one of some drawers, by a keyed hash."""

from collections.abc import Iterator

import pyarrow as pa
import sqlalchemy as sa
from alembic import op

from data.bulk import stage
from data.sealing import ID_NUMBER
from data.store import vault_of

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | None = None
depends_on: str | None = None

ROWS_AT_ONCE = 50_000


def upgrade() -> None:
    """Put everybody's number into its drawer; each is opened once, in memory."""
    op.add_column("workers", sa.Column("id_drawer", sa.Integer()))
    workers = sa.table("workers", sa.column("worker_id"), sa.column("id_drawer"))
    for piece in _pieces():
        same = workers.c.worker_id == piece.c.worker_id
        op.execute(sa.update(workers).where(same).values(id_drawer=piece.c.id_drawer))
    op.create_index("ix_workers_id_drawer", "workers", ["id_drawer"])


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_workers_id_drawer", "workers")
    op.drop_column("workers", "id_drawer")


def _pieces() -> Iterator[sa.Table]:
    """A temporary table, again and again filled with the next workers."""
    db, after = op.get_bind(), ""
    table = sa.table("workers", sa.column("worker_id"), sa.column("id_sealed"))
    while True:
        following = sa.select(table).where(table.c.worker_id > after)
        rows = db.execute(following.order_by(table.c.worker_id).limit(ROWS_AT_ONCE)).all()
        if not rows:
            return
        vault = vault_of(db)
        drawers = vault.drawers([vault.unseal(ID_NUMBER, who, sealed) for who, sealed in rows])
        columns = {
            "worker_id": pa.array([who for who, _ in rows], pa.string()),
            "id_drawer": pa.array(drawers, pa.int32()),
        }
        yield stage(db, "drawer_piece", pa.table(columns))
        after = rows[-1][0]
