"""Accounts of the demonstration: one for each role, with a password drawn anew each time."""

from dataclasses import dataclass
from datetime import datetime

import pyotp

from data.codes.regions import townships
from data.records.accounts import Post
from data.records.counties import Home
from data.store import Store, reading, transaction
from service.access import keeping, second_factor
from service.access.roles import ALL_ROLES, reach_label
from service.demonstrated import BY

NAMES = {
    "township_clerk": "clerk",
    "counselor": "counselor",
    "county_supervisor": "supervisor",
    "city_analyst": "analyst",
    "data_officer": "data",
    "operator": "operator",
    "security_administrator": "security",
    "auditor": "auditor",
}

CITY = Post("county_supervisor")
"""Somebody who works for the whole city: only there vouchers are set up and their books looked at."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An account as the demonstration shows it; `recovery` stands in once for a telephone's code."""

    sign_in_name: str
    password: str
    role: str
    reach: str
    recovery: str | None


def add_samples(store: Store, home: Home, *, now: datetime) -> tuple[Sample, ...]:
    """One account for each role, those with people for where somebody lives, and one for the whole city.

    Never in a real installation.
    """
    in_county = min(code for code, found in townships().items() if found.parent == home.region)
    posts = {
        "township_clerk": Post("township_clerk", home.region, home.township or in_county),
        "counselor": Post("counselor", home.region),
        "county_supervisor": Post("county_supervisor", home.region),
    }
    everybody = [posts.get(role, Post(role)) for role in ALL_ROLES]
    everybody.insert(len(posts), CITY)
    return tuple(_sample(store, post, now) for post in everybody)


def _sample(store: Store, post: Post, now: datetime) -> Sample:
    role = ALL_ROLES[post.role]
    name, called = ("city", "全市主管") if post == CITY else (NAMES[post.role], role.label)
    with transaction(store) as db:
        account_id, password = keeping.add_account(
            db, name, f"演示{called}", post=post, by=BY, at=now, must_change=False
        )
    recovery = _with_second_factor(store, account_id, now) if role.second_factor else None
    return Sample(name, password, role.label, reach_label(post), recovery)


def _with_second_factor(store: Store, account_id: str, now: datetime) -> str:
    with reading(store) as db:
        account = keeping.known(db, account_id)
    secret = second_factor.offered(store, account)
    proven = second_factor.prove(store, account, pyotp.TOTP(secret).at(now), now=now)
    return proven[1][0] if proven else ""
