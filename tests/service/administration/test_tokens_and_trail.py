"""Tokens are shown once and revoked, the trail is read and examined, each by whoever may."""

from typing import get_args

from flask import Flask
from flask.testing import FlaskClient

from data.records import audit, tokens
from data.records.accounts import Post
from data.records.audit import Act, Action
from data.store import Store, reading, transaction
from service.access.acts import WORDS
from tests.service.administration.page import PEOPLE
from tests.service.signed_in import add_account, csrf, signed_in
from tests.service.stocked import NOW


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
