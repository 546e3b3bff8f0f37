"""`songgang model …`: bundles are listed, shown, put in use only through their gates, and taken back."""

import json
from pathlib import Path

import pytest

from models.advice import PROMISES
from models.bundle import current, write_bundle
from models.index.scorecard import Scorecard
from service import modelling
from service.cli import training as training_command
from service.training import TrainingFailed
from tests.service.test_cli import Shell

GOOD = {"校准误差 ECE": True, "各群体的校准": True, "不劣于现用模型": True}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in an empty home."""
    return Shell(tmp_path / "home")


def bundle(shell: Shell, version: str, *, champion: str | None = None, **failed: str) -> None:
    """A bundle that serves the scorecard, with the gates of a trial."""
    gates = {**GOOD, **dict.fromkeys(failed.values(), False)}
    notes = {"as_of": version[:10], "rows": 1200, "auc": 0.781, "brier": 0.17, "ece": 0.02}
    folder = write_bundle(
        shell.home / "bundles",
        version,
        {"index": Scorecard()},
        promises=PROMISES,
        notes={**notes, "slope": 1.02, "gates": gates, "champion": champion, "profile": {}},
        card="# 模型说明\n",
    )
    (folder / "report").mkdir()
    (folder / "report" / "report.md").write_text("# 评估报告\n", encoding="utf-8")


def in_use(shell: Shell) -> str | None:
    folder = current(shell.home / "bundles")
    return folder.name if folder else None


def test_bundles_are_listed_with_their_state_and_failed_gates(shell: Shell) -> None:
    bundle(shell, "2026-01-01-01")
    bundle(shell, "2026-02-01-01", champion="2026-01-01-01", gate="校准误差 ECE")
    shell.json("model", "promote", "2026-01-01-01")
    listed = shell.json("model", "list")["bundles"]
    assert isinstance(listed, list)
    assert [(b["version"], b["state"], b["failed"]) for b in listed] == [
        ("2026-02-01-01", "未启用", ["校准误差 ECE"]),
        ("2026-01-01-01", "现用", []),
    ]
    assert listed[0]["auc"] == 0.781
    assert "2026-02-01-01" in shell("model", "list").stdout


def test_promoting_and_rolling_back_by_one_command(shell: Shell) -> None:
    bundle(shell, "2026-01-01-01")
    bundle(shell, "2026-02-01-01", champion="2026-01-01-01")
    assert shell.json("model", "promote", "2026-01-01-01")["before"] is None
    assert shell.json("model", "promote", "2026-02-01-01")["before"] == "2026-01-01-01"
    assert in_use(shell) == "2026-02-01-01"
    back = shell.json("model", "rollback", "--reason", "三县反映偏高")
    assert (back["version"], back["reason"]) == ("2026-01-01-01", "三县反映偏高")
    assert in_use(shell) == "2026-01-01-01"
    assert "专家评分卡" in shell("model", "rollback").stdout
    assert in_use(shell) is None
    refused = shell("model", "rollback")
    assert refused.exit_code == 2
    assert "没有可退回" in refused.stderr


@pytest.mark.parametrize("gate", sorted(GOOD))
def test_a_failed_gate_refuses_and_an_override_is_recorded(shell: Shell, gate: str) -> None:
    bundle(shell, "2026-01-01-01", gate=gate)
    refused = shell("model", "promote", "2026-01-01-01")
    assert refused.exit_code == 2
    assert gate in refused.stderr
    assert in_use(shell) is None
    done = shell.json("model", "promote", "2026-01-01-01", "--override", "局务会同意试用")
    assert done["failed"] == [gate]
    shown = shell.json("model", "show")
    assert shown["state"] == "现用"
    assert shown["ledger"][0]["reason"] == "局务会同意试用"  # type: ignore[index]
    assert "profile" not in shown["notes"]  # type: ignore[operator]
    told = shell("model", "show").stdout
    assert "局务会同意试用" in told
    assert "模型说明" in told


COMPARED = {"gates": {"不劣于现用模型": False}}


def test_what_serves_now_is_compared_anew_when_it_has_changed(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle(shell, "2026-01-01-01")
    bundle(shell, "2026-02-01-01")
    shell.json("model", "promote", "2026-01-01-01")
    asked: list[object] = []

    def compare(_config: object, _as_of: object, **how: object) -> object:
        asked.append(how)
        return COMPARED

    monkeypatch.setattr(modelling, "run_training", compare)
    refused = shell("model", "promote", "2026-02-01-01")
    assert refused.exit_code == 2
    assert "不劣于现用模型" in refused.stderr
    assert asked == [{"command": "compare", "more": ("--version", "2026-02-01-01")}]
    assert in_use(shell) == "2026-01-01-01"


def test_a_comparison_that_cannot_be_had_refuses_unless_overridden(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle(shell, "2026-01-01-01")
    bundle(shell, "2026-02-01-01")
    shell.json("model", "promote", "2026-01-01-01")

    def fails(*_: object, **__: object) -> object:
        raise TrainingFailed("检验样本太少。")

    monkeypatch.setattr(modelling, "run_training", fails)
    assert "检验样本太少" in shell("model", "promote", "2026-02-01-01").stderr
    done = shell.json("model", "promote", "2026-02-01-01", "--override", "旧模型已失效")
    assert done["failed"] == [modelling.NOT_COMPARED]


def test_an_unknown_bundle_and_an_empty_home_are_one_sentence(shell: Shell) -> None:
    for words in (
        ("promote", "2026-01-01-01"),
        ("show",),
        ("report",),
        ("report", "x"),
        ("drift",),
    ):
        result = shell("model", *words)
        assert result.exit_code == 2, words
        assert result.stderr.startswith("错误：") or "错误：" in result.stderr
        assert "Traceback" not in result.output
    assert shell.json("model", "list") == {"bundles": []}


def test_a_report_is_printed_and_its_pages_are_named(shell: Shell) -> None:
    bundle(shell, "2026-01-01-01")
    found = shell.json("model", "report", "2026-01-01-01")
    assert Path(str(found["html"])).name == "report.html"
    assert "# 评估报告" in shell("model", "report", "2026-01-01-01").stdout


DRIFT = {
    "version": "2026-01-01-01",
    "as_of": "2026-11-23",
    "rows": 900,
    "psi_index": 0.31,
    "mean_index_then": 41.0,
    "mean_index_now": 55.0,
    "psi_noise": 0.02,
    "psi": {"age": 0.4, "reach": 0.01},
    "missing": {},
    "calibration": [
        {"months": 3, "rows": 400, "forecast": 0.7, "outcome": 0.6, "slope": 0.9, "ece": 0.1},
        {"months": 12, "rows": 3, "forecast": None, "outcome": None, "slope": None, "ece": None},
    ],
    "moved": ["age", "index"],
}


def test_drift_is_told_and_ends_with_one_where_something_moved(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle(shell, "2026-01-01-01")
    shell.json("model", "promote", "2026-01-01-01")
    monkeypatch.setattr(modelling, "run_training", lambda *_, **__: DRIFT)
    told = shell("model", "drift")
    assert told.exit_code == 1
    for word in ("年龄 0.40", "0.31", "年龄、指数分布", "斜率 0.90", "暂不判断", "songgang train"):
        assert word in told.stdout
    assert json.loads(shell("model", "drift", "--json").stdout)["moved"] == ["age", "index"]
    monkeypatch.setattr(modelling, "run_training", lambda *_, **__: DRIFT | {"moved": []})
    assert shell("model", "drift").exit_code == 0


RUN = {
    "version": "2026-03-01-01",
    "promoted": False,
    "reason": "校准误差 ECE：0.09",
    "member": "logit",
    "champion": None,
    "scores": {"index": {"auc": 0.7}},
}


def test_training_says_in_words_why_a_bundle_is_not_used(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_command, "run_training", lambda *_, **__: RUN)
    told = shell("train")
    assert told.exit_code == 0
    assert "scores" not in told.stdout
    assert "专家评分卡" in told.stdout
    assert "songgang model report 2026-03-01-01" in told.stderr
    monkeypatch.setattr(training_command, "run_training", lambda *_, **__: RUN | {"promoted": True})
    assert "rollback" in shell("train").stderr
