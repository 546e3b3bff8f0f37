"""Policies and casework on the command line: import a register, calculate, scan, list, see what is due."""

import json
from pathlib import Path

import pytest

from tests.builders import id_number
from tests.data.importing import person, write_csv
from tests.service.test_cli import Shell

DAY = "2026-11-23"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in a home with one migrant whose household is out of poverty."""
    ready = Shell(tmp_path / "home")
    row = person(
        worker_id="W1",
        id_number=id_number(sequence=1),
        poverty_monitored=True,
        employment_status="migrant",
        registered_on=None,
        low_income=None,
    )
    ready.json("import", "workers", str(write_csv(tmp_path / "w.csv", [row])), "--as-of", DAY)
    return ready


def test_policies_are_shown_with_verdicts_and_without_unread_amounts(shell: Shell) -> None:
    shown = shell("policies", "W1", "--as-of", DAY)
    assert shown.exit_code == 0
    assert "符合  P15 外出务工一次性交通补贴" in shown.stdout
    assert "金额待核实" in shown.stdout
    assert "1,500元" not in shown.stdout
    answer = shell.json("policies", "W1", "--as-of", DAY)
    assert isinstance(answer["entitlements"], list)


def test_a_register_is_imported_and_counts(shell: Shell, tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "low.csv", [{"身份证号": id_number(sequence=1), "低保类别": "城市低保"}]
    )
    taken = shell.json("import", "register", "low_income", str(file), "--as-of", DAY)
    assert (taken["new"], taken["refused"]) == (1, 0)
    assert "符合  P06" in shell("policies", "W1", "--as-of", DAY).stdout


def test_an_employer_asks_with_a_file(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "firm.json"
    facts = {"size": "small", "n_hard_to_employ": 1, "contract_months": 12}
    file.write_text(json.dumps(facts), "utf-8")
    shown = shell("employer-policies", str(file), "--as-of", DAY)
    assert "符合  E01" in shown.stdout
    for wrong, said in (
        ('{"size": "gigantic"}', "size（"),
        ("[]", "应为一个 JSON 对象"),
        ("[" * 50_000, "不是有效的 JSON：firm.json"),
    ):
        file.write_text(wrong, "utf-8")
        refused = shell("employer-policies", str(file))
        assert refused.exit_code == 2
        assert said in refused.stderr


def test_new_versions_are_imported_or_refused_with_a_sentence(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text("[[policies]]\nid = 'X1'\n", "utf-8")
    refused = shell("import", "policies", str(file), "--by", "政策科")
    assert refused.exit_code == 2
    assert "X1" in refused.stderr


def test_a_scan_counts_by_county_and_lists_people(shell: Shell) -> None:
    missing = shell("casework", "entitled", "140902", "--as-of", DAY)
    assert missing.exit_code == 2
    assert "还没有扫描" in missing.stderr
    found = shell.json("casework", "scan", "--as-of", DAY)
    assert found["people"] == 1
    listed = shell.json("casework", "entitled", "140902", "--policy", "P15", "--as-of", DAY)
    people = listed["people"]
    assert isinstance(people, list)
    assert [p["worker_id"] for p in people] == ["W1"]
    assert "忻府区" in shell("casework", "scan", "--as-of", DAY).stdout


def test_what_is_due_may_be_nothing(shell: Shell) -> None:
    assert shell("casework", "due").exit_code == 0
    unknown = shell("casework", "case", "R1")
    assert unknown.exit_code == 2
    assert "没有编号为“R1”的认定" in unknown.stderr
