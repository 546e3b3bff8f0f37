"""The compiled search finds what the readable reference defines: the same vacancies, to the last bit."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.matching import reference
from models.matching.comparisons import NAMES
from models.matching.engine import Engine
from models.matching.kernel import TOGETHER
from models.matching.market import encode_vacancies
from models.matching.ranking import COLD_START, Ranking
from models.matching.seekers import encode_workers, rows_of
from tests.builders import TODAY
from tests.models.matching_random import random_vacancies, random_workers


def random_ranking(rng: np.random.Generator) -> Ranking:
    """Any weights at all: every comparison may count in both parts, or in neither."""
    hire, worth = ({n: float(rng.choice([0, rng.random() * 3])) for n in NAMES} for _ in range(2))
    return Ranking(hire, worth, hire_base=-2.0, worth_base=-0.1, sigma=0.2)


def same(a: reference.Top, b: reference.Top) -> None:
    np.testing.assert_array_equal(a.rows, b.rows)
    np.testing.assert_array_equal(a.score, b.score)
    np.testing.assert_array_equal(a.hire_points, b.hire_points)
    np.testing.assert_array_equal(a.worth_points, b.worth_points)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1), cold=st.booleans(), k=st.sampled_from([1, 3, 10]))
def test_the_kernel_finds_what_the_reference_defines(seed: int, cold: bool, k: int) -> None:
    rng = np.random.default_rng(seed)
    market = encode_vacancies(random_vacancies(rng, int(rng.integers(1, 120))), TODAY)
    seekers = encode_workers(random_workers(rng, 8), market)
    ranking = COLD_START if cold else random_ranking(rng)
    excluded = [frozenset(rng.choice(len(market), len(market) // 10).tolist()) for _ in range(8)]
    found = Engine(market, ranking).top(seekers, k=k, excluded=excluded)
    same(found, reference.top(seekers, market, ranking, k=k, excluded=excluded))


def test_two_threads_and_one_worker_at_a_time_find_the_same() -> None:
    rng = np.random.default_rng(5)
    market = encode_vacancies(random_vacancies(rng, 300), TODAY)
    seekers = encode_workers(random_workers(rng, 60), market)
    engine = Engine(market, COLD_START)
    together = engine.top(seekers, threads=2)
    for i in range(len(seekers)):
        alone = engine.top(rows_of(seekers, np.array([i])))
        np.testing.assert_array_equal(alone.rows[0], together.rows[i])
        np.testing.assert_array_equal(alone.score[0], together.score[i])


@pytest.mark.parametrize("n", [0, 1])
def test_a_market_of_hardly_anything_is_searched_too(n: int) -> None:
    rng = np.random.default_rng(n)
    market = encode_vacancies(random_vacancies(rng, n), TODAY)
    seekers = encode_workers(random_workers(rng, 3), market)
    same(Engine(market, COLD_START).top(seekers), reference.top(seekers, market, COLD_START))


def test_zones_too_large_to_be_looked_into_together_are_searched_one_after_another() -> None:
    rng = np.random.default_rng(8)
    market = encode_vacancies(random_vacancies(rng, TOGETHER + 3000), TODAY)
    seekers = encode_workers(random_workers(rng, 4), market)
    same(Engine(market, COLD_START).top(seekers), reference.top(seekers, market, COLD_START))
