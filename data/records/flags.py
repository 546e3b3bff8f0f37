"""Questions about what was noticed of vouchers, and what people decided on it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data.store import Connection, rows_of
from data.tables_vouchers import voucher_flags


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a rule noticed; `decision` is a person's, None while it waits."""

    flag_id: int
    voucher_id: str
    rule: str
    evidence: str
    found_at: datetime
    decision: str | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None


def raise_flag(db: Connection, voucher_id: str, rule: str, evidence: str, *, at: datetime) -> bool:
    """Write down what a rule noticed; False where the very same was noticed before."""
    f = voucher_flags.c
    same = (f.voucher_id == voucher_id, f.rule == rule, f.evidence == evidence)
    if db.scalar(sa.select(f.flag_id).where(*same)) is not None:
        return False
    new = {"voucher_id": voucher_id, "rule": rule, "evidence": evidence, "found_at": at}
    db.execute(sa.insert(voucher_flags).values(**new))
    return True


def one(db: Connection, flag_id: int) -> Flag | None:
    """A flag by its number."""
    found = _some(db, voucher_flags.c.flag_id == flag_id)
    return found[0] if found else None


def of_voucher(db: Connection, voucher_id: str) -> tuple[Flag, ...]:
    """Everything ever noticed of a voucher, the oldest first."""
    return _some(db, voucher_flags.c.voucher_id == voucher_id)


def undecided(db: Connection, *, after: int = 0, limit: int = 100) -> tuple[Flag, ...]:
    """What still waits for a person, the oldest first; go on `after` the last one shown."""
    f = voucher_flags.c
    return _some(db, f.decision.is_(None), f.flag_id > after, limit=limit)


def count_undecided(db: Connection, voucher_id: str) -> int:
    """How many things were noticed of a voucher on which nobody has decided."""
    f = voucher_flags.c
    waiting = (f.voucher_id == voucher_id, f.decision.is_(None))
    counted = sa.select(sa.func.count()).select_from(voucher_flags)
    return db.scalar(counted.where(*waiting)) or 0


def decide(
    db: Connection, flag_id: int, decision: str, *, by: str, at: datetime, reason: str
) -> bool:
    """Write down what a person decided; False where somebody had decided before."""
    f = voucher_flags
    waiting = sa.update(f).where(f.c.flag_id == flag_id, f.c.decision.is_(None))
    said = {"decision": decision, "decided_by": by, "decided_at": at, "reason": reason}
    return rows_of(db, waiting.values(**said)) == 1


def clear_all(db: Connection, voucher_id: str, *, by: str, at: datetime, reason: str) -> int:
    """Clear everything of a voucher that still waits, and return how much it was."""
    f = voucher_flags
    waiting = sa.update(f).where(f.c.voucher_id == voucher_id, f.c.decision.is_(None))
    said = {"decision": "cleared", "decided_by": by, "decided_at": at, "reason": reason}
    return rows_of(db, waiting.values(**said))


def _some(
    db: Connection, *conditions: sa.ColumnElement[bool], limit: int | None = None
) -> tuple[Flag, ...]:
    query = sa.select(voucher_flags).where(*conditions).order_by(voucher_flags.c.flag_id)
    return tuple(Flag(**row) for row in db.execute(query.limit(limit)).mappings())
