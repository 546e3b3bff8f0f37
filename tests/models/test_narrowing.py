"""A zone far away is narrowed to what may displace the last of a full list, and nothing is lost by it."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from benchmarks.drawn.market import AS_OF, draw, reaches
from data.schema import REACHES
from models.matching import reference
from models.matching.engine import Engine
from models.matching.kernel import TOGETHER
from models.matching.market import Market, encode_vacancies
from models.matching.packed import Search
from models.matching.ranking import COLD_START
from models.matching.seekers import Seekers, encode_workers, rows_of
from tests.models.test_kernel import random_ranking

FAR = REACHES.index("country")
KNOWN_OF_POSTS = ("occupation", "wage_low_fen", "wage_high_fen", "required_skills", "region")
KNOWN_OF_PEOPLE = (
    "last_occupation",
    "past_occupations",
    "wish_occupations",
    "wish_wage_fen",
    "skills",
)


class Watched(Engine):
    """An engine that remembers where it worked."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.rooms: list[Search] = []

    def room(self, *arguments: object, **named: object) -> Search:
        """The room made, and remembered."""
        self.rooms.append(super().room(*arguments, **named))  # type: ignore[arg-type]
        return self.rooms[-1]

    def narrowed(self) -> int:
        """In how many of the rooms only some rows of what is far away were last bounded."""
        return sum(
            any(
                zone == FAR and 0 < last - first < room.sizes[FAR]
                for zone, _, first, last in room.parts
            )
            for room in self.rooms
        )


def with_gaps(table: pa.Table, names: tuple[str, ...], rng: np.random.Generator) -> pa.Table:
    """The table with a tenth of what these columns tell unknown."""
    for name in names:
        gone = pa.array(rng.random(len(table)) < 0.1)
        known = table[name].combine_chunks()
        at = table.column_names.index(name)
        kept = pc.if_else(gone, pa.scalar(None, known.type), known)
        table = table.set_column(at, name, kept)
    return table


def ground(seed: int) -> tuple[Seekers, Market]:
    """A market much larger than is looked into together, and people who would go anywhere in it."""
    rng = np.random.default_rng(seed)
    drawn = draw(400, TOGETHER * 3 // 2, seed)
    market = encode_vacancies(with_gaps(drawn.vacancies, KNOWN_OF_POSTS, rng), AS_OF)
    people = with_gaps(next(drawn.parts), KNOWN_OF_PEOPLE, rng)
    everybody = encode_workers(people, market, reaches=reaches)
    shares = rng.choice([40, 80, 100], len(everybody.skill_share)).astype(np.uint8)
    everybody = replace(everybody, skill_share=shares)
    return rows_of(everybody, np.flatnonzero(everybody.reach == FAR)), market


@pytest.mark.parametrize(("seed", "k"), [(0, 10), (1, 1), (2, 17)])
def test_what_is_narrowed_is_what_the_reference_finds(seed: int, k: int) -> None:
    seekers, market = ground(seed)
    engine = Watched(market, COLD_START)
    found, expected = engine.top(seekers, k=k), reference.top(seekers, market, COLD_START, k=k)
    np.testing.assert_array_equal(found.rows, expected.rows)
    np.testing.assert_array_equal(found.score, expected.score)
    assert engine.narrowed() > len(engine.rooms) // 2


@pytest.mark.parametrize("seed", range(3, 7))
def test_so_it_is_with_any_weights_and_without_what_was_seen(seed: int) -> None:
    seekers, market = ground(seed)
    ranking = random_ranking(np.random.default_rng(seed))
    engine = Engine(market, ranking)
    seen = [frozenset(int(row) for row in rows[:3]) for rows in engine.top(seekers).rows]
    found = engine.top(seekers, excluded=seen)
    expected = reference.top(seekers, market, ranking, excluded=seen)
    np.testing.assert_array_equal(found.rows, expected.rows)
    np.testing.assert_array_equal(found.score, expected.score)
