"""Signing on with the city's identity provider: who is let in, by what proof, and what proves nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import ECKey, OctKey
from typer.testing import CliRunner
from werkzeug.test import TestResponse

from data.records import accounts, audit, identities, sessions
from data.records.accounts import Post
from data.store import Store, reading, transaction
from service.access import attempts, identity_provider, keeping, sign_on
from service.access.identity_provider import IdentityProvider, SignOnUnavailable
from service.app import create_app
from service.cli.examining import examine
from service.cli.main import app as commands
from service.config import Settings, SignOnSettings, settings_from
from tests.service.identity_provider import CLIENT, SECRET, Lies, Provider, running
from tests.service.signed_in import SECRET as TOTP
from tests.service.signed_in import add_account, csrf, signed_in
from tests.service.stocked import NOW, settings

LEAVE, BACK = "/console/sign-in/identity", "/console/sign-in/identity/back"
COUNSELOR, AUDITOR = Post("counselor", "140902"), Post("auditor")
LATE = int((NOW - timedelta(minutes=2)).timestamp())


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as found:
        yield found


@pytest.fixture(autouse=True)
def honest(provider: Provider) -> None:
    provider.lies, provider.amr, provider.subject = Lies(), ["pwd"], "zhang-3"


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


@pytest.fixture
def app(store: Store, tmp_path: Path, provider: Provider) -> Flask:
    return create_app(with_provider(tmp_path, store, provider), store, clock=lambda: NOW)


def with_provider(folder: Path, store: Store, provider: Provider) -> Settings:
    told = SignOnSettings(provider.issuer, CLIENT, SECRET, name="忻州统一认证")
    return replace(settings(folder, store), sign_on=told)


def bound(store: Store, provider: Provider, post: Post = COUNSELOR, name: str = "zhang") -> str:
    """An account that the provider's person opens."""
    account_id = add_account(store, name, post)
    with transaction(store) as db:
        identities.bind(db, account_id, provider.issuer, provider.subject, NOW)
    return account_id


def come(client: FlaskClient, provider: Provider, next_: str = "") -> TestResponse:
    """Off to the provider and back."""
    left = client.get(LEAVE, query_string={"next": next_} if next_ else {})
    assert left.status_code == 303, left.text
    return client.get(f"{BACK}?{provider.authorise(left.headers['Location'])}")


def acts(store: Store) -> list[str]:
    with reading(store) as db:
        return [each.act.action for each in reversed(audit.acts(db))]


def why(store: Store) -> object:
    with reading(store) as db:
        return audit.acts(db)[0].act.facts.get("why")


def test_whoever_the_provider_proves_comes_in_and_goes_on(
    app: Flask, store: Store, provider: Provider
) -> None:
    bound(store, provider)
    client = app.test_client()
    assert "用忻州统一认证登录" in client.get("/console/sign-in").text
    came = come(client, provider, "/console/account?a=1")
    assert came.status_code == 200
    # Not a redirect: a strict cookie does not come along with one that another site began.
    assert 'content="0;url=/console/account?a=1"' in came.text
    held = next(c for c in came.headers.getlist("Set-Cookie") if c.startswith("songgang-staff="))
    assert all(word in held for word in ("HttpOnly", "SameSite=Strict"))
    assert "某zhang" in client.get("/console/account").text
    assert acts(store) == ["signed_in"]


def test_only_the_browser_that_left_may_come_back(
    app: Flask, store: Store, provider: Provider
) -> None:
    bound(store, provider)
    client, other = app.test_client(), app.test_client()
    query = provider.authorise(client.get(LEAVE).headers["Location"])
    assert other.get(f"{BACK}?{query}").status_code == 400
    assert client.get(f"{BACK}?{query.replace('state=', 'state=x')}").status_code == 400
    # One try is one attempt: what was wrong once cannot be mended.
    assert client.get(f"{BACK}?{query}").status_code == 400
    assert acts(store) == ["sign_in_failed"] * 3
    assert why(store) == "state"


def test_an_attempt_is_over_after_ten_minutes(
    store: Store, tmp_path: Path, provider: Provider
) -> None:
    bound(store, provider)
    moments = [NOW]
    app = create_app(with_provider(tmp_path, store, provider), store, clock=lambda: moments[-1])
    client = app.test_client()
    query = provider.authorise(client.get(LEAVE).headers["Location"])
    moments.append(NOW + timedelta(minutes=10, seconds=1))
    assert client.get(f"{BACK}?{query}").status_code == 400


LYING = {
    "of another issuer": Lies({"iss": "https://elsewhere.example"}),
    "for another client": Lies({"aud": "another"}),
    "for several, by another": Lies({"aud": [CLIENT, "another"], "azp": "another"}),
    "for several, by nobody": Lies({"aud": [CLIENT, "another"]}),
    "over": Lies({"exp": LATE}),
    "without an end": Lies(left_out=frozenset({"exp"})),
    "made in the future": Lies({"iat": int((NOW + timedelta(hours=1)).timestamp())}),
    "of another attempt": Lies({"nonce": "x"}),
    "of no attempt": Lies(left_out=frozenset({"nonce"})),
    "about nobody": Lies({"sub": ""}),
    "about no text": Lies({"sub": 7}),
    "of an old sign-in": Lies({"auth_time": int((NOW - timedelta(hours=13)).timestamp())}),
    "of no sign-in": Lies(left_out=frozenset({"auth_time"})),
    "for another access token": Lies({"at_hash": "x"}),
    "signed by nobody": Lies(alg="none"),
    "signed by another key": Lies(key=ECKey.generate_key("P-256", {"kid": "one"})),
    "signed by an unknown key": Lies(headers={"kid": "two"}),
    "signed by a shared secret": Lies(alg="HS256", key=OctKey.import_key("x" * 32)),
    "answered by another issuer": Lies(
        about={"authorization_response_iss_parameter_supported": True}
    ),
}


def test_a_token_that_is_wrong_in_any_way_opens_nothing(
    app: Flask, store: Store, provider: Provider
) -> None:
    bound(store, provider)
    client, let_in = app.test_client(), []
    for number, (name, lies) in enumerate(LYING.items()):
        provider.lies = lies
        app.extensions["songgang"].provider._kept.clear()
        client.environ_base["REMOTE_ADDR"] = f"127.0.1.{number}"
        refused = come(client, provider)
        if refused.status_code != 401 or "没有通过核验" not in refused.text or not why(store):
            let_in.append(name)
    assert let_in == []
    assert client.get("/console/account").status_code == 303
    assert acts(store) == ["sign_in_failed"] * len(LYING)


def test_keys_that_were_changed_are_found(app: Flask, store: Store, provider: Provider) -> None:
    bound(store, provider)
    moment = app.extensions["songgang"].provider
    client = app.test_client()
    assert come(client, provider).status_code == 200
    moment._kept["jwks_uri"] = (NOW - timedelta(minutes=2), moment._kept["jwks_uri"][1])
    old, provider.key = provider.key, ECKey.generate_key("P-256", {"use": "sig", "kid": "new"})
    assert come(client, provider).status_code == 200
    assert provider.asked.count("/.well-known/openid-configuration") >= 1
    provider.key = old


def test_nobody_becomes_somebody_by_being_known_elsewhere(
    app: Flask, store: Store, provider: Provider
) -> None:
    provider.subject = "li-4"
    refused = come(app.test_client(), provider)
    assert refused.status_code == 403
    assert "还没有绑定送岗账号" in refused.text
    assert "li-4" in refused.text
    with reading(store) as db:
        assert accounts.everybody(db) == ()
        (kept,) = audit.acts(db)
    assert kept.act.facts["why"] == "unknown"
    assert "li-4" not in str(kept)


@pytest.mark.parametrize(("state", "said"), [("closed", "已停用"), ("locked", "暂时锁定")])
def test_an_account_that_is_shut_stays_shut(
    app: Flask, store: Store, provider: Provider, state: str, said: str
) -> None:
    account_id = bound(store, provider)
    with transaction(store) as db:
        if state == "closed":
            accounts.close(db, account_id, NOW)
        else:
            accounts.admit_try(db, account_id, NOW, most=1, lock=timedelta(minutes=30))
    refused = come(app.test_client(), provider)
    assert refused.status_code == 403
    assert said in refused.text
    assert acts(store) == ["sign_in_failed"]


def test_what_was_cancelled_there_is_said_here(app: Flask, provider: Provider) -> None:
    client = app.test_client()
    state = parse_qs(urlsplit(client.get(LEAVE).headers["Location"]).query)["state"][0]
    refused = client.get(f"{BACK}?state={state}&error=access_denied")
    assert refused.status_code == 401
    assert "没有在忻州统一认证完成登录" in refused.text


def test_a_second_factor_there_is_one_here(app: Flask, store: Store, provider: Provider) -> None:
    bound(store, provider, AUDITOR)
    provider.amr = ["pwd", "mfa"]
    client = app.test_client()
    come(client, provider)
    assert client.get("/console/audit").status_code == 200


def test_without_one_there_ours_is_asked_for(app: Flask, store: Store, provider: Provider) -> None:
    account_id = bound(store, provider, AUDITOR)
    client = app.test_client()
    come(client, provider)
    enrol = client.get("/console/audit")
    assert enrol.headers["Location"] == "/console/account/second-factor"
    with transaction(store) as db:
        accounts.offer_second_factor(db, account_id, TOTP)
        accounts.prove_second_factor(db, account_id, NOW - timedelta(days=1))
    client = app.test_client()
    come(client, provider)
    assert client.get("/console/audit").headers["Location"] == "/console/sign-in/code"
    form = {"code": pyotp.TOTP(TOTP).at(NOW)}
    client.post("/console/sign-in/code", data=form, headers=csrf(client))
    assert client.get("/console/audit").status_code == 200


def test_a_password_that_is_due_matters_only_to_those_who_use_it(
    app: Flask, store: Store, provider: Provider
) -> None:
    account_id = add_account(store, "zhang", COUNSELOR, must_change=True)
    with transaction(store) as db:
        identities.bind(db, account_id, provider.issuer, provider.subject, NOW)
    client = app.test_client()
    come(client, provider)
    assert client.get("/console/account").status_code == 200


def test_coming_back_ends_the_session_from_which_one_left(
    app: Flask, store: Store, provider: Provider
) -> None:
    bound(store, provider)
    client = signed_in(app, store, "counselor", "140902", name="li")
    come(client, provider)
    with reading(store) as db:
        assert sessions.open_of_account(db, "u-li", NOW) == ()
        assert len(sessions.open_of_account(db, "u-zhang", NOW)) == 1


def test_leaving_says_that_the_provider_is_still_open(
    app: Flask, store: Store, provider: Provider
) -> None:
    bound(store, provider)
    client = app.test_client()
    come(client, provider)
    left = client.post("/console/sign-out", headers=csrf(client), follow_redirects=True)
    assert "已退出送岗" in left.text
    assert f"{provider.issuer}/leave" in left.text
    assert client.get("/console/account").status_code == 303


def test_an_administrator_binds_and_unbinds_and_both_are_in_the_trail(
    app: Flask, store: Store, provider: Provider
) -> None:
    account_id = add_account(store, "zhang", COUNSELOR)
    client = signed_in(app, store, "security_administrator")
    page = f"/console/administration/accounts/{account_id}"
    headers = csrf(client)
    done = client.post(f"{page}/identity", data={"subject": " zhang-3 "}, headers=headers)
    assert done.status_code == 303
    assert "绑定" in client.get(done.headers["Location"]).text
    assert come(app.test_client(), provider).status_code == 200
    other = add_account(store, "li", COUNSELOR)
    taken = client.post(
        f"/console/administration/accounts/{other}/identity",
        data={"subject": "zhang-3"},
        headers=headers,
    )
    assert taken.status_code == 409
    assert "已绑定另一个账号" in taken.text
    client.post(f"{page}/identity/unbind", headers=headers)
    assert come(app.test_client(), provider).status_code == 403
    assert acts(store) == ["sign_on_bound", "signed_in", "sign_on_unbound", "sign_in_failed"]


def test_nobody_alone_binds_an_identity_to_an_administrator(app: Flask, store: Store) -> None:
    account_id = add_account(store, "second", Post("security_administrator"))
    client = signed_in(app, store, "security_administrator")
    where = f"/console/administration/accounts/{account_id}/identity"
    refused = client.post(where, data={"subject": "mine"}, headers=csrf(client))
    assert (refused.status_code, "songgang account bind" in refused.text) == (409, True)


def test_nobody_binds_an_identity_to_themselves(app: Flask, store: Store) -> None:
    client = signed_in(app, store, "security_administrator")
    own = "/console/administration/accounts/u-security-administrator/identity"
    refused = client.post(own, data={"subject": "x"}, headers=csrf(client))
    assert refused.status_code == 409


UNWELL = {
    "failing": Lies(status=500),
    "a page": Lies(body=b"<html>"),
    "a list": Lies(body=b"[]"),
    "another": Lies(about={"issuer": "https://elsewhere.example"}),
    "without encryption": Lies(about={"authorization_endpoint": "http://elsewhere.example/"}),
}


def test_a_provider_that_is_not_well_is_not_followed(provider: Provider) -> None:
    for name, lies in UNWELL.items():
        provider.lies = lies
        provider.asked.clear()
        there = IdentityProvider(SignOnSettings(provider.issuer, CLIENT), "http://127.0.0.1/back")
        for _ in range(2):
            with pytest.raises(SignOnUnavailable):
                there.address_for(attempts.begun(None), NOW)
        there.close()
        assert len(provider.asked) <= 2, name


def test_a_provider_that_is_gone_leaves_the_password(app: Flask, provider: Provider) -> None:
    provider.lies = UNWELL["failing"]
    client = app.test_client()
    provider.asked.clear()
    for _ in range(2):
        answer = client.get(LEAVE)
        assert answer.status_code == 503
        assert "用送岗的登录名和密码登录" in answer.text
    # Nobody waits a second time for what was not there a moment ago.
    assert len(provider.asked) == 1
    assert client.get("/console/sign-in").status_code == 200


def test_without_a_provider_there_is_no_such_page(store: Store, tmp_path: Path) -> None:
    client = create_app(settings(tmp_path, store), store, clock=lambda: NOW).test_client()
    assert "统一身份" not in client.get("/console/sign-in").text
    assert client.get(LEAVE).status_code == 404
    assert client.get(BACK).status_code == 404


def test_without_the_extra_the_operator_is_told(
    tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity_provider, "INSTALLED", False)
    monkeypatch.setenv("SONGGANG_HOME", str(tmp_path))
    monkeypatch.setenv("SONGGANG_OIDC_ISSUER", provider.issuer)
    monkeypatch.setenv("SONGGANG_OIDC_CLIENT_ID", CLIENT)
    ended = CliRunner().invoke(commands, ["serve"])
    assert ended.exit_code == 2
    assert "pip install 'songgang[oidc]'" in " ".join(ended.output.split())


def test_the_doctor_asks_the_provider(store: Store, tmp_path: Path, provider: Provider) -> None:
    config = with_provider(tmp_path, store, provider)
    assert next(each for each in examine(config) if each.name == "统一身份认证").well
    provider.lies = Lies(status=500)
    assert not next(each for each in examine(config) if each.name == "统一身份认证").well


def test_an_identity_is_not_in_the_database(store: Store, provider: Provider) -> None:
    provider.subject = "140902199001011234"
    bound(store, provider)
    raw = Path(store.url.removeprefix("sqlite:///")).read_bytes()
    wal = Path(f"{store.url.removeprefix('sqlite:///')}-wal")
    assert b"140902199001011234" not in raw + (wal.read_bytes() if wal.exists() else b"")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "SONGGANG_OIDC_CLIENT_ID"),
        ({"SONGGANG_OIDC_CLIENT_ID": "x", "SONGGANG_OIDC_ISSUER": "http://a.example"}, "https"),
    ],
)
def test_half_a_setting_is_refused(told: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        settings_from({"SONGGANG_OIDC_ISSUER": "https://a.example"} | told)


def test_a_subject_that_can_be_none_is_refused(store: Store) -> None:
    account_id = add_account(store, "zhang", COUNSELOR)
    with reading(store) as db:
        account = keeping.known(db, account_id)
    for text in ("", "  ", "a\nb", "x" * 256):
        with pytest.raises(ValueError, match="身份标识"):
            sign_on.bind(store, account, "https://a.example", text, by="cli", at=NOW)
