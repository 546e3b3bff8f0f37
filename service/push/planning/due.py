"""Whose turn a line is today: soon after registration, then by its rhythm, spread evenly over the days."""

import zlib
from datetime import date

from service.push.lines import Line

NEW_DAYS = 7
"""For so long after its first day a line counts as new to somebody who has just registered."""

GRACE_DAYS = 3
"""So many days a slot stays open, so that a day on which nothing was planned loses nobody."""


def is_due(
    line: Line, *, worker_id: str, registered_on: date, last_on: date | None, today: date
) -> bool:
    """Whether the worker is to hear of the line today.

    Who has never heard of it although registered long ago gets a slot of his or her own within the
    rhythm: when the service begins, not everybody is written to on the first day.
    """
    if last_on is not None:
        return (today - last_on).days >= line.every_days
    waited = (today - registered_on).days - line.first_days
    if waited < NEW_DAYS:
        return waited >= 0
    slot = zlib.crc32(f"{line.name}:{worker_id}".encode())
    return (today.toordinal() + slot) % line.every_days < GRACE_DAYS
