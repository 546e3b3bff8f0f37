"""A service with something of everything in it, for hostile calls to reach further than a 404."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data.store import Store, transaction
from service.app import create_app
from service.auth import SCOPES, create_own_token, create_token
from service.config import Limits
from tests.builders import id_number
from tests.service.office_world import bundle, count_a_night, dead_letters
from tests.service.stocked import NOW, PEOPLE, settings, stock
from tests.service.vouchered import enrolled, with_batch, with_class

ROSTER = ("W-driver", "W-learner", "W-refuser")
SECRETS = tuple(str(person["id_number"]) for person in PEOPLE)
"""Numbers that stand in the store and must stand in no answer."""

ASKED_WITH = id_number(sequence=99)
"""A number that somebody sends where it does not belong; it must not come back."""


@dataclass(frozen=True, slots=True)
class World:
    """The app, a token for each kind of caller, and ids that exist by the names they have in addresses."""

    app: Flask
    store: Store
    tokens: Mapping[str, str]
    known: Mapping[str, tuple[object, ...]]


def settle(store: Store, home: Path) -> World:
    """Fill the store and find out what is there."""
    stock(store, home)
    count_a_night(store)
    dead_letters(store, 2)
    bundle(home, "2026-11-01-a")
    with transaction(store) as db:
        with_batch(db, roster=ROSTER)
        with_class(db)
        place = enrolled(db, "W-driver")
    unlimited = replace(settings(home, store), limits=Limits(token=0, address=0, door=0))
    app = create_app(unlimited, store, clock=lambda: NOW)
    tokens = _tokens(store)
    known = {
        **FIXED,
        "enrolment_id": (place.enrolment_id,),
        **_acts(app.test_client(), tokens),
    }
    return World(app, store, tokens, {name: (*ids, ASKED_WITH) for name, ids in known.items()})


FIXED: dict[str, tuple[object, ...]] = {
    "worker_id": ("W-driver", "W-learner", "W-refuser", "W-employed"),
    "vacancy_id": ("V-driver", "V-welder", "V-men"),
    "voucher_id": ("B1-00001", "B1-00002"),
    "batch_id": ("B1",),
    "fund_id": ("F1",),
    "class_id": ("C1",),
    "message_id": (1, 2),
    "policy_id": ("P01", "P05"),
    "region": ("140902", "140921"),
    "occupation": ("6-18-02-04", "4-02-02-02"),
}


def _tokens(store: Store) -> dict[str, str]:
    before = NOW - timedelta(hours=1)
    with transaction(store) as db:
        return {
            "office": create_token(db, "专员", frozenset(SCOPES), now=before, days=1),
            "second": create_token(db, "复核", frozenset(SCOPES), now=before, days=1),
            "self": create_own_token(db, "W-driver", now=NOW),
        }


def _acts(client: FlaskClient, tokens: Mapping[str, str]) -> dict[str, tuple[object, ...]]:
    """Let something have happened by the API itself, and keep the ids of it."""

    def told(path: str, body: object) -> dict[str, object]:
        found: TestResponse = client.open(
            f"/api/v1{path}",
            method="GET" if body is None else "POST",
            json=body,
            headers={"Authorization": f"Bearer {tokens['office']}"},
        )
        assert found.status_code < 300, f"{path}: {found.text}"
        return dict(found.json or {})

    shown = told("/workers/W-driver/vacancies", None)["vacancies"]
    assert isinstance(shown, list)
    recommendation = shown[0]["recommendation_id"]
    referral = told("/referrals", {"recommendation_id": recommendation})["referral_id"]
    told(f"/referrals/{referral}/letters", {})
    link = told(f"/referrals/{referral}/links", {})
    look = told("/vacancies/V-driver/links", {})
    case = told("/workers/W-learner/recognitions", {"category": "D1", "promised": True})
    due_on = (NOW.date() + timedelta(7)).isoformat()
    measure = {"kind": "guidance", "text": "陪同面谈", "due_on": due_on}
    plan = told("/workers/W-driver/help/measures", measure)["measures"]
    assert isinstance(plan, list)
    tag = {"tag": "priority_support", "reason": "符合条件", "document": "忻人社〔2026〕1号"}
    return {
        "recommendation_id": (recommendation,),
        "referral_id": (referral,),
        "case_id": (case["case_id"],),
        "measure_id": (plan[0]["measure_id"],),
        "tag_id": (told("/workers/W-driver/tags", tag)["tag_id"],),
        "application_id": (
            told("/workers/W-driver/policies/P05/applications", {})["application_id"],
        ),
        "campaign_id": (told("/push/campaigns", CAMPAIGN)["campaign_id"],),
        "code": tuple(str(found["url"]).rsplit("#", 1)[-1] for found in (link, look)),
    }


CAMPAIGN = {
    "name": "冬季招聘会",
    "line": "guidance",
    "title": "招聘会",
    "text": "周六上午九点，忻府区人力资源市场。",
    "reason": "您正在求职登记",
    "audience": {"region": ["140902"]},
    "expires_at": f"{date(2026, 12, 20)}T00:00:00+08:00",
}
