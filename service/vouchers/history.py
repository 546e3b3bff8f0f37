"""What a worker had before: other vouchers, and the subsidies that the archive tells of."""

from datetime import date

from data.records import archive, vouchers
from data.records.archive import Kept
from data.store import Connection
from models.vouchers.situation import Benefit, Past


def past_of(db: Connection, worker_id: str) -> Past:
    """A worker's vouchers and subsidies so far."""
    kept = archive.of_worker(db, worker_id, kind="policy")
    benefits = tuple(b for b in (_benefit(k) for k in kept) if b is not None)
    return Past(vouchers.of_worker(db, worker_id), benefits)


def _benefit(kept: Kept) -> Benefit | None:
    facts = kept.event.facts
    policy = facts.get("policy")
    if not isinstance(policy, str):
        return None
    on: date = kept.event.happened_on
    return Benefit(policy, _text(facts.get("occupation")), _text(facts.get("level")), on)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
