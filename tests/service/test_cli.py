"""The command line: one JSON object for programs, one sentence and exit code 2 for what cannot be done."""

import errno
import json
import sqlite3
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest
import typer
from typer.testing import CliRunner, Result

from data import bulk, engines
from data.store import StoreBusy, StoreClash, open_store
from service.cli.context import one_sentence
from service.cli.main import app
from service.demonstrated import begin
from tests.builders import registry_row
from tests.data.importing import NOW, people, write_csv


class Shell:
    """Runs commands with everything kept below one folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.runner = CliRunner()

    def __call__(self, *words: str) -> Result:
        """Run one command."""
        return self.runner.invoke(app, list(words), env={"SONGGANG_HOME": str(self.home)})

    def json(self, *words: str) -> dict[str, object]:
        """Run one command with `--json`; it has to succeed."""
        result = self(*words, "--json")
        assert result.exit_code == 0, result.output
        answer: dict[str, object] = json.loads(result.stdout)
        return answer


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in an empty home."""
    return Shell(tmp_path / "home")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["account", "list"], "还没有账号"),
        (["token", "list"], "还没有令牌"),
        (["model", "list"], "还没有模型包"),
        (["audit", "list"], "没有符合条件的记录"),
        (["referral", "due"], "没有到期应回访的人"),
        (["casework", "due"], "没有到期事项"),
        (["voucher", "list"], "没有批次"),
        (["voucher", "flags"], "没有等待核实的风险提示"),
        (["training", "classes"], "没有可以报名的班级"),
        (["push", "dead"], "没有发送失败的消息"),
    ],
)
def test_a_list_of_nothing_is_a_sentence_and_no_empty_table(
    shell: Shell, words: list[str], told: str
) -> None:
    result = shell(*words)
    assert result.exit_code == 0, result.output
    assert told in result.stderr
    assert result.stdout == ""


def test_an_import_sums_up_what_it_did(shell: Shell, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "people.csv", people(3))
    words = ("import", "workers", str(file), "--as-of", "2026-11-23")
    first, second = shell.json(*words), shell.json(*words)
    assert first == {
        "read": 3,
        "accepted": 3,
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "duplicates": 0,
        "report": None,
        "notice": None,
    }
    assert second == first | {"new": 0, "unchanged": 3}


def test_an_import_is_readable_for_people(shell: Shell, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "people.csv", people(2))
    result = shell("import", "workers", str(file), "--as-of", "2026-11-23")
    assert result.exit_code == 0
    assert "导入劳动者" in result.stdout
    assert "新增" in result.stdout


@pytest.mark.parametrize(("n_refused", "code"), [(0, 0), (1, 0), (2, 2)])
def test_an_import_of_which_nothing_is_taken_has_not_succeeded(
    shell: Shell, tmp_path: Path, n_refused: int, code: int
) -> None:
    rows = [row | {"id_number": "1"} if n < n_refused else row for n, row in enumerate(people(2))]
    file = write_csv(tmp_path / "people.csv", rows)
    result = shell("import", "workers", str(file), "--as-of", "2026-11-23", "--json")
    assert (result.exit_code, json.loads(result.stdout)["refused"]) == (code, n_refused)
    assert ("没有一行可以接收" in result.stderr) is (code == 2)


def test_whoever_imports_the_file_that_ends_a_demonstration_is_told(
    shell: Shell, tmp_path: Path
) -> None:
    assert shell("account", "list").exit_code == 0
    begin(open_store(f"sqlite:///{shell.home / 'songgang.db'}"), NOW)
    file = write_csv(tmp_path / "people.csv", people(2))
    words = ("import", "workers", str(file), "--as-of", "2026-11-23")
    assert "这份文件结束了演示" in shell(*words).stderr
    assert "演示" not in shell(*words).output


def test_whoever_runs_the_night_that_failed_after_ending_a_demonstration_is_told(
    shell: Shell, tmp_path: Path
) -> None:
    assert shell("account", "list").exit_code == 0
    begin(open_store(f"sqlite:///{shell.home / 'songgang.db'}"), NOW)
    files = tmp_path / "files"
    files.mkdir()
    write_csv(files / "workers-2026-11-23.csv", people(1))
    (files / "spells-2026-11-23.csv").touch()
    failed = shell("night", "--files", str(files), "--as-of", "2026-11-23", "--processes", "1")
    assert failed.exit_code == 2
    assert "这份文件结束了演示" in failed.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "空"), (b"a,b\n1,2\n", "a"), (b"\xff\xfe\x00\x81\x00\n", "")],
)
def test_a_file_that_is_no_table_ends_with_one_sentence(
    shell: Shell, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    result = shell("import", "vacancies", str(file))
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_missing_file_a_wrong_day_and_an_unknown_mapping(shell: Shell, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "people.csv", people(1))
    for words, said in (
        (("import", "workers", "nowhere.csv"), "nowhere.csv"),
        (("import", "workers", str(file), "--as-of", "23.11.2026"), "YYYY-MM-DD"),
        (("import", "workers", str(file), "--mapping", "none-such"), "none-such"),
    ):
        result = shell(*words)
        assert result.exit_code == 2, words
        assert said in result.stderr


@pytest.mark.parametrize(
    ("words", "doing"),
    [
        (("import", "workers", "FILE"), "导入"),
        (("import", "register", "low_income", "FILE"), "导入"),
        (("score",), "全员评分"),
        (("casework", "scan"), "政策找人"),
        (("night", "--files", "."), "夜间批处理"),
    ],
)
def test_nothing_is_done_as_of_a_day_that_has_not_come(
    shell: Shell, tmp_path: Path, words: tuple[str, ...], doing: str
) -> None:
    file = str(write_csv(tmp_path / "people.csv", people(1)))
    asked = [file if word == "FILE" else word for word in words]
    refused = shell(*asked, "--as-of", "2099-11-23")
    assert refused.exit_code == 2
    said = f"{doing}没有开始。请核对 --as-of 和系统时钟。"
    assert refused.stderr.replace("\n", "").endswith(said)
    assert "2099-11-23还没有到" in refused.stderr
    assert not (shell.home / "scores").exists()


def test_what_looks_like_markup_in_a_file_is_shown_as_text(shell: Shell, tmp_path: Path) -> None:
    good = write_csv(tmp_path / "[b].csv", people(1))
    head, row = good.read_text("utf-8-sig").splitlines()
    file = tmp_path / "a[red]b.csv"
    file.write_text(f"{head},[/编号]\n{row},1\n", "utf-8")
    result = shell("import", "workers", str(file))
    assert result.exit_code == 2
    for said in ("[/编号]", "a[red]b.csv"):
        assert said in result.stderr
    assert "[b].csv" in shell("import", "workers", str(good), "--as-of", "2026-11-23").stdout


def test_an_import_says_what_postings_may_not_ask_for(shell: Shell, tmp_path: Path) -> None:
    row = {"岗位名称": "司机（限男）", "招聘单位": "甲", "来源": "测试", "工作地行政区划": "140902"}
    file = write_csv(tmp_path / "vacancies.csv", [row | {"招聘人数": 1, "月薪下限": 5000}])
    found = shell.json("import", "vacancies", str(file))["lint"]
    assert found == {"kept_out": 1, "monitored": 0, "kinds": {"性别限制": 1}}
    assert shell.json("import", "vacancies", str(file))["lint"]["kept_out"] == 0, "nothing changed"


def test_a_vacancys_title_is_shown_as_it_is(shell: Shell, tmp_path: Path) -> None:
    shell.json("import", "workers", str(write_csv(tmp_path / "people.csv", people(1))))
    row = {"岗位名称": "司机[/红色]", "招聘单位": "甲", "来源": "测试", "工作地行政区划": "140902"}
    file = write_csv(tmp_path / "vacancies.csv", [row | {"招聘人数": 1, "月薪下限": 5000}])
    shell.json("import", "vacancies", str(file))
    assert "司机[/红色]" in shell("recommend", "W000000").stdout


def test_a_home_that_is_no_folder_ends_with_one_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.touch()
    result = Shell(home)("import", "workers", str(write_csv(tmp_path / "a.csv", people(1))))
    assert result.exit_code == 2
    assert "不能在此建文件夹" in result.stderr


def test_a_template_that_cannot_be_written_ends_with_one_sentence(
    shell: Shell, tmp_path: Path
) -> None:
    result = shell("template", "workers", str(tmp_path))
    assert result.exit_code == 2
    assert "这是文件夹" in result.stderr


@pytest.mark.parametrize("file", ["songgang.db", "songgang.db.import-lock"])
def test_a_database_in_use_ends_with_one_sentence(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    people_file = str(write_csv(tmp_path / "people.csv", people(1)))
    shell.json("import", "workers", people_file)
    monkeypatch.setattr(bulk, "IMPORT_WAIT_SECONDS", 0.1)
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(shell.home / file, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        result = shell("import", "workers", people_file)
    assert result.exit_code == 2
    assert "再试" in result.stderr


def test_a_database_of_a_newer_version_ends_with_one_sentence(shell: Shell, tmp_path: Path) -> None:
    people_file = str(write_csv(tmp_path / "people.csv", people(1)))
    shell.json("import", "workers", people_file)
    with closing(sqlite3.connect(shell.home / "songgang.db")) as db, db:
        db.execute("UPDATE alembic_version SET version_num = 'later'")
    result = shell("import", "workers", people_file)
    assert result.exit_code == 2
    assert "更新的版本" in result.stderr


@pytest.mark.parametrize("kind", ["workers", "spells", "vacancies", "programmes"])
def test_a_template_is_written(shell: Shell, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "form.xlsx"
    result = shell("template", kind, str(path))
    assert result.exit_code == 0
    assert path.stat().st_size > 4_000


def test_a_workers_advice_is_one_object(shell: Shell, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "people.csv", people(1))
    shell.json("import", "workers", str(file), "--as-of", "2026-11-23")
    advice = shell.json("recommend", "W000000")
    assert set(advice) == {"worker", "index", "statutory", "vacancies", "programmes"}
    shown = shell("recommend", "W000000")
    assert "就业困难指数" in shown.stdout
    nobody = shell("recommend", "W999999")
    assert nobody.exit_code == 2
    assert "W999999" in nobody.stderr


def test_who_refused_advice_is_told_that_the_list_looks_at_nobody(
    shell: Shell, tmp_path: Path
) -> None:
    refuser = registry_row(worker_id="W-refuser", consent=False)
    shell("import", "workers", str(write_csv(tmp_path / "people.csv", [refuser])))
    shown = shell("recommend", "W-refuser").stdout
    assert "未同意个性化推荐" in shown


def test_the_registry_is_scored(shell: Shell, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "people.csv", people(4))
    shell.json("import", "workers", str(file), "--as-of", "2026-11-23")
    answer = shell.json("score", "--as-of", "2026-11-23", "--processes", "1")
    assert answer["people"] == 4
    assert Path(str(answer["index"])).is_dir()


@pytest.mark.parametrize("command", ["score", "night"])
def test_a_registry_without_anybody_is_not_scored_but_told(
    shell: Shell, tmp_path: Path, command: str
) -> None:
    files = ["--files", str(tmp_path)] if command == "night" else []
    answer = shell(command, "--as-of", "2026-11-23", "--processes", "1", *files)
    assert answer.exit_code == 2
    assert "登记库中还没有劳动者" in answer.stderr
    assert ("失败的步骤：就业困难指数" in answer.stderr) is (command == "night")


def test_the_doctor_says_what_to_do(shell: Shell, tmp_path: Path) -> None:
    sick = shell("doctor", "--json")
    assert sick.exit_code == 1
    found = {f["name"]: f for f in json.loads(sick.stdout)["findings"]}
    assert found["数据表"] | {"advice": ""} == {
        "name": "数据表",
        "well": False,
        "found": "尚未建立",
        "advice": "",
    }
    file = write_csv(tmp_path / "people.csv", people(1))
    shell.json("import", "workers", str(file), "--as-of", "2026-11-23")
    found = {f["name"]: f for f in json.loads(shell("doctor", "--json").stdout)["findings"]}
    assert found["劳动者"]["found"] == "1 人"
    assert found["在招岗位"]["advice"] == "用 songgang import vacancies 导入。"
    assert "注意" in shell("doctor").stdout


def test_a_database_that_is_not_there_is_said_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://songgang:geheim@127.0.0.1:1/none"
    env = {"SONGGANG_HOME": str(tmp_path), "SONGGANG_DATABASE_URL": url}
    result = CliRunner().invoke(app, ["recommend", "x"], env=env)
    assert result.exit_code == 2
    assert "数据库无法打开" in result.stderr
    assert "geheim" not in result.output
    assert "数据库" in CliRunner().invoke(app, ["doctor"], env=env).stdout


def test_a_port_that_is_none_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["doctor"], env={"SONGGANG_PORT": "high"})
    assert result.exit_code == 2
    assert "SONGGANG_PORT" in result.stderr


def test_tokens_come_and_go(shell: Shell) -> None:
    made = shell.json("token", "create", "县局", "--scope", "read", "--days", "7")
    assert str(made["token"]).startswith("sg_")
    listed = shell.json("token", "list")["tokens"]
    assert isinstance(listed, list)
    assert [t["name"] for t in listed] == ["县局"]
    assert str(made["token"]) not in json.dumps(listed)
    assert shell("token", "revoke", str(listed[0]["id"])).exit_code == 0
    assert "已撤销" in shell("token", "list").stdout
    assert shell("token", "revoke", "nothing").exit_code == 2
    assert shell("token", "create", "x", "--scope", "rule").exit_code == 2


def test_a_folder_of_somebody_else_is_left_alone(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    result = shell("demo", "--folder", str(tmp_path / "mine"), "--no-serve")
    assert result.exit_code == 2
    assert (tmp_path / "mine" / "letter.txt").read_text() == "mine"


def sqlite_failure(code: int) -> sqlite3.Error:
    failure = sqlite3.OperationalError("disk I/O error or another")
    failure.sqlite_errorcode = code
    return failure


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (MemoryError(), "内存不足"),
        (BrokenProcessPool(), "内存不足"),
        (pa.ArrowInvalid("1409"), "重新运行"),
        (StoreBusy("", None, sqlite_failure(sqlite3.SQLITE_FULL)), "磁盘已满"),
        (StoreBusy("", None, sqlite_failure(sqlite3.SQLITE_IOERR_READ)), "磁盘无法读写"),
        (StoreBusy("", None, sqlite_failure(sqlite3.SQLITE_BUSY)), "请稍后再试"),
        (StoreBusy("", None, sqlite_failure(sqlite3.SQLITE_READONLY)), "数据库文件不能写入"),
        (sqlite_failure(sqlite3.SQLITE_READONLY_DBMOVED), "数据库文件不能写入"),
        (OSError(errno.ENOSPC, "No space left on device", "parts"), "磁盘已满：parts"),
        (KeyboardInterrupt(), "已中断（Ctrl+C）"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "磁盘已满（配额已用完）"),
        (OSError(errno.EIO, "Input/output error", "parts"), "磁盘无法读写，请检查磁盘：parts"),
        (OSError(errno.EMFILE, "Too many open files"), "文件或文件夹无法读写"),
    ],
)
def test_what_a_machine_lacks_is_said_in_a_sentence(
    failure: BaseException, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit), one_sentence():
        raise failure
    told = capsys.readouterr().err
    assert said in told
    assert ("磁盘已满" in told) == ("磁盘已满" in said), "only a full disk is told as one"
    assert "1409" not in told


def test_a_fault_of_ours_is_not_told_as_one_of_the_machine() -> None:
    with pytest.raises(StoreClash), one_sentence():
        raise StoreClash("", None, sqlite_failure(sqlite3.SQLITE_CONSTRAINT))
