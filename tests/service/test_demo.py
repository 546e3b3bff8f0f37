"""The demonstration gives one worker's whole answer and measures each step."""

import json
from pathlib import Path

from typer.testing import CliRunner

from service.cli.main import app


def test_a_small_demonstration_answers_in_full(tmp_path: Path) -> None:
    words = [
        "demo",
        "--workers",
        "6000",
        "--vacancies",
        "900",
        "--no-serve",
        "--as-of",
        "2026-11-23",
    ]
    env = {"SONGGANG_HOME": str(tmp_path)}
    told = CliRunner().invoke(app, words, env=env)
    assert told.exit_code == 0, told.output
    for part in (
        "就业困难指数",
        "法定情形预检",
        "岗位 1",
        "岗位 3",
        "培训",
        "可打开",
        "各步骤用时与内存",
    ):
        assert part in told.stdout, part

    again = CliRunner().invoke(app, [*words, "--json"], env=env)
    assert again.exit_code == 0, again.output
    answer = json.loads(again.stdout)
    assert len(answer["vacancies"]["vacancies"]) == 3
    assert answer["programmes"]["programmes"][0]["n_opened"] >= 1
    assert answer["index"]["bundle"] == answer["training"]["version"]
    names = [step["name"] for step in answer["steps"]]
    assert names == [
        "synthesise",
        "import workers",
        "import spells",
        "import vacancies",
        "import programmes",
        "train",
        "score",
        "advise",
    ]
    assert all(step["seconds"] > 0 and step["peak_gb"] > 0 for step in answer["steps"])
