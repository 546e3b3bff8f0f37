"""Follow-up after a placement: at 1, 3 and 6 months, and when nobody could be reached."""

import calendar
from datetime import date, timedelta

MILESTONES = {"placed": 1, "retained_1": 3, "retained_3": 6}
"""By state: after how many months at work the next follow-up is due."""

RETAINED = {1: "retained_1", 3: "retained_3", 6: "retained_6"}

TRY_AGAIN_DAYS = 7
"""Somebody who could not be reached is due again a week later."""

GIVE_UP_DAYS = 60
"""How long after the six months somebody nobody reaches stays on the list."""


def months_after(start: date, months: int) -> date:
    """The same day some months later, or that month's last: 31 January and a month is 28 February."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def first_follow_up(placed_on: date) -> date:
    """When somebody who begins work is asked for the first time."""
    return months_after(placed_on, 1)


def next_follow_up(state: str, placed_on: date) -> date | None:
    """When a person at work is asked next; None when six months are proven."""
    months = MILESTONES.get(state)
    return None if months is None else months_after(placed_on, months)


def proven(placed_on: date, today: date) -> str | None:
    """The furthest state that being at work today proves; None before the first month."""
    reached = [m for m in RETAINED if today >= months_after(placed_on, m)]
    return RETAINED[max(reached)] if reached else None


def try_again(today: date, placed_on: date) -> date | None:
    """When to call again somebody who could not be reached; None when it is time to give up."""
    again = today + timedelta(TRY_AGAIN_DAYS)
    return again if again <= gives_up_on(placed_on) else None


def gives_up_on(placed_on: date) -> date:
    """The last day on which somebody nobody reaches is still looked for."""
    return months_after(placed_on, 6) + timedelta(GIVE_UP_DAYS)
