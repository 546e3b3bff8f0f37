"""Nobody is answered without a token that is valid and allows what is asked."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.records import tokens
from data.store import Store, connections, reading, transaction
from service.api.guard import PUBLIC
from service.app import create_app
from service.auth import caller as caller_of
from service.auth import create_token
from tests.service.stocked import NOW, caller, settings, stock


def guarded_routes(store: Store, folder: Path) -> list[tuple[str, str]]:
    """Every route below /api/v1 but health and the public ones, with something for each parameter."""
    app = create_app(settings(folder, store), store)
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<{name}>", "x")
        is_open = path == "/api/v1/health" or path.startswith(PUBLIC)
        if path.startswith("/api/v1/") and not is_open:
            found += [(method, path) for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}]
    return sorted(found)


def test_every_route_refuses_a_stranger(store: Store, tmp_path: Path) -> None:
    client = create_app(settings(tmp_path, store), store).test_client()
    routes = guarded_routes(store, tmp_path)
    assert len(routes) >= 11
    for method, path in routes:
        answer = client.open(path, method=method, data="{ not even json")
        assert answer.status_code == 401, (method, path)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json is not None
        assert answer.json["title"] == "未通过身份验证"


def test_health_needs_no_token(store: Store, tmp_path: Path) -> None:
    answer = create_app(settings(tmp_path, store), store).test_client().get("/api/v1/health")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "database": "正常",
        "bundle": "cold-start",
        "vacancies": 0,
        "version": "0.1.0",
    }


def test_a_reader_may_not_judge(store: Store, tmp_path: Path) -> None:
    answer = caller(store, tmp_path, "read").post("/recommendations/x/verdicts", {})
    assert answer.status_code == 403


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer sg_unknown"])
def test_what_is_no_token_opens_nothing(store: Store, header: str) -> None:
    with reading(store) as db:
        assert caller_of(db, header, NOW) is None


def test_a_token_opens_until_it_expires_or_is_revoked(store: Store) -> None:
    with transaction(store) as db:
        text = create_token(db, "县局", frozenset({"read"}), now=NOW, days=1)
        found = caller_of(db, f"bearer {text}", NOW + timedelta(hours=23))
        assert found is not None
        assert (found.name, found.scopes) == ("县局", {"read"})
        assert caller_of(db, f"Bearer {text}", NOW + timedelta(days=1)) is None
        kept = tokens.all_tokens(db)[0]
        assert text not in repr(kept)
        tokens.revoke(db, kept.token_hash, NOW)
        assert caller_of(db, f"Bearer {text}", NOW) is None


@pytest.mark.parametrize(
    ("scopes", "days", "said"),
    [({"rule"}, 1, "没有这样的权限：rule"), ({"read"}, 0, "1–366"), ({"read"}, 367, "1–366")],
)
def test_a_token_out_of_bounds_is_not_made(
    store: Store, scopes: set[str], days: int, said: str
) -> None:
    with transaction(store) as db, pytest.raises(ValueError, match=said):
        create_token(db, "x", frozenset(scopes), now=NOW, days=days)


@pytest.mark.parametrize("region", ["", "140900", "999999", "忻府区"])
def test_a_token_is_limited_to_a_real_county(store: Store, region: str) -> None:
    with transaction(store) as db, pytest.raises(ValueError, match="没有这样的县区代码"):
        create_token(db, "x", frozenset({"read"}), now=NOW, days=1, region=region)


@pytest.mark.parametrize(
    ("scope", "path", "status"),
    [
        ("read", "/workers/W-driver/vacancies", 200),
        ("read", "/workers/W-nobody/vacancies", 404),
        ("read", "/workers/W-driver/vacancies?limit=none", 422),
        ("judge", "/workers/W-driver/vacancies", 403),
    ],
)
def test_no_connection_is_kept_beyond_a_request(
    store: Store, tmp_path: Path, scope: str, path: str, status: int
) -> None:
    stock(store, tmp_path)
    asking = caller(store, tmp_path, scope)
    assert asking.get(path).status_code == status
    assert asking.client.options(f"/api/v1{path}", headers=asking.headers).status_code < 500
    assert asking.client.get(f"/api/v1{path}").status_code == 401
    assert connections(store)["in_use"] == 0
