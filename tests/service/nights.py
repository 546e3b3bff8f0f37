"""Fixtures of a night that nobody disturbed, with which the disturbed ones are compared."""

from pathlib import Path

import pytest

from tests.service.night_trials import days_files, undisturbed


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a day's files of a small market."""
    return days_files(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="session")
def whole(
    files: Path, migrated_sqlite: bytes, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, int]:
    """A home with a night that nobody disturbed, and how many moments it had."""
    home = tmp_path_factory.mktemp("whole")
    (home / "songgang.db").write_bytes(migrated_sqlite)
    return home, undisturbed(home, files)
