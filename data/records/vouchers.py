"""Questions about vouchers: how one stands, whose they are, which are due, and every step they took."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data.store import Connection, rows_of
from data.tables_training import enrolments, training_classes
from data.tables_vouchers import OPEN_STATES, voucher_events, vouchers


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher as it stands; `n_events` tells one standing from the next."""

    voucher_id: str
    batch_id: str
    worker_id: str | None
    occupation: str
    level: str
    value_fen: int
    state: str
    n_events: int
    claim_by: date
    valid_until: date
    issued_on: date
    claimed_on: date | None = None
    used_on: date | None = None
    certified_on: date | None = None
    submitted_on: date | None = None
    submitted_by: str | None = None
    resit_by: date | None = None
    settled_on: date | None = None
    paid_fen: int | None = None
    bank_no: str | None = None
    n_returns: int = 0
    n_resits: int = 0
    frozen_from: str | None = None
    frozen_on: date | None = None
    frozen_until: date | None = None


@dataclass(frozen=True, slots=True)
class VoucherEvent:
    """One step of a voucher: who made it, when, from where to where, why, under which rules."""

    voucher_id: str
    seq: int
    event: str
    from_state: str
    to_state: str
    at: datetime
    by: str
    role: str
    reason: str | None
    rules: str


def one(db: Connection, voucher_id: str) -> Voucher | None:
    """A voucher as it stands."""
    found = _some(db, vouchers.c.voucher_id == voucher_id)
    return found[0] if found else None


def hold(db: Connection, voucher_id: str) -> Voucher | None:
    """The same, held until the transaction ends: nobody else decides on it meanwhile."""
    found = _some(db, vouchers.c.voucher_id == voucher_id, held=True)
    return found[0] if found else None


def hold_all(db: Connection, voucher_ids: Sequence[str]) -> None:
    """Hold several vouchers until the transaction ends, always in the same order."""
    v = vouchers.c.voucher_id
    db.execute(sa.select(v).where(v.in_(voucher_ids)).order_by(v).with_for_update()).all()


def hold_free(db: Connection, batch_id: str) -> Voucher | None:
    """A voucher of an open batch that nobody has claimed yet, held until the transaction ends."""
    v = vouchers
    free = (v.c.batch_id == batch_id, v.c.state == "issued", v.c.worker_id.is_(None))
    query = sa.select(v).where(*free).order_by(v.c.voucher_id).limit(1)
    row = db.execute(query.with_for_update(skip_locked=True)).mappings().first()
    return None if row is None else Voucher(**row)


def of_worker(db: Connection, worker_id: str) -> tuple[Voucher, ...]:
    """All vouchers a worker ever had, newest first."""
    return _some(db, vouchers.c.worker_id == worker_id)


def of_batch(
    db: Connection, batch_id: str, *, state: str | None = None, after: str = "", limit: int = 100
) -> tuple[Voucher, ...]:
    """A batch's vouchers by id, of one state or of all; go on `after` the last one shown."""
    v = vouchers
    query = sa.select(v).where(v.c.batch_id == batch_id, v.c.voucher_id > after)
    query = query if state is None else query.where(v.c.state == state)
    rows = db.execute(query.order_by(v.c.voucher_id).limit(limit)).mappings()
    return tuple(Voucher(**row) for row in rows)


def open_ones(
    db: Connection,
    *,
    states: Collection[str] = OPEN_STATES,
    after: str = "",
    limit: int = 500,
) -> tuple[Voucher, ...]:
    """Vouchers that somebody holds and that can still become money, or those in some states, by id."""
    v = vouchers
    query = sa.select(v).where(
        v.c.state.in_(states), v.c.worker_id.is_not(None), v.c.voucher_id > after
    )
    rows = db.execute(query.order_by(v.c.voucher_id).limit(limit)).mappings()
    return tuple(Voucher(**row) for row in rows)


def due(db: Connection, today: date, *, most_resits: int, limit: int) -> tuple[str, ...]:
    """Ids of vouchers whose time is over: unclaimed, unused, without a re-sit, or frozen too long.

    They are held until the transaction ends; those that somebody else holds wait for the next time.
    """
    v = vouchers
    no_resit = sa.or_(v.c.resit_by < today, v.c.n_resits >= most_resits)
    over = sa.or_(
        sa.and_(v.c.state == "issued", v.c.claim_by < today),
        sa.and_(v.c.state.in_(("claimed", "returned")), v.c.valid_until < today),
        sa.and_(v.c.state == "failed", no_resit),
        sa.and_(v.c.state == "frozen", v.c.frozen_until < today),
    )
    query = sa.select(v.c.voucher_id).where(over).order_by(v.c.voucher_id)
    return tuple(db.scalars(query.limit(limit).with_for_update(skip_locked=True)))


def overdue_in_class(
    db: Connection,
    today: date,
    *,
    undone_since: date,
    minutes_an_hour: int,
    percent: int,
    limit: int,
) -> tuple[tuple[str, int], ...]:
    """Vouchers, with their enrolments, whose class is over: nobody came, or the hours were never reached.

    All is held until the transaction ends, classes included; what somebody else holds is left out.
    """
    v, e, c = vouchers, enrolments, training_classes
    needed = c.c.hours_total * minutes_an_hour * percent
    over = sa.or_(
        sa.and_(v.c.state == "enrolled", c.c.ends_on < today, e.c.minutes == 0),
        sa.and_(v.c.state == "in_training", c.c.ends_on < undone_since, e.c.minutes * 100 < needed),
    )
    query = (
        sa.select(v.c.voucher_id, e.c.enrolment_id)
        .join(e, e.c.voucher_id == v.c.voucher_id)
        .join(c, c.c.class_id == e.c.class_id)
        .where(e.c.state == "enrolled", over)
        .order_by(v.c.voucher_id)
        .limit(limit)
        .with_for_update(of=[v, e, c], skip_locked=True)
    )
    return tuple((row[0], row[1]) for row in db.execute(query))


def add(db: Connection, new: Sequence[Voucher]) -> None:
    """Keep new vouchers."""
    if new:
        db.execute(sa.insert(vouchers), [asdict(voucher) for voucher in new])


def replace(db: Connection, before: Voucher, after: Voucher) -> bool:
    """Put a voucher's next standing in the place of the one looked at; False where that one is gone."""
    v = vouchers
    changes: dict[str, Any] = {
        name: value for name, value in asdict(after).items() if value != getattr(before, name)
    }
    same = (
        v.c.voucher_id == before.voucher_id,
        v.c.state == before.state,
        v.c.n_events == before.n_events,
    )
    return rows_of(db, sa.update(v).where(*same).values(**changes)) == 1


def add_event(db: Connection, event: VoucherEvent) -> int:
    """Write down a step and return its number in the books."""
    result = db.execute(
        sa.insert(voucher_events).values(**asdict(event)).returning(voucher_events.c.event_id)
    )
    return int(result.scalar_one())


def add_births(db: Connection, events: Sequence[VoucherEvent]) -> None:
    """Write down that vouchers were issued: many at once, nothing of which moves money."""
    if events:
        db.execute(sa.insert(voucher_events), [asdict(event) for event in events])


def events_of(db: Connection, voucher_id: str) -> tuple[VoucherEvent, ...]:
    """Every step of a voucher, the first one first."""
    e = voucher_events
    columns = [e.c[name] for name in VoucherEvent.__dataclass_fields__]
    rows = db.execute(sa.select(*columns).where(e.c.voucher_id == voucher_id).order_by(e.c.seq))
    return tuple(VoucherEvent(**row) for row in rows.mappings())


def steps_out_of_step(db: Connection) -> tuple[str, ...]:
    """Ids of vouchers whose state is not the one their last step led to; there should be none."""
    v, e = vouchers, voucher_events
    last = sa.select(e.c.to_state).where(e.c.voucher_id == v.c.voucher_id, e.c.seq == v.c.n_events)
    told = last.scalar_subquery()
    wrong = sa.or_(told.is_(None), told != v.c.state)
    return tuple(db.scalars(sa.select(v.c.voucher_id).where(wrong).order_by(v.c.voucher_id)))


def _some(
    db: Connection, *conditions: sa.ColumnElement[bool], held: bool = False
) -> tuple[Voucher, ...]:
    newest_first = (vouchers.c.issued_on.desc(), vouchers.c.voucher_id)
    query = sa.select(vouchers).where(*conditions).order_by(*newest_first)
    rows = db.execute(query.with_for_update() if held else query).mappings()
    return tuple(Voucher(**row) for row in rows)
