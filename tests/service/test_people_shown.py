"""How a line of the people's list reads."""

from datetime import date

import pytest

from service.console.people_shown import time_since


@pytest.mark.parametrize(
    ("registered_on", "told"),
    [
        (date(2026, 11, 28), "不满1个月"),
        (date(2026, 10, 29), "不满1个月"),
        (date(2026, 10, 28), "1个月"),
        (date(2025, 11, 29), "11个月"),
        (date(2024, 11, 28), "24个月"),
        (date(2026, 12, 1), "不满1个月"),
    ],
)
def test_time_without_work_is_told_in_whole_months(registered_on: date, told: str) -> None:
    assert time_since(registered_on, date(2026, 11, 28)) == told
