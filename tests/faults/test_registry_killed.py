"""An import killed at any moment has taken nothing, and run again it completes."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from data.records import imports, workers
from data.store import Store, reading
from tests.data.importing import people, take_workers, write_csv

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("moment", ["staging", "committing"])
def test_an_import_killed_halfway_takes_nothing_and_completes_when_run_again(
    store: Store, tmp_path: Path, moment: str
) -> None:
    take_workers(store, write_csv(tmp_path / "before.csv", people(5)))
    path = write_csv(tmp_path / "a.csv", people(500))
    dying = [
        sys.executable,
        "-m",
        "tests.faults.dying",
        store.url,
        str(store.vault.path),
        str(path),
        moment,
    ]
    killed = subprocess.run(dying, cwd=ROOT, check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    with reading(store) as db:
        assert workers.count(db) == workers.history(db).num_rows == 5
        assert len(imports.latest(db)) == 1
    summary = take_workers(store, path)
    assert (summary.new, summary.unchanged) == (495, 5)
    leftovers = [p.name for p in tmp_path.iterdir() if "staging" in p.name]
    assert leftovers == []
