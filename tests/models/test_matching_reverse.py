"""A vacancy finds the same people as the reference, and a list follows vacancies that come and go."""

from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.matching import reference
from models.matching.engine import Engine
from models.matching.incremental import follow
from models.matching.market import encode_vacancies, skill_rarity
from models.matching.ranking import COLD_START, Ranking
from models.matching.reverse import Workforce
from models.matching.seekers import encode_workers
from tests.builders import TODAY, vacancies, worker
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


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_lists_that_follow_the_market_are_those_made_anew(seed: int) -> None:
    rng = np.random.default_rng(seed)
    offers, people = random_vacancies(rng, 80).to_pylist(), random_workers(rng, 10)
    whole = encode_vacancies(vacancies(offers), TODAY)
    rarity = skill_rarity(whole)
    yesterday = [o for o in offers if rng.random() < 0.8]
    today = [
        o | ({"places": 0} if rng.random() < 0.05 else {}) for o in offers if rng.random() < 0.9
    ]
    today = [o | ({"wage_high_fen": 900_000} if rng.random() < 0.05 else {}) for o in today]
    before, after = (
        encode_vacancies(vacancies(o), TODAY, skill_idf=rarity) for o in (yesterday, today)
    )
    lists = Engine(before, COLD_START).top(encode_workers(people, before))
    engine, seekers = Engine(after, COLD_START), encode_workers(people, after)
    found, anew = follow(lists, before, engine, seekers), engine.top(seekers)
    np.testing.assert_array_equal(found.rows, anew.rows)
    np.testing.assert_array_equal(found.score, anew.score)


def test_what_was_dismissed_does_not_come_back_with_the_new_vacancies() -> None:
    rows = [{"vacancy_id": f"V{j}", "employer": f"单位{j}"} for j in range(4)]
    whole = encode_vacancies(vacancies(rows), TODAY)
    before = encode_vacancies(vacancies(rows[:2]), TODAY, skill_idf=skill_rarity(whole))
    lists = Engine(before, COLD_START).top(encode_workers(worker(), before))
    seekers = encode_workers(worker(), whole)
    found = follow(lists, before, Engine(whole, COLD_START), seekers, excluded=[frozenset({3})])
    assert set(found.rows[0].tolist()) == {0, 1, 2, -1}


def test_lists_of_another_day_or_other_rarities_are_not_carried_over() -> None:
    rows = [{"vacancy_id": f"V{j}"} for j in range(3)]
    today = encode_vacancies(vacancies(rows), TODAY)
    engine, seekers = Engine(today, COLD_START), encode_workers(worker(), today)
    lists = engine.top(seekers)
    other_day = encode_vacancies(vacancies(rows), date(2026, 11, 22))
    with pytest.raises(ValueError, match="one day"):
        follow(lists, other_day, engine, seekers)
    rarer = encode_vacancies(vacancies(rows), TODAY, skill_idf={"货车驾驶": 999})
    with pytest.raises(ValueError, match="rarities"):
        follow(lists, rarer, engine, seekers)
