"""How long nights are kept on disk, and that nobody scores while one is held."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.main import app
from service.demo import noon
from service.errors import Problem
from service.night.keeping import remove_old, sweep_drafts
from service.night.locking import only_night_of_home
from service.night.record import path_of, read_night, write_night
from service.night.running import Asked, run_night
from tests.service.night_trials import one_night, opened

AS_OF = date(2026, 11, 23)


def test_days_kept_long_enough_go_and_nothing_else_does(tmp_path: Path) -> None:
    snapshots, scores = tmp_path / "snapshots", tmp_path / "scores"
    for folder in (snapshots, scores):
        for name in ("2026-09-01", "2026-09-23", "2026-09-24", "2026-11-24", "our-own", ".x.old"):
            (folder / name / "deeper").mkdir(parents=True)
    (snapshots / "2026-09-01.stamp").touch()
    (snapshots / "2026-09-24.stamp").touch()
    # A removal that was broken off.
    (scores / ".2026-08-01.removed").mkdir()
    gone = remove_old((snapshots, scores, tmp_path / "none"), AS_OF, 60)
    assert gone == (date(2026, 9, 1), date(2026, 9, 23))
    for folder in (snapshots, scores):
        left = {path.name for path in folder.iterdir()} - {"2026-09-24.stamp"}
        assert left == {"2026-09-24", "2026-11-24", "our-own", ".x.old"}


def test_what_dead_processes_were_writing_is_swept_and_nothing_else(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lists, snapshots = tmp_path / "scores" / "2026-11-22" / "vacancies", tmp_path / "snapshots"
    lists.mkdir(parents=True)
    for name in (f".140902.parquet.{gone.pid}", f".140921.parquet.{os.getpid()}"):
        (lists / name).touch()
    kept = {"140902.parquet", f".140922.parquet.{os.getppid()}", ".hidden", "2026.11"}
    for name in kept:
        (lists / name).touch()
    # The other two are named as drafts were before they bore a number.
    for name in (f".2026-11-22.{gone.pid}", ".2026-11-20.draft", ".2026-11-20.old"):
        (snapshots / name / "deeper").mkdir(parents=True)
    assert sweep_drafts((tmp_path / "scores", snapshots, tmp_path / "none")) == 5
    assert {path.name for path in lists.iterdir()} == kept
    assert list(snapshots.iterdir()) == []


def test_a_day_to_come_has_no_night_and_removes_nothing(tmp_path: Path) -> None:
    # Somebody types 2036 for 2026: sixty days before that, everything that is kept is old.
    config, store = opened(tmp_path)
    (config.snapshots / "2026-11-22").mkdir(parents=True)
    asked = Asked(tmp_path, AS_OF.replace(year=2036), 1)
    with pytest.raises(Problem, match="2036-11-23还没有到"):
        run_night(config, store, asked, lambda: noon(AS_OF), lambda _: None)
    assert (config.snapshots / "2026-11-22").is_dir()
    assert not config.nights.exists()
    store.engine.dispose()


def test_scoring_waits_for_no_night_and_disturbs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONGGANG_HOME", str(tmp_path))
    with only_night_of_home(tmp_path / "nights"):
        refused = CliRunner().invoke(app, ["score", "--as-of", str(AS_OF)])
    assert refused.exit_code == 2
    assert "另一个夜间批处理正在运行" in refused.output
    assert not (tmp_path / "scores").exists()


def test_a_night_that_an_earlier_version_began_is_given_what_it_lacks(
    files: Path, migrated_sqlite: bytes, tmp_path: Path
) -> None:
    (tmp_path / "songgang.db").write_bytes(migrated_sqlite)
    one_night(tmp_path, files, lambda: None)
    hired = tmp_path / "scores" / str(AS_OF) / "offers" / "hired.parquet"
    hired.unlink()
    night = read_night(path_of(tmp_path / "nights", AS_OF))
    assert night is not None
    offers = night.step("offers")
    known = {name: hash_ for name, hash_ in offers.outputs.items() if name != hired.name}
    begun = replace(night.with_step(replace(offers, outputs=known)), state="running")
    write_night(tmp_path / "nights", begun)
    one_night(tmp_path, files, lambda: None)
    assert hired.is_file()
