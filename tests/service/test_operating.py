"""What machines that look after the service are told: numbers, lines, figures, and whether it is ready."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from data.store import Store, transaction
from service.app import create_app
from service.config import Settings
from service.operating import readiness
from service.operating.logs import configure_logs
from tests.service.stocked import NOW, Caller, caller, opened, settings, stock

PERSON = "赵小兰"
ID_NUMBER, PHONE = "140902198305170019", "13800138000"
TOKEN = "figures-for-prometheus"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Path]]:
    """One small store for all of these."""
    home = tmp_path_factory.mktemp("operating")
    store = opened(home)
    stock(store, home)
    yield store, home
    store.engine.dispose()


@pytest.fixture
def app(town: tuple[Store, Path]) -> Flask:
    store, home = town
    config = Settings(home=home, database_url=store.url, metrics_token=TOKEN)
    return create_app(config, store, clock=lambda: NOW)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log of a serving process, as it would leave it."""
    before, level = logging.root.handlers[:], logging.root.level
    out = io.StringIO()
    configure_logs(out)
    yield out
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.root.handlers[:] = before
    logging.root.setLevel(level)


def test_a_request_has_one_number_in_answer_document_and_log(
    app: Flask, lines: io.StringIO
) -> None:
    given = "0f8fad5b-d9cb-469f-a165-70867728950e"
    answer = app.test_client().get("/nowhere", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == given == answer.json["request_id"]
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(one["event"], one["request_id"], one["route"]) for one in told] == [
        ("request", given, "unmatched")
    ]


@pytest.mark.parametrize("given", ["", ID_NUMBER, PERSON, "a b", "x" * 500, "abc\tdef"])
def test_a_number_that_could_be_something_else_is_replaced(app: Flask, given: str) -> None:
    headers = {"X-Request-ID": given.encode().decode("latin-1")}
    answer = app.test_client().get("/health/live", headers=headers)
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_no_line_tells_what_a_hostile_request_was_filled_with(
    town: tuple[Store, Path], lines: io.StringIO
) -> None:
    store, home = town
    asking = caller(store, home, name="日志")
    app = asking.client.application
    said = {"verdict": PERSON, "reason": ID_NUMBER, "note": PHONE}

    @app.get("/burst/<path:rest>")
    def burst(rest: str) -> str:
        raise RuntimeError(f"{rest} {PERSON} {ID_NUMBER}")

    odd = {"User-Agent": PERSON.encode().decode("latin-1"), "Referer": f"/?q={PHONE}"}
    asking.get(f"/workers/{ID_NUMBER}?q={PERSON}&phone={PHONE}", **odd)
    asking.post(f"/recommendations/{ID_NUMBER}/verdicts", said)
    for path in (f"/burst/{PERSON}", f"/{PERSON}", f"/console/people?q={PERSON}"):
        asking.client.get(path)
    asking.client.open(f"/api/v1/workers/{PHONE}", method=f"GET{PHONE}")
    asking.client.post("/me/sign-in", data={"phone": PHONE, "last_four": "0019"})
    # What a web server and a driver would write of it.
    foreign = logging.getLogger("gunicorn.error")
    foreign.warning(f"Invalid request from ip=127.0.0.1: {PERSON} {ID_NUMBER}")
    foreign.error("Error handling request %s", f"/console?q={PERSON}&p={PHONE}")
    foreign.error("Connection in use: %s", ("127.0.0.1", 8600))
    structlog.get_logger().warning("a_slip", text=f"call {PHONE}, {ID_NUMBER}")
    told = lines.getvalue()
    assert len(told.splitlines()) >= 10
    assert not [word for word in (PERSON, ID_NUMBER, PHONE) if word in told]
    assert "Connection in use: 127.0.0.1:8600" in told
    assert {"event", "level", "timestamp"} <= json.loads(told.splitlines()[-1]).keys()


def test_alive_asks_nothing_and_ready_asks_every_part(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/health/live").json == {"alive": True}
    answer = client.get("/health/ready")
    assert answer.status_code == 200, answer.json
    assert [part["name"] for part in answer.json["parts"]] == [
        "disk",
        "database",
        "day",
        "freshness",
        "outbox",
    ]


def test_what_is_not_well_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(tmp_path)
    app = create_app(settings(tmp_path, store), store, clock=lambda: NOW)

    def asked() -> dict[str, bool]:
        answer = app.test_client().get("/health/ready")
        assert answer.status_code == 503
        parts = {part["name"]: part["well"] for part in answer.json["parts"]}
        app.extensions["songgang"].readiness._seen_at = None
        return parts

    monkeypatch.setattr(readiness, "LEAST_DISK", 10**18)
    assert asked()["disk"] is False
    monkeypatch.undo()
    (tmp_path / "bundles").mkdir()
    (tmp_path / "bundles" / "CURRENT").write_text("gone")
    assert asked()["day"] is False
    with transaction(store) as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert asked()["database"] is False
    store.engine.dispose()
    for file in tmp_path.glob("songgang.db*"):
        file.unlink()
    (tmp_path / "songgang.db").write_bytes(b"not a database at all, however long it is looked at")
    assert asked() == {"disk": True, "database": False}


def test_the_figures_need_their_token_and_name_routes_only(
    app: Flask, town: tuple[Store, Path]
) -> None:
    asking: Caller = caller(*town, name="指标")
    assert asking.get(f"/workers/W-driver/vacancies?limit=3&q={PHONE}").status_code == 200
    client = app.test_client()
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer no"}).status_code == 404
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    found = {f.name: f.samples for f in text_string_to_metric_families(answer.text)}
    routes = {sample.labels["route"] for sample in found["songgang_requests"]}
    assert "/api/v1/workers/<worker_id>/vacancies" in routes
    assert {s.labels["asked"] for s in found["songgang_model_seconds"]} >= {"vacancies"}
    assert {s.labels["part"] for s in found["songgang_ready"]} >= {"database", "day"}
    assert "W-driver" not in answer.text
    assert PHONE not in answer.text


def test_a_service_without_a_token_for_figures_has_none(town: tuple[Store, Path]) -> None:
    store, home = town
    client = create_app(settings(home, store), store).test_client()
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
