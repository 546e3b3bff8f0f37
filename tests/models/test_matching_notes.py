"""What a hard rule let pass because a fact is not stated, and somebody has to ask."""

import pytest

from models.matching.explain import NO_HOURS, notes
from models.matching.market import encode_vacancies
from models.matching.seekers import encode_workers
from tests.builders import TODAY, vacancies, worker


@pytest.mark.parametrize(
    ("possible", "offered", "asks"),
    [("part", None, True), ("part", "any", True), ("part", "part", False), ("full", None, False)],
)
def test_hours_are_asked_for_where_they_may_not_suit(
    possible: str, offered: str | None, asks: bool
) -> None:
    market = encode_vacancies(vacancies([{"vacancy_id": "V0", "hours": offered}]), TODAY)
    seekers = encode_workers(worker(wish_hours=possible), market)
    assert (NO_HOURS in notes(seekers, 0, market, 0)) == asks
