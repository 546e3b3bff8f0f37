"""The service that `api` asks opens what the benchmark has filled, wherever its keys are."""

from pathlib import Path

from benchmarks.asked.service import environment
from service.config import Settings, settings_from


def test_the_service_opens_the_same_home_database_and_keys(tmp_path: Path) -> None:
    config = Settings(
        home=tmp_path / "home",
        database_url=f"sqlite:///{tmp_path / 'elsewhere' / 'songgang.db'}",
        key_file=tmp_path / "elsewhere" / "keys.json",
        port=8612,
    )
    started = settings_from(environment(config))
    for name in ("home", "database_url", "keys", "port"):
        assert getattr(started, name) == getattr(config, name)
