"""Where workers are reached: sealed, opened in the moment of sending, and written down nowhere else."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.records import workers
from data.sealing import ADDRESS
from data.store import Connection, vault_of
from data.tables_push import push_addresses


@dataclass(frozen=True, slots=True)
class Address:
    """Where a worker wants to be reached by one channel, in full; shown to that worker only."""

    channel: str
    address: str
    recorded_at: datetime


def of_worker(db: Connection, worker_id: str) -> tuple[Address, ...]:
    """All that a worker gave here; the telephone is the registry's."""
    a, vault = push_addresses, vault_of(db)
    kept = sa.select(a).where(a.c.worker_id == worker_id).order_by(a.c.channel)
    return tuple(
        Address(
            row["channel"],
            vault.unseal(ADDRESS, worker_id, row["address_sealed"]),
            row["recorded_at"],
        )
        for row in db.execute(kept).mappings()
    )


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
