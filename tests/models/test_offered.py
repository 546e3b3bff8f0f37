"""Whether a vacancy is on offer is told the same from a market and without one, by all that its post says."""

import numpy as np
import pyarrow as pa
import pytest

from models.matching import offered
from models.matching.market import encode_vacancies
from models.matching.offered import lawful, places_offered
from tests.builders import TODAY
from tests.models.matching_random import random_vacancies


def test_places_are_those_of_the_market() -> None:
    vacancies = random_vacancies(np.random.default_rng(4), 400)
    market = encode_vacancies(vacancies, TODAY)
    ids, places = places_offered(vacancies, TODAY)
    assert ids == market.ids
    assert places.tolist() == np.where(market.offered, market.n_places, 0).tolist()
    assert 0 < (places == 0).sum() < len(ids)


POSTS = [
    # title, description, underground, lawful
    ("岗位", None, False, True),
    ("限男", None, False, False),
    ("限男", None, True, True),
    ("岗位限男", "", False, False),
    ("岗位", "限男", False, False),
    ("岗位", "男女不限", False, True),
]


@pytest.mark.parametrize("remembered", [200_000, 2])
def test_a_post_is_known_by_all_that_is_read_of_it(
    remembered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offered, "LOOKED_AT", remembered)
    titles, texts, underground, expected = zip(*POSTS, strict=True)
    table = pa.table({"title": titles, "description": texts})
    for _ in range(2):
        found = lawful(table, np.array(underground))
        assert found.tolist() == list(expected)


def test_what_was_looked_at_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({"title": ["岗位甲", "限女"], "description": ["普通", "普通"]})
    before = lawful(table, np.zeros(2, np.bool_))
    monkeypatch.setattr(offered, "unlawful", None)
    assert lawful(table, np.zeros(2, np.bool_)).tolist() == before.tolist() == [True, False]
