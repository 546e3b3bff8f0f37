"""Several people at one service on different days: one app, whose clock each caller sets to its own day."""

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from flask_openapi import OpenAPI
from werkzeug.test import TestResponse

from data.store import Store, transaction
from service.app import create_app
from service.auth import create_own_token, create_token
from tests.service.stocked import NOW as START
from tests.service.stocked import Caller, settings


class Hands:
    """A clock that stands where it was put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The moment it was put to."""
        return self.at


class DayCaller(Caller):
    """Calls on a day of its own."""

    def __init__(self, app: OpenAPI, hands: Hands, token: str, at: datetime) -> None:
        super().__init__(app.test_client(), token)
        self.hands, self.at = hands, at

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask on that day."""
        self.hands.at = self.at
        return super().get(path, **headers)

    def post(self, path: str, body: object) -> TestResponse:
        """Tell on that day."""
        self.hands.at = self.at
        return super().post(path, body)


def at_counter(store: Store, folder: Path, *scopes: str, at: datetime, name: str) -> DayCaller:
    """Somebody of the office on a day."""
    app, hands = _app(store, folder)
    with transaction(store) as db:
        token = create_token(db, name, frozenset(scopes), now=at - timedelta(hours=1), days=1)
    return DayCaller(app, hands, token, at)


def at_home(store: Store, folder: Path, worker_id: str, *, at: datetime) -> DayCaller:
    """A worker on his or her own pages on a day."""
    app, hands = _app(store, folder)
    with transaction(store) as db:
        token = create_own_token(db, worker_id, now=at)
    return DayCaller(app, hands, token, at)


@lru_cache(maxsize=2)
def _app(store: Store, folder: Path) -> tuple[OpenAPI, Hands]:
    hands = Hands(START)
    return create_app(settings(folder, store), store, clock=hands), hands
