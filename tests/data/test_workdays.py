"""Deadlines count the days on which offices are open, with the weekends worked for long holidays."""

from datetime import date, timedelta

import pytest

from data.codes.workdays import (
    add_workdays,
    in_holiday,
    is_arranged,
    is_workday,
    next_workday,
    workdays_between,
)

# 国务院办公厅关于2026年部分节假日安排的通知: day, office open, part of a public holiday.
DAYS = [
    ("2026-01-01", False, True),  # 元旦
    ("2026-01-03", False, True),  # Saturday of the three days
    ("2026-01-04", True, False),  # Sunday worked for it
    ("2026-01-10", False, False),  # an ordinary Saturday
    ("2026-02-14", True, False),  # Saturday before Spring Festival, worked
    ("2026-02-15", False, True),  # its first day, a Sunday
    ("2026-02-23", False, True),  # its ninth
    ("2026-02-24", True, False),
    ("2026-02-28", True, False),  # Saturday worked for it
    ("2026-06-21", False, True),  # Sunday of 端午
    ("2026-10-07", False, True),
    ("2026-10-10", True, False),  # Saturday worked for National Day
    ("2026-10-12", True, False),  # an ordinary Monday
]


@pytest.mark.parametrize(("day", "is_open", "is_holiday"), DAYS)
def test_days_of_the_arrangement(day: str, is_open: bool, is_holiday: bool) -> None:
    asked = date.fromisoformat(day)
    assert (is_workday(asked), in_holiday(asked)) == (is_open, is_holiday)


def test_seven_working_days_over_spring_festival() -> None:
    # From Thursday the 12th: Fri 13, Sat 14, then nine free days, Tue 24 to Sat 28.
    assert add_workdays(date(2026, 2, 12), 7) == date(2026, 2, 28)


def test_no_working_days_is_the_day_itself() -> None:
    assert add_workdays(date(2026, 10, 3), 0) == date(2026, 10, 3)


def test_counting_undoes_adding() -> None:
    start = date(2025, 12, 20)
    for shift in range(80):
        day = start + timedelta(days=shift)
        assert [workdays_between(day, add_workdays(day, n)) for n in (1, 7, 20)] == [1, 7, 20]


def test_a_span_that_runs_backwards_has_no_days() -> None:
    assert workdays_between(date(2026, 3, 10), date(2026, 3, 2)) == 0


def test_a_free_day_leads_to_the_next_open_one() -> None:
    assert next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert next_workday(date(2026, 10, 8)) == date(2026, 10, 8)


def test_a_year_not_yet_arranged_says_so() -> None:
    assert is_arranged(2026)
    assert not is_arranged(2060)
    assert not is_workday(date(2060, 10, 1)), "fixed by law, arranged or not"
