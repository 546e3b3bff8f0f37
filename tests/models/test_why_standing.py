"""Why one vacancy fits says how its places stand, as a list does."""

from models.advice import Day, Placed, make_day
from models.matching.match import Referral, Standing
from models.why import why
from tests.builders import TODAY, programmes, vacancies, vacancy, worker


def day() -> Day:
    """Two vacancies, a place of the first costs a fifth of a point."""
    offers = vacancies([{"vacancy_id": "V1"}, {"vacancy_id": "V2"}])
    return make_day(TODAY, None, offers, programmes([]), Placed(vacancies={"V1": 0.2}))


def stands(
    vacancy_id: str, referrals: dict[str, Referral] | None, **post: object
) -> Standing | None:
    """For somebody at work, whom no bonus puts first."""
    person = worker(registered_on=None)
    return why(day(), person, vacancy(vacancy_id=vacancy_id, **post), referrals).match.standing


def test_a_full_vacancy_says_so_and_an_empty_one_too() -> None:
    full, free = stands("V1", {}), stands("V2", {})
    assert full is not None
    assert free is not None
    assert (full.price, free.price) == (0.2, 0.0)
    assert "名额" in full.counselor
    assert "不宜主动推送" in full.counselor
    assert free.worker == "名额还够。"


def test_a_place_of_ones_own_names_how_many_better_ones_were_full() -> None:
    mine = {"V2": Referral("V2", price=0.0, instead_of="V1", n_full=3)}
    found = stands("V2", mine)
    assert found is not None
    assert found.referred
    assert "3个匹配分更高的，名额已满" in found.counselor
    assert "3个更合适的" in found.worker


def test_nothing_is_said_of_places_that_are_not_on_offer() -> None:
    assert stands("V1", {}, status="closed") is None
