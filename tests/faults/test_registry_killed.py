"""An import killed at any moment has taken nothing, and run again it completes."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from data.records import imports, workers
from data.store import Store, close_idle, reading
from tests.data.importing import people, shape_of_people, take_workers, write_csv

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("moment", ["staging", "committing"])
def test_an_import_killed_halfway_takes_nothing_and_completes_when_run_again(
    store: Store, tmp_path: Path, moment: str
) -> None:
    take_workers(store, write_csv(tmp_path / "before.csv", people(5)))
    path = write_csv(tmp_path / "a.csv", people(500))
    kill(store, path, moment)
    with reading(store) as db:
        assert workers.count(db) == workers.history(db).num_rows == 5
        assert len(imports.latest(db)) == 1
    summary = take_workers(store, path)
    assert (summary.new, summary.unchanged) == (495, 5)
    leftovers = [p.name for p in tmp_path.iterdir() if "staging" in p.name]
    assert leftovers == []


@pytest.mark.parametrize("moment", ["staging", "filling", "indexes", "committing"])
def test_a_first_load_killed_halfway_leaves_an_empty_registry_that_can_be_filled(
    store: Store, tmp_path: Path, moment: str
) -> None:
    fill_after_a_kill(store, tmp_path, moment)


# SQLite keeps its keys.
@pytest.mark.parametrize(
    "store", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_a_first_load_killed_while_keys_are_made_leaves_an_empty_registry(
    store: Store, tmp_path: Path
) -> None:
    fill_after_a_kill(store, tmp_path, "keys")


def fill_after_a_kill(store: Store, tmp_path: Path, moment: str) -> None:
    """A first load that dies at a moment, what is left of it, and the same load again."""
    path, migrated = write_csv(tmp_path / "a.csv", people(500)), shape_of_people(store)
    close_idle(store)
    kill(store, path, moment)
    if store.is_sqlite and moment != "staging":
        log = Path(f"{store.engine.url.database}-wal")
        assert log.stat().st_size > 100_000, "what was written before had reached the disk"
    with reading(store) as db:
        assert workers.count(db) == workers.history(db).num_rows == len(imports.latest(db)) == 0
    assert shape_of_people(store) == migrated
    assert take_workers(store, path).new == 500
    with reading(store) as db:
        assert workers.count(db) == workers.history(db).num_rows == 500
    assert shape_of_people(store) == migrated


def kill(store: Store, path: Path, moment: str) -> None:
    """Have a process import a file and die at a moment."""
    asked = (store.url, str(store.vault.path), str(path), moment)
    dying = [sys.executable, "-m", "tests.faults.dying", *asked]
    killed = subprocess.run(dying, cwd=ROOT, check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
