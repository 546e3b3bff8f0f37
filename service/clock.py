"""The clock, and what day it is in Xinzhou."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from service.errors import Problem

Clock = Callable[[], datetime]

XINZHOU = ZoneInfo("Asia/Shanghai")


def utc_now() -> datetime:
    """The clock of production; tests bring their own."""
    return datetime.now(UTC)


def local_day(now: datetime) -> date:
    """The calendar day in Xinzhou at `now`; just after midnight it is already tomorrow in UTC terms."""
    return now.astimezone(XINZHOU).date()


def must_have_come(on: date, now: datetime, doing: str) -> None:
    """Refuse work as of a day that has not come: what it leaves would lie over that of all days before it.

    Raises Problem, which names the work as `doing`, with what to look at.
    """
    if on > (today := local_day(now)):
        raise Problem(
            f"{on}还没有到（今天是 {today}），{doing}没有开始。请核对 --as-of 和系统时钟。"
        )
