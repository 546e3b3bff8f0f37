"""Questions about the switch that stops the push: all of it, one line, or one channel."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from data.store import Connection
from data.tables_push import CHANNELS, LINES, push_stops


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody stopped or resumed a line or (None) all of them, on a channel or (None) all."""

    line: str | None
    channel: str | None
    stopped: bool
    reason: str
    said_by: str
    said_at: datetime


def add_stop(db: Connection, stop: Stop) -> None:
    """Keep who stopped or resumed what, and why; it counts as soon as the transaction ends."""
    db.execute(sa.insert(push_stops).values(asdict(stop)))


def all_stops(db: Connection) -> tuple[Stop, ...]:
    """Everything that was said about stopping, in its order."""
    columns = [push_stops.c[name] for name in Stop.__dataclass_fields__]
    rows = db.execute(sa.select(*columns).order_by(push_stops.c.stop_id)).mappings()
    return tuple(Stop(**row) for row in rows)


def stopped(said: Sequence[Stop]) -> frozenset[tuple[str, str]]:
    """The pairs of line and channel that stand still: of what covers a pair the last word counts."""
    still: set[tuple[str, str]] = set()
    for stop in said:
        covered = {
            (line, channel)
            for line in ([stop.line] if stop.line else LINES)
            for channel in ([stop.channel] if stop.channel else CHANNELS)
        }
        still = still | covered if stop.stopped else still - covered
    return frozenset(still)


def standing_still(db: Connection) -> frozenset[tuple[str, str]]:
    """The pairs of line and channel by which nothing may leave at this moment."""
    return stopped(all_stops(db))
