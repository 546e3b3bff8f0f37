"""`songgang account` as whoever sets the office up uses it, and the accounts of the demonstration."""

import json
from pathlib import Path

import pytest

from data.records import accounts, audit
from data.store import reading
from service.access.roles import ALL_ROLES
from service.access.signing_in import sign_in
from service.cli import demonstrating
from service.clock import utc_now
from tests.service.stocked import NOW, opened, stock
from tests.service.test_cli import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home")


def test_an_account_is_made_used_locked_and_reset(shell: Shell) -> None:
    made = shell.json(
        "account", "add", "Wang", "王专员", "--role", "counselor", "--region", "140922"
    )
    assert opens(shell, "wang", str(made["password"]))
    assert shell("account", "lock", "wang").exit_code == 0
    assert not opens(shell, "wang", str(made["password"]))
    assert shell("account", "unlock", "wang").exit_code == 0
    new = shell.json("account", "reset", "wang", "--second-factor")
    assert not opens(shell, "wang", str(made["password"]))
    assert opens(shell, "wang", str(new["password"]))
    clerk = ("--township", "140922100")
    assert shell("account", "role", "wang", "township_clerk", *clerk).exit_code == 0
    told = shell("account", "list").stdout
    assert all(word in told for word in ("wang", "王专员", "乡镇经办员", "五台县", "正常"))
    (listed,) = shell.json("account", "list")["accounts"]  # type: ignore[misc]
    assert listed["township"] == "140922100"
    with reading(opened(shell.home)) as db:
        done = [each.act.action for each in reversed(audit.acts(db))]
        assert {each.act.actor.split(":")[0] for each in audit.acts(db)} == {"cli", "account"}
    assert [each for each in done if "sign" not in each] == [
        "account_created",
        "account_locked",
        "account_unlocked",
        "password_set",
        "second_factor_dropped",
        "account_changed",
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("wang", "王", "--role", "counselor"), "姓名应为"),
        (("Wang Wei", "王伟", "--role", "counselor"), "登录名应为"),
        (("wang", "王伟", "--role", "boss"), "没有这样的职责"),
        (("wang", "王伟", "--role", "counselor", "--region", "110101"), "没有这样的县区代码"),
        (("wang", "王伟", "--role", "township_clerk"), "须限定一个乡镇街道"),
        (("wang", "王伟", "--role", "counselor", "--township", "140922100"), "只有乡镇经办员"),
        (("wang", "王伟", "--role", "auditor", "--region", "140922"), "不能限定县区"),
    ],
)
def test_what_cannot_be_is_one_sentence(shell: Shell, words: tuple[str, ...], says: str) -> None:
    refused = shell("account", "add", *words)
    assert refused.exit_code == 2
    assert says in refused.stderr


def test_a_name_that_is_taken_and_one_that_nobody_has(shell: Shell) -> None:
    words = ("account", "add", "wang", "王专员", "--role", "counselor")
    assert shell(*words).exit_code == 0
    assert "已有人使用" in shell(*words).stderr
    assert "没有登录名为“li”的账号" in shell("account", "lock", "li").stderr


def test_a_new_installation_has_no_accounts(shell: Shell) -> None:
    assert shell.json("account", "list") == {"accounts": []}


def test_the_doctor_names_the_administrators_nobody_has_made(shell: Shell) -> None:
    shell.json("account", "add", "anquan", "安全员", "--role", "security_administrator")
    told = {f["name"]: f for f in json.loads(shell("doctor", "--json").stdout)["findings"]}
    assert told["账号"]["found"] == "1 个可登录，0 个超过 90 天未登录"
    assert told["账号"]["advice"] == "用 songgang account add 建立系统管理员、审计管理员。"


def test_the_demonstration_has_an_account_for_each_role_and_the_whole_city(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = opened(tmp_path)
    stock(store, tmp_path)
    demonstrating.print_accounts(store, "W-driver")
    with reading(store) as db:
        found = accounts.everybody(db)
    assert {each.role for each in found} == ALL_ROLES.keys()
    supervisors = {a.sign_in_name: a.region for a in found if a.role == "county_supervisor"}
    assert supervisors == {"supervisor": "140902", "city": None}
    assert len(found) == len(ALL_ROLES) + 1
    assert [each.role for each in found if each.totp_since] == [
        "auditor",
        "operator",
        "security_administrator",
    ]
    told = capsys.readouterr().out
    row = next(line for line in told.splitlines() if " counselor " in line)
    password = row.split("│")[3].strip()
    assert sign_in(store, "counselor", password, address="", now=NOW) is not None


def opens(shell: Shell, name: str, password: str) -> bool:
    found = sign_in(opened(shell.home), name, password, address="", now=utc_now())
    return found is not None
