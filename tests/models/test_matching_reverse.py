"""A vacancy finds the same people as the reference."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.matching import reference
from models.matching.market import encode_vacancies
from models.matching.ranking import COLD_START, Ranking
from models.matching.reverse import Workforce
from models.matching.seekers import encode_workers
from tests.builders import TODAY
from tests.models.matching_random import random_vacancies, random_workers
from tests.models.test_kernel import random_ranking


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1), k=st.sampled_from([1, 5, 100]))
def test_a_vacancys_best_people_are_those_of_the_reference(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    market = encode_vacancies(random_vacancies(rng, 12), TODAY)
    seekers = encode_workers(random_workers(rng, 60), market)
    ranking: Ranking = COLD_START if rng.random() < 0.5 else random_ranking(rng)
    workforce = Workforce(seekers, market, ranking)
    for j in rng.permutation(len(market))[:4]:
        rows, scores = reference.candidates(int(j), seekers, market, ranking, k=k)
        found = workforce.best(int(j), k=k)
        np.testing.assert_array_equal(found.rows, rows)
        np.testing.assert_array_equal(found.score, scores)
        among = rng.random(len(seekers)) < rng.choice((0.0, 0.2, 1.0))
        everybody, _ = reference.candidates(int(j), seekers, market, ranking, k=len(seekers))
        mine = workforce.best(int(j), k=k, among=among).rows
        np.testing.assert_array_equal(mine, everybody[among[everybody]][:k])


def test_people_who_have_answered_already_are_left_out() -> None:
    rng = np.random.default_rng(3)
    market = encode_vacancies(random_vacancies(rng, 30), TODAY)
    seekers = encode_workers(random_workers(rng, 80), market)
    workforce = Workforce(seekers, market, COLD_START)
    j = int(np.argmax([len(workforce.best(j).rows) for j in range(len(market))]))
    before = workforce.best(j, k=5).rows
    after = workforce.best(j, k=4, excluded=before[:1].tolist()).rows
    np.testing.assert_array_equal(after, before[1:])


def test_nobody_is_found_for_a_closed_vacancy() -> None:
    rng = np.random.default_rng(4)
    market = encode_vacancies(random_vacancies(rng, 80), TODAY)
    seekers = encode_workers(random_workers(rng, 40), market)
    workforce = Workforce(seekers, market, COLD_START)
    shut = np.flatnonzero(~(market.open & market.lawful))
    assert len(shut)
    assert all(len(workforce.best(int(j)).rows) == 0 for j in shut)
