"""A few hostile calls and browsers in every run; the suite `-m hostile` sends many."""

from collections.abc import Iterator

import pytest

from tests.hostile.browsing import roam
from tests.hostile.calling import bombard
from tests.hostile.world import World, settle
from tests.service.stocked import opened


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One service for all of them, with something of everything in it."""
    home = tmp_path_factory.mktemp("sample")
    store = opened(home)
    yield settle(store, home)
    store.engine.dispose()


def test_generated_calls_of_some_addresses_find_nothing(world: World) -> None:
    tally = bombard(world, examples=1, every=16)
    assert tally.examples == {}
    assert tally.statuses.total() >= 15


def test_some_hostile_browsers_find_nothing(world: World) -> None:
    tally = roam(world, 40, seeded=1, roles=("data_officer", "worker"))
    assert tally.examples == {}
    assert tally.statuses.total() == 40
