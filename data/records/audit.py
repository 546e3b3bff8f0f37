"""Questions about the audit trail: what is added to it, what it says, and whether it is as it was written."""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa

from data.masking import mask_numbers
from data.sealing import Vault
from data.store import Connection, vault_of
from data.tables_audit import audit_acts

Action = Literal[
    "token_created",
    "token_revoked",
    "access_refused",
    "identity_revealed",
    "identity_provided",
    "approved",
    "keys_rotated",
    "signed_in",
    "sign_in_failed",
    "signed_out",
    "account_created",
    "account_changed",
    "account_locked",
    "account_unlocked",
    "administrator_asked",
    "administrator_agreed",
    "administrator_refused",
    "password_set",
    "second_factor_set",
    "second_factor_dropped",
    "sign_on_bound",
    "sign_on_unbound",
    "exported",
    "erased",
    "campaign_cancelled",
    "push_stopped",
    "push_resumed",
    "model_promoted",
    "model_rolled_back",
    "imported",
]
"""`revealed` to somebody of the office, `provided` to an employer with the worker's own consent."""

START = ""
"""The seal before the first act."""

WRITER_LOCK = 0x50_4E_47_49
"""Any fixed number: on PostgreSQL those who add to the trail take turns; SQLite has one writer anyway."""

ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did: `actor` and `subject` are ids, never names of workers or their numbers."""

    actor: str
    action: Action
    subject: str | None = None
    reason: str | None = None
    succeeded: bool = True
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """An act as it stands in the trail."""

    number: int
    acted_at: datetime
    act: Act
    seal: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What an examination found: how many acts, the last one's seal, and the first number that is wrong."""

    n_acts: int
    last_seal: str
    broken_at: int | None


def record(db: Connection, act: Act, at: datetime) -> int:
    """Add an act in the caller's transaction, as the last thing it does; returns its number.

    Numbers of people that slipped into what somebody typed are masked before they are written.
    """
    if db.dialect.name != "sqlite":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITER_LOCK)))
    a = audit_acts
    last = db.execute(sa.select(a.c.number, a.c.seal).order_by(a.c.number.desc()).limit(1)).first()
    row = {
        "number": last.number + 1 if last else 1,
        "acted_at": at.astimezone(UTC),
        "actor": act.actor,
        "action": act.action,
        "subject": act.subject and mask_numbers(act.subject),
        "reason": act.reason and mask_numbers(act.reason),
        "succeeded": act.succeeded,
        "facts": json.dumps(dict(act.facts), ensure_ascii=False, sort_keys=True),
    }
    seal = _seal(vault_of(db), row, last.seal if last else START)
    db.execute(sa.insert(a).values(row | {"seal": seal}))
    return int(str(row["number"]))


def acts(
    db: Connection,
    *,
    before: int | None = None,
    action: str | None = None,
    actor: str | None = None,
    subject: str | None = None,
    limit: int = 50,
) -> tuple[Written, ...]:
    """Acts, newest first; go on `before` the last one shown."""
    a = audit_acts
    asked = {a.c.action: action, a.c.actor: actor, a.c.subject: subject}
    query = sa.select(a).where(*(c == value for c, value in asked.items() if value is not None))
    if before is not None:
        query = query.where(a.c.number < before)
    rows = db.execute(query.order_by(a.c.number.desc()).limit(limit)).mappings()
    return tuple(_written(row) for row in rows)


def count_since(db: Connection, actor: str, action: Action, since: datetime) -> int:
    """How often somebody did something since then."""
    a = audit_acts
    asked = (a.c.actor == actor, a.c.action == action, a.c.acted_at >= since)
    return db.scalar(sa.select(sa.func.count()).select_from(a).where(*asked)) or 0


def verify(db: Connection, *, anchor: tuple[int, str] | None = None) -> Verified:
    """Read the whole trail and tell the first act that was changed, or that is missing.

    What was cut off at the end only an `anchor` shows: number and seal noted earlier, outside.
    """
    vault, before, n = vault_of(db), START, 0
    broken: int | None = None
    for row in _in_order(db):
        n += 1
        sound = row["number"] == n and hmac.compare_digest(row["seal"], _seal(vault, row, before))
        if anchor is not None and anchor[0] == n:
            sound = sound and hmac.compare_digest(row["seal"], anchor[1])
        if broken is None and not sound:
            broken = n
        before = row["seal"]
    if broken is None and anchor is not None and anchor[0] > n:
        broken = n + 1
    return Verified(n, before, broken)


def _in_order(db: Connection) -> Iterator[sa.RowMapping]:
    after = 0
    while True:
        query = sa.select(audit_acts).where(audit_acts.c.number > after)
        rows = db.execute(query.order_by(audit_acts.c.number).limit(ROWS_AT_ONCE)).mappings().all()
        if not rows:
            return
        yield from rows
        after = rows[-1]["number"]


def _seal(vault: Vault, row: Mapping[str, object] | sa.RowMapping, before: str) -> str:
    """Over all columns and the seal before: whoever has the database alone cannot make it."""
    names = [c.name for c in audit_acts.columns if c.name != "seal"]
    told = [_plain(row[name]) for name in names]
    return vault.hash_one("audit", json.dumps([before, *told], ensure_ascii=False))


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _written(row: sa.RowMapping) -> Written:
    values = {name: row[name] for name in Act.__dataclass_fields__}
    act = Act(**(values | {"facts": json.loads(row["facts"])}))
    return Written(row["number"], row["acted_at"], act, row["seal"])
