"""The voucher desk in tests: an app whose day can be set, browsers of the office, and forms sent as a page has them."""

import re
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data.records import caseload
from data.store import Store, transaction
from data.tables import workers
from service.app import create_app
from tests.hostile.forms import found_on
from tests.service.signed_in import csrf, signed_in
from tests.service.stocked import settings
from tests.service.vouchered import DAY, at, settle_people, with_batch, with_class

FIRST, SECOND = "B1-00001", "B1-00002"
"""The vouchers of W0 and W1."""

OVER = date(2026, 12, 9)
"""The last day of the class, on which everything up to 审核中 can be done."""


class Office:
    """One app over a published batch for two people of 140902 and a class for welders."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.now = store, at()
        people = settle_people(store, 2)
        with transaction(store) as db:
            caseload.refresh(db, sa.select(workers.c.worker_id))
            with_batch(db, roster=tuple(people))
            with_class(db)
        self.app = create_app(settings(folder, store), store, clock=lambda: self.now)

    def go_to(self, day: date = DAY) -> None:
        """Noon of another day; sessions of days ago have ended."""
        self.now = at(day)

    def comes(self, role: str, region: str | None = "140902", *, name: str = "") -> FlaskClient:
        """Somebody signs in now."""
        town = "140902001" if role == "township_clerk" else None
        return signed_in(self.app, self.store, role, region, township=town, name=name, at=self.now)


def page_of(client: FlaskClient, voucher_id: str) -> str:
    """The page of a voucher."""
    found = client.get(f"/console/vouchers/{voucher_id}")
    assert found.status_code == 200, found.text
    return found.text


def sent(client: FlaskClient, page: str, action: str, **typed: str) -> TestResponse:
    """Fill in the form of a page that leads to `action`, and send it with what it holds already."""
    form = next(f for f in found_on(page) if f.action.endswith(action))
    held = {name: value for name, value in form.fields if name != "csrf"}
    return client.post(form.action, data={**held, **typed}, headers=csrf(client))


def said(client: FlaskClient, answer: TestResponse) -> str:
    """What a page says after a form was taken: the page it leads to."""
    assert answer.status_code == 303, answer.text
    return client.get(answer.location).text


def buttons(page: str) -> set[str]:
    """What the forms of a page lead to, without those of every page."""
    actions = {f.action for f in found_on(page) if f.method == "POST"}
    return {
        re.sub(r".*/vouchers/((enrolments|classes|batches)/)?[^/]+/", "", a)
        for a in actions
        if "/vouchers/" in a
    }
