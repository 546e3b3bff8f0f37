"""The samples for operators say only what there is: figures, commands, variables, addresses."""

import json
import re
import shlex
from configparser import ConfigParser
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from typer.main import get_command

from data.store import Store
from service.app import create_app
from service.cli.main import app as commands
from service.config import Settings, settings_from
from service.night.record import NightRecord, StepRecord, write_night
from service.operating.copies import LAST
from service.operating.watching import NUMBER
from service.serving import KEEPALIVE
from tests.service.stocked import NOW, caller, opened, stock

SAMPLES = Path(__file__).parents[2] / "docs" / "operation"
IMAGE = (SAMPLES.parents[1] / "Dockerfile").read_text("utf-8")
UNITS = sorted((SAMPLES / "systemd").glob("*.service"))
OF_A_KIND = re.compile(r"_(bucket|count|sum|created|total)$")
OF_WHAT_IS_COUNTED = {"increase", "irate", "rate", "resets"}
"""What Prometheus asks of figures that only grow: it takes every fall for a start from nothing."""
TOKEN = "figures-for-prometheus"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every figure, with its kind, of a service that has had a night, a copy and a look at drift."""
    home = tmp_path_factory.mktemp("figures")
    store: Store = opened(home)
    stock(store, home)
    config = Settings(home=home, database_url=store.url, metrics_token=TOKEN)
    step = StepRecord("import", state="done", seconds=1.0)
    night = NightRecord(date(2026, 11, 23), NOW, state="done", ended_at=NOW, steps=(step,))
    write_night(config.nights, night)
    config.drift.write_text(json.dumps({"psi_index": 0.1, "psi": {"age": 0.1}}))
    (home / LAST).write_text(json.dumps({"made_at": NOW.isoformat()}))
    assert caller(store, home).get("/workers/W-driver/vacancies").status_code == 200
    client = create_app(config, store, clock=lambda: NOW).test_client()
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    store.engine.dispose()
    families = text_string_to_metric_families(answer.text)
    return {sample.name: family.type for family in families for sample in family.samples}


def named(text: str) -> set[str]:
    return set(re.findall(r"\bsonggang_[a-z_]+", text))


def alerts() -> list[dict[str, Any]]:
    found = yaml.safe_load((SAMPLES / "songgang-alerts.yml").read_text("utf-8"))
    return [rule for group in found["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    board = json.loads((SAMPLES / "grafana.json").read_text("utf-8"))
    return list(board["panels"])


def shown() -> list[str]:
    return [target["expr"] for panel in panels() for target in panel["targets"]]


def test_every_alert_is_about_a_figure_that_there_is_and_says_what_to_do(
    told: dict[str, str],
) -> None:
    for rule in alerts():
        assert named(rule["expr"]) <= told.keys(), rule["alert"]
        assert rule["annotations"].keys() == {"summary", "action"}
        assert rule["labels"]["severity"] in {"page", "look"}


def test_every_panel_shows_a_figure_that_there_is(told: dict[str, str]) -> None:
    in_panels = named(" ".join(shown()))
    assert in_panels <= told.keys()
    assert len({panel["id"] for panel in panels()}) == len(panels())
    # A figure that nobody looks at need not be counted.
    looked_at = in_panels | named(" ".join(rule["expr"] for rule in alerts()))
    assert {OF_A_KIND.sub("", n) for n in told} <= {OF_A_KIND.sub("", n) for n in looked_at}


def test_what_was_never_done_rings_as_what_is_long_ago() -> None:
    expressions = " ".join(rule["expr"] for rule in alerts())
    ages = {figure for figure in named(expressions) if figure.endswith("_age_seconds")}
    assert ages == set(re.findall(r" or absent\((\w+)\)", expressions))


def test_what_was_never_done_rings_no_sooner_than_it_could_have_been_done() -> None:
    for rule in alerts():
        if never := re.search(r" or (absent\(.*)", rule["expr"]):
            up = r"absent\(\w+\) and on \(\) max_over_time\(up\{.*\}\[1h\] offset (\d+)h\) == 1"
            waits = re.fullmatch(up, never[1])
            assert waits, rule["alert"]
            assert int(waits[1]) > 24, rule["alert"]


def test_growth_is_asked_of_what_is_counted_and_of_nothing_else(told: dict[str, str]) -> None:
    for expression in (*shown(), *(rule["expr"] for rule in alerts())):
        for function, figure in re.findall(r"(?:(\w+)\(\s*)?\b(songgang_[a-z_]+)", expression):
            counted = told[figure] != "gauge"
            assert (function in OF_WHAT_IS_COUNTED) == counted, expression


def test_units_and_containers_start_commands_that_there_are() -> None:
    started = []
    for path in UNITS:
        unit = ConfigParser(interpolation=None, strict=False)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read(path, "utf-8")
        program, *words = shlex.split(unit["Service"]["ExecStart"])
        assert program == "/opt/songgang/bin/songgang"
        assert unit["Service"]["User"] == "songgang"
        started.append(words)
    compose = yaml.safe_load((SAMPLES / "compose.yml").read_text("utf-8"))
    started += [service["command"][1:] for service in compose["services"].values()]
    for words in started:
        name, *options = words
        command = get_command(commands).commands[name]  # type: ignore[attr-defined]
        command.make_context(name, list(options), resilient_parsing=False)


def test_the_environment_is_one_that_the_settings_take() -> None:
    lines = (SAMPLES / "songgang.env").read_text("utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    config = settings_from(given)
    assert config.proxies == 1
    assert config.metrics_token
    readme = (SAMPLES.parents[1] / "README.md").read_text("utf-8")
    assert all(name in readme for name in given if name.startswith("SONGGANG_"))


def test_the_proxy_logs_no_address_and_passes_the_number_on(tmp_path: Path) -> None:
    text = (SAMPLES / "nginx.conf").read_text("utf-8")
    (form,) = re.findall(r"log_format songgang.*?;", text, re.DOTALL)
    assert not re.findall(
        r"\$(request|request_uri|uri|args|query_string|http_\w+|remote_\w+)\b", form
    )
    assert "proxy_set_header X-Request-ID $request_id;" in text
    # What the proxy gives as a number is 32 hexadecimal digits.
    assert NUMBER.fullmatch("0" * 32)
    store = opened(tmp_path)
    rules = create_app(Settings(tmp_path, store.url), store).url_map.iter_rules()
    assert set(re.findall(r"location = (\S+)", text)) <= {rule.rule for rule in rules}
    store.engine.dispose()


def test_the_proxy_lets_go_of_a_silent_connection_before_the_service_does() -> None:
    text = (SAMPLES / "nginx.conf").read_text("utf-8")
    (upstream,) = re.findall(r"^upstream songgang \{.*?^\}", text, re.DOTALL | re.MULTILINE)
    (seconds,) = re.findall(r"^ *keepalive_timeout (\d+)s;", upstream, re.MULTILINE)
    assert int(seconds) < KEEPALIVE


def test_the_image_can_make_copies_of_every_server_that_it_is_said_to() -> None:
    (client,) = re.findall(r"\bpostgresql-client-(\d+)\b", IMAGE)
    for name in ("operation/compose.yml", "operation.md"):
        told = (SAMPLES.parent / name).read_text("utf-8")
        assert re.findall(r"PostgreSQL (\d+) or older", told) == [client], name
    compose = yaml.safe_load((SAMPLES / "compose.yml").read_text("utf-8"))
    backup = compose["services"]["backup"]
    folder = backup["command"][-1]
    (volume,) = (each.split(":")[0] for each in backup["volumes"] if each.endswith(f":{folder}"))
    assert volume in compose["volumes"]
    # A new volume belongs to whom the folder in the image belongs to.
    assert re.search(rf"install -d -o songgang .*{folder}", IMAGE)


def test_the_image_says_who_it_runs_as_and_what_it_is_made_of() -> None:
    (user,) = re.findall(r"useradd .*--uid (\d+)", IMAGE)
    owned = f"install -d -o {user} -g {user} -m 0700 /etc/songgang"
    for name in ("operation/compose.yml", "operation.md"):
        assert owned in (SAMPLES.parent / name).read_text("utf-8"), name
    assert re.search(r"pip install .*\buv==\d+\.\d+\.\d+$", IMAGE, re.MULTILINE)
    # Which client and which Java there are goes by the release of Debian.
    assert set(re.findall(r"^FROM (\S+)", IMAGE, re.MULTILINE)) == {"python:3.11-slim-trixie"}
    assert re.search(r'EXTRAS" = spark .*\bopenjdk-\d+-jre-headless\b', IMAGE)
