"""Files nobody should have sent: each is taken as far as it can be, or refused in a sentence; nothing else happens."""

from pathlib import Path

import pytest

from data.store import Store
from tests.hostile.taking import bring


def test_some_bad_files_are_taken_or_refused_in_a_sentence(store: Store, tmp_path: Path) -> None:
    taken = bring(store, tmp_path / "files", 48, seeded=1)
    assert taken.faults == {}
    assert taken.ends.keys() <= {"taken", "taken in part", "refused"}


@pytest.mark.hostile
def test_many_bad_files_are_taken_or_refused_in_a_sentence(
    store: Store, tmp_path: Path, hostile: int, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = bring(store, tmp_path / "files", max(60, hostile // 5), seeded=2)
    with capsys.disabled():
        print(f"\nfiles: {dict(taken.ends)}, {taken.slowest}")
    assert taken.faults == {}
    assert taken.ends["refused"] > taken.ends.total() / 5
    assert taken.ends["taken in part"] > taken.ends.total() / 20
