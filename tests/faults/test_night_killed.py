"""A night killed at any moment goes on where it was, and there is one at a time."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from data.store import Store
from service.night.locking import NightRunning, only_night, only_night_of_home
from service.night.record import path_of, read_night
from tests.postgres import Databases
from tests.service.night_trials import AS_OF, killed, results, undisturbed

pytestmark = pytest.mark.faults


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("seed", [1])
def test_a_night_killed_again_and_again_leaves_what_an_undisturbed_one_leaves(
    seed: int, files: Path, whole: tuple[Path, int], migrated_sqlite: bytes, tmp_path: Path
) -> None:
    home, n_moments = whole
    other = tmp_path / "home"
    other.mkdir()
    (other / "songgang.db").write_bytes(migrated_sqlite)
    # The same keys, or what is found by keyed hashes could not be compared.
    shutil.copy(home / "keys.json", other / "keys.json")
    n_killed = killed(other, files, n_moments, 3, np.random.default_rng(seed))
    assert n_killed > 0
    assert results(other) == results(home)
    night = read_night(path_of(other / "nights", AS_OF))
    assert night is not None
    assert (night.state, night.starts) == ("done", n_killed + 1)


@pytest.mark.postgres
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_the_same_on_postgresql(files: Path, postgres_server: Databases, tmp_path: Path) -> None:
    home, other = tmp_path / "whole", tmp_path / "killed"
    other.mkdir()
    with postgres_server.fresh() as left_alone, postgres_server.fresh() as disturbed:
        n_moments = undisturbed(home, files, left_alone)
        shutil.copy(home / "keys.json", other / "keys.json")
        n_killed = killed(other, files, n_moments, 3, np.random.default_rng(2), disturbed)
        assert n_killed > 0
        assert results(other, disturbed) == results(home, left_alone)


def test_a_second_night_is_refused_until_the_first_is_over_or_dead(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from service.night.locking import only_night_of_home\n"
        "with only_night_of_home(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    with pytest.raises(NightRunning, match=f"进程号 {first.pid}"), only_night_of_home(tmp_path):
        pass
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    with only_night_of_home(tmp_path):
        pass


def test_two_homes_on_one_database_hold_one_night_at_a_time(store: Store, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    with only_night(one, store):
        if store.is_sqlite:
            return
        with pytest.raises(NightRunning, match="另一处安装"), only_night(other, store):
            pass
    with only_night(other, store):
        pass
