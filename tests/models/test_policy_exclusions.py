"""What one subsidy rules out, case by case, from the texts named beside each rule."""

from datetime import date

import pytest

from data.codes.law.exclusions import exclusions
from models.law.excluding import Award, excluded_by

ITEMS = {
    "P01": ("insurance", "employment"),
    "P02": ("post", "employment"),
    "P04": ("training", "employment"),
    "P05": ("training", "employment"),
    "P06": ("living", "employment"),
    "P08": ("evaluation", "employment"),
    "P09": ("skill", "unemployment"),
    "P11": ("job_search", "employment"),
}
WELDER, COOK = "6-18-02-04", "4-03-02-01"

CASES = [
    # asked, held, kinds of the rules against it
    (("P09", "2025-05-01", WELDER, "4"), [("P04", "2025-03-01", WELDER, "4")], ["same_level"]),
    (("P04", "2025-05-01", WELDER, "4"), [("P09", "2025-03-01", WELDER, "4")], ["same_level"]),
    (("P04", "2025-05-01", WELDER, "3"), [("P04", "2024-03-01", WELDER, "4")], []),
    (("P09", "2025-05-01", WELDER, "5"), [("P09", "2024-05-01", WELDER, "4")], ["no_lower"]),
    (("P09", "2025-05-01", WELDER, "3"), [("P09", "2024-05-01", WELDER, "4")], []),
    (("P09", "2025-05-01", COOK, "4"), [("P09", "2025-02-01", WELDER, "4")], ["per_year"]),
    (("P09", "2024-05-01", COOK, "4"), [("P09", "2024-02-01", WELDER, "4")], []),
    (("P04", "2025-05-01", COOK, "4"), [("P04", f"{y}-02-01", WELDER, str(y - 2019)) for y in (2022, 2023, 2024)], ["lifetime"]),
    (("P08", "2025-05-01", WELDER, "3"), [("P08", "2020-05-01", WELDER, "4")], ["same_occupation"]),
    (("P06", "2025-05-01", None, None), [("P06", "2025-01-05", None, None)], ["per_year"]),
    (("P06", "2025-05-01", None, None), [("P06", "2024-12-05", None, None)], []),
    (("P11", "2025-05-01", None, None), [("P11", "2019-12-05", None, None)], ["each_once"]),
    (("P01", "2025-05-01", None, None), [("P02", "2024-12-05", None, None)], ["overlap"]),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "held", "kinds"), CASES)
def test_exclusions(
    asked: tuple[str, str, str | None, str | None],
    held: list[tuple[str, str, str | None, str | None]],
    kinds: list[str],
) -> None:
    rules = excluded_by(award(*asked), [award(*h) for h in held], exclusions())
    assert [rule.kind for rule in rules] == kinds


def test_trades_in_short_supply_have_two_more_places_a_year() -> None:
    def short(day: str, level: str) -> Award:
        return award("P09", day, f"6-1{level}", level, short_trade=True)

    usual = award("P09", "2025-02-01", WELDER, "4")
    assert not excluded_by(short("2025-05-01", "5"), [usual], exclusions())
    taken = [usual, short("2025-05-01", "5"), short("2025-06-01", "4")]
    assert [r.kind for r in excluded_by(short("2025-07-01", "3"), taken, exclusions())] == [
        "per_year"
    ]


def test_two_periods_of_one_subsidy_must_not_touch() -> None:
    first = award("P01", "2025-01-01", None, None, ends="2025-12-31")
    assert excluded_by(award("P01", "2025-12-31", None, None), [first], exclusions())
    assert not excluded_by(award("P01", "2026-01-01", None, None), [first], exclusions())


def award(
    policy_id: str,
    day: str,
    occupation: str | None,
    level: str | None,
    *,
    short_trade: bool = False,
    ends: str | None = None,
) -> Award:
    item, fund = ITEMS[policy_id]
    return Award(
        policy_id,
        item,
        fund,
        date.fromisoformat(day),
        ends_on=date.fromisoformat(ends) if ends else None,
        occupation=occupation,
        level=level,
        short_trade=short_trade,
    )
