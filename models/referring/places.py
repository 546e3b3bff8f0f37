"""Places: which of a vacancy's numbered referrals and places is free, and how long one is held."""

from collections.abc import Collection
from datetime import date, timedelta

HOLD_DAYS = {"referred": 7, "applied": 14, "interviewed": 14, "offered": 30}
"""How long each step may last before what it holds is given to somebody else."""


def first_free(taken: Collection[int]) -> int:
    """The smallest number from one that nobody has."""
    number = 1
    while number in taken:
        number += 1
    return number


def held_until(state: str, today: date) -> date:
    """The last day on which a referral in this state keeps what it holds."""
    return today + timedelta(HOLD_DAYS[state])


LETTER_DAYS = 14
"""How long a letter of introduction is valid: as long as an application may take."""
