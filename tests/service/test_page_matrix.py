"""Who may open what: every page by every role, inside and outside its reach; a page nobody listed is closed."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from data.columns import metadata
from data.reach import leads_to_a_person
from data.records.counties import LEADS_TO_A_PERSON, Home
from data.store import Connection, Store
from service.access import gate
from service.access.needs import ANYBODY, NEEDS, SIGNED_IN, WHOLE_CITY
from service.access.roles import ALL_ROLES, PERMISSIONS, SCOPES, SELF
from service.app import create_app
from tests.service.signed_in import csrf, signed_in, worker_signed_in
from tests.service.stocked import NOW, opened, settings, stock

HOME, ELSEWHERE = "140902", "140922"
TOWN, OTHER_TOWN = "140902001", "140902002"
PERSON, OTHER = "W-driver", "W-learner"
OUT_OF_REACH = "没有找到，或不"
"""To people of the office and to workers it is said in different words that begin alike."""

MAY = """
people.read    township_clerk counselor county_supervisor
people.judge   township_clerk counselor county_supervisor
people.manage  counselor county_supervisor
approve        county_supervisor
reveal         counselor county_supervisor
export         county_supervisor
aggregates     county_supervisor city_analyst data_officer
market.read    township_clerk counselor county_supervisor city_analyst data_officer
market.manage  counselor county_supervisor data_officer
imports        data_officer
models         data_officer
operate        operator
administer     security_administrator
audit          auditor
"""
"""Written down a second time, on purpose: who changes `roles` changes it here, and is seen doing so."""

LOOKING = frozenset(
    {"people.read", "aggregates", "market.read", "audit", "reveal", "export", ANYBODY, SIGNED_IN}
)
ONLY_LOOKS = frozenset(
    {
        "audit_pages.verify",
        "console_people.search",
        "console_bulk.export_list",
        "console_worker_acts.identity",
    }
)
"""Forms that change nothing although they are sent: what they ask does not belong into an address."""

WRITES_OF_ONES_OWN = frozenset({ANYBODY, SIGNED_IN})


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser, whose it is, and whether the person asked about is theirs."""

    who: str
    client: FlaskClient
    inside: bool = True
    whole: bool = False
    """Whether everybody is theirs."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service over a few people of one county."""
    home = tmp_path_factory.mktemp("pages")
    store = opened(home)
    stock(store, home)
    made = create_app(settings(home, store), store, clock=lambda: NOW)
    made.extensions["store of the test"] = store
    yield made
    store.engine.dispose()


@pytest.fixture(scope="module")
def visits(app: Flask) -> list[Visit]:
    """Nobody, every role, those with people outside their reach as well, and two workers."""
    store: Store = app.extensions["store of the test"]
    found = [Visit("nobody", app.test_client())]
    reaches = {
        "township_clerk": ((HOME, TOWN), (HOME, OTHER_TOWN)),
        "counselor": ((HOME, None), (ELSEWHERE, None)),
        "county_supervisor": ((HOME, None), (ELSEWHERE, None)),
    }
    for role in ALL_ROLES:
        for inside, (region, township) in zip(
            (True, False), reaches.get(role, ((None, None),)), strict=False
        ):
            name = f"{role.replace('_', '-')}-{'in' if inside else 'out'}"
            client = signed_in(app, store, role, region, township=township, name=name)
            found.append(Visit(role, client, inside))
    whole = signed_in(app, store, "county_supervisor", name="whole-city")
    found.append(Visit("county_supervisor", whole, whole=True))
    for inside, worker_id in ((True, PERSON), (False, OTHER)):
        found.append(Visit("worker", worker_signed_in(app, store, worker_id), inside))
    return found


def pages(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every page of console and worker, by method; those that end a session come last."""
    rules = [rule for rule in app.url_map.iter_rules() if gate.kind_of(rule.rule)]
    for rule in sorted(rules, key=lambda rule: (rule.endpoint.endswith("sign_out"), rule.rule)):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule


def test_the_roles_are_those_written_down() -> None:
    rows = {line.split()[0]: set(line.split()[1:]) for line in MAY.strip().splitlines()}
    found = {
        name: {code for code, role in ALL_ROLES.items() if name in role.permissions}
        for name in PERMISSIONS
    }
    assert found == rows


def test_the_three_administrators_are_three_people() -> None:
    three = [role for role in ALL_ROLES.values() if role.second_factor]
    assert len(three) == 3
    assert all(len(role.permissions) == 1 and not role.of_people for role in three)
    everybody_elses = [r.permissions for r in ALL_ROLES.values() if not r.second_factor]
    for role in three:
        assert all(role.permissions.isdisjoint(each) for each in everybody_elses)


def test_every_page_has_its_row_and_every_row_its_page(app: Flask) -> None:
    endpoints = {rule.endpoint for _, rule in pages(app)}
    assert endpoints == set(NEEDS)
    assert set(NEEDS.values()) <= {*PERMISSIONS, SELF, ANYBODY, SIGNED_IN}
    assert SCOPES.keys() <= PERMISSIONS.keys()


def test_whoever_may_only_look_changes_nothing(app: Flask) -> None:
    for method, rule in pages(app):
        needed = NEEDS[rule.endpoint]
        if method != "GET" and needed not in WRITES_OF_ONES_OWN and needed in LOOKING:
            assert rule.endpoint in ONLY_LOOKS, f"{method} {rule.rule} needs only {needed}"


def test_every_id_of_somebodys_row_in_an_address_is_looked_at(app: Flask) -> None:
    keys = {
        column.name
        for table in metadata.tables.values()
        if leads_to_a_person(table) is not None and len(table.primary_key.columns) == 1
        for column in table.primary_key.columns
    }
    assert keys > {"worker_id", "referral_id", "voucher_id"}
    for _, rule in pages(app):
        assert rule.arguments & keys <= LEADS_TO_A_PERSON.keys(), rule.rule


def test_workers_pages_are_the_workers_and_the_offices_the_offices(app: Flask) -> None:
    for _, rule in pages(app):
        needed = NEEDS[rule.endpoint]
        if gate.kind_of(rule.rule) == "worker":
            assert needed in {SELF, ANYBODY}, rule.rule
        else:
            assert needed != SELF, rule.rule


def test_every_page_by_everybody(
    app: Flask, visits: list[Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every id of every kind leads to the same person: what is asked here is whether the gate looks.
    monkeypatch.setattr(gate, "home_behind", at_home)
    wrong = []
    for method, rule in pages(app):
        for visit in visits:
            if skipped(visit, rule):
                continue
            met, wanted = asked(visit, method, rule), expected(visit, rule)
            if met != wanted:
                wrong.append(
                    f"{method} {rule.rule} by {visit.who} {visit.inside}: {met}, not {wanted}"
                )
    assert wrong == []


def skipped(visit: Visit, rule: Rule) -> bool:
    """A session of the other kind is no session at all: one role of the office stands for all of them."""
    if gate.kind_of(rule.rule) == "worker":
        return visit.who not in {"nobody", "worker", "security_administrator"}
    return visit.who == "worker" and not visit.inside


def at_home(db: Connection, name: str, value: object) -> Home:
    return Home(PERSON, HOME, TOWN)


def expected(visit: Visit, rule: Rule) -> str:
    """What somebody meets: `door`, `refused`, `unseen` (as if the person did not exist) or `open`."""
    needed, kind = NEEDS[rule.endpoint], gate.kind_of(rule.rule)
    if needed == ANYBODY:
        return "open"
    if (visit.who == "worker") != (kind == "worker") or visit.who == "nobody":
        return "door"
    if visit.who != "worker":
        may = ALL_ROLES[visit.who].permissions
        if needed != SIGNED_IN and needed not in may:
            return "refused"
        if rule.endpoint in WHOLE_CITY and not visit.whole:
            return "refused"
    if not rule.arguments & LEADS_TO_A_PERSON.keys():
        return "open"
    sees_people = visit.who == "worker" or ALL_ROLES[visit.who].of_people
    return "open" if visit.inside and sees_people else "unseen"


def asked(visit: Visit, method: str, rule: Rule) -> str:
    """One request with an empty form."""
    path = rule.rule
    while "<" in path:
        start, end = path.index("<"), path.index(">")
        value = "7" if path[start:].startswith("<int:") else "x"
        path = f"{path[:start]}{value}{path[end + 1 :]}"
    kind = gate.kind_of(rule.rule) or "staff"
    headers = {} if method == "GET" else csrf(visit.client, kind)
    answer = visit.client.open(path, method=method, headers=headers)
    if answer.status_code == 303 and answer.headers["Location"].startswith(gate.DOORS[kind]):
        # Leaving leads to the door as well; that is no refusal.
        return (
            "open"
            if rule.endpoint.endswith("sign_out")
            and visit.who != "nobody"
            and ((visit.who == "worker") == (kind == "worker"))
            else "door"
        )
    if answer.status_code == 404 and OUT_OF_REACH in answer.text:
        return "unseen"
    return {403: "refused"}.get(
        answer.status_code, "open" if answer.status_code < 500 else "broken"
    )


def test_an_id_in_a_form_or_a_query_counts_as_one_in_the_address(app: Flask) -> None:
    store: Store = app.extensions["store of the test"]
    for role, place, person in (
        ("counselor", HOME, 200),
        ("county_supervisor", ELSEWHERE, 404),
        ("auditor", None, 404),
    ):
        client = signed_in(app, store, role, place, name=f"ids-{role.replace('_', '-')}")
        for name, value, status in (
            ("worker_id", PERSON, person),
            ("worker_id", "", 200),
            ("worker_id", "nobody", 404),
            ("referral_id", PERSON, 404),
        ):
            assert client.get(f"/console/account?{name}={value}").status_code == status
        both = {"worker_id": [PERSON, "nobody"]}
        sent = client.post("/console/account/password", data=both, headers=csrf(client))
        assert sent.status_code == 404, "one of several is enough"


def test_a_page_that_nobody_listed_is_closed(app: Flask) -> None:
    store: Store = app.extensions["store of the test"]
    made = create_app(app.extensions["songgang"].settings, store, clock=lambda: NOW)
    made.add_url_rule("/console/new", "new", lambda: "open")
    made.add_url_rule("/me/new", "own_new", lambda: "open")
    for role in ("county_supervisor", "security_administrator"):
        client = signed_in(made, store, role, name=f"new-{role.replace('_', '-')}")
        assert client.get("/console/new").status_code == 403
    assert worker_signed_in(made, store, PERSON).get("/me/new").status_code == 403
