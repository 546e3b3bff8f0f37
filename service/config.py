"""The settings, and the only place that reads the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are; every value has a default that works without any set-up."""

    home: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8600
    shown: int = 10
    """How many vacancies or programmes an answer lists unless asked otherwise."""

    @property
    def bundles(self) -> Path:
        """The folder of the trained bundles."""
        return self.home / "bundles"

    @property
    def reports(self) -> Path:
        """The folder of the importers' refusal reports."""
        return self.home / "reports"

    @property
    def snapshots(self) -> Path:
        """The folder of the daily snapshots."""
        return self.home / "snapshots"

    @property
    def scores(self) -> Path:
        """The folder of the batch results."""
        return self.home / "scores"


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read `SONGGANG_HOME`, `SONGGANG_DATABASE_URL`, `SONGGANG_HOST` and `SONGGANG_PORT`.

    Raises ValueError, with a sentence for the operator, when the port is not one.
    """
    home = Path(environment.get("SONGGANG_HOME", "var")).absolute()
    port = environment.get("SONGGANG_PORT", "8600")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"SONGGANG_PORT 应为 1–65535 之间的端口号，现为“{port}”。")
    return Settings(
        home=home,
        database_url=environment.get("SONGGANG_DATABASE_URL", f"sqlite:///{home / 'songgang.db'}"),
        host=environment.get("SONGGANG_HOST", "127.0.0.1"),
        port=int(port),
    )
