"""`songgang keys` and `songgang audit` as an operator and an auditor use them."""

from pathlib import Path

import pytest

from data.records import workers
from data.store import reading, transaction
from tests.data.importing import people, write_csv
from tests.service.stocked import opened
from tests.service.test_cli import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A home with three people."""
    found = Shell(tmp_path / "home")
    path = write_csv(tmp_path / "people.csv", people(3))
    found.json("import", "workers", str(path), "--as-of", "2026-11-23")
    return found


def test_keys_are_made_listed_and_changed(shell: Shell) -> None:
    (first,) = listed(shell)
    assert (first["number"], first["cipher"], first["seals"]) == (1, "aes-256-gcm", 6)
    changed = shell.json("keys", "rotate", "--cipher", "sm4-gcm")
    assert changed == {"number": 2, "sealed": 6}
    assert [(k["number"], k["cipher"], k["seals"]) for k in listed(shell)] == [
        (1, "aes-256-gcm", 0),
        (2, "sm4-gcm", 6),
    ]
    with reading(opened(shell.home)) as db:
        assert workers.telephone(db, "W000001") == "13800000001"
    secret = (shell.home / "keys.json").read_text()
    assert (shell.home / "keys.json").stat().st_mode & 0o777 == 0o600
    shown = shell("keys", "status")
    assert "第 2 号  sm4-gcm" in shown.stdout
    assert not [line for line in secret.splitlines() if "secret" in line and line in shown.stdout]


def test_without_its_keys_a_database_is_opened_by_nobody(shell: Shell) -> None:
    (shell.home / "keys.json").rename(shell.home / "elsewhere.json")
    refused = shell("keys", "status")
    assert refused.exit_code == 2
    assert "找不到密钥文件" in refused.stderr
    assert not (shell.home / "keys.json").exists()


def test_an_unknown_cipher_is_one_sentence(shell: Shell) -> None:
    refused = shell("keys", "rotate", "--cipher", "rot13")
    assert refused.exit_code == 2
    assert "没有这样的算法" in refused.stderr


def test_the_trail_is_read_and_examined(shell: Shell) -> None:
    made = shell.json("token", "create", "县局", "--region", "140922")
    assert made["region"] == "140922"
    assert "五台县" in shell("token", "list").stdout
    token_id = shell.json("token", "list")["tokens"][0]["id"]  # type: ignore[index]
    assert shell("token", "revoke", str(token_id)).exit_code == 0
    shell.json("keys", "rotate")
    acts = shell.json("audit", "list")["acts"]
    assert isinstance(acts, list)
    told = ["keys_rotated", "token_revoked", "token_created", "imported", "imported"]
    assert [act["action"] for act in acts] == told
    assert acts[1]["subject"] == token_id
    assert all(act["actor"].startswith("cli") for act in acts)
    assert "撤销令牌" in shell("audit", "list", "--action", "token_revoked").stdout
    sound = shell.json("audit", "verify")
    assert (sound["acts"], sound["broken_at"]) == (5, None)
    assert shell("audit", "verify", "--anchor", str(sound["anchor"])).exit_code == 0
    assert "审计日志完整，共 5 条" in shell("audit", "verify").stdout
    with transaction(opened(shell.home)) as db:
        db.exec_driver_sql("DROP TRIGGER audit_acts_no_delete")
        db.exec_driver_sql("DELETE FROM audit_acts WHERE number = 5")
    assert shell("audit", "verify").exit_code == 0
    broken = shell("audit", "verify", "--anchor", str(sound["anchor"]))
    assert broken.exit_code == 1
    assert "第 5 条" in broken.stdout


@pytest.mark.parametrize("words", [("list", "--action", "x"), ("verify", "--anchor", "x")])
def test_what_the_trail_is_not_asked(shell: Shell, words: tuple[str, ...]) -> None:
    refused = shell("audit", *words)
    assert refused.exit_code == 2
    assert "错误" in refused.stderr


def listed(shell: Shell) -> list[dict[str, object]]:
    found = shell.json("keys", "status")["keys"]
    assert isinstance(found, list)
    return found
