"""Income gain as drawn tables: a training from March to May 2026, and what was earned around it."""

from datetime import date

import pytest

from models.income_gain import Earned, income_gain

STARTED, ENDED = date(2026, 3, 10), date(2026, 5, 20)


def earned(text: str) -> list[Earned]:
    """`2026-01:3000` is what was earned in a month, in yuan."""
    parts = (each.split(":") for each in text.split())
    return [Earned(date.fromisoformat(f"{month}-15"), int(yuan) * 100) for month, yuan in parts]


@pytest.mark.parametrize(
    ("months", "before", "after", "gain"),
    [
        ("", None, None, None),
        ("2025-12:3000 2026-01:3000 2026-02:3000 2026-06:3600 2026-07:3600 2026-08:3600", 3000, 3600, 600),
        ("2025-12:3000 2026-01:3000 2026-06:3600 2026-07:3600 2026-08:3600", None, 3600, None),
        ("2025-12:0 2026-01:0 2026-02:3000 2026-06:900 2026-07:900 2026-08:900", 1000, 900, -100),
        ("2025-01:9 2025-02:9 2025-03:3 2025-04:3 2025-05:3 2027-05:5 2027-06:9", 3, None, None),
        ("2026-03:9 2026-04:9 2026-05:9", None, None, None),
        ("2026-06:1000 2026-06:1500 2026-07:1500 2026-08:1500", None, 1500, None),
    ],
    ids=["nothing", "more", "too few before", "zero counts", "a year", "training", "told anew"],
)  # fmt: skip
def test_a_year_before_and_a_year_after(
    months: str, before: int | None, after: int | None, gain: int | None
) -> None:
    found = income_gain(STARTED, ENDED, earned(months))
    fen = [None if yuan is None else yuan * 100 for yuan in (before, after, gain)]
    assert [found.before_fen, found.after_fen, found.gain_fen] == fen
