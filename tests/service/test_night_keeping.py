"""How long nights are kept on disk, and that nobody scores while one is held."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.main import app
from service.night.keeping import remove_old
from service.night.locking import only_night

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


def test_scoring_waits_for_no_night_and_disturbs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONGGANG_HOME", str(tmp_path))
    with only_night(tmp_path / "nights"):
        refused = CliRunner().invoke(app, ["score", "--as-of", str(AS_OF)])
    assert refused.exit_code == 2
    assert "另一个夜间批处理正在运行" in refused.output
    assert not (tmp_path / "scores").exists()
