"""Questions about tokens: who may call, for what, until when; the token itself is never kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from data.fetching import Query, few, moment
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


MOMENTS = ("created_at", "expires_at", "revoked_at", "last_used_at")


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
    found = few(db, with_hash(), token=token_hash)
    return as_token(found[0]) if found else None


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
    newest_first = (tokens.c.created_at.desc(), tokens.c.token_hash)
    rows = db.execute(sa.select(*_columns()).where(*conditions).order_by(*newest_first)).mappings()
    return tuple(_token(row) for row in rows)


@cache
def with_hash() -> Query:
    """The statement behind `find_token`: of the `token` of this hash all that `as_token` reads."""
    # Asked before every answer: put together once.
    return sa.select(*_columns()).where(tokens.c.token_hash == sa.bindparam("token"))


@lru_cache(1_000)
def as_token(row: tuple[Any, ...]) -> Token:
    """A row of `with_hash` as a driver gives it."""
    told = dict(zip(Token.__dataclass_fields__, row, strict=True))
    moments = {name: moment(told[name]) for name in MOMENTS}
    return _token(told | moments)


def _columns() -> list[sa.Column[Any]]:
    return [tokens.c[name] for name in Token.__dataclass_fields__]


def _token(row: Mapping[Any, Any]) -> Token:
    return Token(**{**row, "scopes": tuple(row["scopes"].split())})
