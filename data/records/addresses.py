"""Where workers are reached: sealed, opened in the moment of sending, and written down nowhere else."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.records import workers
from data.sealing import ADDRESS
from data.store import Connection, vault_of
from data.tables_push import push_addresses


def address_of(db: Connection, worker_id: str, channel: str) -> str | None:
    """The worker's address for a channel: the registry's telephone number, or what was kept here."""
    if channel == "sms":
        return workers.telephone(db, worker_id)
    a = push_addresses
    asked = (a.c.worker_id == worker_id, a.c.channel == channel)
    sealed = db.scalar(sa.select(a.c.address_sealed).where(*asked))
    return None if sealed is None else vault_of(db).unseal(ADDRESS, worker_id, sealed)


def keep(db: Connection, worker_id: str, channel: str, *, address: str, now: datetime) -> None:
    """Keep the address a worker gave for a channel; the one before it is forgotten."""
    insert = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    (sealed,) = vault_of(db).seal(ADDRESS, [worker_id], [address])
    told = {"address_sealed": sealed, "recorded_at": now}
    kept = insert(push_addresses).values(worker_id=worker_id, channel=channel, **told)
    db.execute(kept.on_conflict_do_update(index_elements=["worker_id", "channel"], set_=told))
