"""Whatever is written wrongly on the command line is told in Chinese, as help is, and Ctrl-C ends every command alike."""

import errno
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.main import app


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("nosuch", "没有命令“nosuch”"),
        ("search", "没有命令“search”。说明见 songgang -h。"),
        ("recomend W1", "没有命令“recomend”，是否想写 recommend？"),
        ("voucher lst", "没有命令“lst”，是否想写 list？说明见 songgang voucher -h。"),
        ("recommend", "缺少参数 worker_id：个人编号。说明见 songgang recommend -h。"),
        ("training exam 1 --by 甲", "缺少选项 --on：考核日期 YYYY-MM-DD。"),
        ("--nosuch", "没有选项 --nosuch。"),
        ("recommend W1 --limt 3", "没有选项 --limt，是否想写 --limit？"),
        ("recommend W1 --limit", "选项 --limit 后面没有写内容。"),
        ("recommend W1 --limit many", "选项 --limit 应为整数，现为“many”。"),
        ("recommend W1 --limit 0", "选项 --limit 不能小于 1，现为“0”。"),
        ("recommend W1 --limit 51", "选项 --limit 不能大于 50，现为“51”。"),
        (f"training finish {'9' * 5000} --by 甲", "参数 enrolment_id 数字太大"),
        ("training attend 1 --by 甲 --session one", "选项 --session 应为整数，现为“one”。"),
        (
            "policies W1 --known-at 0001-01-01T00:00+14:00",
            "没有这样的时刻：0001-01-01T00:00+14:00。",
        ),
        (
            "policies W1 --known-at 9999-12-31T23:59-12:00",
            "没有这样的时刻：9999-12-31T23:59-12:00。",
        ),
        ("policies W1 --known-at 2026", "时刻应写作 YYYY-MM-DDThh:mm，例如 2026-01-31T08:00"),
        ("template people", "参数 kind 应为以下之一：workers、spells、"),
        ("recommend W1 W2", "多出的内容：W2。"),
        ("audit list --json=yes", "选项 --json 后面不写内容。"),
        ("push", "请指明子命令，或用 --loop 一直运行。"),
    ],
)
def test_what_is_written_wrongly_is_told_in_chinese(written: str, told: str) -> None:
    result = CliRunner().invoke(app, written.split(), prog_name="songgang")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"错误：{told}" in result.stderr
    assert not re.search("Error|Usage|Missing|Invalid|OPTIONS", result.stderr)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["audit", "list", "--before", "9" * 20], "有的数字或日期超出了范围"),
        (["push", "resend", "9" * 20], "有的数字或日期超出了范围"),
        (["recommend", "\udcff"], "命令里有不是 UTF-8 编码的文字"),
        (["audit", "verify", "--anchor", "²:a"], "应写作 序号:封印"),
        (["token", "create", " "], "请写明令牌给谁用"),
        (["token", "revoke", ""], "请写明令牌编号"),
        (["demo", "--seed", "-1"], "选项 --seed 不能小于 0"),
        (["simulate", "year", "--seed", "-1"], "选项 --seed 不能小于 0"),
        (["referral", "funnel", "--since", "2026-02-01", "--until", "2026-01-01"], "不能晚于"),
        (["import", "policies", "long.toml", "--by", "甲"], "long.toml（有的数字太长）"),
        (["template", "workers", "folder"], "这是文件夹，不是文件：folder\n"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("long.toml").write_text(f"a = {'9' * 5000}")
    result = CliRunner().invoke(app, words, env={"SONGGANG_HOME": str(tmp_path / "home")})
    assert result.exit_code == 2, result.output
    assert told in result.stderr
    assert not list(tmp_path.glob(".*")), "nothing is left lying about"


def test_a_mistake_comes_with_how_the_command_is_written() -> None:
    result = CliRunner().invoke(app, ["recommend"], prog_name="songgang")
    assert result.stderr.startswith("用法：songgang recommend [选项] {worker_id}\n")


def test_columns_of_help_begin_below_each_other() -> None:
    told = CliRunner().invoke(app, ["import", "register", "--help"]).stdout
    assert "  --mapping <文字>  对照表" in told
    assert "  --complete        名单完整" in told
    assert "  kind <insurance|low_income|disability|land|company>\n               哪一种" in told


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("token list", "tokens.reading"),
        ("token revoke 1", "tokens.transaction"),
        ("audit list", "auditing.reading"),
        ("audit verify", "auditing.reading"),
        ("doctor", "examining.home_findings"),
        ("template workers", "importing.write_template"),
    ],
)
def test_ctrl_c_ends_any_command_with_a_sentence(
    words: str, at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"service.cli.{at}", interrupted)
    result = CliRunner().invoke(app, words.split(), env={"SONGGANG_HOME": str(tmp_path)})
    assert result.exit_code == 130
    assert "已中断（Ctrl+C）" in result.stderr


def test_whoever_reads_no_further_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("service.cli.examining.home_findings", closed)
    result = CliRunner().invoke(app, ["doctor"])
    assert (result.exit_code, result.output) == (1, "")
