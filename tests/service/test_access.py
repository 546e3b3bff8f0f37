"""The door: who comes in by a password or a code, for how long, and what stays shut."""

from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher, Type
from flask import Flask
from flask.testing import FlaskClient

from data.records import audit, sessions
from data.records.accounts import Post
from data.store import Store, reading, transaction
from service.access import codes, passwords
from service.access.gate import local
from service.app import create_app
from service.errors import Busy
from tests.service.signed_in import PASSWORD, SECRET, add_account, csrf, signed_in
from tests.service.stocked import NOW, settings, stock

DOOR = "/console/sign-in"
COUNSELOR = Post("counselor", "140902")


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """What is asked of the database is asked of both in `tests/data/test_access.py`."""
    return sqlite_store


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def app(store: Store, tmp_path: Path, time: Time) -> Flask:
    return create_app(settings(tmp_path, store), store, clock=time)


def test_a_right_password_opens_and_leads_where_one_wanted_to_go(app: Flask, store: Store) -> None:
    add_account(store, "wang", COUNSELOR)
    client = app.test_client()
    closed = client.get("/console/account?a=1")
    assert closed.status_code == 303
    assert closed.headers["Location"] == f"{DOOR}?next=/console/account%3Fa%3D1"
    form = {"name": "WANG", "password": PASSWORD, "next": "/console/account?a=1"}
    came = client.post(DOOR, data=form)
    assert (came.status_code, came.headers["Location"]) == (303, "/console/account?a=1")
    cookie = came.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/"))
    page = client.get("/console/account")
    assert page.status_code == 200
    assert "某wang" in page.text
    assert "忻府区" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert acts(store) == ["signed_in"]


@pytest.mark.parametrize(("name", "password"), [("wang", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_nobody_is_told_why_not(app: Flask, store: Store, name: str, password: str) -> None:
    add_account(store, "wang", COUNSELOR)
    answer = app.test_client().post(DOOR, data={"name": name, "password": password})
    assert answer.status_code == 401
    assert "登录名或密码不正确，或账号已被锁定" in answer.text
    assert "Set-Cookie" not in answer.headers
    with reading(store) as db:
        (kept,) = audit.acts(db)
    assert kept.act.action == "sign_in_failed"
    assert PASSWORD not in str(kept)


def test_five_failures_lock_for_half_an_hour(app: Flask, store: Store, time: Time) -> None:
    add_account(store, "wang", COUNSELOR)
    client = app.test_client()

    def tries(password: str) -> int:
        return client.post(DOOR, data={"name": "wang", "password": password}).status_code

    assert [tries("wrong") for _ in range(5)] == [401] * 5
    assert tries(PASSWORD) == 401
    assert acts(store).count("account_locked") == 1
    time.now += timedelta(minutes=30)
    assert tries(PASSWORD) == 303


def test_one_address_may_not_try_for_ever(app: Flask, store: Store) -> None:
    client = app.test_client()
    found = {client.post(DOOR, data={"name": "x"}).status_code for _ in range(31)}
    assert found == {401, 429}


def test_a_session_ends_when_idle_and_after_twelve_hours(
    app: Flask, store: Store, time: Time
) -> None:
    client = signed_in(app, store, "counselor", "140902")
    for _ in range(38):
        time.now += timedelta(minutes=19)
        if time.now < NOW + timedelta(hours=12):
            assert client.get("/console/account").status_code == 200
    assert client.get("/console/account").status_code == 303
    other = signed_in(app, store, "counselor", "140902", name="li", at=time.now)
    time.now += timedelta(minutes=20)
    assert other.get("/console/account").status_code == 303


def test_leaving_ends_the_session_for_good(app: Flask, store: Store) -> None:
    client = signed_in(app, store, "counselor", "140902")
    before = [c.value for c in [client.get_cookie("songgang-staff")] if c]
    left = client.post("/console/sign-out", headers=csrf(client))
    assert left.status_code == 303
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.set_cookie("songgang-staff", before[0])
    assert client.get("/console/account").status_code == 303


def test_whoever_signs_in_anew_leaves_no_older_session_behind(app: Flask, store: Store) -> None:
    add_account(store, "wang", COUNSELOR)
    client = app.test_client()
    for _ in range(2):
        client.post(DOOR, data={"name": "wang", "password": PASSWORD})
    assert "没有在其他地方登录" in client.get("/console/account").text


def test_what_is_open_elsewhere_is_seen_and_ended(app: Flask, store: Store) -> None:
    add_account(store, "wang", COUNSELOR)
    here, there = app.test_client(), app.test_client()
    for client in (here, there):
        client.post(DOOR, data={"name": "wang", "password": PASSWORD})
    assert "最近操作" in here.get("/console/account").text
    assert here.post("/console/account/sessions", headers=csrf(here)).status_code == 303
    assert there.get("/console/account").status_code == 303
    assert "没有在其他地方登录" in here.get("/console/account").text


FOREIGN: tuple[dict[str, str], ...] = (
    {},
    {"X-CSRF-Token": "0" * 64},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
)


def test_a_form_of_another_site_does_nothing(app: Flask, store: Store) -> None:
    client = signed_in(app, store, "counselor", "140902")
    for headers in FOREIGN:
        right = csrf(client) if headers.keys() & {"Sec-Fetch-Site", "Origin"} else {}
        sent = client.post("/console/sign-out", headers=right | headers)
        assert sent.status_code == 403, headers
        assert client.get("/console/account").status_code == 200


def test_a_fragment_leads_the_whole_page_to_the_door(app: Flask) -> None:
    answer = app.test_client().get("/console/account", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith(DOOR)


def test_a_password_of_somebody_elses_is_changed_first(app: Flask, store: Store) -> None:
    add_account(store, "wang", COUNSELOR, must_change=True)
    client = app.test_client()
    client.post(DOOR, data={"name": "wang", "password": PASSWORD})
    led = client.get("/console/account")
    assert (led.status_code, led.headers["Location"]) == (303, "/console/account/password")
    new = "plum-Orchid-41-kettle"
    before = csrf(client)
    for old, chosen, again, status in (
        ("wrong", new, new, 422),
        (PASSWORD, new, "other", 422),
        *[(PASSWORD, "kurz", "kurz", 422)] * 5,
        (PASSWORD, PASSWORD, PASSWORD, 422),
        (PASSWORD, new, new, 303),
    ):
        form = {"old": old, "new": chosen, "again": again}
        answer = client.post("/console/account/password", data=form, headers=before)
        assert answer.status_code == status, chosen
    assert client.get("/console/account").status_code == 200
    assert csrf(client) != before, "the session is a new one"


def test_a_password_is_due_after_ninety_days(app: Flask, store: Store, time: Time) -> None:
    add_account(store, "wang", COUNSELOR)
    time.now += timedelta(days=90)
    client = app.test_client()
    client.post(DOOR, data={"name": "wang", "password": PASSWORD})
    assert client.get("/console/account").headers["Location"] == "/console/account/password"


def test_an_administrator_sets_up_a_second_factor_before_anything_else(
    app: Flask, store: Store, time: Time
) -> None:
    add_account(store, "an", Post("security_administrator"))
    client = app.test_client()
    client.post(DOOR, data={"name": "an", "password": PASSWORD})
    led = client.get("/console/account")
    assert led.headers["Location"] == "/console/account/second-factor"
    page = client.get("/console/account/second-factor").text
    assert "<svg" in page
    assert "style=" not in page
    secret = page.split('<code class="secret">')[1].split("</code>")[0].replace(" ", "")
    assert secret in client.get("/console/account/second-factor").text.replace(" ", "")
    totp = pyotp.TOTP(secret)
    wrong = client.post("/console/account/second-factor", data={"code": "000000"} | form(client))
    assert wrong.status_code == 422
    right = {"code": totp.at(time.now)} | form(client)
    shown = client.post("/console/account/second-factor", data=right)
    codes = [line.split("</code>")[0] for line in shown.text.split("<li><code>")[1:]]
    assert len(set(codes)) == 10
    assert client.get("/console/account").status_code == 200
    assert client.get("/console/account/second-factor").status_code == 409

    other = app.test_client()
    other.post(DOOR, data={"name": "an", "password": PASSWORD})
    assert other.get("/console/account").headers["Location"] == "/console/sign-in/code"
    assert shows(other, totp.at(time.now)) == 401, "this code was used"
    time.now += timedelta(seconds=30)
    assert shows(other, totp.at(time.now)) == 303
    assert other.get("/console/account").status_code == 200

    third = app.test_client()
    third.post(DOOR, data={"name": "an", "password": PASSWORD})
    field = third.get("/console/sign-in/code").text.split('<input id="code"')[1].split(">")[0]
    assert int(field.split('maxlength="')[1].split('"')[0]) >= len(codes[0]), "typed as shown"
    assert "numeric" not in field, "a telephone offers letters too"
    assert shows(third, codes[0].upper()) == 303
    fourth = app.test_client()
    fourth.post(DOOR, data={"name": "an", "password": PASSWORD})
    assert shows(fourth, codes[0]) == 401
    assert acts(store).count("signed_in") == 3
    assert "second_factor_set" in acts(store)


def test_codes_cannot_be_tried_for_ever_by_whoever_knows_the_password(
    app: Flask, store: Store
) -> None:
    signed_in(app, store, "auditor", name="sun")
    client = app.test_client()
    for n in range(5):
        assert "account_locked" not in acts(store), f"{n} wrong codes"
        came = client.post(DOOR, data={"name": "sun", "password": PASSWORD})
        assert came.status_code == 303, "the right password is no failure"
        assert shows(client, "000000") == 401
    assert acts(store).count("account_locked") == 1
    right = pyotp.TOTP(SECRET).at(NOW)
    assert shows(client, right) == 401, "the fifth wrong code locked the account"
    assert client.post(DOOR, data={"name": "sun", "password": PASSWORD}).status_code == 401


def test_the_second_factor_is_asked_for_even_where_it_is_not_required(
    app: Flask, store: Store
) -> None:
    signed_in(app, store, "counselor", "140902", name="li")
    client = app.test_client()
    client.post(DOOR, data={"name": "li", "password": PASSWORD})
    assert client.get("/console/account").headers["Location"] == "/console/sign-in/code"
    assert client.get("/console/nowhere").headers["Location"] == "/console/sign-in/code"
    assert client.post("/console/sign-out", headers=csrf(client)).status_code == 303


def test_an_error_is_a_page_and_for_a_part_of_one_a_document(app: Flask, store: Store) -> None:
    client = signed_in(app, store, "counselor", "140902")
    page = client.get("/console/nowhere")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "<h1>未找到</h1>" in page.text
    part = client.get("/console/nowhere", headers={"HX-Request": "true"})
    assert (part.status_code, part.mimetype) == (404, "application/problem+json")


def form(client: FlaskClient) -> dict[str, str]:
    return {"csrf": csrf(client)["X-CSRF-Token"]}


def shows(client: FlaskClient, code: str) -> int:
    return client.post("/console/sign-in/code", data={"code": code} | form(client)).status_code


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Ab1-", "10–128"),
        ("abcdefghijkl", "至少 3 种"),
        ("Passw0rd123", "太容易"),
        ("Wangwei-2741kz", "登录名"),
        ("Aa123456789", "太容易"),
        ("kite-Lamp-7301", None),
        ("晴天Lamp-7301kite", None),
    ],
)
def test_what_a_password_must_be(password: str, says: str | None) -> None:
    fault = passwords.fault(password, names=("wangwei", "王伟"), past=())
    assert (says in fault) if says and fault else (fault is None) is (says is None)


def test_what_is_kept_of_a_password_is_costly_to_try() -> None:
    # OWASP's least for Argon2id: 19 MiB with two passes.
    usual = PasswordHasher()
    assert (usual.type, usual.memory_cost >= 19_456, usual.time_cost >= 2) == (Type.ID, True, True)
    kept = passwords.hashed("kite-Lamp-7301")
    assert not passwords.is_right("not a hash", "kite-Lamp-7301")
    assert passwords.is_weakly_hashed(PasswordHasher(time_cost=2, memory_cost=32).hash("x"))
    assert not passwords.is_weakly_hashed(kept)


def test_a_drawn_password_may_be_used_and_is_never_the_same() -> None:
    drawn = {passwords.drawn() for _ in range(20)}
    assert len(drawn) == 20
    assert {passwords.fault(each, names=(), past=()) for each in drawn} == {None}


@pytest.mark.parametrize(
    ("target", "ours"),
    [
        ("/console/account?a=1", True),
        ("/me", True),
        ("//elsewhere.example/console", False),
        ("https://elsewhere.example/console", False),
        ("/\\elsewhere.example", False),
        ("/console\\..", False),
        ("/api/v1/workers", False),
        ("", False),
        (None, False),
    ],
)
def test_nobody_is_led_away(target: str | None, ours: bool) -> None:
    assert (local(target) == target and target is not None) is ours


def test_a_worker_comes_in_by_a_code_of_ten_minutes(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    code = codes.make_code(store, "W-driver", address="10.0.0.1", now=NOW)
    assert len(code) == 6
    assert codes.sign_in_by_code(store, "W-learner", code, now=NOW) is None
    late = NOW + timedelta(minutes=10)
    assert codes.sign_in_by_code(store, "W-driver", code, now=late) is None
    text = codes.sign_in_by_code(store, "W-driver", f" {code} ", now=NOW)
    assert text is not None
    assert codes.sign_in_by_code(store, "W-driver", code, now=NOW) is None
    with transaction(store) as db:
        assert sessions.close_of_worker(db, "W-driver", NOW) == 1
    assert acts(store).count("sign_in_failed") == 3


def test_codes_are_not_asked_for_without_end(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    codes.make_code(store, "W-driver", address="10.0.0.1", now=NOW)
    with pytest.raises(Busy):
        codes.make_code(store, "W-driver", address="10.0.0.2", now=NOW + timedelta(seconds=59))
    for n in range(1, 5):
        codes.make_code(store, "W-driver", address="10.0.0.2", now=NOW + timedelta(minutes=n))
    with pytest.raises(Busy):
        codes.make_code(store, "W-driver", address="10.0.0.3", now=NOW + timedelta(minutes=9))


def acts(store: Store) -> list[str]:
    with reading(store) as db:
        return [each.act.action for each in audit.acts(db)]
