"""Questions about identities of the city's provider: which account one opens; only a keyed hash of it is kept."""

from datetime import datetime

import sqlalchemy as sa

from data.store import Connection, rows_of, vault_of
from data.tables_access import sign_on_identities

COLUMN = "sign_on_identity"


def bind(db: Connection, account_id: str, issuer: str, subject: str, at: datetime) -> None:
    """Let an identity open an account; StoreClash where it opens another, or the account has one."""
    row = {"identity_hash": _hash(db, issuer, subject), "account_id": account_id, "bound_at": at}
    db.execute(sa.insert(sign_on_identities).values(row))


def unbind(db: Connection, account_id: str) -> bool:
    """Let no identity open the account any more; False where none did."""
    i = sign_on_identities
    return rows_of(db, sa.delete(i).where(i.c.account_id == account_id)) == 1


def account_of(db: Connection, issuer: str, subject: str) -> str | None:
    """The account that an identity opens."""
    i = sign_on_identities
    known = i.c.identity_hash == _hash(db, issuer, subject)
    return db.scalar(sa.select(i.c.account_id).where(known))


def bound_since(db: Connection, account_id: str) -> datetime | None:
    """Since when an identity opens the account; None where none does."""
    i = sign_on_identities
    return db.scalar(sa.select(i.c.bound_at).where(i.c.account_id == account_id))


def _hash(db: Connection, issuer: str, subject: str) -> str:
    return vault_of(db).hash_one(COLUMN, f"{issuer} {subject}")
