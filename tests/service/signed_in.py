"""Somebody signed in: a client with a session, for any role and any reach, without the cost of a password."""

from datetime import datetime
from functools import cache

from flask import Flask
from flask.testing import FlaskClient

from data.records import accounts
from data.records.accounts import Post
from data.store import Store, transaction
from service.access.gate import cookie_name
from service.access.passwords import hashed
from service.access.sessions import csrf_of, open_staff_session, open_worker_session
from tests.service.stocked import NOW

PASSWORD = "三月Kite-lamp7"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@cache
def password_hash() -> str:
    """One hash for all of them: it is meant to be slow."""
    return hashed(PASSWORD)


def add_account(
    store: Store, name: str, post: Post, *, must_change: bool = False, at: datetime = NOW
) -> str:
    """An account that signs in by `name` and PASSWORD."""
    account_id = f"u-{name}"
    with transaction(store) as db:
        accounts.add(
            db,
            account_id,
            name,
            name=f"某{name}",
            post=post,
            password_hash=password_hash(),
            must_change=must_change,
            at=at,
        )
    return account_id


def signed_in(
    app: Flask,
    store: Store,
    role: str,
    region: str | None = None,
    *,
    township: str | None = None,
    name: str = "",
    at: datetime = NOW,
) -> FlaskClient:
    """A browser of somebody with this role; forms need `csrf(client)`."""
    account_id = add_account(store, name or role.replace("_", "-"), Post(role, region, township))
    with transaction(store) as db:
        # As if the second factor were in use and shown, so that nothing stands before the pages.
        accounts.offer_second_factor(db, account_id, SECRET)
        accounts.prove_second_factor(db, account_id, at)
        text = open_staff_session(db, account_id, at, proved=True)
    return holding(app, text, "staff")


def worker_signed_in(
    app: Flask, store: Store, worker_id: str, *, at: datetime = NOW
) -> FlaskClient:
    """A browser of a worker who has shown a one-time code."""
    with transaction(store) as db:
        text = open_worker_session(db, worker_id, at)
    return holding(app, text, "worker")


def holding(app: Flask, text: str, kind: str) -> FlaskClient:
    """A browser that shows this session."""
    client = app.test_client()
    with app.app_context():
        client.set_cookie(cookie_name(kind), text)
    return client


def csrf(client: FlaskClient, kind: str = "staff") -> dict[str, str]:
    """The header that a form of this browser's session has to send."""
    with client.application.app_context():
        cookie = client.get_cookie(cookie_name(kind))
    return {"X-CSRF-Token": csrf_of(cookie.value if cookie else "")}
