"""Questions about batches of vouchers and the funds that pay for them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data.store import Connection, rows_of
from data.tables_ledger import ledger_balances
from data.tables_vouchers import voucher_batches, voucher_funds, voucher_rosters

SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class Fund:
    """Where the money comes from, and how much there is in a year."""

    fund_id: str
    name: str
    source: str
    year: int
    total_fen: int
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of equal vouchers; no `institutions` means any, `whom` are the groups that may have one."""

    batch_id: str
    fund_id: str
    title: str
    region: str
    occupation: str
    level: str
    value_kind: str
    scope: str
    value_fen: int
    quantity: int
    budget_fen: int
    institutions: tuple[str, ...]
    whom: tuple[str, ...]
    claim_by: date
    valid_until: date
    state: str
    drafted_at: datetime
    drafted_by: str
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RosterLine:
    """Somebody a named batch is meant for, with the voucher made out or why there is none."""

    worker_id: str
    voucher_id: str | None
    refused: str | None


def add_fund(db: Connection, fund: Fund) -> bool:
    """Keep a new fund; False where there is one of this id already."""
    if find_fund(db, fund.fund_id) is not None:
        return False
    db.execute(sa.insert(voucher_funds).values(**asdict(fund)))
    return True


def find_fund(db: Connection, fund_id: str, *, held: bool = False) -> Fund | None:
    """A fund by its id; `held` keeps others from reserving in it until the transaction ends."""
    query = sa.select(voucher_funds).where(voucher_funds.c.fund_id == fund_id)
    row = db.execute(query.with_for_update() if held else query).mappings().first()
    return None if row is None else Fund(**row)


def all_funds(db: Connection) -> tuple[Fund, ...]:
    """Every fund, by id."""
    rows = db.execute(sa.select(voucher_funds).order_by(voucher_funds.c.fund_id)).mappings()
    return tuple(Fund(**row) for row in rows)


def bound_fen(db: Connection, fund_id: str) -> int:
    """What a fund's batches hold or have paid: all that was reserved and not released again."""
    b, held = voucher_batches, ledger_balances
    total = sa.func.coalesce(sa.func.sum(held.c.budget_fen - held.c.released_fen), 0)
    joined = held.join(b, b.c.batch_id == held.c.batch_id)
    return int(db.scalar(sa.select(total).select_from(joined).where(b.c.fund_id == fund_id)) or 0)


def add(db: Connection, batch: Batch) -> None:
    """Keep a new draft."""
    row = asdict(batch) | {
        "institutions": SEPARATOR.join(batch.institutions),
        "whom": SEPARATOR.join(batch.whom),
    }
    db.execute(sa.insert(voucher_batches).values(**row))


def one(db: Connection, batch_id: str, *, held: bool = False) -> Batch | None:
    """A batch by its id; `held` keeps others from deciding on it until the transaction ends."""
    query = sa.select(voucher_batches).where(voucher_batches.c.batch_id == batch_id)
    row = db.execute(query.with_for_update() if held else query).mappings().first()
    return None if row is None else _batch(row)


def listed(
    db: Connection, *, state: str | None = None, after: str = "", limit: int = 100
) -> tuple[Batch, ...]:
    """Batches by id, of one state or of all; go on `after` the last one shown."""
    b = voucher_batches
    query = sa.select(b).where(b.c.batch_id > after)
    query = query if state is None else query.where(b.c.state == state)
    rows = db.execute(query.order_by(b.c.batch_id).limit(limit)).mappings()
    return tuple(_batch(row) for row in rows)


def pools(db: Connection, today: date) -> tuple[Batch, ...]:
    """Published open batches that can be claimed from on a day."""
    b = voucher_batches
    open_now = (b.c.state == "published", b.c.scope == "open", b.c.claim_by >= today)
    rows = db.execute(sa.select(b).where(*open_now).order_by(b.c.batch_id)).mappings()
    return tuple(_batch(row) for row in rows)


def decide(
    db: Connection,
    batch_id: str,
    state: str,
    *,
    at: datetime,
    by: str,
    reason: str | None,
) -> bool:
    """Let a draft become something else; False where it is no draft any more."""
    b = voucher_batches
    draft = sa.update(b).where(b.c.batch_id == batch_id, b.c.state == "draft")
    decided = {"state": state, "decided_at": at, "decided_by": by, "reason": reason}
    return rows_of(db, draft.values(**decided)) == 1


def add_roster(db: Connection, batch_id: str, worker_ids: Sequence[str]) -> int:
    """Put people on a batch's roster and return how many were not on it yet."""
    r = voucher_rosters
    there = set(db.scalars(sa.select(r.c.worker_id).where(r.c.batch_id == batch_id)))
    new = [w for w in dict.fromkeys(worker_ids) if w not in there]
    if new:
        db.execute(sa.insert(r), [{"batch_id": batch_id, "worker_id": w} for w in new])
    return len(new)


def roster(db: Connection, batch_id: str) -> tuple[RosterLine, ...]:
    """Everybody on a batch's roster, by id."""
    r = voucher_rosters
    query = sa.select(r.c.worker_id, r.c.voucher_id, r.c.refused).where(r.c.batch_id == batch_id)
    return tuple(RosterLine(*row) for row in db.execute(query.order_by(r.c.worker_id)))


def note_roster(db: Connection, batch_id: str, lines: Sequence[RosterLine]) -> None:
    """Write down for everybody on a roster whether there is a voucher, or why not."""
    r = voucher_rosters
    line = sa.update(r).where(r.c.batch_id == batch_id, r.c.worker_id == sa.bindparam("whose"))
    if lines:
        db.execute(
            line.values(voucher_id=sa.bindparam("made"), refused=sa.bindparam("why")),
            [{"whose": x.worker_id, "made": x.voucher_id, "why": x.refused} for x in lines],
        )


def _batch(row: sa.RowMapping) -> Batch:
    lists = {
        name: tuple(part for part in row[name].split(SEPARATOR) if part)
        for name in ("institutions", "whom")
    }
    return Batch(**{**row, **lists})
