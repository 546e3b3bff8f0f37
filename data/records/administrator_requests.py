"""Questions about what one administrator asked for and another has to agree to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from data.store import Connection, rows_of
from data.tables_access import administrator_requests

Deed = Literal["account", "post", "second_factor"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done: of an account there is, or of one that there is not yet."""

    deed: Deed
    account_id: str | None = None
    sign_in_name: str | None = None
    name: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish, who asked for it and when."""

    wish_id: int
    wish: Wish
    asked_by: str
    asked_at: datetime


def about_the_same(db: Connection, wish: Wish) -> tuple[Asked, ...]:
    """What was asked for the same account and nobody has decided, however long ago."""
    r = administrator_requests
    same = {r.c.account_id: wish.account_id, r.c.sign_in_name: wish.sign_in_name}
    open_ = sa.select(r).where(
        r.c.decided_at.is_(None), *(c.is_not_distinct_from(v) for c, v in same.items())
    )
    return tuple(_asked(row) for row in db.execute(open_.order_by(r.c.wish_id)).mappings())


def ask(db: Connection, wish: Wish, *, by: str, at: datetime) -> int:
    """Keep a wish and tell its number."""
    r = administrator_requests
    values = {n: getattr(wish, n) for n in Wish.__dataclass_fields__}
    kept = sa.insert(r).values(values | {"asked_by": by, "asked_at": at})
    return int(db.execute(kept.returning(r.c.wish_id)).scalar_one())


def waiting(db: Connection, since: datetime) -> tuple[Asked, ...]:
    """What was asked since then and nobody has decided, the oldest first."""
    r = administrator_requests
    open_ = sa.select(r).where(r.c.decided_at.is_(None), r.c.asked_at >= since)
    return tuple(_asked(row) for row in db.execute(open_.order_by(r.c.wish_id)).mappings())


def decide(
    db: Connection, wish_id: int, *, by: str, agreed: bool, at: datetime, since: datetime
) -> Asked | None:
    """Decide a wish that is open since then, once; None where it is not.

    Agreeing with oneself finds nothing to decide: only taking one's own wish back does.
    """
    r = administrator_requests
    open_ = [r.c.wish_id == wish_id, r.c.decided_at.is_(None), r.c.asked_at >= since]
    if agreed:
        open_.append(r.c.asked_by != by)
    said = {"decided_by": by, "decided_at": at, "agreed": agreed}
    if rows_of(db, sa.update(r).where(*open_).values(said)) == 0:
        return None
    return _asked(db.execute(sa.select(r).where(r.c.wish_id == wish_id)).mappings().one())


def _asked(row: sa.RowMapping) -> Asked:
    wish = Wish(**{name: row[name] for name in Wish.__dataclass_fields__})
    return Asked(row["wish_id"], wish, row["asked_by"], row["asked_at"])
