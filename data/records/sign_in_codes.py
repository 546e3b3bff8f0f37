"""Questions about one-time codes: how many a worker or an address asked for, and whether one is right."""

from datetime import datetime

import sqlalchemy as sa

from data.store import Connection, rows_of, vault_of
from data.tables_access import sign_in_codes

CODE, ADDRESS = "sign_in_code", "network_address"


def add(
    db: Connection,
    worker_id: str,
    code: str,
    *,
    asked_from: str,
    made_at: datetime,
    ends_at: datetime,
) -> None:
    """Keep a new code; those the worker had before open nothing any more."""
    c = sign_in_codes
    waiting = (c.c.worker_id == worker_id, c.c.used_at.is_(None), c.c.ends_at > made_at)
    db.execute(sa.update(c).where(*waiting).values(used_at=made_at))
    db.execute(
        sa.insert(c).values(
            worker_id=worker_id,
            code_hash=_hash(db, worker_id, code),
            asked_from=vault_of(db).hash_one(ADDRESS, asked_from),
            made_at=made_at,
            ends_at=ends_at,
            tries=0,
        )
    )


def count_of_worker(db: Connection, worker_id: str, since: datetime) -> int:
    """How many codes were made for a worker since then."""
    return _count(db, sign_in_codes.c.worker_id == worker_id, since)


def count_of_address(db: Connection, asked_from: str, since: datetime) -> int:
    """How many codes an address asked for since then."""
    hashed = vault_of(db).hash_one(ADDRESS, asked_from)
    return _count(db, sign_in_codes.c.asked_from == hashed, since)


def use(db: Connection, worker_id: str, code: str, *, now: datetime, most_tries: int) -> bool:
    """Use a worker's code up; a wrong one counts as a try, and after so many tries none is right."""
    c = sign_in_codes
    waiting = (
        c.c.worker_id == worker_id,
        c.c.used_at.is_(None),
        c.c.ends_at > now,
        c.c.tries < most_tries,
    )
    right = (*waiting, c.c.code_hash == _hash(db, worker_id, code))
    if rows_of(db, sa.update(c).where(*right).values(used_at=now)) == 1:
        return True
    db.execute(sa.update(c).where(*waiting).values(tries=c.c.tries + 1))
    return False


def remove_ended(db: Connection, before: datetime) -> int:
    """Remove codes that were over by then."""
    return rows_of(db, sa.delete(sign_in_codes).where(sign_in_codes.c.ends_at <= before))


def _hash(db: Connection, worker_id: str, code: str) -> str:
    return vault_of(db).hash_one(CODE, f"{worker_id}:{code}")


def _count(db: Connection, whose: sa.ColumnElement[bool], since: datetime) -> int:
    counted = sa.select(sa.func.count()).select_from(sign_in_codes)
    return db.scalar(counted.where(whose, sign_in_codes.c.made_at > since)) or 0
