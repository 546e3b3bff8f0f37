"""A night with several processes leaves what one leaves, and none of them is missed that dies before it is needed."""

import logging
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from joblib.externals.loky import process_executor

from service.batch.engines import Processes
from tests.service.night_trials import AS_OF, one_night, results

pytestmark = pytest.mark.faults

MANIFESTS = ("index.json", "candidates.json", "openings.json", "prices.json")


@pytest.fixture
def two() -> Iterator[Processes]:
    """Two processes, ended at the end."""
    processes = Processes(2)
    yield processes
    processes.rest()


def test_a_night_with_two_processes_leaves_what_one_leaves(
    files: Path,
    whole: tuple[Path, int],
    migrated_sqlite: bytes,
    tmp_path: Path,
    two: Processes,
) -> None:
    home, _ = whole
    (tmp_path / "songgang.db").write_bytes(migrated_sqlite)
    # The same keys, or what is found by keyed hashes could not be compared.
    shutil.copy(home / "keys.json", tmp_path / "keys.json")
    one_night(tmp_path, files, lambda: None, processes=two.n)
    assert results(tmp_path) == results(home)
    for name in MANIFESTS:
        file = Path("scores") / AS_OF.isoformat() / name
        assert (tmp_path / file).read_bytes() == (home / file).read_bytes(), name
    snapshot = Path("snapshots") / AS_OF.isoformat() / "manifest.json"
    assert (tmp_path / snapshot).read_bytes() == (home / snapshot).read_bytes()


READ: list[np.ndarray] = []
"""What a process has read and keeps, as it keeps a day."""


def read(megabytes: int) -> int:
    """Keep so much from now on; says which process did. Longer than loky waits between two looks at memory."""
    until = time.monotonic() + process_executor._MEMORY_LEAK_CHECK_DELAY + 0.1
    READ.append(np.ones(megabytes * 131_072))
    while time.monotonic() < until:
        READ[-1][0] += 1
    return os.getpid()


def test_a_process_is_not_replaced_for_what_it_has_read(two: Processes) -> None:
    first = set(two.each(read, [1, 1]))
    second = set(two.each(read, [400, 400]))
    third = set(two.each(read, [1, 1]))
    assert len(first | second | third) == 2


def test_a_process_that_dies_while_it_starts_is_met_by_whoever_needs_it(
    two: Processes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), two.starting(os._exit):
        pass
    assert "not_warm" in caplog.text
    assert sorted(two.each(abs, [-1, -2, -3])) == [1, 2, 3]


def test_what_is_wrong_with_a_file_is_told_though_a_process_dies_meanwhile(
    two: Processes,
) -> None:
    with pytest.raises(ValueError, match="第3行"), two.starting(os._exit):
        raise ValueError("第3行")
