"""Questions about tokens: who may call, for what, until when; the token itself is never kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from data.store import Connection, rows_of
from data.tables_service import tokens


@dataclass(frozen=True, slots=True)
class Token:
    """A token by its hash."""

    token_hash: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    worker_id: str | None
    region: str | None


def add_token(
    db: Connection,
    *,
    token_hash: str,
    name: str,
    scopes: Sequence[str],
    created_at: datetime,
    expires_at: datetime,
    worker_id: str | None = None,
    region: str | None = None,
) -> None:
    """Keep a new token; one of a worker's own names the worker, one of a county the county."""
    db.execute(
        sa.insert(tokens).values(
            token_hash=token_hash,
            name=name,
            scopes=" ".join(scopes),
            created_at=created_at,
            expires_at=expires_at,
            worker_id=worker_id,
            region=region,
        )
    )


def find_token(db: Connection, token_hash: str) -> Token | None:
    """The token with this hash, whether it still opens anything or not."""
    row = db.execute(_with_hash(), {"asked_for": token_hash}).mappings().first()
    return _token(row) if row else None


def all_tokens(db: Connection) -> tuple[Token, ...]:
    """Every token ever made, newest first."""
    return _tokens(db)


def revoke(db: Connection, token_hash: str, at: datetime) -> bool:
    """Close a token for good; False when there is none, or it was closed before."""
    unrevoked = (tokens.c.token_hash == token_hash, tokens.c.revoked_at.is_(None))
    return rows_of(db, sa.update(tokens).where(*unrevoked).values(revoked_at=at)) == 1


def touch(db: Connection, token_hash: str, at: datetime) -> None:
    """Note that a token was used."""
    db.execute(sa.update(tokens).where(tokens.c.token_hash == token_hash).values(last_used_at=at))


def _tokens(db: Connection, *conditions: sa.ColumnElement[bool]) -> tuple[Token, ...]:
    columns = [tokens.c[name] for name in Token.__dataclass_fields__]
    newest_first = (tokens.c.created_at.desc(), tokens.c.token_hash)
    rows = db.execute(sa.select(*columns).where(*conditions).order_by(*newest_first)).mappings()
    return tuple(_token(row) for row in rows)


@cache
def _with_hash() -> sa.Select[*tuple[Any, ...]]:
    # Asked before every answer: put together once.
    columns = [tokens.c[name] for name in Token.__dataclass_fields__]
    return sa.select(*columns).where(tokens.c.token_hash == sa.bindparam("asked_for"))


def _token(row: sa.RowMapping) -> Token:
    return Token(**{**row, "scopes": tuple(row["scopes"].split())})
