"""Pages answer whatever is typed into them: no surprise, nothing obeyed, nothing given away, nobody led elsewhere."""

from pathlib import Path

import pytest

from tests.hostile.browsing import roam
from tests.hostile.test_api import MOST_SECONDS
from tests.hostile.world import settle
from tests.service.stocked import opened


@pytest.mark.hostile
def test_many_hostile_browsers_find_nothing(
    tmp_path: Path, hostile: int, capsys: pytest.CaptureFixture[str]
) -> None:
    store = opened(tmp_path)
    tally = roam(settle(store, tmp_path), max(150, hostile // 4), seeded=2)
    store.engine.dispose()
    with capsys.disabled():
        print(f"\npages: {tally.statuses.total()} calls, {dict(tally.statuses)}, {tally.slowest}")
    assert tally.examples == {}
    assert tally.slowest[0] < MOST_SECONDS
    assert tally.statuses.keys() >= {200, 303, 400, 403, 404, 422}
