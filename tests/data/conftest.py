"""A store on SQLite alone, for what does not differ between the databases."""

from collections.abc import Iterator

import pytest

from data.sealing import Vault
from data.store import Store, open_store


@pytest.fixture
def sqlite_store(sqlite_url: str, vault: Vault) -> Iterator[Store]:
    """An empty, migrated store on SQLite."""
    opened = open_store(sqlite_url, vault)
    yield opened
    opened.engine.dispose()
