"""Questions for the reconciliation: how far the vouchers of a batch, fund or county have come, and for how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.store import Connection
from data.tables import worker_versions
from data.tables_vouchers import CLOSED_STATES, voucher_batches, vouchers


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many vouchers came how far, and what their worth was on each step; money is what was paid."""

    key: str
    issued: int
    issued_fen: int
    claimed: int
    claimed_fen: int
    used: int
    used_fen: int
    certified: int
    certified_fen: int
    settled: int
    settled_fen: int
    open: int
    frozen: int
    expired: int
    voided: int


def by_batch(
    db: Connection, *, fund_id: str | None = None, batch_ids: Sequence[str] | None = None
) -> tuple[Funnel, ...]:
    """One funnel a published batch, of one fund or of all, of some batches or of all."""
    return _funnels(db, voucher_batches.c.batch_id, fund_id, batch_ids)


def by_fund(db: Connection, *, fund_id: str | None = None) -> tuple[Funnel, ...]:
    """One funnel a fund."""
    return _funnels(db, voucher_batches.c.fund_id, fund_id)


def by_county(db: Connection, as_of: date, *, fund_id: str | None = None) -> tuple[Funnel, ...]:
    """One funnel a county: where the owner lives, as known on a day; a pool's are where the batch is for."""
    v = worker_versions
    home = (
        sa.select(v.c.region)
        .where(v.c.worker_id == vouchers.c.worker_id, v.c.valid_on <= as_of)
        .order_by(v.c.valid_on.desc(), v.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
    return _funnels(db, sa.func.coalesce(home, voucher_batches.c.region), fund_id)


def _funnels(
    db: Connection,
    key: sa.ColumnElement[Any],
    fund_id: str | None,
    batch_ids: Sequence[str] | None = None,
) -> tuple[Funnel, ...]:
    rows = sa.select(key.label("key"), vouchers).join(
        voucher_batches, voucher_batches.c.batch_id == vouchers.c.batch_id
    )
    rows = rows if fund_id is None else rows.where(voucher_batches.c.fund_id == fund_id)
    rows = rows if batch_ids is None else rows.where(vouchers.c.batch_id.in_(batch_ids))
    v = rows.subquery()
    query = sa.select(v.c.key, *_counts(v)).group_by(v.c.key).order_by(v.c.key)
    return tuple(Funnel(**_whole({**row})) for row in db.execute(query).mappings())


def _counts(v: sa.Subquery) -> list[sa.ColumnElement[Any]]:
    steps = {
        "issued": sa.true(),
        "claimed": v.c.claimed_on.is_not(None),
        "used": v.c.used_on.is_not(None),
        "certified": v.c.certified_on.is_not(None),
        "settled": v.c.settled_on.is_not(None),
    }
    counts: list[sa.ColumnElement[Any]] = []
    for name, reached in steps.items():
        worth = v.c.paid_fen if name == "settled" else v.c.value_fen
        counts.append(sa.func.sum(sa.case((reached, 1), else_=0)).label(name))
        counts.append(sa.func.sum(sa.case((reached, worth), else_=0)).label(f"{name}_fen"))
    still = v.c.state.not_in(CLOSED_STATES)
    ends = {"open": still} | {s: v.c.state == s for s in ("frozen", "expired", "voided")}
    counts += [sa.func.sum(sa.case((e, 1), else_=0)).label(name) for name, e in ends.items()]
    return counts


def _whole(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if name == "key" else int(value or 0) for name, value in row.items()}
