"""`songgang voucher` and `songgang training`: what an operator does without the API."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.store import transaction
from data.tables_vouchers import BATCH_STATES
from models.vouchers.states import BATCH_NAMES
from service.cli.context import store_of
from service.cli.main import app
from service.config import settings_from
from service.vouchers import claiming, enrolling
from service.vouchers.classes import file_class
from tests.service.vouchered import DAY, WELDER, at, settle_people, staff, training_class, worker


class Desk:
    """Runs commands over one store with people in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = store_of(settings_from({"SONGGANG_HOME": str(home)}))
        settle_people(self.store)

    def run(self, *words: str, code: int = 0) -> str:
        """Run a command that ends with this code, and return all it says."""
        env = {"SONGGANG_HOME": str(self.home), "COLUMNS": "200"}
        result = CliRunner().invoke(app, list(words), env=env)
        assert result.exit_code == code, result.output
        return result.output

    def json(self, *words: str) -> dict[str, object]:
        """Run a command with `--json`."""
        found: dict[str, object] = json.loads(self.run(*words, "--json"))
        return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for module in ("vouchers", "voucher_watch", "classes", "options"):
        monkeypatch.setattr(f"service.cli.{module}.utc_now", at)
    return Desk(tmp_path / "home")


FUND = ("voucher", "fund", "F1", "--name", "专账", "--source", "special_account", "--year", "2026")
BATCH = f"""
batch_id = "B1"
fund_id = "F1"
title = "焊工四级培训券"
region = "140900"
occupation = "{WELDER}"
level = "4"
value_kind = "face"
scope = "named"
value_fen = 100000
roster = ["W0", "W1"]
"""


def published(desk: Desk) -> None:
    desk.run(*FUND, "--yuan", "5000", "--by", "甲")
    file = desk.home / "batch.toml"
    file.write_text(BATCH, "utf-8")
    desk.run("voucher", "draft", str(file), "--by", "甲")
    desk.run("voucher", "publish", "B1", "--by", "乙")


def test_a_batch_is_drafted_published_and_reported(desk: Desk) -> None:
    published(desk)
    report = desk.json("voucher", "report")
    assert report["balanced"] is True
    (books,) = report["books"]  # type: ignore[misc]
    assert (books["budget_fen"], books["reserved_fen"]) == (200_000, 200_000)
    assert "账目全部相符" in desk.run("voucher", "report")
    # A narrow terminal folds a long name, so its beginning is looked for.
    listed = desk.run("voucher", "list")
    assert "焊工四级" in listed
    assert "已发布" in listed
    assert "published" not in listed
    assert "焊工四级" not in desk.run("voucher", "list", "--state", "draft")


def test_an_unknown_state_of_batches_is_refused_with_those_there_are(desk: Desk) -> None:
    assert "draft、published、cancelled" in desk.run("voucher", "list", "--state", "open", code=2)


def test_every_state_of_a_batch_has_a_name() -> None:
    assert set(BATCH_NAMES) == set(BATCH_STATES)


def test_the_drafter_does_not_publish(desk: Desk) -> None:
    desk.run(*FUND, "--yuan", "5000", "--by", "甲")
    file = desk.home / "batch.toml"
    file.write_text(BATCH, "utf-8")
    assert "草稿" in desk.run("voucher", "draft", str(file), "--by", "甲")
    assert "同一人" in desk.run("voucher", "publish", "B1", "--by", "甲", code=2)
    assert "已取消" in desk.run("voucher", "cancel", "B1", "--reason", "重做", "--by", "甲")
    assert "不再是草稿" in desk.run("voucher", "publish", "B1", "--by", "乙", code=2)


def test_nobody_can_claim_at_the_command_line(desk: Desk) -> None:
    published(desk)
    desk.run("voucher", "claim", "B1-00001", code=2)


def test_the_way_through_a_class(desk: Desk) -> None:
    published(desk)
    today = DAY
    days = {"filed_on": today, "starts_on": today, "ends_on": today, "hours_total": 8}
    with transaction(desk.store) as db:
        file_class(db, training_class(**days), staff())
        claiming.claim(db, "B1-00001", worker("W0"))
        enrolling.ask(db, "C1", "W0", worker("W0"), voucher_id="B1-00001")
    assert desk.json("training", "sessions", "C1") == {"sessions": 1}
    assert "焊工四级一班" in desk.run("training", "classes")
    by = ("--by", "甲")
    assert desk.json("training", "confirm", "1", "--method", "id_card", *by)["label"] == "已入班"
    came = desk.json("training", "attend", "1", "--session", "1", *by)
    assert came["minutes"] == 8 * 45
    desk.run("training", "finish", "1", *by)
    desk.run("training", "exam", "1", "--on", f"{today}", *by)
    proof = ("--occupation", WELDER, "--level", "4", "--on", f"{today}", "--issuer", "评价机构")
    shown = desk.run("training", "certificate", "Z1", "--worker", "W0", *proof, *by)
    assert "已持证" in shown
    desk.run("voucher", "submit", "B1-00001", *by)
    early = desk.run(
        "voucher", "settle", "B1-00001", "--yuan", "1000", "--bank", "1", "--by", "丙", code=2
    )
    assert "公示到" in early
    shown = desk.run("voucher", "show", "B1-00001")
    assert "申请兑现" in shown
    assert f"{today} 12:00" in shown, "by the clock of the office"
    assert "已结业" in desk.run("training", "roster", "C1")


def test_frost_flags_and_the_schedule(desk: Desk) -> None:
    published(desk)
    until = f"{DAY + timedelta(days=5)}"
    why = ("--reason", "有举报", "--by", "甲")
    assert "已冻结" in desk.run("voucher", "freeze", "B1-00001", "--until", until, *why)
    assert "待领取" in desk.run("voucher", "clear", "B1-00001", *why)
    assert desk.json("voucher", "look") == {"frozen": 0}
    assert desk.json("voucher", "expire") == {}
    assert desk.json("voucher", "flags") == {"flags": []}
    desk.run("voucher", "decide", "1", "cleared", "--reason", "无事", "--by", "甲", code=2)
    assert "已作废" in desk.run("voucher", "void", "B1-00002", *why)


def test_the_rules_say_what_is_not_verified(desk: Desk) -> None:
    rules = desk.json("voucher", "rules")
    assert rules["version"]
    assert "未核实" in desk.run("voucher", "rules")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("voucher", "settle", "X", "--yuan", "1", "--bank", "1", "--by", "甲"), "没有编号为"),
        (("voucher", "settle", "X", "--yuan", "1e3", "--bank", "1", "--by", "甲"), "金额应写作"),
        (("voucher", "show", "X"), "没有编号为"),
        (("training", "roster", "X"), "没有编号为"),
        (("training", "finish", "7", "--by", "甲"), "没有编号为"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(desk: Desk, words: tuple[str, ...], says: str) -> None:
    assert says in desk.run(*words, code=2)
