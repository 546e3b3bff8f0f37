"""What commands show is shown whole: Chinese has no spaces at which a table or a help could break a line."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from service.cli import home_findings, output, tokens
from service.cli.main import app
from service.cli.usage import PHRASES
from tests.service.test_cli import Shell

SINCE = ("--since", "2026-01-01", "--until", "2026-11-28")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in an empty home."""
    return Shell(tmp_path / "home")


@pytest.mark.parametrize("words", [["voucher", "rules"], ["referral", "funnel", *SINCE]])
def test_a_table_is_whole_on_a_narrow_terminal(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr(output.console, "_width", 80)
    assert "…" not in shell(*words).stdout


def commands_of(group: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words that call it."""
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands_of(command, *path, name)


def together(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_help_of_every_command_is_chinese_and_whole_on_a_narrow_terminal(shell: Shell) -> None:
    english = r"[A-Za-z]+ [a-z]+ [a-z]+|required|default|x[<>]=|<[a-z]+[ >]"
    for path, command in commands_of(get_command(app)):
        usage, below = shell(*path, "--help").stdout.split("\n", 1)
        assert usage.startswith("用法：")
        assert "[选项]" in usage
        assert not re.search(english, below), below
        shown = together(below)
        helped = [command.help, *(getattr(option, "help", None) for option in command.params)]
        helped += [below.help for below in getattr(command, "commands", {}).values()]
        for text in filter(None, helped):
            assert together(PHRASES.get(text, text)) in shown, path


def test_a_line_is_not_broken_for_whoever_reads_it_by_program(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell("token", "create", "忻州市五台县人力资源和社会保障局就业服务中心", "--region", "140922")
    monkeypatch.setattr(output.console, "_width", 80)
    assert len(shell("token", "list").stdout.splitlines()) == 1


def test_an_address_that_is_not_to_be_had_is_said_before_anything_is_touched(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("SONGGANG_PORT", str(other.getsockname()[1]))
        taken = shell("serve")
    monkeypatch.setenv("SONGGANG_HOST", "192.0.2.1")
    absent = shell("serve")
    assert (taken.exit_code, absent.exit_code) == (2, 2)
    assert "已有程序在用" in taken.stderr
    assert "本机没有这个地址" in absent.stderr
    assert not (shell.home / "figures").exists()


def test_a_demonstration_that_could_not_be_served_is_not_begun(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that runs may be served from the same folder, which the next one empties."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("SONGGANG_PORT", str(other.getsockname()[1]))
        taken = shell("demo", "--workers", "500", "--vacancies", "100")
    assert taken.exit_code == 2
    assert "已有程序在用" in taken.stderr
    assert not (shell.home / "demo").exists()


def test_what_no_command_foresees_is_a_sentence_too(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(_: object) -> None:
        raise PermissionError(13, "Permission denied", "songgang.db")

    monkeypatch.setattr(tokens, "reading", unread)
    told = shell("token", "list")
    assert (told.exit_code, told.stderr) == (2, "错误：没有读写的权限：songgang.db\n")


def test_the_doctor_goes_on_where_it_may_not_read(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(_: Path) -> None:
        raise PermissionError(13, "Permission denied", "bundles/CURRENT")

    monkeypatch.setattr(home_findings, "bundle_in_use", unread)
    told = shell("doctor").stdout
    assert "注意  权限：bundles/CURRENT 不可读" in told
    assert "数据库" in told
