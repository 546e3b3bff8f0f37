"""An administrator comes to be, or loses the second factor, by one who asks and another who agrees."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from data.records import accounts, audit
from data.records.accounts import Post
from data.store import Store, reading, transaction
from service.access import keeping, second_person
from service.access.signing_in import sign_in
from tests.service.administration.page import PEOPLE, password_on
from tests.service.signed_in import add_account, csrf, signed_in
from tests.service.stocked import NOW


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
