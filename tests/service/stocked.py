"""A store with a few people and offers whose advice can be checked by hand, and an app over it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data.opening import open_with_keys
from data.records import programmes, vacancies
from data.store import Store, transaction
from service.app import create_app
from service.auth import create_token
from service.config import Limits, Settings
from tests import builders, images
from tests.builders import TODAY, id_number, registry_row
from tests.data.importing import take_workers, write_csv

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
"""Midday in Xinzhou on the tests' day."""

PEOPLE = [
    registry_row(worker_id="W-driver", skills=["货车驾驶", "车辆检查", "电焊"]),
    registry_row(
        worker_id="W-learner",
        id_number=id_number(sequence=3),
        name="欧阳学习",
        licences=[],
        certificates=[],
        skills=["电焊"],
        past_occupations=["6-18-02-04"],
        last_occupation="6-18-02-04",
        wish_occupations=["6-18-02-04"],
        household_id="H0002",
    ),
    registry_row(
        worker_id="W-refuser",
        id_number=id_number(sequence=5),
        consent=False,
        household_id="H0003",
    ),
    registry_row(
        worker_id="W-employed",
        id_number=id_number(sequence=7),
        employment_status="employed",
        registered_on=None,
        household_id="H0004",
    ),
]
VACANCIES = [
    {"vacancy_id": "V-driver", "title": "货车司机"},
    {"vacancy_id": "V-far", "title": "外省货车司机", "region": "110101", "employer": "京测试公司"},
    {
        "vacancy_id": "V-welder",
        "title": "焊工",
        "employer": "定襄测试法兰厂",
        "description": "焊接法兰",
        "occupation": "6-18-02-04",
        "required_licences": [],
        "required_certificate": "6-18-02-04:4",
        "required_skills": ["电焊"],
        "welcome_skills": [],
        "places": 5,
    },
    {"vacancy_id": "V-men", "title": "司机（限男）", "employer": "忻州违法公司"},
    {"vacancy_id": "V-old", "title": "司机", "expires_on": date(2026, 11, 1), "employer": "旧公司"},
]


def opened(home: Path) -> Store:
    """The store that a command with this home opens, with its keys."""
    url = f"sqlite:///{home / 'songgang.db'}"
    return open_with_keys(url, home / "keys.json", cipher="aes-256-gcm", now=NOW)


def stock(store: Store, folder: Path) -> None:
    """Put the people and the offers in."""

    def write() -> None:
        take_workers(store, write_csv(folder / "people.csv", PEOPLE))
        with transaction(store) as db:
            vacancies.store_rows(db, builders.vacancies(VACANCIES), NOW)
            programmes.store_rows(db, builders.programme(), NOW)

    images.fill(store, "stock", write)


class Caller:
    """A client of the API with a token."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask; `headers` come on top of the token."""
        return self.client.get(f"/api/v1{path}", headers=self.headers | headers)

    def post(self, path: str, body: object) -> TestResponse:
        """Tell."""
        return self.client.post(f"/api/v1{path}", headers=self.headers, json=body)

    def delete(self, path: str) -> TestResponse:
        """Take back."""
        return self.client.delete(f"/api/v1{path}", headers=self.headers)


def settings(folder: Path, store: Store) -> Settings:
    """Settings that keep everything below the test's folder."""
    # Tests stop the clock, and no bucket fills: they may ask as often as they like.
    return Settings(home=folder, database_url=store.url, limits=Limits(token=0, address=0))


def caller(
    store: Store, folder: Path, *scopes: str, at: datetime = NOW, name: str = "测试"
) -> Caller:
    """An app at a fixed time, and somebody who may call it."""
    app = create_app(settings(folder, store), store, clock=lambda: at)
    with transaction(store) as db:
        token = create_token(
            db, name, frozenset(scopes or {"read", "judge"}), now=at - timedelta(hours=1), days=1
        )
    return Caller(app.test_client(), token)


__all__ = [
    "NOW",
    "PEOPLE",
    "TODAY",
    "VACANCIES",
    "Caller",
    "caller",
    "settings",
    "stock",
]
