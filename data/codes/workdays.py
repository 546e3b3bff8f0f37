"""Working days in China: weekends, public holidays and the weekends worked in their place."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class _Year:
    off: frozenset[date]
    worked: frozenset[date]


def is_workday(day: date) -> bool:
    """Whether offices are open: on no weekend or public holiday, but on weekends worked for a holiday."""
    year = _year(day.year)
    return day not in year.off and (day.weekday() < SATURDAY or day in year.worked)


def in_holiday(day: date) -> bool:
    """Whether the day lies in a public holiday, the free weekend that belongs to it included.

    An ordinary weekend is no holiday; National Day from the first to the seventh is one, whole.
    """
    if is_workday(day):
        return False
    return any(free in _year(free.year).off for free in _free_days_around(day))


def add_workdays(day: date, n: int) -> date:
    """The n-th working day after the day, which is itself not counted (民法典第二百零一条)."""
    while n > 0:
        day += DAY
        n -= is_workday(day)
    return day


def workdays_between(after: date, until: date) -> int:
    """How many working days lie after the first day, up to and with the second; none where it is earlier."""
    days = (until - after).days
    return sum(is_workday(after + DAY * n) for n in range(1, days + 1))


def next_workday(day: date) -> date:
    """The day itself where it is a working day, else the first one after it."""
    return day if is_workday(day) else add_workdays(day, 1)


def is_arranged(year: int) -> bool:
    """Whether the State Council's arrangement of the year is known.

    Before it is published, each November for the year that follows, only the days fixed by law are
    known, and a deadline in that year may still move by some days.
    """
    return bool(_year(year).worked)


def _free_days_around(day: date) -> list[date]:
    run = [day]
    for step in (-DAY, DAY):
        near = day + step
        while not is_workday(near):
            run.append(near)
            near += step
    return run


@cache
def _year(year: int) -> _Year:
    calendar = holidays.country_holidays("CN", years=year)
    worked = frozenset(d for d in calendar.weekend_workdays if d.year == year)
    return _Year(frozenset(calendar), worked)
