"""`songgang referral`: the office's day on the command line, with one JSON object for programs."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.records import vacancies
from data.store import open_store, transaction
from service.cli.main import app
from tests import builders
from tests.data.importing import take_workers, write_csv
from tests.service.stocked import NOW, PEOPLE, opened

REFER = (
    "refer",
    "--by",
    "王专员",
    "--worker",
    "W-driver",
    "--vacancy",
    "V0",
    "--because",
    "本人要求",
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a few people and a vacancy without an end."""
    monkeypatch.setenv("SONGGANG_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    store = opened(tmp_path)
    take_workers(store, write_csv(tmp_path / "people.csv", PEOPLE))
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancy(vacancy_id="V0", expires_on=None), NOW)
    store.engine.dispose()
    return tmp_path


def run(*arguments: str) -> str:
    found = CliRunner().invoke(app, ["referral", *arguments])
    assert found.exit_code == 0, found.output
    return found.output


def answer(*arguments: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run(*arguments, "--json"))
    return found


def test_a_referral_from_the_first_word_to_the_answer(home: Path) -> None:
    referral_id = str(answer(*REFER)["referral_id"])
    assert "已介绍" in run("show", referral_id)
    assert "货车司机" in run("list", "W-driver")
    assert answer("consent", referral_id, "given", "--by", "王专员", "--paper", "第1号")["given"]
    letter = home / "letter.pdf"
    issued = answer("letter", referral_id, str(letter), "--by", "王专员")
    assert issued["state"] == "valid"
    assert letter.read_bytes().startswith(b"%PDF")
    assert "#" in run("link", referral_id)
    assert "look#" in run("link", "--vacancy", "V0")
    assert answer("step", referral_id, "placed", "--by", "王专员")["state"] == "placed"
    assert answer("due", "--as-of", "2099-01-01")["due"]
    assert answer("lapse") == {"lapsed": 0, "vacancy_closed": 0, "follow_up_lost": 0}
    funnel = answer("funnel", "--since", "2020-01-01", "--until", "2099-01-01")
    assert funnel["total"]
    assert "…" in run("funnel", "--since", "2020-01-01", "--until", "2099-01-01")
    assert "employer_lacks_skills" in run("reasons")


def test_what_cannot_be_is_one_sentence(home: Path) -> None:
    for arguments, said in [
        (("refer", "--by", "王专员"), "推荐编号"),
        (("step", "x", "applied", "--by", "王专员"), "没有编号为“x”的介绍"),
        (("step", "x", "closed", "--by", "王专员"), "结束时须写原因代码"),
        (("link",), "二者选一"),
        (("funnel", "--since", "2020-01-01", "--until", "2020-02-01", "--by", "x"), "--by"),
        (("due", "--as-of", "x"), "YYYY-MM-DD"),
    ]:
        found = CliRunner().invoke(app, ["referral", *arguments])
        assert found.exit_code == 2, arguments
        assert said in found.output


def test_the_doctor_names_holds_that_nobody_lets_go(home: Path) -> None:
    run(*REFER)
    assert "没有逾期占用的介绍名额" in CliRunner().invoke(app, ["doctor"]).output
    store = open_store(f"sqlite:///{home / 'songgang.db'}")
    with transaction(store) as db:
        db.exec_driver_sql("UPDATE referrals SET hold_until = '2020-01-01'")
    store.engine.dispose()
    assert "1 条介绍早已过保留期" in CliRunner().invoke(app, ["doctor"]).output
    assert answer("lapse")["lapsed"] == 1
