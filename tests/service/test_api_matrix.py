"""Who may do what: every route by every kind of caller, inside and outside a county; a new route needs a row."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data.records.counties import LEADS_TO_A_PERSON
from data.store import Store, transaction
from service.api.counties import ABOUT_NOBODY, NAMED_IN_THE_BODY, NARROWED
from service.api.guard import OPEN, OWN, PREFIX, PUBLIC, needed
from service.app import create_app
from service.auth import SCOPES, create_own_token, create_token
from tests.service.stocked import NOW, PEOPLE, opened, settings, stock

HOME, ELSEWHERE = "140902", "140922"
PERSON = "W-driver"

CITY_WIDE = """
GET /assistance/scan
POST /employers/<uscc>/policies/<policy_id>/applications
POST /certificates
GET /push/campaigns
POST /push/campaigns
GET /push/campaigns/<campaign_id>
POST /push/campaigns/<campaign_id>/cancel
POST /approvals/campaigns/<campaign_id>
GET /push/status
POST /push/stops
POST /policies/employer
POST /training-classes
POST /training-classes/<class_id>/cancel
POST /training-classes/<class_id>/sessions
POST /vacancies/<vacancy_id>/links
GET /voucher-batches
POST /voucher-batches
GET /voucher-batches/<batch_id>
POST /voucher-batches/<batch_id>/cancel
POST /approvals/voucher-batches/<batch_id>/publish
POST /voucher-flags/<int:flag_id>/decision
POST /voucher-funds
GET /voucher-reconciliation
"""
"""Routes of the office that name no person: closed to whoever is limited to a county."""

LISTED_BY_COUNTY = """
GET /assistance/due
GET /assistance/entitled
GET /policy-applications
GET /push/messages
GET /referrals
GET /referrals/due
GET /referrals/funnel
GET /training-classes/<class_id>/enrolments
GET /vacancies/<vacancy_id>/candidates
GET /voucher-batches/<batch_id>/vouchers
GET /voucher-flags
"""
"""Lists of people: whoever is limited to a county gets those of the county."""


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[FlaskClient, dict[str, str]]]:
    """An app over a few people of one county, and a token of every kind."""
    home = tmp_path_factory.mktemp("matrix")
    store = opened(home)
    stock(store, home)
    assert {person["region"] for person in PEOPLE} == {HOME}
    yield create_app(settings(home, store), store, clock=lambda: NOW).test_client(), made(store)
    store.engine.dispose()


def made(store: Store) -> dict[str, str]:
    """A token for each scope, one for all of them by county, and a worker's own."""
    every = frozenset(SCOPES)
    kinds = {scope: (frozenset({scope}), None) for scope in SCOPES}
    kinds |= {"all": (every, None), "inside": (every, HOME), "outside": (every, ELSEWHERE)}
    before = NOW - timedelta(hours=1)
    with transaction(store) as db:
        found = {
            kind: create_token(db, kind, scopes, now=before, days=1, region=region)
            for kind, (scopes, region) in kinds.items()
        }
        found["self"] = create_own_token(db, PERSON, now=NOW)
    return found


def test_every_route_has_its_row(office: tuple[FlaskClient, dict[str, str]]) -> None:
    for wanted, table in (("city", CITY_WIDE), ("list", LISTED_BY_COUNTY)):
        rows = {line for line in table.splitlines() if line}
        found = {f"{method} {rule}" for method, rule, kind in routes(office[0]) if kind == wanted}
        assert found == rows, wanted


def test_every_exception_is_a_route(office: tuple[FlaskClient, dict[str, str]]) -> None:
    endpoints = {rule.endpoint for rule in office[0].application.url_map.iter_rules()}
    assert endpoints >= ABOUT_NOBODY | NAMED_IN_THE_BODY | NARROWED


def test_what_is_about_nobody_is_only_read(office: tuple[FlaskClient, dict[str, str]]) -> None:
    for rule in office[0].application.url_map.iter_rules():
        if rule.endpoint in ABOUT_NOBODY | NARROWED:
            assert rule.methods is not None
            assert rule.methods <= {"GET", "HEAD", "OPTIONS"}, rule.endpoint
            assert not rule.arguments & LEADS_TO_A_PERSON.keys(), rule.endpoint


def test_every_route_by_every_caller(office: tuple[FlaskClient, dict[str, str]]) -> None:
    client, tokens = office
    wrong = []
    for method, rule, kind in routes(client):
        for caller in ("nobody", *tokens):
            status = asked(client, method, rule, tokens.get(caller))
            if not fits(status, expected(method, rule, kind, caller)):
                wrong.append(f"{method} {rule} by {caller}: {status}")
    assert wrong == []


def expected(method: str, rule: str, kind: str, caller: str) -> str:
    """What a caller meets: `passes` is any answer but a closed door."""
    if kind == "open":
        return "passes"
    if caller == "nobody":
        return "401"
    scope = needed(PREFIX + rule.removeprefix("/"), method)
    if caller in {*SCOPES, "self"} and caller != scope:
        return "403"
    if scope == "self":
        return "passes" if caller == "self" else "403"
    if caller not in {"inside", "outside"} or kind in {"nobody", "list"}:
        return "passes"
    if kind == "city":
        return "403"
    return "404" if caller == "outside" else "passes"


def fits(status: int, wanted: str) -> bool:
    return (
        status not in {401, 403} and status < 500 if wanted == "passes" else str(status) == wanted
    )


def asked(client: FlaskClient, method: str, rule: str, token: str | None) -> int:
    """One request with the person's id where the route names one, and an empty body."""
    path = rule.replace("<worker_id>", PERSON)
    for name in ("<int:enrolment_id>", "<int:flag_id>"):
        path = path.replace(name, "7")
    while "<" in path:
        start, end = path.index("<"), path.index(">")
        path = f"{path[:start]}x{path[end + 1 :]}"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {} if method == "GET" else {"json": {"worker_id": PERSON}}
    answer = client.open(PREFIX + path[1:], method=method, headers=headers, **body)
    return answer.status_code


def routes(client: FlaskClient) -> Iterator[tuple[str, str, str]]:
    """Method, rule below the prefix, and kind: open, own, nobody, person, list or city."""
    for rule in client.application.url_map.iter_rules():
        if not rule.rule.startswith(PREFIX):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, "/" + rule.rule.removeprefix(PREFIX), kind_of(rule.rule, rule.endpoint)


def kind_of(path: str, endpoint: str) -> str:
    if path in OPEN or path.startswith(PUBLIC):
        return "open"
    if path.startswith(OWN):
        return "own"
    if endpoint in ABOUT_NOBODY:
        return "nobody"
    if endpoint in NARROWED:
        return "list"
    names = any(f"{name}>" in path for name in LEADS_TO_A_PERSON)
    return "person" if names or endpoint in NAMED_IN_THE_BODY else "city"


def test_a_person_of_another_county_is_nobody(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    client = create_app(settings(tmp_path, store), store, clock=lambda: NOW).test_client()
    tokens = made(store)
    answers = {}
    for caller in ("inside", "outside"):
        headers = {"Authorization": f"Bearer {tokens[caller]}"}
        for id_ in (PERSON, "nobody"):
            found = client.get(f"/api/v1/workers/{id_}", headers=headers)
            answers[caller, id_] = (found.status_code, (found.json or {}).get("detail"))
        assert client.get("/api/v1/push/messages/x", headers=headers).status_code == 404
        assert client.get("/api/v1/vacancies/V-driver", headers=headers).status_code == 200
    assert answers["inside", PERSON][0] == 200
    assert answers["outside", PERSON] == answers["outside", "nobody"] == answers["inside", "nobody"]
    assert answers["outside", PERSON][0] == 404


def test_a_list_shows_a_countys_caller_the_countys_people(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    client = create_app(settings(tmp_path, store), store, clock=lambda: NOW).test_client()
    tokens = made(store)
    heads = {caller: {"Authorization": f"Bearer {token}"} for caller, token in tokens.items()}
    suited = "/api/v1/vacancies/V-driver/candidates"
    who = {caller: client.get(suited, headers=head).text for caller, head in heads.items()}
    assert who["inside"] == who["all"]
    assert "W-" in who["inside"]
    assert "W-" not in who["outside"]
    referred = {"worker_id": PERSON, "vacancy_id": "V-driver", "chosen_because": "本人愿意去面试"}
    assert client.post("/api/v1/referrals", json=referred, headers=heads["all"]).status_code == 201
    for line in LISTED_BY_COUNTY.split("\n")[1:-1]:
        path = line.removeprefix("GET ")
        where = path.replace("<class_id>", "x").replace("<batch_id>", "x")
        where = where.replace("<vacancy_id>", "V-driver")
        query = f"?region={HOME}&since=2026-01-01&until=2026-12-31"
        found = {
            caller: client.get(f"/api/v1{where}{query}", headers=heads[caller])
            for caller in ("all", "inside", "outside")
        }
        assert "W-" not in found["outside"].text, path
        assert told(found["inside"]) == told(found["all"]), path
        assert ("W-" in found["inside"].text) == (path == "/referrals"), path


def told(answer: TestResponse) -> dict[str, object]:
    """What an answer says, without the number of the request."""
    return {name: said for name, said in (answer.json or {}).items() if name != "request_id"}
