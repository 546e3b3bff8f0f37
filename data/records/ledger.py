"""Questions about the vouchers' books: what is moved, what the entries add up to, where they disagree."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.store import Connection
from data.tables_ledger import HELD, ledger_balances, ledger_entries

WATCHED = (*HELD, "receivable")


@dataclass(frozen=True, slots=True)
class Move:
    """Whole fen from one account to another."""

    from_account: str
    to_account: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A move as it is written in the books."""

    entry_id: int
    batch_id: str
    voucher_id: str | None
    move: Move
    cause: str
    at: datetime


Balances = Mapping[str, int]
"""Fen by account; accounts without entries are at nothing."""


def open_books(db: Connection, batch_id: str) -> None:
    """Begin the books of a new batch."""
    empty = {f"{name}_fen": 0 for name in ("budget", *WATCHED)}
    db.execute(sa.insert(ledger_balances).values(batch_id=batch_id, **empty))


def post(
    db: Connection,
    moves: Sequence[Move],
    *,
    batch_id: str,
    cause: str,
    at: datetime,
    voucher_id: str | None = None,
    event_id: int | None = None,
) -> None:
    """Write moves into the books; the database refuses one that overdraws an account."""
    for move in moves:
        db.execute(
            sa.insert(ledger_entries).values(
                batch_id=batch_id,
                voucher_id=voucher_id,
                event_id=event_id,
                from_account=move.from_account,
                to_account=move.to_account,
                amount_fen=move.amount_fen,
                cause=cause,
                at=at,
            )
        )


def balances_of_batch(db: Connection, batch_id: str) -> Balances:
    """What a batch's accounts hold, added up from its entries."""
    return _summed(db, ledger_entries.c.batch_id == batch_id)


def balances_of_voucher(db: Connection, voucher_id: str) -> Balances:
    """What a voucher's own entries add up to; `reserved` is negative for what left the batch's reserve."""
    return _summed(db, ledger_entries.c.voucher_id == voucher_id)


def balances_of_vouchers(db: Connection, batch_id: str) -> dict[str, Balances]:
    """The same for every voucher of a batch that has entries."""
    e = ledger_entries
    found: dict[str, dict[str, int]] = {}
    own = (e.c.batch_id == batch_id, e.c.voucher_id.is_not(None))
    for side, sign in ((e.c.to_account, 1), (e.c.from_account, -1)):
        query = sa.select(e.c.voucher_id, side, sa.func.sum(e.c.amount_fen)).where(*own)
        for voucher_id, account, amount in db.execute(query.group_by(e.c.voucher_id, side)):
            sums = found.setdefault(voucher_id, {})
            sums[account] = sums.get(account, 0) + sign * int(amount)
    return {key: _without_zeros(sums) for key, sums in found.items()}


def kept_balances(
    db: Connection, batch_ids: Collection[str] | None = None
) -> dict[str, dict[str, int]]:
    """What the database's own sums say of every batch, or of some."""
    query = sa.select(ledger_balances)
    if batch_ids is not None:
        query = query.where(ledger_balances.c.batch_id.in_(batch_ids))
    rows = db.execute(query).mappings()
    return {
        row["batch_id"]: {name: row[f"{name}_fen"] for name in ("budget", *WATCHED)} for row in rows
    }


def entries_of(db: Connection, batch_id: str, voucher_id: str | None = None) -> tuple[Entry, ...]:
    """The entries of a batch, or of one of its vouchers, in the order they were written."""
    e = ledger_entries
    query = sa.select(e).where(e.c.batch_id == batch_id)
    query = query if voucher_id is None else query.where(e.c.voucher_id == voucher_id)
    return tuple(_entry(row) for row in db.execute(query.order_by(e.c.entry_id)).mappings())


def _summed(db: Connection, condition: sa.ColumnElement[bool]) -> Balances:
    e = ledger_entries
    sums: dict[str, int] = {}
    for side, sign in ((e.c.to_account, 1), (e.c.from_account, -1)):
        query = sa.select(side, sa.func.sum(e.c.amount_fen)).where(condition).group_by(side)
        for account, amount in db.execute(query):
            sums[account] = sums.get(account, 0) + sign * int(amount)
    return _without_zeros(sums)


def _without_zeros(sums: Mapping[str, int]) -> dict[str, int]:
    return {account: amount for account, amount in sums.items() if amount}


def _entry(row: sa.RowMapping) -> Entry:
    move = Move(row["from_account"], row["to_account"], row["amount_fen"])
    rest: dict[str, Any] = {name: row[name] for name in ("entry_id", "batch_id", "voucher_id")}
    return Entry(**rest, move=move, cause=row["cause"], at=row["at"])
