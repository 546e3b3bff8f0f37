"""What is not shown again to whom: after a verdict that ends it, or a referral that did or still may."""

from collections.abc import Mapping
from datetime import date

from data.records import grounds, recommendations, referral_places
from data.records.grounds import Grounds
from data.store import Connection, Store
from service.verdicts import FINISHED


def grounds_of(store: Store, worker_id: str, as_of: date, token_hash: str | None = None) -> Grounds:
    """All that a list for a worker rests on, what does not come back included, in one question."""
    return grounds.of_worker(store, worker_id, as_of, FINISHED, token_hash=token_hash)


def finished_at(db: Connection, vacancy_id: str) -> frozenset[str]:
    """Workers to whom a vacancy does not come back."""
    judged = recommendations.finished_with(db, vacancy_id, FINISHED)
    return judged | {pair.worker_id for pair in referral_places.done(db, vacancy_id=vacancy_id)}


def finished_by_worker(db: Connection) -> Mapping[str, tuple[str, ...]]:
    """The same for everybody with any: the targets by worker, each in the order of ids."""
    found = {w: set(t) for w, t in recommendations.finished_by_worker(db, FINISHED).items()}
    for pair in referral_places.done(db):
        found.setdefault(pair.worker_id, set()).add(pair.vacancy_id)
    return {worker_id: tuple(sorted(found[worker_id])) for worker_id in sorted(found)}
