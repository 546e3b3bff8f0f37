"""People, roles, tokens and the trail, as the security administrator and the auditor use their pages."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.records import accounts, audit, tokens
from data.records.accounts import Post
from data.records.audit import Act, Action
from data.sealing import Vault
from data.store import Store, open_store, reading, transaction
from service.access import keeping, second_person
from service.access.acts import WORDS
from service.access.roles import reach_label
from service.access.signing_in import sign_in
from service.app import create_app
from tests.service.signed_in import PASSWORD, add_account, csrf, signed_in
from tests.service.stocked import NOW, settings

PEOPLE = "/console/administration"


@pytest.fixture
def store(sqlite_url: str, vault: Vault) -> Iterator[Store]:
    """What is asked of the database is asked of both in `tests/data/test_access.py`."""
    found = open_store(sqlite_url, vault)
    yield found
    found.engine.dispose()


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Flask:
    return create_app(settings(tmp_path, store), store, clock=lambda: NOW)


@pytest.fixture
def security(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, store, "security_administrator")


def test_an_account_is_made_and_its_password_shown_once(
    app: Flask, store: Store, security: FlaskClient
) -> None:
    form = {"name": "王专员", "sign_in_name": "wang", "role": "counselor", "region": "140922"}
    made = security.post(PEOPLE, data=form, headers=csrf(security))
    assert made.status_code == 200
    password = password_on(made.text)
    assert sign_in(store, "wang", password, address="", now=NOW) is not None
    listed = security.get(PEOPLE).text
    assert "王专员" in listed
    assert "五台县" in listed
    assert password not in listed
    again = security.post(PEOPLE, data=form, headers=csrf(security))
    assert again.status_code == 422
    assert "已有人使用" in again.text
    assert 'value="wang"' in again.text
    wrong = security.post(PEOPLE, data=form | {"role": ""}, headers=csrf(security))
    assert wrong.status_code == 422


def test_what_is_changed_of_an_account_ends_what_it_has_open(
    app: Flask, store: Store, security: FlaskClient
) -> None:
    for deed, form in (
        ("lock", {}),
        ("password", {}),
        ("second-factor", {}),
        ("post", {"role": "township_clerk", "township": "140922100"}),
    ):
        name = f"wang-{deed}"
        client = signed_in(app, store, "counselor", "140922", name=name)
        assert client.get("/console/account").status_code == 200
        where = f"{PEOPLE}/accounts/u-{name}"
        assert security.get(where).status_code == 200
        done = security.post(f"{where}/{deed}", data=form, headers=csrf(security))
        assert done.status_code in {200, 303}, done.text
        assert client.get("/console/account").status_code == 303
        told = security.get(done.headers.get("Location", where)).text
        assert f"某{name}" in told
    refused = security.post(f"{where}/post", data={"role": "x"}, headers=csrf(security))
    assert refused.status_code == 422
    security.post(f"{PEOPLE}/accounts/u-wang-lock/unlock", headers=csrf(security))
    assert sign_in(store, "wang-lock", PASSWORD, address="", now=NOW) is not None
    assert security.get(f"{PEOPLE}/accounts/nobody").status_code == 404


def test_a_new_password_does_not_open_a_closed_account(
    app: Flask, store: Store, security: FlaskClient
) -> None:
    signed_in(app, store, "counselor", "140922", name="wang")
    where = f"{PEOPLE}/accounts/u-wang"
    security.post(f"{where}/lock", headers=csrf(security))
    refused = security.post(f"{where}/password", headers=csrf(security))
    assert refused.status_code == 409
    assert "已停用" in refused.text
    assert sign_in(store, "wang", PASSWORD, address="", now=NOW) is None
    security.post(f"{where}/unlock", headers=csrf(security))
    assert security.post(f"{where}/password", headers=csrf(security)).status_code == 200


@pytest.mark.parametrize("deed", ["lock", "unlock", "password", "second-factor", "post"])
def test_nobody_changes_their_own_account(security: FlaskClient, deed: str) -> None:
    own = f"{PEOPLE}/accounts/u-security-administrator"
    form = {"role": "auditor"}
    assert security.post(f"{own}/{deed}", data=form, headers=csrf(security)).status_code == 409
    assert "由另一位安全管理员" in security.get(own).text


def test_one_asks_for_an_administrator_and_another_agrees(
    app: Flask, store: Store, security: FlaskClient
) -> None:
    second = signed_in(app, store, "security_administrator", name="second")
    form = {"name": "钱审计", "sign_in_name": "qian", "role": "auditor"}
    asked = security.post(PEOPLE, data=form, headers=csrf(security))
    assert "须由另一位安全管理员批准后生效" in asked.text
    first = password_on(asked.text)
    shown = security.get(PEOPLE).text
    assert first not in shown
    assert "钱审计：新建账号，职责“审计管理员”" in shown
    assert "第 1 号" in shown
    assert "撤回" in shown
    assert "/wishes/1/agree" not in shown
    with reading(store) as db:
        assert accounts.find_by_sign_in_name(db, "qian") is None
    alone = security.post(f"{PEOPLE}/wishes/1/agree", headers=csrf(security))
    assert alone.status_code == 409
    assert "/wishes/1/agree" in second.get(PEOPLE).text
    made = second.post(f"{PEOPLE}/wishes/1/agree", headers=csrf(second))
    again = second.post(f"{PEOPLE}/wishes/1/agree", headers=csrf(second))
    assert again.status_code == 409
    with reading(store) as db:
        trail = [(a.act.actor, a.act.action) for a in audit.acts(db, limit=4)][::-1]
    assert trail[:3] == [
        ("account:u-security-administrator", "administrator_asked"),
        ("account:u-second", "administrator_agreed"),
        ("account:u-second", "account_created"),
    ]
    second_half = password_on(made.text)
    assert first not in made.text
    assert "第 1 号申请" in asked.text
    assert "第 1 号申请" in made.text
    for half in (first, second_half, second_half + first):
        assert sign_in(store, "qian", half, address="", now=NOW) is None, "nobody comes in alone"
    assert sign_in(store, "qian", first + second_half, address="", now=NOW) is not None


def password_on(page: str) -> str:
    return page.split("<code>")[1].split("</code>")[0]


def test_asking_anew_takes_an_older_wish_back_as_an_act_of_its_own(
    app: Flask, store: Store, security: FlaskClient
) -> None:
    second = signed_in(app, store, "security_administrator", name="second")
    form = {"name": "钱审计", "sign_in_name": "qian", "role": "auditor"}
    old = password_on(security.post(PEOPLE, data=form, headers=csrf(security)).text)
    new = second.post(PEOPLE, data=form | {"role": "security_administrator"}, headers=csrf(second))
    with reading(store) as db:
        (wish,) = second_person.waiting(db, NOW)
        trail = [(a.act.actor, a.act.action, a.act.facts) for a in audit.acts(db, limit=3)][::-1]
    assert (wish.asked_by, wish.wish.role) == ("u-second", "security_administrator")
    assert [act[:2] for act in trail] == [
        ("account:u-security-administrator", "administrator_asked"),
        ("account:u-second", "administrator_refused"),
        ("account:u-second", "administrator_asked"),
    ]
    assert trail[1][2]["asked_by"] == "account:u-security-administrator"
    made = security.post(f"{PEOPLE}/wishes/{wish.wish_id}/agree", headers=csrf(security))
    second_half = password_on(made.text)
    assert sign_in(store, "qian", old + second_half, address="", now=NOW) is None
    assert sign_in(store, "qian", password_on(new.text) + second_half, address="", now=NOW)


def test_nobody_is_made_an_administrator_or_loses_the_second_factor_by_one_alone(
    app: Flask, store: Store, security: FlaskClient
) -> None:
    second = signed_in(app, store, "security_administrator", name="second")
    signed_in(app, store, "counselor", "140922", name="wang")
    signed_in(app, store, "auditor", name="shen")
    wanted = {"role": "auditor"}
    for name, deed in (("wang", "post"), ("shen", "second-factor")):
        done = security.post(
            f"{PEOPLE}/accounts/u-{name}/{deed}", data=wanted, headers=csrf(security)
        )
        assert "done=asked" in done.headers["Location"]
    with reading(store) as db:
        wang, shen = (keeping.known(db, f"u-{name}") for name in ("wang", "shen"))
        assert (wang.role, shen.totp_since) == ("counselor", NOW)
        first, other = (each.wish_id for each in second_person.waiting(db, NOW))
    refused = second.post(f"{PEOPLE}/wishes/{first}/refuse", headers=csrf(second))
    assert "done=refused" in refused.headers["Location"]
    agreed = second.post(f"{PEOPLE}/wishes/{other}/agree", headers=csrf(second))
    assert "done=agreed" in agreed.headers["Location"]
    with reading(store) as db:
        wang, shen = (keeping.known(db, f"u-{name}") for name in ("wang", "shen"))
    assert (wang.role, shen.totp_since) == ("counselor", None)


def test_a_wish_nobody_agreed_to_lapses_and_nobody_agrees_about_themselves(
    app: Flask, store: Store, security: FlaskClient
) -> None:
    second = signed_in(app, store, "security_administrator", name="second")
    where = f"{PEOPLE}/accounts/u-second/second-factor"
    security.post(where, headers=csrf(security))
    own = second.post(f"{PEOPLE}/wishes/1/agree", headers=csrf(second))
    assert (own.status_code, "关于自己" in own.text) == (409, True)
    with reading(store) as db:
        assert len(second_person.waiting(db, NOW + timedelta(6))) == 1
        assert second_person.waiting(db, NOW + timedelta(8)) == ()
    security.post(where, headers=csrf(security))
    with reading(store) as db:
        assert len(second_person.waiting(db, NOW)) == 1, "asked twice, it waits once"
    assert "songgang account add" not in security.get(PEOPLE).text
    security.post(f"{PEOPLE}/accounts/u-second/lock", headers=csrf(security))
    assert "songgang account add" in security.get(PEOPLE).text


def test_no_one_person_comes_in_by_an_administrators_account(
    app: Flask, store: Store, security: FlaskClient
) -> None:
    add_account(store, "new", Post("security_administrator"))
    signed_in(app, store, "auditor", name="shen")
    security.post(f"{PEOPLE}/accounts/u-shen/lock", headers=csrf(security))
    for name, deed, form, said in (
        ("new", "password", {}, "songgang account reset"),
        ("shen", "unlock", {}, "songgang account unlock"),
        ("new", "post", {"role": "counselor", "region": "140922"}, "不能改任业务职责"),
    ):
        where = f"{PEOPLE}/accounts/u-{name}/{deed}"
        done = security.post(where, data=form, headers=csrf(security))
        assert (done.status_code, said in done.text) == (409, True), deed
    with reading(store) as db:
        new, shen = (keeping.known(db, f"u-{name}") for name in ("new", "shen"))
    assert (new.role, shen.closed_at) == ("security_administrator", NOW)


def test_a_wish_counts_only_as_long_as_its_asker_and_its_account_do(
    app: Flask, store: Store, security: FlaskClient
) -> None:
    second = signed_in(app, store, "security_administrator", name="second")
    third = signed_in(app, store, "security_administrator", name="third")
    signed_in(app, store, "auditor", name="shen")
    third.post(f"{PEOPLE}/accounts/u-shen/second-factor", headers=csrf(third))
    with transaction(store) as db:
        keeping.close_account(db, keeping.known(db, "u-third"), by="account:u-second", at=NOW)
    gone = second.post(f"{PEOPLE}/wishes/1/agree", headers=csrf(second))
    assert (gone.status_code, "请重新提出" in gone.text) == (409, True)
    security.post(f"{PEOPLE}/accounts/u-shen/second-factor", headers=csrf(security))
    with transaction(store) as db:
        keeping.close_account(db, keeping.known(db, "u-shen"), by="account:u-second", at=NOW)
        (wish,) = second_person.waiting(db, NOW)
    closed = second.post(f"{PEOPLE}/wishes/{wish.wish_id}/agree", headers=csrf(second))
    assert (closed.status_code, "账号已停用" in closed.text) == (409, True)
    with reading(store) as db:
        assert keeping.known(db, "u-shen").totp_since == NOW


def test_a_token_is_made_shown_once_and_revoked(store: Store, security: FlaskClient) -> None:
    where = f"{PEOPLE}/tokens"
    empty = security.post(where, data={"name": "五台县人社局"}, headers=csrf(security))
    assert empty.status_code == 422
    form = {"name": "五台县人社局", "scope": ["read"], "region": "140922", "days": "30"}
    made = security.post(where, data=form, headers=csrf(security))
    text = made.text.split("<code>")[1].split("</code>")[0]
    assert text.startswith("sg_")
    listed = security.get(where).text
    assert "五台县人社局" in listed
    assert text not in listed
    with reading(store) as db:
        (kept,) = tokens.all_tokens(db)
        (act,) = audit.acts(db, action="token_created")
    assert act.act.actor == "account:u-security-administrator"
    revoke = f"{where}/{kept.token_hash[:12]}/revoke"
    assert security.post(revoke, headers=csrf(security)).status_code == 303
    assert "已撤销" in security.get(where).text
    assert security.post(f"{where}/x/revoke", headers=csrf(security)).status_code == 404


def test_the_trail_is_read_filtered_and_examined(app: Flask, store: Store) -> None:
    auditor = signed_in(app, store, "auditor")
    add_account(store, "wang", Post("counselor"))
    with transaction(store) as db:
        for n in range(60):
            act = Act("account:u-wang", "identity_revealed", f"W-{n}", "联系本人")
            audit.record(db, act, NOW)
        audit.record(db, Act("worker:W-7", "signed_in"), NOW)
    first = auditor.get("/console/audit").text
    assert "某wang" in first
    assert "劳动者 W-7" in first
    assert "W-59" in first
    assert ">W-0</td>" not in first
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert ">W-0</td>" in auditor.get(older).text
    one = auditor.get("/console/audit?subject=W-5&action=identity_revealed").text
    assert one.count("data-row>") == 1
    assert "没有符合条件的记录" in auditor.get("/console/audit?subject=nobody").text
    found = auditor.post("/console/audit/verification", headers=csrf(auditor)).text
    assert "日志完整，共 61 条" in found
    anchor = {"anchor": "61:wrong"}
    cut = auditor.post("/console/audit/verification", data=anchor, headers=csrf(auditor)).text
    assert "自第 61 条起被改动或缺失" in cut
    odd = auditor.post("/console/audit/verification", data={"anchor": "x"}, headers=csrf(auditor))
    assert odd.status_code == 422


def test_every_kind_of_act_has_its_word() -> None:
    assert set(get_args(Action)) == WORDS.keys()


def test_whoever_signs_in_is_led_to_their_first_page(app: Flask, store: Store) -> None:
    security, auditor = (
        signed_in(app, store, role) for role in ("security_administrator", "auditor")
    )
    assert security.get("/console").headers["Location"] == PEOPLE
    assert auditor.get("/console").headers["Location"] == "/console/audit"
    assert auditor.get(PEOPLE).status_code == 403
    assert security.get("/console/audit").status_code == 403


def test_the_reach_of_a_township_that_is_no_more_has_a_name() -> None:
    assert reach_label(Post("township_clerk", "140902", "140902001")).startswith("忻府区")
    assert reach_label(Post("township_clerk", "140902", "140902199")) == "忻府区140902199"
