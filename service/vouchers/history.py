"""What a worker had before: other vouchers, and subsidies by the archive and by approved applications."""

from datetime import date

from data.records import archive, suspicions, vouchers
from data.records.archive import Kept
from data.store import Connection
from models.vouchers.situation import Benefit, Past


def past_of(db: Connection, worker_id: str) -> Past:
    """A worker's vouchers and subsidies so far."""
    kept = archive.of_worker(db, worker_id, kind="policy")
    told = [b for b in (_benefit(k) for k in kept) if b is not None]
    approved = [
        Benefit(s.policy_id, s.occupation, s.level, s.on)
        for s in suspicions.subsidies_of(db, worker_id)
    ]
    benefits = tuple(dict.fromkeys([*told, *approved]))
    return Past(vouchers.of_worker(db, worker_id), benefits)


def _benefit(kept: Kept) -> Benefit | None:
    facts = kept.event.facts
    policy = facts.get("policy_id")
    if not isinstance(policy, str) or facts.get("state", "approved") != "approved":
        return None
    on: date = kept.event.happened_on
    return Benefit(policy, _text(facts.get("occupation")), _text(facts.get("level")), on)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
