"""`songgang push` says what it did, as text and as one JSON object, and refuses in one sentence."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from data.store import transaction
from data.tables_push import outbox
from service.cli.main import app
from tests.service.office_world import dead_letters
from tests.service.stocked import opened, stock

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str) -> Run:
    """Run a command on an empty, migrated store."""
    environment = {"SONGGANG_HOME": str(tmp_path), "SONGGANG_DATABASE_URL": sqlite_url}

    def command(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["push", *words], env=environment)
        return result.exit_code, result.output

    return command


def test_every_command_speaks_json(run: Run) -> None:
    asked = {
        "plan": ["plan"],
        "dry run": ["plan", "--dry-run"],
        "send": ["send"],
        "preview": ["preview"],
        "status": ["status"],
        "stop": ["stop", "--reason", "核对"],
        "resume": ["resume", "--reason", "已核对"],
        "dead": ["dead"],
    }
    for words in asked.values():
        code, output = run(*words, "--json")
        assert code == 0, output
        assert isinstance(json.loads(output.splitlines()[-1]), dict)


def test_a_stop_is_seen_in_the_status(run: Run) -> None:
    assert "职业指导" in run("stop", "--line", "guidance", "--reason", "核对")[1]
    assert "暂停：职业指导" in run("status")[1]
    assert "无" in run("resume", "--reason", "已核对")[1]


def test_what_could_not_be_sent_is_listed_by_the_names_of_channels(tmp_path: Path) -> None:
    store = opened(tmp_path)
    stock(store, tmp_path)
    dead_letters(store, 2)
    with transaction(store) as db:
        db.execute(sa.update(outbox).where(outbox.c.key == "k0").values(channel="sms"))
    environment = {"SONGGANG_HOME": str(tmp_path), "SONGGANG_DATABASE_URL": store.url}
    told = CliRunner().invoke(app, ["push", "dead"], env=environment).output
    assert all(word in told for word in ("短信", "未定通道", "职业指导"))
    assert "sms" not in told


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["stop", "--line", "nonsense", "--reason", "x"], "条线可选"),
        (["resend", "7"], "没有编号为 7 的消息"),
    ],
)
def test_what_cannot_be_is_one_sentence(run: Run, words: list[str], says: str) -> None:
    code, output = run(*words)
    assert (code, says in output) == (2, True)


def test_settings_that_cannot_be_read_name_the_place_and_no_secret(
    run: Run, tmp_path: Path
) -> None:
    wrong = '[sms]\nprovider = "nobody"\nkey_id = "a"\nkey_secret = "hush"\ntemplates = {}\n'
    (tmp_path / "push.toml").write_text(wrong, "utf-8")
    code, output = run("send")
    assert code == 2
    assert "sms.provider" in output
    assert "hush" not in output


def test_without_a_command_it_says_what_there_is(run: Run) -> None:
    code, output = run()
    assert code == 2
    assert "--loop" in output
