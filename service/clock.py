"""The clock, and what day it is in Xinzhou."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

XINZHOU = ZoneInfo("Asia/Shanghai")


def utc_now() -> datetime:
    """The clock of production; tests bring their own."""
    return datetime.now(UTC)


def local_day(now: datetime) -> date:
    """The calendar day in Xinzhou at `now`; just after midnight it is already tomorrow in UTC terms."""
    return now.astimezone(XINZHOU).date()
