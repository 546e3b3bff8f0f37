"""Periods of law: which days lie at least so many calendar months back."""

from calendar import monthrange
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

MONTHS_TO_REVIEW = 24
"""Nobody is looked at again later than this: a year mistyped would take them from every list for good."""


def lies_back(days: pa.Array, as_of: date, months: int) -> pa.Array:
    """Whether the day plus the months has come by `as_of`; null where the day is not known.

    A period ends on the corresponding day of its last month, or on that month's last day where
    there is none (民法典第二百零二条).
    """
    return days_before(days, latest_start(as_of, months))


def days_before(days: pa.Array, as_of: date) -> pa.Array:
    """Whether the day has come by `as_of`; null where it is not known."""
    return pc.less_equal(days, pa.scalar(as_of, pa.date32()))


def latest_start(as_of: date, months: int) -> date:
    """The last day from which the months are over by `as_of`."""
    index = as_of.year * 12 + as_of.month - 1 - months
    year, month = divmod(index, 12)
    last = monthrange(year, month + 1)[1]
    at_month_end = as_of.day == monthrange(as_of.year, as_of.month)[1]
    return date(year, month + 1, last if at_month_end else min(as_of.day, last))


def months_later(day: date, months: int) -> date:
    """The corresponding day so many months on, or the month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def latest_review(today: date) -> date:
    """The last day on which somebody may be looked at again."""
    return months_later(today, MONTHS_TO_REVIEW)


def against_review(day: date, today: date) -> str | None:
    """Why nobody could be looked at again on that day, in a sentence; None where they can."""
    if day <= today:
        return "复查日必须晚于今天。"
    if day > latest_review(today):
        return f"复查日最迟到{latest_review(today)}，请核对年份。"
    return None
