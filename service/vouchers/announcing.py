"""Where the push hears of vouchers: one call a cause, in the transaction of the cause."""

from collections.abc import Sequence
from datetime import datetime

from data.records.batches import Batch
from data.records.vouchers import Voucher
from data.store import Connection


def announce_issue(
    db: Connection, batch: Batch, issued: Sequence[Voucher], now: datetime
) -> tuple[str, ...]:
    """Tell everybody a voucher was made out to; returns whom. A pool is announced to nobody in person."""
    del db, batch, now
    return tuple(v.worker_id for v in issued if v.worker_id is not None)
