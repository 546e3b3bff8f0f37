"""How a line of the people's list reads."""

from datetime import date
from pathlib import Path

import pytest

from data.records import caseload_lists
from data.store import Store, reading
from service.console.people_shown import completeness_of, is_stale, time_since
from service.filing import file_of
from tests.builders import TODAY
from tests.service.stocked import stock


def test_the_list_and_the_file_lack_the_same(store: Store, tmp_path: Path) -> None:
    """Nobody lacks a word on what work he or she will not do, which only a worker's own page asks."""
    stock(store, tmp_path)
    file = file_of(store, "W-driver", TODAY)
    with reading(store) as db:
        person = caseload_lists.some(db, ["W-driver"])["W-driver"]
    assert completeness_of(person) == file.n_known / file.n_fields
    assert len(file.missing) == file.n_fields - file.n_known
    assert "不愿意的工作" not in file.missing
    assert is_stale(person, TODAY) == file.stale


@pytest.mark.parametrize(
    ("registered_on", "told"),
    [
        (date(2026, 11, 28), "不满1个月"),
        (date(2026, 10, 29), "不满1个月"),
        (date(2026, 10, 28), "1个月"),
        (date(2025, 11, 29), "11个月"),
        (date(2024, 11, 28), "24个月"),
        (date(2026, 12, 1), "不满1个月"),
    ],
)
def test_time_without_work_is_told_in_whole_months(registered_on: date, told: str) -> None:
    assert time_since(registered_on, date(2026, 11, 28)) == told
