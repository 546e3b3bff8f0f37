"""Accounts are made, changed and closed by the security administrator, never one's own."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.records.accounts import Post
from data.store import Store
from service.access.roles import reach_label
from service.access.signing_in import sign_in
from tests.service.administration.page import PEOPLE, password_on
from tests.service.signed_in import PASSWORD, csrf, signed_in
from tests.service.stocked import NOW


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


def test_the_reach_of_a_township_that_is_no_more_has_a_name() -> None:
    assert reach_label(Post("township_clerk", "140902", "140902001")).startswith("忻府区")
    assert reach_label(Post("township_clerk", "140902", "140902199")) == "忻府区140902199"
