"""Tokens: who may call the API, for what, until when."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.codes.regions import regions
from data.records import audit, tokens
from data.records.audit import Act
from data.records.tokens import Token
from data.store import Connection

SCOPES = {
    "read": "查看劳动者、岗位与建议",
    "judge": "对建议作出反馈",
    "manage": "办理业务（发券、介绍、认定、推送等）",
    "approve": "复核审批（须与经办人不是同一人）",
}
"""What a token of the office may be allowed to do."""

SYSTEM = "system"
"""Who acts when the service itself does."""

SELF = "self"
"""The one scope of a worker's own token: that worker's own pages."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever came in by a token or a session; `worker_id` where it is a worker, `region` one county.

    `account_id`, `role` and `township` are those of somebody of the office who signed in.
    """

    name: str
    scopes: frozenset[str]
    worker_id: str | None = None
    token_id: str = ""
    region: str | None = None
    account_id: str | None = None
    role: str | None = None
    township: str | None = None

    @property
    def actor(self) -> str:
        """Who it was, as the audit trail names it: by an id."""
        if self.account_id:
            return f"account:{self.account_id}"
        return f"worker:{self.worker_id}" if self.worker_id else f"token:{self.token_id}"


def create_token(
    db: Connection,
    name: str,
    scopes: frozenset[str],
    *,
    now: datetime,
    days: int,
    by: str = SYSTEM,
    region: str | None = None,
) -> str:
    """Record a new token and return its text, which is shown this once and stored only as a hash."""
    if unknown := scopes - SCOPES.keys():
        raise ValueError(
            f"没有这样的权限：{'、'.join(sorted(unknown))}；可选 {'、'.join(SCOPES)}。"
        )
    if not name.strip():
        raise ValueError("请写明令牌给谁用。")
    if not 1 <= days <= 366:
        raise ValueError("令牌有效期应为 1–366 天。")
    if region is not None and (region not in regions() or regions()[region].level != "county"):
        raise ValueError(f"没有这样的县区代码：{region}，应如 140922。")
    until = now + timedelta(days=days)
    return _kept(db, name, scopes, now=now, until=until, by=by, region=region)


def create_own_token(
    db: Connection, worker_id: str, *, now: datetime, minutes: int = 30, by: str = SYSTEM
) -> str:
    """A worker's own token, for as long as a visit lasts; what it is called never says who it is."""
    until = now + timedelta(minutes=minutes)
    own = frozenset({SELF})
    return _kept(db, "本人", own, now=now, until=until, worker_id=worker_id, by=by)


def revoke_token(db: Connection, token_hash: str, *, now: datetime, by: str) -> None:
    """Close a token for good."""
    if tokens.revoke(db, token_hash, at=now):
        audit.record(db, Act(by, "token_revoked", token_id_of(token_hash)), now)


def token_id_of(token_hash: str) -> str:
    """What a token is called: the beginning of its hash."""
    return token_hash[:12]


def shown_token(authorization: str) -> str | None:
    """The hash of the token in an `Authorization` header; None where there is none."""
    scheme, _, text = authorization.partition(" ")
    return _hash(text.strip()) if scheme.lower() == "bearer" and text else None


def caller(db: Connection, authorization: str, now: datetime) -> Caller | None:
    """Who an `Authorization` header belongs to; None when it opens nothing."""
    shown = shown_token(authorization)
    return let_in(tokens.find_token(db, shown), now) if shown else None


def let_in(token: Token | None, now: datetime) -> Caller | None:
    """Who a token belongs to; None when there is none, or none that still opens anything."""
    if token is None or token.revoked_at is not None or token.expires_at <= now:
        return None
    scopes, token_id = frozenset(token.scopes), token_id_of(token.token_hash)
    return Caller(token.name, scopes, token.worker_id, token_id, token.region)


def _kept(
    db: Connection,
    name: str,
    scopes: frozenset[str],
    *,
    now: datetime,
    until: datetime,
    by: str,
    worker_id: str | None = None,
    region: str | None = None,
) -> str:
    text = f"sg_{secrets.token_urlsafe(32)}"
    tokens.add_token(
        db,
        token_hash=_hash(text),
        name=name,
        scopes=sorted(scopes),
        created_at=now,
        expires_at=until,
        worker_id=worker_id,
        region=region,
    )
    told = {"scopes": sorted(scopes), "until": until.isoformat(), "region": region}
    audit.record(db, Act(by, "token_created", token_id_of(_hash(text)), facts=told), now)
    return text


def _hash(text: str) -> str:
    # The token is 256 random bits, so one plain hash is enough: there is nothing to guess.
    return hashlib.sha256(text.encode()).hexdigest()
