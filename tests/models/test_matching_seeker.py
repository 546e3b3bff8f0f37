"""One worker read from plain facts is what the table of all workers says of the same row."""

from dataclasses import fields

import numpy as np
import pyarrow as pa
import pytest

from models.matching.columns import Lists
from models.matching.kin import NO_KIN, Kin
from models.matching.market import encode_vacancies
from models.matching.seeker import encode_worker
from models.matching.seekers import Seekers, encode_workers
from tests.builders import TODAY, workers
from tests.models.matching_random import SKILLS, random_vacancies, random_workers

LEARNED = Kin(
    groups={"4-10-01": ("6-18-02", "4-02-02"), "6-18-02": ("4-10-01",)},
    skills={SKILLS[0]: ((SKILLS[1], 40), (SKILLS[2], 60)), SKILLS[3]: ((SKILLS[1], 70),)},
)


@pytest.mark.parametrize("kin", [NO_KIN, LEARNED])
def test_one_worker_is_read_as_among_everybody(kin: Kin) -> None:
    rng = np.random.default_rng(11)
    market = encode_vacancies(random_vacancies(rng, 80), TODAY, kin=kin)
    people = random_workers(rng, 150)
    for row, facts in enumerate(people.to_pylist()):
        expected = encode_workers(people.slice(row, 1), market)
        assert_same(encode_worker(facts, market), expected)


def test_somebody_of_whom_nothing_is_known_is_read_too() -> None:
    market = encode_vacancies(random_vacancies(np.random.default_rng(3), 30), TODAY)
    nobody = workers([{"worker_id": "W", "region": None}])
    (facts,) = nobody.to_pylist()
    assert_same(encode_worker(facts, market), encode_workers(nobody, market))


def assert_same(found: Seekers, expected: Seekers) -> None:
    for part in fields(Seekers):
        mine, theirs = getattr(found, part.name), getattr(expected, part.name)
        if isinstance(theirs, Lists):
            assert_equal_arrays(part.name, mine.starts, theirs.starts)
            assert_equal_arrays(part.name, mine.values, theirs.values)
        elif isinstance(theirs, np.ndarray):
            assert_equal_arrays(part.name, mine, theirs)
        elif isinstance(theirs, pa.Array):
            assert mine.equals(theirs), part.name
        else:
            assert mine == theirs, part.name


def assert_equal_arrays(name: str, found: np.ndarray, expected: np.ndarray) -> None:
    assert found.dtype == expected.dtype, name
    assert found.shape == expected.shape, name
    assert found.tolist() == expected.tolist(), name
