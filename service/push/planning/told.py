"""What the planning leaves out: whatever each was told of lately, is about to be told, or has answered."""

from collections.abc import Sequence
from datetime import datetime

from data.records import circumstances, planned
from data.records.circumstances import SINCE_TOLD
from data.store import Connection
from service.push.rules import ANSWERS

CHUNK = 5000
"""A statement takes a limited number of values."""


def told_or_answered(
    db: Connection, worker_ids: Sequence[str], now: datetime
) -> frozenset[tuple[str, str, str]]:
    """Worker, kind and id of all that these were told of, will be, answered, or were referred to."""
    found: set[tuple[str, str, str]] = set()
    for start in range(0, len(worker_ids), CHUNK):
        some = worker_ids[start : start + CHUNK]
        found |= planned.told_or_waiting(db, some, now - SINCE_TOLD)
        found |= circumstances.answered(db, some, ANSWERS).keys()
        found |= circumstances.referred(db, some)
    return frozenset(found)
