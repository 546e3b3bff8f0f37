"""The API answers whatever it is sent: no surprise, nothing its document does not know, nothing given away."""

import pkgutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

import service
from data.records import enrolments
from data.store import Store, reading
from service.api.shared import MET
from service.app import create_app
from service.config import Limits
from tests.builders import id_number
from tests.hostile.calling import bombard
from tests.hostile.world import settle
from tests.service.stocked import NOW, Caller, caller, opened, settings

JSON = "application/json"
DEEP = "[" * 50_000 + "]" * 50_000
MOST_SECONDS = 30
"""What a gunicorn worker is given before it is ended: a call that takes longer would be a hang."""


EVERYTHING = ("read", "judge", "manage", "approve")


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """Somebody who may do everything, in an empty service."""
    home = tmp_path_factory.mktemp("hostile")
    store = opened(home)
    yield caller(store, home, *EVERYTHING)
    store.engine.dispose()


@pytest.mark.hostile
def test_generated_calls_of_every_address_find_nothing(
    tmp_path: Path, hostile: int, capsys: pytest.CaptureFixture[str]
) -> None:
    store = opened(tmp_path)
    world = settle(store, tmp_path)
    tally = bombard(world, examples=max(1, hostile // 600), seeded=2)
    store.engine.dispose()
    with capsys.disabled():
        print(f"\nAPI: {tally.statuses.total()} calls, {dict(tally.statuses)}, {tally.slowest}")
    assert tally.examples == {}
    assert tally.statuses.total() > 250
    assert tally.statuses.keys() >= {200, 401, 404, 422}
    assert tally.slowest[0] < MOST_SECONDS


def test_every_error_is_documented_as_a_problem_document(asking: Caller) -> None:
    document = asking.client.get("/api/docs/openapi.json").json
    assert document is not None
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            told = {int(s): r for s, r in operation["responses"].items() if int(s) >= 400}
            assert told.keys() == MET.keys(), f"{method} {path}"
            if path.endswith(("/health", "/health/ready")):
                del told[503]
            for status, response in told.items():
                kinds = list(response["content"])
                assert kinds == ["application/problem+json"], f"{method} {path} {status}"


ADDRESSES = [
    ("/workers/W%00driver", 400),
    ("/workers/W%1bdriver/index", 400),
    ("/vacancies?after=%00", 400),
    ("/vacancies?%00=1", 400),
    ("/nowhere%00", 400),
    ("/workers/%ff%fe", 404),
    ("/workers/" + "x" * 65, 422),
    ("/workers/..%2f..%2fetc%2fpasswd", 404),
    ("/workers/' OR '1'='1", 404),
    ("/workers/{{7*7}}", 404),
    (f"/push/messages/{10**30}", 422),
    ("/referrals/funnel?since=0001-01-01&until=9999-12-31", 422),
]
NUMBERS = ["0", str(2**31 - 1), str(2**31), str(2**63), "9" * 30, "9" * 5000]


def test_addresses_that_nobody_types(store: Store, tmp_path: Path) -> None:
    asking = caller(store, tmp_path, *EVERYTHING)
    with capture_logs() as logs:
        assert [(path, asking.get(path).status_code) for path, _ in ADDRESSES] == ADDRESSES
        for number in NUMBERS:
            for path in (f"/enrolments/{number}/finish", f"/voucher-flags/{number}/decision"):
                answer = asking.post(path, {"decision": "cleared", "reason": "核对"})
                assert answer.status_code in (404, 422), path
    assert {entry["event"] for entry in logs} == {"request"}, (
        "what is wrong is noticed before a database is asked"
    )


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (DEEP, JSON, 400),
        ('{"a":' * 21 + "1" + "}" * 21, JSON, 400),
        ('{"line": "' + "[" * 50 + '"}', JSON, 422),
        ('{"stopped": true, "reason": "\\u0000"}', JSON, 400),
        ('{"stopped": true, "reason": "\\ud800"}', JSON, 400),
        ('{"stopped": true, "reason": "x", "\\u001b": 1}', JSON, 400),
        ('{"n_people": 99999999999999999999}', JSON, 400),
        ('{"n_people": 1e999}', JSON, 400),
        ('{"n_people": ' + "9" * 5000 + "}", JSON, 400),
        ('{"n_people": NaN}', JSON, 422),
        ('{"n_people": ', JSON, 422),
        ('{"stopped": true}'.encode("utf-16"), JSON, 422),
        (b"\xff\xfe\xfa", JSON, 422),
        ("null", JSON, 422),
        ('"{}"', JSON, 422),
        ("{}", "text/plain", 415),
        ("a=1", "application/x-www-form-urlencoded", 415),
        ('{"reason": "' + "x" * 1_000_001 + '"}', JSON, 413),
    ],
)  # fmt: skip
def test_a_body_that_no_form_sends(
    asking: Caller, body: str | bytes, kind: str, status: int
) -> None:
    path = "/api/v1/push/stops"
    answer = asking.client.post(path, data=body, content_type=kind, headers=asking.headers)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"


def test_a_body_too_large_is_told_the_limit(asking: Caller) -> None:
    answer = asking.post("/push/stops", {"reason": "x" * 1_000_001})
    assert answer.json["detail"] == "请求内容超过允许的大小（1 MB）。"


def test_what_only_the_database_refuses_is_a_sentence(store: Store, tmp_path: Path) -> None:
    app = create_app(settings(tmp_path, store), store, clock=lambda: NOW)

    def look() -> str:
        with reading(store) as db:
            enrolments.one(db, 2**70)
        return "found"

    app.add_url_rule("/look", "look", look)
    answer = app.test_client().get("/look")
    assert answer.status_code == 422
    assert (answer.json or {})["detail"] == "有的内容超出可以保存的范围，请核对后重试。"


def test_a_number_sent_to_the_wrong_place_does_not_come_back(asking: Caller) -> None:
    number = id_number(sequence=9)
    for path in (f"/workers/{number}", f"/referrals/{number}", f"/vacancies/{number}"):
        answer = asking.get(path)
        assert answer.status_code == 404
        assert number not in answer.text


def test_who_comes_too_often_is_told_how_long_to_wait_as_documented(
    store: Store, tmp_path: Path
) -> None:
    config = replace(settings(tmp_path, store), limits=Limits(address=1))
    client = create_app(config, store, clock=lambda: NOW).test_client()
    met = [client.get("/api/v1/vacancies") for _ in range(2)]
    assert [answer.status_code for answer in met] == [401, 429]
    responses = (client.get("/api/docs/openapi.json").json or {})["paths"]["/api/v1/vacancies"][
        "get"
    ]["responses"]
    for answer, header in zip(met, ("WWW-Authenticate", "Retry-After"), strict=True):
        assert header in responses[str(answer.status_code)]["headers"]
        assert header in answer.headers
    assert int(met[1].headers["Retry-After"]) == 60


def test_nothing_deep_is_read_before_a_token_is_shown(store: Store, tmp_path: Path) -> None:
    client = create_app(settings(tmp_path, store), store, clock=lambda: NOW).test_client()
    assert client.post("/api/v1/push/stops", data=DEEP, content_type=JSON).status_code == 401


def test_no_two_forms_share_a_name(asking: Caller) -> None:
    """The document keeps one form of a name: of two, one would be described as the other."""
    document = asking.client.get("/api/docs/openapi.json").json
    assert document is not None
    told = document["components"]["schemas"].keys()
    places = defaultdict(set)
    for found in pkgutil.walk_packages(service.__path__, "service."):
        module = sys.modules.get(found.name)
        for name, kind in vars(module).items() if module else ():
            if isinstance(kind, type) and issubclass(kind, BaseModel) and name in told:
                places[name].add(kind.__module__)
    assert {name: of for name, of in places.items() if len(of) > 1} == {}
