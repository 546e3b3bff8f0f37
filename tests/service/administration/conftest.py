"""A store of nobody, its pages, and the security administrator at them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.sealing import Vault
from data.store import Store, open_store
from service.app import create_app
from tests.service.signed_in import signed_in
from tests.service.stocked import NOW, settings


@pytest.fixture
def store(sqlite_url: str, vault: Vault) -> Iterator[Store]:
    """What is asked of the database is asked of both in `tests/data/test_access.py`."""
    found = open_store(sqlite_url, vault)
    yield found
    found.engine.dispose()


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Flask:
    return create_app(settings(tmp_path, store), store, clock=lambda: NOW)


@pytest.fixture
def security(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, store, "security_administrator")
