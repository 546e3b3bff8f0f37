"""A store of nobody, its pages, and the security administrator at them."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.store import Store
from service.app import create_app
from tests.service.signed_in import signed_in
from tests.service.stocked import NOW, settings


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """What is asked of the database is asked of both in `tests/data/test_access.py`."""
    return sqlite_store


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Flask:
    return create_app(settings(tmp_path, store), store, clock=lambda: NOW)


@pytest.fixture
def security(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, store, "security_administrator")
