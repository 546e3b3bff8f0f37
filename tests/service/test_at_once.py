"""A list asked for again leaves before Flask: with the same words, headers and traces, and only if all is as it was."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import request
from structlog.testing import capture_logs

from data.store import Store, StoreBusy, transaction
from data.tables_service import tokens
from service.app import create_app
from service.config import Limits
from service.operating.metrics import REQUESTS
from tests.service.stocked import NOW, TODAY, Caller, caller, opened, settings, stock

PATH = "/workers/W-driver/vacancies"
ROUTE = "/api/v1/workers/<worker_id>/vacancies"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """What is read is the same on both databases; here it is about what is done with it."""
    found = opened(tmp_path)
    stock(found, tmp_path)
    yield found
    found.engine.dispose()


@pytest.fixture
def asking(store: Store, tmp_path: Path) -> Caller:
    return caller(store, tmp_path)


@pytest.fixture
def in_flask(asking: Caller) -> list[str]:
    """The paths of the requests that came as far as Flask."""
    seen: list[str] = []
    before = asking.client.application.before_request_funcs[None]
    before.insert(0, lambda: seen.append(request.path))
    return seen


def test_the_second_answer_is_the_first_in_all_but_its_number(
    asking: Caller, in_flask: list[str]
) -> None:
    first, again = asking.get(PATH), asking.get(PATH)
    assert len(in_flask) == 1
    assert first.data == again.data
    own = {"X-Request-ID", "Date"}
    told = [{k: v for k, v in one.headers if k not in own} for one in (first, again)]
    assert told[0] == told[1]
    assert len(again.headers["X-Request-ID"]) == 32


def test_whoever_has_it_already_is_told_so(asking: Caller, in_flask: list[str]) -> None:
    tag = asking.get(PATH).headers["ETag"]
    by_flask = asking.get(PATH, **{"If-None-Match": f'{tag}, "other"'})
    assert len(in_flask) == 2
    again = asking.get(PATH, **{"If-None-Match": tag})
    assert len(in_flask) == 2
    assert (again.status_code, again.data) == (by_flask.status_code, by_flask.data) == (304, b"")
    own = {"X-Request-ID", "Date"}
    told = [{k: v for k, v in one.headers if k not in own} for one in (by_flask, again)]
    assert told[0] == told[1]
    assert asking.get(PATH, **{"If-None-Match": '"other"'}).status_code == 200


def test_both_leave_the_same_line_and_figures(asking: Caller) -> None:
    counted = REQUESTS.labels(ROUTE, "GET", "200")
    before = counted._value.get()
    with capture_logs() as told:
        number = "0f" * 16
        answers = [asking.get(PATH, **{"X-Request-ID": number}) for _ in range(2)]
    assert counted._value.get() == before + 2
    assert {one.headers["X-Request-ID"] for one in answers} == {number}
    lines = [{k: v for k, v in one.items() if k not in {"ms", "request_id"}} for one in told]
    assert lines[0] == lines[1]
    assert str(lines[0]["actor"]).startswith("token:")
    assert told[1]["request_id"] == number


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", f"{PATH}?limit=10", {}),
        ("GET", "/workers/W-driver%20/vacancies", {}),
        ("GET", PATH, {"If-Match": '"x"'}),
        ("HEAD", PATH, {}),
        ("OPTIONS", PATH, {}),
        ("POST", PATH, {}),
        ("TRACE", PATH, {}),
    ],
)
def test_what_is_asked_otherwise_goes_on_to_flask(
    asking: Caller, in_flask: list[str], method: str, path: str, headers: dict[str, str]
) -> None:
    asking.get(PATH)
    in_flask.clear()
    asking.client.open(f"/api/v1{path}", method=method, headers=asking.headers | headers)
    assert len(in_flask) == 1


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"revoked_at": NOW}, 401),
        ({"expires_at": NOW}, 401),
        ({"region": "140927"}, 404),
        ({"scopes": "judge"}, 403),
        ({"scopes": "self", "worker_id": "W-learner"}, 403),
    ],
)
def test_whom_the_token_no_longer_opens_it_is_refused(
    asking: Caller, store: Store, changed: dict[str, object], status: int
) -> None:
    assert asking.get(PATH).status_code == asking.get(PATH).status_code == 200
    with transaction(store) as db:
        db.execute(sa.update(tokens).values(changed))
    assert asking.get(PATH).status_code == status
    assert asking.client.get(f"/api/v1{PATH}").status_code == 401


def test_a_new_day_is_asked_for_anew(store: Store, tmp_path: Path) -> None:
    at = [NOW]
    app = create_app(settings(tmp_path, store), store, clock=lambda: at[0])
    headers = caller(store, tmp_path).headers
    client = app.test_client()
    assert client.get(f"/api/v1{PATH}", headers=headers).json["as_of"] == TODAY.isoformat()
    at[0] = NOW + timedelta(hours=20)
    later = client.get(f"/api/v1{PATH}", headers=headers).json
    assert later["as_of"] == (TODAY + timedelta(days=1)).isoformat()


@pytest.mark.parametrize("door", ["token", "address"])
def test_every_answer_takes_one_place_in_each_bucket(
    store: Store, tmp_path: Path, door: str
) -> None:
    limits = replace(Limits(token=0, address=0), **{door: 4})
    app = create_app(replace(settings(tmp_path, store), limits=limits), store, clock=lambda: NOW)
    headers = caller(store, tmp_path).headers
    asked = [app.test_client().get(f"/api/v1{PATH}", headers=headers) for _ in range(6)]
    assert [one.status_code for one in asked] == [200, 200, 200, 200, 429, 429]
    assert int(asked[-1].headers["Retry-After"]) > 0


def test_what_fails_here_is_told_by_flask(
    asking: Caller, monkeypatch: pytest.MonkeyPatch, in_flask: list[str]
) -> None:
    asking.get(PATH)
    in_flask.clear()

    def gone(*_: object, **__: object) -> object:
        raise StoreBusy("asked", None, Exception("gone"))

    advisor = asking.client.application.extensions["songgang"].advisor
    monkeypatch.setattr(type(advisor), "grounds_of", gone)
    answer = asking.get(PATH)
    assert answer.status_code == 503
    assert answer.mimetype == "application/problem+json"


def test_what_fails_is_asked_once_and_takes_one_place(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(token=0, address=4)
    app = create_app(replace(settings(tmp_path, store), limits=limits), store, clock=lambda: NOW)
    headers = caller(store, tmp_path).headers
    asked: list[object] = []

    def gone(*about: object, **__: object) -> object:
        asked.append(about)
        raise StoreBusy("asked", None, Exception("gone"))

    monkeypatch.setattr(type(app.extensions["songgang"].advisor), "grounds_of", gone)
    answers = [app.test_client().get(f"/api/v1{PATH}", headers=headers) for _ in range(5)]
    assert [one.status_code for one in answers] == [503, 503, 503, 503, 429]
    assert len(asked) == 4


def test_the_time_before_flask_counts(asking: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(1000, 2000, 100))
    monkeypatch.setattr("service.api.at_once.perf_counter", lambda: 0.0)
    monkeypatch.setattr("service.operating.watching.perf_counter", lambda: float(next(ticks)))
    with capture_logs() as told:
        asking.get(PATH)
    assert told[-1]["ms"] == 1_000_000


def test_whatever_flask_does_around_an_answer_is_done_here(asking: Caller) -> None:
    """Who adds to these is sent here: what stands around every answer has to stand in `at_once`, too."""
    app = asking.client.application
    before, after = (
        [f"{one.__module__}.{one.__name__}" for one in found[None]]
        for found in (app.before_request_funcs, app.after_request_funcs)
    )
    assert before == [
        "service.operating.watching._begin",
        "service.bounds._check_method",
        "service.bounds._check_address",
        "service.console.imports.widen",
        "service.api.guard._require_token",
        "service.access.gate._let_in",
        "service.bounds.only_json",
    ]
    assert after == [
        "flask_compress.flask_compress.after_request",
        "service.operating.watching._end",
        "service.api.guard._keep_what_matters",
        "service.web.problems._as_page",
        "service.app._finish",
    ]
