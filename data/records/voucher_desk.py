"""Questions of the voucher desk: which vouchers wait for a person, kind by kind, the most urgent first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.records.vouchers import Voucher
from data.store import Connection
from data.tables_training import training_classes
from data.tables_vouchers import OPEN_STATES, voucher_flags, vouchers

KINDS = ("noticed", "frozen", "to_settle", "announced", "to_submit", "lapsing")
"""Something noticed, frozen, ready to be paid, in public notice, certified but not applied for, about to lapse."""

COUNTED_UP_TO = 1000


@dataclass(frozen=True, slots=True)
class Days:
    """What is due when: the day we look, until which day of application the notice is over, and what lapses by when."""

    as_of: date
    announced_until: date
    lapses_by: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """A voucher that waits, and the day by which it stands in its list."""

    voucher: Voucher
    due_on: date


Place = tuple[date, str]
"""Where a page ends: the day and the voucher of the last one shown."""


def count(db: Connection, kind: str, days: Days) -> int:
    """How many of a kind wait, counted up to `COUNTED_UP_TO` and one more: nobody reads further."""
    wanted, _ = _kind(kind, days)
    some = sa.select(vouchers.c.voucher_id).where(*wanted).limit(COUNTED_UP_TO + 1).subquery()
    return db.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def page(
    db: Connection, kind: str, days: Days, *, after: Place | None = None, limit: int = 50
) -> tuple[Waiting, ...]:
    """Those of a kind by their day; go on `after` the last one shown."""
    wanted, due = _kind(kind, days)
    query = sa.select(vouchers, due.label("due_on")).where(*wanted)
    if after is not None:
        day, voucher_id = after
        later = sa.and_(due == day, vouchers.c.voucher_id > voucher_id)
        query = query.where(sa.or_(due > day, later))
    rows = db.execute(query.order_by(due, vouchers.c.voucher_id).limit(limit)).mappings()
    return tuple(_waiting(dict(row)) for row in rows)


def states_of_batch(db: Connection, batch_id: str) -> dict[str, int]:
    """How many vouchers of a batch are in which state; states without any are left out."""
    v = vouchers.c
    query = sa.select(v.state, sa.func.count()).where(v.batch_id == batch_id).group_by(v.state)
    return {row[0]: row[1] for row in db.execute(query)}


def occupations_taught(db: Connection) -> tuple[str, ...]:
    """The occupations for which there is a class, by code."""
    taught = sa.select(training_classes.c.occupation).distinct()
    return tuple(db.scalars(taught.order_by(training_classes.c.occupation)))


def _waiting(row: dict[str, Any]) -> Waiting:
    due_on = row.pop("due_on")
    return Waiting(Voucher(**row), due_on)


def _kind(
    kind: str, days: Days
) -> tuple[tuple[sa.ColumnElement[bool], ...], sa.ColumnElement[date]]:
    """What holds of the vouchers of a kind, and the day that orders them; a pool's belong to nobody yet."""
    v, f = vouchers.c, voucher_flags.c
    undecided = v.voucher_id.in_(sa.select(f.voucher_id).where(f.decision.is_(None)))
    ends = sa.func.coalesce(v.frozen_until, v.valid_until, type_=sa.Date())
    last = sa.case(
        (v.state == "issued", v.claim_by), (v.state == "failed", v.resit_by), else_=v.valid_until
    )
    unused = v.state.in_(("issued", "claimed", "returned", "failed"))
    reviewing = v.state == "reviewing"
    over = v.submitted_on <= days.announced_until
    kinds: dict[str, tuple[list[sa.ColumnElement[bool]], sa.ColumnElement[Any]]] = {
        "noticed": ([undecided, v.state.in_(OPEN_STATES)], ends),
        "frozen": ([v.state == "frozen"], ends),
        "to_settle": ([reviewing, over, ~undecided], sa.type_coerce(v.submitted_on, sa.Date())),
        "announced": ([reviewing, ~over], sa.type_coerce(v.submitted_on, sa.Date())),
        "to_submit": ([v.state == "certified"], sa.type_coerce(v.certified_on, sa.Date())),
        "lapsing": ([unused, last >= days.as_of, last <= days.lapses_by], last),
    }
    wanted, due = kinds[kind]
    return (v.worker_id.is_not(None), *wanted), due
