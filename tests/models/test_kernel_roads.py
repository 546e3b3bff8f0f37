"""Whichever road the compiled search takes, it finds what the readable reference defines."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.matching import reference
from models.matching.ahead import fetch_ahead
from models.matching.appraising import BATCH
from models.matching.engine import Engine, kernel_people
from models.matching.kernel import TOGETHER
from models.matching.lanes import FEW
from models.matching.market import Market, encode_vacancies
from models.matching.ranking import COLD_START
from models.matching.reference import Top, no_top
from models.matching.seekers import Seekers, encode_workers
from tests.builders import TODAY, vacancies, workers
from tests.models.matching_random import random_vacancies, random_workers

Row = dict[str, object]
Road = Callable[[Row, int], Row]

POSTS, PEOPLE = 150, 6


def everywhere(row: Row, _: int) -> Row:
    """Somebody who would leave for anywhere."""
    return row | {"reach": "country"}


def demanding(row: Row, n: int) -> Row:
    """Somebody who has little, goes nowhere and wants much."""
    return (
        row
        | {"reach": "county", "wish_wage_fen": 500_000, "education": "90", "skills": []}
        | ({"licences": [], "certificates": []} if n % 2 else {})
    )


def twin(row: Row, n: int) -> Row:
    """One of many posts with nothing to tell them apart but the employer."""
    return {"vacancy_id": row["vacancy_id"], "employer": f"单位{n}"}


def of_one_house(row: Row, _: int) -> Row:
    """A post of the one employer there is."""
    return row | {"employer": "单位0"}


def unpaid(row: Row, n: int) -> Row:
    """A post or worker whose wages are nought or not said."""
    said = (None, 0, 1)[n % 3]
    return row | {name: said for name in row if name.endswith("_fen")}


def as_it_is(row: Row, _: int) -> Row:
    """Nothing out of the way."""
    return row


def unnamed(row: Row, _: int) -> Row:
    """A post that names no wage."""
    return row | {"wage_low_fen": None, "wage_high_fen": None}


def asking_too_much(row: Row, _: int) -> Row:
    """Somebody who wants more than a wage can be swept for."""
    return everywhere(row, 0) | {"wish_wage_fen": 80_000_000}


ROADS: dict[str, tuple[Road, Road]] = {
    "who would go anywhere": (as_it_is, everywhere),
    "fewer than ten": (as_it_is, demanding),
    "ties in more than a batch": (twin, everywhere),
    "one employer": (of_one_house, everywhere),
    "wages of nought or unknown": (unpaid, unpaid),
    "more than any wage": (unnamed, asking_too_much),
    "ties of unknown wages": (lambda row, n: unpaid(twin(row, n), n), unpaid),
}


def ground(seed: int, road: str, n: int = POSTS) -> tuple[Seekers, Market]:
    """A random market and workers of whom each is turned into one of this road."""
    rng = np.random.default_rng(seed)
    turn_post, turn_worker = ROADS[road]
    posts = [turn_post(row, at) for at, row in enumerate(random_vacancies(rng, n).to_pylist())]
    people = [
        turn_worker(row, at) for at, row in enumerate(random_workers(rng, PEOPLE).to_pylist())
    ]
    market = encode_vacancies(vacancies(posts), TODAY)
    return encode_workers(workers(people), market), market


def agreed(seed: int, road: str, n: int = POSTS, k: int = 10) -> Top:
    """What search and reference both find."""
    seekers, market = ground(seed, road, n)
    found = Engine(market, COLD_START).top(seekers, k=k)
    expected = reference.top(seekers, market, COLD_START, k=k)
    np.testing.assert_array_equal(found.rows, expected.rows)
    np.testing.assert_array_equal(found.score, expected.score)
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 2**32 - 1),
    road=st.sampled_from(sorted(ROADS)),
    k=st.sampled_from([1, 10, FEW - 1, FEW, FEW + 1, 3 * FEW + 5]),
)
def test_every_road_leads_to_what_the_reference_defines(seed: int, road: str, k: int) -> None:
    agreed(seed, road, k=k)


@pytest.mark.parametrize("road", ["who would go anywhere", "ties in more than a batch"])
def test_far_more_than_is_looked_into_together_is_found_as_well(road: str) -> None:
    agreed(3, road, TOGETHER + 1000)


def test_the_roads_are_taken() -> None:
    short = agreed(1, "fewer than ten")
    assert (short.rows[:, -1] < 0).all()
    tied = agreed(1, "ties in more than a batch")
    assert (tied.score[:, 0] == tied.score[:, -1]).any()
    assert POSTS > 2 * BATCH
    assert (agreed(1, "one employer").rows >= 0).sum(axis=1).max() == reference.SAME_EMPLOYER


def test_fetching_ahead_changes_nothing() -> None:
    seekers, market = ground(2, "who would go anywhere")
    engine = Engine(market, COLD_START)
    _, people = kernel_people(
        seekers, COLD_START, engine.layout.demands, reference.NOBODY, market.skill_idf
    )
    lists, before = no_top(len(seekers), 10, engine.tables), [part.copy() for part in people]
    order = np.arange(len(seekers))
    for t in range(len(order)):
        fetch_ahead(
            order,
            t,
            people,
            engine.zones(seekers.classes[0]),
            lists.rows,
            lists.hire_points,
            lists.worth_points,
        )
    for part, copy in zip(people, before, strict=True):
        np.testing.assert_array_equal(part, copy)
    assert (lists.rows == no_top(len(seekers), 10, engine.tables).rows).all()
