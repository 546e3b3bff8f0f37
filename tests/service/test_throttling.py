"""Nobody comes oftener than the limit: by token, by address, across processes, and the limit passes."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from data.store import Store, transaction
from service.app import create_app
from service.auth import create_token
from service.config import Limits, settings_from
from service.throttling import Throttle, neighbourhood
from tests.service.stocked import NOW, opened, settings

SECOND = timedelta(seconds=1)


def limited(folder: Path, store: Store, **limits: int) -> Flask:
    config = replace(settings(folder, store), limits=Limits(**limits))
    return create_app(config, store, clock=lambda: NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = opened(tmp_path)
    yield found
    found.engine.dispose()


def test_a_bucket_empties_and_fills_steadily() -> None:
    throttle = Throttle(Limits(door=30))
    assert [throttle.wait("public", "a", NOW) for _ in range(31)] == [0] * 30 + [2]
    assert throttle.wait("public", "a", NOW + SECOND) == 1
    assert throttle.wait("public", "a", NOW + 2 * SECOND) == 0
    assert throttle.wait("public", "a", NOW + 2 * SECOND) == 2
    later = NOW + timedelta(minutes=2)
    assert sum(throttle.wait("public", "a", later) == 0 for _ in range(40)) == 30


def test_a_clock_set_back_keeps_nobody_out() -> None:
    throttle = Throttle(Limits(door=3))
    assert [throttle.wait("public", "a", NOW) for _ in range(4)] == [0, 0, 0, 20]
    before = NOW - timedelta(hours=1)
    assert [throttle.wait("public", "a", before) for _ in range(4)] == [0, 0, 0, 20]
    assert throttle.wait("public", "a", before + timedelta(seconds=20)) == 0


def test_callers_and_doors_are_counted_apart() -> None:
    throttle = Throttle(Limits(door=1))
    assert throttle.wait("public", "a", NOW) == 0
    assert throttle.wait("public", "b", NOW) == 0
    assert throttle.wait("sign-in", "a", NOW) == 0
    assert throttle.wait("public", "a", NOW) == 60


def test_a_crowd_crowds_nobody_out() -> None:
    throttle = Throttle(Limits(door=1))
    refused = sum(throttle.wait("public", f"caller {n}", NOW) > 0 for n in range(10_000))
    # A caller is mistaken only where all four of its cells are taken.
    assert refused <= 10


def test_no_limit_is_none() -> None:
    throttle = Throttle(Limits(token=0))
    assert not any(throttle.wait("token", "t", NOW) for _ in range(2000))


def test_processes_count_together() -> None:
    throttle = Throttle(Limits(door=5))
    child = os.fork()
    if child == 0:
        for _ in range(5):
            throttle.wait("public", "a", NOW)
        os._exit(0)
    os.waitpid(child, 0)
    assert throttle.wait("public", "a", NOW) == 12


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("", ""),
    ],
)
def test_an_address_is_counted_with_its_neighbours(address: str, counted: str) -> None:
    assert neighbourhood(address) == counted


def test_a_token_that_comes_too_often_is_told_when_to_come_again(
    tmp_path: Path, store: Store
) -> None:
    client = limited(tmp_path, store, token=2).test_client()
    headers = []
    with transaction(store) as db:
        for name in ("one", "two"):
            text = create_token(db, name, frozenset({"read"}), now=NOW, days=1)
            headers.append({"Authorization": f"Bearer {text}"})
    met = [client.get("/api/v1/vacancies", headers=headers[0]) for _ in range(3)]
    assert [each.status_code for each in met] == [200, 200, 429]
    assert met[2].mimetype == "application/problem+json"
    assert met[2].headers["Retry-After"] == "30"
    assert met[2].json["detail"] == "请求过于频繁，请 30 秒后再试。"
    assert client.get("/api/v1/vacancies", headers=headers[1]).status_code == 200


def test_guessing_tokens_from_one_address_ends(tmp_path: Path, store: Store) -> None:
    client = limited(tmp_path, store, address=3).test_client()
    wrong = {"Authorization": "Bearer sg_guessed"}
    met = [client.get("/api/v1/vacancies", headers=wrong).status_code for _ in range(4)]
    assert met == [401, 401, 401, 429]
    assert client.get("/api/v1/health").status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/letters/0000"),
        ("POST", "/console/sign-in"),
        ("POST", "/me/sign-in/code"),
        ("GET", "/api/v1/public/letters/0000"),
        ("POST", "/api/v1/public/referrals/look"),
    ],
)
def test_every_door_without_a_token_is_limited(
    tmp_path: Path, store: Store, method: str, path: str
) -> None:
    client = limited(tmp_path, store, door=1).test_client()
    client.open(path, method=method, json={"code": "x"} if "referrals" in path else None)
    again = client.open(path, method=method, json={"code": "x"} if "referrals" in path else None)
    assert again.status_code == 429
    assert again.headers["Retry-After"] == "60"


def test_every_operation_with_a_token_documents_it(tmp_path: Path, store: Store) -> None:
    paths = limited(tmp_path, store).test_client().get("/api/docs/openapi.json").json["paths"]
    missing = [
        f"{method} {path}"
        for path, methods in paths.items()
        for method, told in methods.items()
        if path != "/api/v1/health" and "429" not in told["responses"]
    ]
    assert missing == []


def test_limits_are_settings() -> None:
    told = {"SONGGANG_LIMIT_TOKEN": "0", "SONGGANG_LIMIT_DOOR": "5"}
    assert settings_from(told).limits == Limits(token=0, address=1200, door=5)
    with pytest.raises(ValueError, match="SONGGANG_LIMIT_DOOR"):
        settings_from({"SONGGANG_LIMIT_DOOR": "0"})
