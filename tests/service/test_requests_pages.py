"""The office reads what its own people ask, and answers once; the answer reaches the worker."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.records import messages, own_requests
from data.store import Store, reading
from service.app import create_app
from tests.data.pushed import states
from tests.service import stocked
from tests.service.signed_in import csrf, signed_in
from tests.service.stocked import NOW


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Flask:
    """The service, with a request of the driver's."""
    stocked.stock(store, tmp_path)
    made = create_app(stocked.settings(tmp_path, store), store, clock=lambda: NOW)
    requests = made.extensions["songgang"].own.requests
    requests.ask("W-driver", "correction", "正确的是残疾证四级", about="disabled", now=NOW)
    return made


def answered(client: FlaskClient, request_id: int, text: str) -> int:
    sent = client.post(
        f"/console/requests/{request_id}", data={"answer": text}, headers=csrf(client)
    )
    return sent.status_code


def test_a_request_is_read_and_answered_by_the_county_it_belongs_to(
    app: Flask, store: Store
) -> None:
    client = signed_in(app, store, "counselor", "140902")
    today = client.get("/console/today").text
    assert "本人请求待答复" in today
    assert 'href="/console/requests"' in today
    page = client.get("/console/requests").text
    assert "测试甲" in page
    assert "持残疾证" in page
    assert "正确的是残疾证四级" in page
    with reading(store) as db:
        (asked,) = own_requests.waiting(db)
    assert answered(client, asked.request_id, " ") == 422
    assert answered(client, asked.request_id, "已核对残疾证，登记已更正。") == 303
    assert answered(client, asked.request_id, "再答一次") == 409
    assert "没有等待答复的请求" in client.get("/console/requests").text
    with reading(store) as db:
        (kept,) = own_requests.of_worker(db, "W-driver")
        assert states(db) == {f"request:{asked.request_id}:answer": "queued"}
    assert kept.answered_by == "某counselor"


def test_an_answer_names_an_office_and_nobodys_number(app: Flask, store: Store) -> None:
    client = signed_in(app, store, "counselor", "140902")
    with reading(store) as db:
        (asked,) = own_requests.waiting(db)
    for number in ("13812345678", "14090219800101123X", "138 1234 5678"):
        assert answered(client, asked.request_id, f"请打{number}找王主任") == 422
    told = "请打 0350-3012345 找王主任"
    assert answered(client, asked.request_id, told) == 303
    with reading(store) as db:
        (kept,) = own_requests.of_worker(db, "W-driver")
        (message,) = messages.waiting(db, "W-driver")
    assert kept.answer == told
    assert str(message.facts["text"]).endswith(told), "what is kept is what is sent"


def test_another_county_neither_sees_nor_answers_it(app: Flask, store: Store) -> None:
    client = signed_in(app, store, "counselor", "140922")
    assert "没有等待答复的请求" in client.get("/console/requests").text
    with reading(store) as db:
        (asked,) = own_requests.waiting(db)
    assert answered(client, asked.request_id, "越权的答复") == 404
    with reading(store) as db:
        assert own_requests.n_waiting(db) == 1
