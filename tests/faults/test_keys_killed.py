"""A change of keys killed at any moment loses nobody's number, and run again it completes."""

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.records import keyrings, workers
from data.store import Store, reading
from tests.data.importing import people, take_workers, write_csv

pytestmark = pytest.mark.faults

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("batch", [1, 3])
def test_a_rotation_killed_halfway_goes_on_where_it_stopped(
    store: Store, tmp_path: Path, batch: int
) -> None:
    keyrings.bind(store, store.vault.ring(), NOW)
    take_workers(store, write_csv(tmp_path / "a.csv", people(30)))
    dying = [sys.executable, "-m", "tests.faults.dying_keys", store.url, str(store.vault.path)]
    killed = subprocess.run([*dying, str(batch)], cwd=ROOT, check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    with reading(store) as db:
        assert set(keyrings.sealed_by(db)) == {1, 2}
        assert workers.telephone(db, "W000000") == workers.telephone(db, "W000029")
    assert keyrings.renew(store, "aes-256-gcm", NOW) == 2
    keyrings.seal_anew(store, 2, lambda _: None)
    with reading(store) as db:
        assert keyrings.sealed_by(db) == {2: 60}
