"""Where workers are reached: asked for in the moment of sending, and written down nowhere else."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.store import Connection
from data.tables import workers
from data.tables_push import push_addresses


def address_of(db: Connection, worker_id: str, channel: str) -> str | None:
    """The worker's address for a channel: the registry's telephone number, or what was kept here."""
    a = push_addresses
    if channel == "sms":
        return db.scalar(sa.select(workers.c.phone).where(workers.c.worker_id == worker_id))
    kept = sa.select(a.c.address).where(a.c.worker_id == worker_id, a.c.channel == channel)
    return db.scalar(kept)


def keep(db: Connection, worker_id: str, channel: str, *, address: str, now: datetime) -> None:
    """Keep the address a worker gave for a channel; the one before it is forgotten."""
    insert = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    values = {"worker_id": worker_id, "channel": channel, "address": address, "recorded_at": now}
    kept = insert(push_addresses).values(values)
    db.execute(
        kept.on_conflict_do_update(
            index_elements=["worker_id", "channel"],
            set_={"address": address, "recorded_at": now},
        )
    )


def forget(db: Connection, worker_id: str, channel: str) -> None:
    """Forget an address, as its owner asked."""
    a = push_addresses
    db.execute(sa.delete(a).where(a.c.worker_id == worker_id, a.c.channel == channel))
