"""What came back of a message: delivered, failed, read; the same receipt twice is one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.records.outbox import event
from data.store import Connection, rows_of
from data.tables_push import outbox, outbox_events, receipts


@dataclass(frozen=True, slots=True)
class Receipt:
    """One thing that is known of a message after it was sent."""

    message_id: int
    receipt: str
    detail: str
    happened_at: datetime


def add_receipt(db: Connection, receipt: Receipt, now: datetime) -> bool:
    """Keep a receipt; False where this one was here before."""
    insert = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    values = asdict(receipt) | {"recorded_at": now}
    kept = insert(receipts).values(values)
    kept = kept.on_conflict_do_nothing(index_elements=["message_id", "receipt"])
    return len(db.execute(kept.returning(receipts.c.receipt_id)).all()) == 1


def of_message(db: Connection, message_id: int) -> tuple[Receipt, ...]:
    """All receipts of a message, in the order in which they became known."""
    columns = [receipts.c[name] for name in Receipt.__dataclass_fields__]
    known = sa.select(*columns).where(receipts.c.message_id == message_id)
    rows = db.execute(known.order_by(receipts.c.receipt_id)).mappings()
    return tuple(Receipt(**row) for row in rows)


def with_reference(db: Connection, channel: str, references: Sequence[str]) -> dict[str, int]:
    """The messages that a provider knows by these names."""
    o = outbox
    named = sa.select(o.c.reference, o.c.message_id).where(
        o.c.channel == channel, o.c.reference.in_(references)
    )
    return {row.reference: row.message_id for row in db.execute(named)}


def not_delivered(db: Connection, message_id: int, why: str, *, by: str, now: datetime) -> bool:
    """Make a sent message a dead letter: its provider says that it never arrived."""
    sent = (outbox.c.message_id == message_id, outbox.c.state == "sent")
    values = {"state": "dead", "failure": why, "ended_at": now}
    changed = rows_of(db, sa.update(outbox).where(*sent).values(**values))
    if changed:
        row = event(message_id, "failed_receipt", why, by=by, now=now)
        db.execute(sa.insert(outbox_events).values(row))
    return changed == 1
