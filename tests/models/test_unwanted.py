"""What a worker rules out is respected everywhere, counted, named, and free again once taken back."""

import numpy as np
import pytest

from models.matching import reference
from models.matching.eligibility import near_misses, refusals
from models.matching.engine import Engine
from models.matching.market import encode_vacancies
from models.matching.ranking import COLD_START
from models.matching.reverse import Workforce
from models.matching.seekers import encode_workers
from models.matching.unwanted import said, written
from tests.builders import TODAY, vacancies, workers

POSTS = vacancies(
    [
        {"vacancy_id": "V1", "employer": "甲公司", "occupation": "6-18-02-04", "hours": "night"},
        {"vacancy_id": "V2", "employer": "乙公司", "occupation": "4-10-01-06", "hours": "any"},
        {"vacancy_id": "V3", "employer": "丙公司", "occupation": "4-10-02-01", "region": "140105"},
    ]
)


def left(*unwanted: str) -> list[str]:
    """What is found for a worker who rules this out; all four ways of asking must agree."""
    market = encode_vacancies(POSTS, TODAY)
    people = workers([{"reach": "country", "wish_hours": "any", "unwanted": list(unwanted)}])
    seekers = encode_workers(people, market)
    found = Engine(market, COLD_START).top(seekers).rows[0]
    truth = reference.top(seekers, market, COLD_START).rows[0]
    np.testing.assert_array_equal(found, truth)
    workforce = Workforce(seekers, market, COLD_START)
    wanting = [market.ids[j] for j in range(len(market)) if len(workforce.best(j).rows)]
    ids = sorted(market.ids[j] for j in found if j >= 0)
    assert ids == wanting
    return ids


@pytest.mark.parametrize(
    ("unwanted", "ids"),
    [
        ((), ["V1", "V2", "V3"]),
        (("职业:6-18",), ["V2", "V3"]),
        (("职业:4",), ["V1"]),
        (("单位:乙公司",), ["V1", "V3"]),
        (("地点:140105",), ["V1", "V2"]),
        (("地点：140100",), ["V1", "V2"]),
        (("班次:夜班",), ["V2", "V3"]),
        (("班次:夜班", "职业:4-10"), []),
        (("职业:9", "单位:没有的公司", "乱写"), ["V1", "V2", "V3"]),
    ],
)
def test_what_is_ruled_out_is_not_found(unwanted: tuple[str, ...], ids: list[str]) -> None:
    assert left(*unwanted) == ids


def test_a_ruled_out_vacancy_is_counted_and_named() -> None:
    market = encode_vacancies(POSTS, TODAY)
    people = workers([{"reach": "country", "wish_hours": "any", "unwanted": ["班次:夜班"]}])
    seekers = encode_workers(people, market)
    assert [r.detail for r in refusals(seekers, 0, market, 0)] == ["本人说过不去：夜班。"]
    cost = {miss.rule: miss.n_refused for miss in near_misses(seekers, 0, market)}
    assert cost["not_ruled_out"] == 1


def test_a_ruled_out_thing_is_said_in_words() -> None:
    assert (said("地点:140921"), said("单位:甲公司")) == ("定襄县", "甲公司")
    assert written("地点：140900 ") == "地点:1409"
