"""Id numbers, telephones and addresses sealed by keys that are not in the database."""

from collections.abc import Iterator
from datetime import datetime

import pyarrow as pa
import sqlalchemy as sa
from alembic import op

from data.bulk import stage
from data.sealing import ADDRESS, ID_NUMBER, PHONE
from data.store import vault_of

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | None = None
depends_on: str | None = None

ROWS_AT_ONCE = 50_000
SEALED = ("id_sealed", "id_hash", "phone_sealed", "phone_hash")
CHECKS = {
    "id_is_sealed": "length(id_sealed) = 68",
    "phone_is_sealed": "length(phone_sealed) = 68",
    "phone_is_found": "(phone_sealed IS NULL) = (phone_hash IS NULL)",
}
WHOLE = {"id_number_is_whole": "length(id_number) = 18"}
CHANNELS = ("mailbox", "sms", "email", "webhook", "wechat")
INSTANT: sa.ColumnClause[datetime] = sa.column("recorded_at", sa.DateTime(timezone=True))
ADDRESS_CHECK = "length(address_sealed) >= 68"


def upgrade() -> None:
    """Seal what is there; nothing of the old columns stays in the file."""
    op.create_table(
        "sealing_keys",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_sealing_keys_number_never_negative")),
        sa.PrimaryKeyConstraint("number", name="pk_sealing_keys"),
    )
    op.drop_index("ix_workers_name", "workers")
    op.drop_index("ix_workers_phone", "workers")
    if _on_sqlite():
        _rebuild(_sealed_columns(), CHECKS, SEALED, sealing=True)
    else:
        _reshape(_sealed_columns(), CHECKS, SEALED, ("id_number", "phone"), sealing=True)
    op.create_index("ix_workers_id_hash", "workers", ["id_hash"], unique=True)
    op.create_index("ix_workers_name", "workers", ["name"])
    op.create_index("ix_workers_phone_hash", "workers", ["phone_hash"])
    _addresses("address", "address_sealed", sealing=True)


def downgrade() -> None:
    """Open everything again."""
    _addresses("address_sealed", "address", sealing=False)
    for name in ("id_hash", "name", "phone_hash"):
        op.drop_index(f"ix_workers_{name}", "workers")
    columns = [
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
    ]
    names = ("id_number", "phone")
    if _on_sqlite():
        _rebuild(columns, WHOLE, names, sealing=False)
    else:
        _reshape(columns, WHOLE, names, SEALED, sealing=False)
        op.create_unique_constraint("uq_workers_id_number", "workers", ["id_number"])
    op.create_index("ix_workers_name", "workers", ["name"])
    op.create_index("ix_workers_phone", "workers", ["phone"])
    op.drop_table("sealing_keys")


def _sealed_columns() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=name.startswith("phone")) for name in SEALED]


def _rebuild(
    columns: list[sa.Column[str]], checks: dict[str, str], names: tuple[str, ...], *, sealing: bool
) -> None:
    """SQLite changes no constraint of a table that is there: the rows move into a new one."""
    unique = [] if sealing else [sa.UniqueConstraint("id_number", name="uq_workers_id_number")]
    op.create_table(
        "workers_new",
        sa.Column("worker_id", sa.Text(), nullable=False),
        *columns,
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        *[sa.CheckConstraint(c, name=op.f(f"ck_workers_{n}")) for n, c in checks.items()],
        *unique,
        sa.PrimaryKeyConstraint("worker_id", name="pk_workers"),
    )
    old = sa.table("workers", *map(sa.column, ("worker_id", "name", "recorded_at")))
    into = ("worker_id", *names, "name", "recorded_at")
    new = sa.table("workers_new", *map(sa.column, into))
    for piece in _pieces(sealing=sealing):
        rows = sa.select(
            old.c.worker_id, *[piece.c[n] for n in names], old.c.name, old.c.recorded_at
        ).join_from(piece, old, old.c.worker_id == piece.c.worker_id)
        op.execute(sa.insert(new).from_select(into, rows))
    op.drop_table("workers")
    op.rename_table("workers_new", "workers")


def _reshape(
    columns: list[sa.Column[str]],
    checks: dict[str, str],
    names: tuple[str, ...],
    gone: tuple[str, ...],
    *,
    sealing: bool,
) -> None:
    required = [column.name for column in columns if not column.nullable]
    for column in columns:
        column.nullable = True
        op.add_column("workers", column)
    table = sa.table("workers", *map(sa.column, ("worker_id", *names)))
    for piece in _pieces(sealing=sealing):
        same = table.c.worker_id == piece.c.worker_id
        op.execute(sa.update(table).where(same).values({n: piece.c[n] for n in names}))
    for name in required:
        op.alter_column("workers", name, nullable=False)
    for name in gone:
        op.drop_column("workers", name)
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_workers_{name}"), "workers", condition)
    # PostgreSQL leaves a dropped column in every row; this writes them all anew, into a new file.
    op.execute("ALTER TABLE workers ALTER COLUMN name TYPE text USING name || ''")


def _pieces(*, sealing: bool) -> Iterator[sa.Table]:
    """A temporary table, again and again filled with the next workers."""
    db, after = op.get_bind(), ""
    old = ("id_number", "phone") if sealing else ("id_sealed", "phone_sealed")
    table = sa.table("workers", sa.column("worker_id"), *[sa.column(name) for name in old])
    while True:
        following = sa.select(table).where(table.c.worker_id > after)
        rows = db.execute(following.order_by(table.c.worker_id).limit(ROWS_AT_ONCE)).all()
        if not rows:
            return
        owners, numbers, phones = (list(column) for column in zip(*rows, strict=True))
        turned = _sealed if sealing else _opened
        yield stage(db, "sealing_piece", turned(db, owners, numbers, phones))
        after = owners[-1]


def _sealed(
    db: sa.Connection, owners: list[str], numbers: list[str], phones: list[str | None]
) -> pa.Table:
    vault = vault_of(db)
    return _texts(
        worker_id=owners,
        id_sealed=vault.seal(ID_NUMBER, owners, numbers),
        id_hash=vault.hash(ID_NUMBER, numbers),
        phone_sealed=vault.seal(PHONE, owners, phones),
        phone_hash=vault.hash(PHONE, phones),
    )


def _opened(
    db: sa.Connection, owners: list[str], numbers: list[str], phones: list[str | None]
) -> pa.Table:
    unseal = vault_of(db).unseal
    return _texts(
        worker_id=owners,
        id_number=[unseal(ID_NUMBER, o, n) for o, n in zip(owners, numbers, strict=True)],
        phone=[p and unseal(PHONE, o, p) for o, p in zip(owners, phones, strict=True)],
    )


def _texts(**columns: list[str] | list[str | None]) -> pa.Table:
    return pa.table({name: pa.array(texts, pa.string()) for name, texts in columns.items()})


def _addresses(before: str, after: str, *, sealing: bool) -> None:
    """Nothing refers to them and there are few, so the table is made anew."""
    db = op.get_bind()
    names = ("worker_id", "channel", before, "recorded_at")
    old = sa.table("push_addresses", *map(sa.column, names[:-1]), INSTANT)
    kept = [tuple(row) for row in db.execute(sa.select(old))]
    op.drop_table("push_addresses")
    check = sa.CheckConstraint(ADDRESS_CHECK, name=op.f("ck_push_addresses_address_is_sealed"))
    known = " OR ".join(f"channel = '{channel}'" for channel in CHANNELS)
    table = op.create_table(
        "push_addresses",
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column(after, sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(known, name=op.f("ck_push_addresses_channel_is_known")),
        *([check] if sealing else []),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name="fk_push_addresses_worker_id"
        ),
        sa.PrimaryKeyConstraint("worker_id", "channel", name="pk_push_addresses"),
    )
    for worker_id, channel, text, recorded_at in kept:
        row = {"worker_id": worker_id, "channel": channel, "recorded_at": recorded_at}
        db.execute(sa.insert(table).values(row | {after: _turned(db, worker_id, text, sealing)}))


def _turned(db: sa.Connection, worker_id: str, text: str, sealing: bool) -> str | None:
    vault = vault_of(db)
    if sealing:
        return vault.seal(ADDRESS, [worker_id], [text])[0]
    return vault.unseal(ADDRESS, worker_id, text)


def _on_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")
