"""Tokens: who may call the API, for what, until when."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.records import tokens
from data.store import Connection

SCOPES = {"read": "查看劳动者、岗位与建议", "judge": "对建议作出反馈"}
"""What a token may be allowed to do."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever presented a valid token."""

    name: str
    scopes: frozenset[str]


def create_token(
    db: Connection, name: str, scopes: frozenset[str], *, now: datetime, days: int
) -> str:
    """Record a new token and return its text, which is shown this once and stored only as a hash."""
    if unknown := scopes - SCOPES.keys():
        raise ValueError(
            f"没有这样的权限：{'、'.join(sorted(unknown))}；可选 {'、'.join(SCOPES)}。"
        )
    if not 1 <= days <= 366:
        raise ValueError("令牌有效期应为 1–366 天。")
    text = f"sg_{secrets.token_urlsafe(32)}"
    tokens.add_token(
        db,
        token_hash=_hash(text),
        name=name,
        scopes=sorted(scopes),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return text


def caller(db: Connection, authorization: str, now: datetime) -> Caller | None:
    """Who an `Authorization` header belongs to; None when it opens nothing."""
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() != "bearer" or not text:
        return None
    token = tokens.find_token(db, _hash(text.strip()))
    if token is None or token.revoked_at is not None or token.expires_at <= now:
        return None
    return Caller(token.name, frozenset(token.scopes))


def _hash(text: str) -> str:
    # The token is 256 random bits, so one plain hash is enough: there is nothing to guess.
    return hashlib.sha256(text.encode()).hexdigest()
