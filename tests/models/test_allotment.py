"""Places go first to who is without work, kept places are kept and never wasted, lists follow suit."""

import numpy as np
import pyarrow as pa
import pytest

from models.matching.allotment import Askers, Policy, asked, give_out, give_seats, in_order
from models.matching.match import Referral
from models.matching.standing import standing


def askers(scores: list[float], **facts: object) -> Askers:
    """People who all want vacancy 0 alone."""
    n = len(scores)
    usual = {
        "jobless": np.ones(n, np.bool_),
        "difficulty": np.full(n, np.nan),
        "county": pa.array(["140902"] * n),
    }
    return Askers(
        rows=np.zeros((n, 1), np.int32),
        asked=np.zeros((n, 1), np.int32),
        scores=np.array(scores, np.float32)[:, None],
        **(usual | facts),
    )


def who(askers: Askers, places: int, **policy: object) -> list[int]:
    """Who is referred to the one vacancy, one person a place unless said otherwise."""
    given = give_out(askers, np.array([places]), Policy(**({"per_place": 1} | policy)))
    return np.flatnonzero(given.rows[:, 0] == 0).tolist()


def test_who_is_without_work_comes_before_any_better_match() -> None:
    people = askers([0.9, 0.2, 0.3], jobless=np.array([False, True, True]))
    assert who(people, 2) == [1, 2]
    assert who(people, 2, jobless_first=0.0) == [0, 2]


def test_several_people_may_be_sent_for_one_place() -> None:
    assert who(askers([0.9, 0.8, 0.7, 0.6]), 1, per_place=3) == [0, 1, 2]


def test_places_are_kept_for_people_with_a_high_index() -> None:
    people = askers([0.9, 0.8, 0.3, 0.2], difficulty=np.array([10.0, 20.0, 80.0, np.nan]))
    assert who(people, 2) == [0, 1]
    assert who(people, 2, floor_share=0.5) == [0, 2]


def test_places_kept_for_a_county_are_not_wasted() -> None:
    people = askers([0.9, 0.8, 0.3], county=pa.array(["140902", "140902", "140932"]))
    assert who(people, 2, counties=(("140932", 0.5),)) == [0, 2]
    nobody = askers([0.9, 0.8, 0.3], county=pa.array(["140902"] * 3))
    assert who(nobody, 2, counties=(("140932", 0.5),)) == [0, 1]


@pytest.mark.parametrize("shares", [(0.6, 0.6), (-0.1, 0.2)])
def test_more_than_all_places_cannot_be_kept(shares: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="保留的名额"):
        Policy(floor_share=shares[0], counties=(("140902", shares[1]),))


def test_a_class_takes_no_more_people_than_it_has_seats() -> None:
    seated = give_seats(askers([0.5, 0.4, 0.3]), np.array([2]), Policy())
    assert (seated.rows >= 0).sum() == 2


def test_a_list_puts_referrals_first_and_steps_back_from_dear_places() -> None:
    rows = np.array([[4, 7, 9, -1]], np.int32)
    scores = np.array([[0.9, 0.8, 0.5, 0.0]], np.float32)
    prices = np.array([[0.6, 0.0, 0.0, 0.0]])
    at, mine = in_order(rows, scores, prices, np.array([[9]], np.int32), k=4)
    assert at.tolist() == [[2, 1, 0, -1]]
    assert mine.tolist() == [[True, False, False, False]]


def test_who_is_without_work_pays_only_what_others_without_work_would() -> None:
    assert asked(np.array([1.2, 0.3]), True, Policy()).tolist() == pytest.approx([0.2, 0.0])
    assert asked(np.array([1.2, 0.3]), False, Policy()).tolist() == pytest.approx([1.2, 0.3])


MINE = {"V1": Referral("V1", 0.2, "V0", 2)}


@pytest.mark.parametrize(
    ("target", "price", "referrals", "referred", "said"),
    [
        ("V1", 0.2, None, None, "请先核对"),
        ("V1", 0.0, None, None, "尚未统筹"),
        ("V1", 0.2, MINE, True, "另有2个匹配分更高的，名额已满"),
        ("V2", 0.3, MINE, False, "不宜主动推送"),
        ("V2", 0.0, MINE, False, "名额够用"),
    ],
)
def test_a_counselor_reads_how_the_places_stand(
    target: str,
    price: float,
    referrals: dict[str, Referral] | None,
    referred: bool | None,
    said: str,
) -> None:
    found = standing(target, price, 3, referrals)
    assert found.referred is referred
    assert said in found.counselor
    assert found.worker
