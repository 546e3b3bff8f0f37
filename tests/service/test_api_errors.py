"""Every error is a problem document with a Chinese sentence, and repeats nothing it should not."""

import sqlite3
from pathlib import Path

import psycopg.errors
import pytest
from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError

from data.store import Store
from service.api import guard
from service.app import create_app
from tests.service.stocked import Caller, caller, settings

NUMBER = "0f8fad5bd9cb469fa16570867728950e"
"""A request's number that another system gives."""


@pytest.fixture
def asking(store: Store, tmp_path: Path) -> Caller:
    """Somebody who may read and judge."""
    return caller(store, tmp_path)


@pytest.mark.parametrize(
    ("path", "field", "reason"),
    [
        ("/vacancies?limit=0", "limit", "不能小于 1"),
        ("/vacancies?limit=999", "limit", "不能大于 200"),
        ("/vacancies?limit=ten", "limit", "应为整数"),
        (f"/vacancies?after={'x' * 300}", "after", "最多 200 个字符"),
    ],
)
def test_a_wrong_parameter_is_named(asking: Caller, path: str, field: str, reason: str) -> None:
    answer = asking.get(path)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["errors"] == [{"field": field, "reason": reason}]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "缺少此项"),
        ({"verdict": "maybe"}, "应为以下之一：accepted、"),
        ({"verdict": "accepted", "secret": 1}, "没有这一项"),
        ({"verdict": "accepted", "note": "长" * 501}, "最多 500 个字符"),
    ],
)
def test_a_wrong_body_is_explained(asking: Caller, body: object, reason: str) -> None:
    answer = asking.post("/recommendations/x/verdicts", body)
    assert answer.status_code == 422
    assert reason in answer.json["errors"][0]["reason"]


def test_an_unknown_recommendation_is_not_found(asking: Caller) -> None:
    assert asking.get("/recommendations/x").status_code == 404
    assert asking.post("/recommendations/x/verdicts", {"verdict": "accepted"}).status_code == 404


def test_addresses_and_methods_that_are_none(asking: Caller) -> None:
    assert asking.client.get("/nowhere").json["detail"].startswith("没有这个地址")
    answer = asking.client.put("/api/v1/health")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/", "/console", "/console/people", "/me", "/api/v1/health"])
def test_nothing_is_traced(asking: Caller, path: str) -> None:
    answer = asking.client.open(path, method="TRACE", headers={"X-Secret": "geheim"})
    assert answer.status_code == 405
    assert "geheim" not in answer.text


def test_a_surprise_is_500_and_tells_only_its_number(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings(tmp_path, store), store)

    @app.route("/surprise")
    def surprise() -> str:
        raise RuntimeError("张三 140902198305170019")

    answer = app.test_client().get("/surprise", headers={"X-Request-ID": NUMBER})
    assert answer.status_code == 500
    assert answer.json["request_id"] == NUMBER
    assert "张三" not in answer.get_data(as_text=True) + caplog.text


def test_the_documentation_is_openapi_3_1(asking: Caller) -> None:
    document = asking.client.get("/api/docs/openapi.json").json
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/workers/{worker_id}/vacancies" in document["paths"]
    page = asking.client.get("/api/docs", follow_redirects=True)
    assert page.status_code == 200
    assert b"swagger" in page.data


def ruined() -> sqlite3.DatabaseError:
    """What SQLite says of a page that is no longer what it wrote."""
    failure = sqlite3.DatabaseError("database disk image is malformed")
    failure.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return failure


@pytest.mark.parametrize(
    "failure",
    [
        OperationalError("SELECT 140902198305170019", {}, Exception("server closed")),
        DatabaseError("SELECT 140902198305170019", {}, ruined()),
        InternalError("SELECT 140902198305170019", {}, psycopg.errors.DataCorrupted("page")),
    ],
)
def test_a_database_that_is_gone_or_whose_disk_fails_is_503_and_worth_another_try(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: DBAPIError
) -> None:
    asking = caller(store, tmp_path)

    def gone(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(guard, "caller", gone)
    answer = asking.get("/vacancies")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.mimetype == "application/problem+json"
    assert "140902198305170019" not in answer.text
