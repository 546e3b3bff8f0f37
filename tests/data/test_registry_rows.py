"""A registry file is taken strictly: every row read or refused by name."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from data.importers.mapping import load_mapping
from data.importers.readers import UnreadableFile
from data.importers.registry import rows_about
from data.records import imports, workers
from data.store import Store, reading
from tests.builders import TODAY, id_number
from tests.data.importing import (
    Row,
    known,
    people,
    person,
    report_of,
    take_workers,
    text,
    write_csv,
)

REFUSED: list[tuple[Row, str, str]] = [
    ({"id_number": "14090219830517001X"}, "id_number", "校验码不符"),
    ({"id_number": "140902830517001"}, "id_number", "15 位旧号码"),
    ({"id_number": "14090219830231001X"}, "id_number", "出生日期不存在"),
    ({"id_number": "1409021983051700"}, "id_number", "应为 18 位"),
    ({"id_number": "1409021983O5170019"}, "id_number", "应为数字"),
    ({"id_number": ""}, "id_number", "应为 18 位"),
    ({"sex": "2", "id_number": id_number()}, "sex", "性别不符"),
    ({"birth_on": date(1983, 5, 18), "id_number": id_number()}, "birth_on", "出生日期不符"),
    ({"name": "测试1"}, "name", "姓名应为"),
    ({"name": ""}, "name", "姓名应为"),
    ({"worker_id": "W 1"}, "worker_id", "个人编号应为"),
    ({"phone": "123"}, "phone", "电话号码"),
    ({"valid_on": "2024-02-30"}, "valid_on", "没有这一天"),
    ({"valid_on": "去年"}, "valid_on", "不是日期"),
    ({"valid_on": TODAY + timedelta(days=1)}, "valid_on", "晚于导入日"),
    ({"trained_on": date(2026, 10, 9)}, "trained_on", "晚于信息更新日期"),
    ({"graduated_on": date(1980, 1, 1)}, "graduated_on", "早于出生日期"),
    ({"region": ""}, "region", "必须填写"),
    ({"region": "999999"}, "region", "不是行政区划"),
    ({"region": "140900"}, "region", "应精确到县"),
    ({"township": "140902999"}, "township", "不是本市乡镇街道"),
    ({"education": "自学成才"}, "education", "不是文化程度"),
    ({"population": "山里人"}, "population", "不在代码表内"),
    ({"disabled": "也许"}, "disabled", "应为“是”或“否”"),
    ({"n_dependants": "-1"}, "n_dependants", "应为不小于 0 的整数"),
    ({"income_months_12": 13}, "income_months_12", "不应超过 12"),
    ({"last_wage_fen": 50}, "last_wage_fen", "请核对单位"),
    ({"last_wage_fen": 4_200_000_000}, "last_wage_fen", "不应超过 20 万元"),
    ({"wish_wage_fen": "面议"}, "wish_wage_fen", "不是金额"),
    ({"last_occupation": "9-99"}, "last_occupation", "不是职业分类大典"),
    ({"certificates": "焊工证"}, "certificates", "不是证书"),
    ({"licences": "C1;魔法证"}, "licences", "不是已知的驾照"),
    ({"skills": "焊" * 41}, "skills", "不超过 40 个字"),
    ({"household_id": "H" * 65}, "household_id", "不超过 64 个字"),
    ({"retire_track": "F55"}, "retire_track", "与性别不符"),
]


@pytest.mark.parametrize(
    ("facts", "column", "reason"), REFUSED, ids=[f"{c}-{r}" for _, c, r in REFUSED]
)
def test_an_unreadable_row_is_refused_by_name_and_the_rest_is_taken(
    sqlite_store: Store, tmp_path: Path, facts: Row, column: str, reason: str
) -> None:
    good = person(worker_id="W0002", id_number=id_number(sequence=3))
    summary = take_workers(sqlite_store, write_csv(tmp_path / "a.csv", [person() | facts, good]))
    assert (summary.read, summary.new, summary.refused) == (2, 1, 1)
    ((row, header, value, why),) = report_of(summary)
    assert (row, header) == ("2", column)
    assert reason in why
    # An apostrophe keeps spreadsheets from calculating what begins like a formula.
    assert value.lstrip("'") == text(facts[column]) or column in {"id_number", "skills"}


def test_a_report_shows_no_whole_id_number(sqlite_store: Store, tmp_path: Path) -> None:
    wrong = [
        person(worker_id="A", id_number="14090219830517001X"),
        person(worker_id="B", id_number="１４０９０２１９８３０５１７００１Ｘ"),
        person(worker_id="C", id_number="1409021983051700199"),
    ]
    lines = report_of(take_workers(sqlite_store, write_csv(tmp_path / "a.csv", wrong)))
    assert lines[0][2] == "1409**********001X"
    assert all("19830517" not in line[2] for line in lines)


READ: list[tuple[Row, str, object]] = [
    ({"id_number": " １４０９０２１９８３０５１７００１９ "}, "sex", "1"),
    ({"id_number": id_number(prefix="142201").lower()}, "region", "140902"),
    ({"id_number": id_number(sequence=9).lower()}, "sex", "1"),
    ({"sex": "", "birth_on": ""}, "birth_on", date(1983, 5, 17)),
    ({"sex": "", "birth_on": ""}, "sex", "1"),
    ({"sex": "男"}, "sex", "1"),
    ({"sex": "0"}, "sex", "1"),
    ({"sex": "9"}, "sex", "9"),
    ({"graduated_on": "2004年7月1日"}, "graduated_on", date(2004, 7, 1)),
    ({"graduated_on": "2004/7/1"}, "graduated_on", date(2004, 7, 1)),
    ({"graduated_on": "20040701"}, "graduated_on", date(2004, 7, 1)),
    ({"graduated_on": "2004-07-01 00:00:00"}, "graduated_on", date(2004, 7, 1)),
    ({"graduated_on": "38169"}, "graduated_on", date(2004, 7, 1)),
    ({"graduated_on": "２００４-０７-０１"}, "graduated_on", date(2004, 7, 1)),
    ({"disabled": "无"}, "disabled", False),
    ({"disabled": "Y"}, "disabled", True),
    ({"willing": ""}, "willing", None),
    ({"population": "农村劳动力"}, "population", "rural"),
    ({"education": "大专"}, "education", "31"),
    ({"region": "忻州市原平市"}, "region", "140981"),
    ({"n_dependants": "3.0"}, "n_dependants", 3),
    ({"last_wage_fen": "4,500元"}, "last_wage_fen", 450_000),
    ({"last_wage_fen": "0.45万元"}, "last_wage_fen", 450_000),
    ({"skills": "电焊；  货车驾驶、电焊|"}, "skills", ["电焊", "货车驾驶"]),
    ({"skills": ""}, "skills", None),
    ({"skills": "无"}, "skills", []),
    ({"licences": "叉车证;C1驾照"}, "licences", ["C1", "特种设备-叉车"]),
    ({"last_occupation": "养老护理员"}, "last_occupation", "4-10-01-05"),
    ({"township": "140902001秀容街道"}, "township", "140902001"),
]


@pytest.mark.parametrize(
    ("facts", "name", "value"), READ, ids=[f"{n}-{v}-{i}" for i, (_, n, v) in enumerate(READ)]
)
def test_values_are_read_in_the_forms_people_write(
    sqlite_store: Store, tmp_path: Path, facts: Row, name: str, value: object
) -> None:
    summary = take_workers(sqlite_store, write_csv(tmp_path / "a.csv", [person() | facts]))
    assert report_of(summary) == []
    assert known(sqlite_store)[name] == value


def test_a_report_shows_what_the_file_says_in_words_that_its_writer_knows(
    sqlite_store: Store, tmp_path: Path
) -> None:
    row: Row = {
        "个人编号": "W1",
        "公民身份号码": id_number(date(1983, 5, 17), sequence=1),
        "姓名": "测试甲",
        "现住地行政区划": "忻府区",
        "性别": "女",
        "期望月薪": "50",
        "建档类别": "牧民",
        "技能": "电焊、" + "长" * 41,
    }
    path = write_csv(tmp_path / "a.csv", [row])
    assert [line[1:] for line in report_of(take_workers(sqlite_store, path))] == [
        ("建档类别", "牧民", "不在代码表内，可用：农村劳动力、高校毕业生、城镇劳动力"),
        ("技能", "电焊、" + "长" * 41, "一项技能不超过 40 个字，多项请用分号分开"),
        ("性别", "女", "与公民身份号码中的性别不符"),
        ("期望月薪", "50", "每月不足 100 元，请核对单位（元或分）"),
    ]
    early = report_of(take_workers(sqlite_store, path, as_of=date(1980, 1, 1)))
    assert ("2", "出生日期", "1983-05-17", "出生日期晚于信息更新日期") in early


def test_nothing_is_taken_where_its_report_cannot_be_written(store: Store, tmp_path: Path) -> None:
    (tmp_path / "reports").touch()
    rows = [person(), person(worker_id="W2", id_number="1")]
    with pytest.raises(FileExistsError):
        take_workers(store, write_csv(tmp_path / "a.csv", rows))
    with reading(store) as db:
        assert workers.count(db) == len(imports.latest(db)) == 0


def test_identity_clashes_inside_a_file_are_refused(store: Store, tmp_path: Path) -> None:
    mine, other = id_number(), id_number(sequence=3)
    rows = [
        person(worker_id="A", id_number=mine),
        person(worker_id="A", id_number=other, valid_on=date(2026, 11, 1)),
        person(worker_id="B", id_number=mine),
    ]
    summary = take_workers(store, write_csv(tmp_path / "a.csv", rows))
    assert (summary.accepted, summary.refused) == (1, 2)
    assert [(line[0], line[3]) for line in report_of(summary)] == [
        ("3", "同一个人编号在文件中对应不同的公民身份号码"),
        ("4", "同一公民身份号码在文件中对应不同的个人编号"),
    ]


def test_identity_clashes_with_the_registry_are_refused(store: Store, tmp_path: Path) -> None:
    mine, other = id_number(), id_number(sequence=3)
    take_workers(store, write_csv(tmp_path / "a.csv", [person(worker_id="A", id_number=mine)]))
    rows = [
        person(worker_id="A", id_number=other),
        person(worker_id="B", id_number=mine),
        person(worker_id="C", id_number=id_number(sequence=5)),
    ]
    summary = take_workers(store, write_csv(tmp_path / "b.csv", rows))
    assert (summary.read, summary.new, summary.refused) == (3, 1, 2)
    assert [line[0] for line in report_of(summary)] == ["2", "3"]
    with reading(store) as db:
        assert [who.worker_id for who in workers.find(db)] == ["A", "C"]
        assert [who.worker_id for who in workers.find(db, id_number=mine)] == ["A"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda row: row | {"血型": "A"}, "血型"),
        (lambda row: {k: v for k, v in row.items() if k != "id_number"}, "公民身份号码"),
        (lambda row: row | {"性别": "男"}, "性别"),
    ],
)
def test_a_file_with_wrong_columns_is_one_sentence_and_changes_nothing(
    sqlite_store: Store, tmp_path: Path, change: Callable[[Row], Row], says: str
) -> None:
    with pytest.raises(UnreadableFile, match=says):
        take_workers(sqlite_store, write_csv(tmp_path / "a.csv", [change(person())]))
    with reading(sqlite_store) as db:
        assert workers.count(db) == 0
        assert imports.latest(db) == ()


def test_a_file_that_is_missing_or_for_another_kind_is_one_sentence(
    sqlite_store: Store, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFile, match="找不到文件"):
        take_workers(sqlite_store, tmp_path / "none.csv")
    path = write_csv(tmp_path / "a.csv", [person()])
    with pytest.raises(UnreadableFile, match="不是用于此类文件"):
        take_workers(sqlite_store, path, mapping=load_mapping("spells"))


def test_a_file_of_which_every_row_is_refused_takes_nothing(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [person(id_number="1")])
    summary = take_workers(store, path)
    assert (summary.read, summary.accepted, summary.refused) == (1, 0, 1)


@pytest.mark.parametrize(("name", "encoding"), [("a", "utf-8-sig"), ("b", "gb18030")])
def test_chinese_headers_in_either_encoding_are_read(
    sqlite_store: Store, tmp_path: Path, name: str, encoding: str
) -> None:
    row: Row = {
        "个人编号": "W1",
        "公民身份号码": id_number(),
        "姓名": "测 试",
        "现住地行政区划": "忻府区",
        "原月收入": "4500.50",
    }
    path = write_csv(tmp_path / f"{name}.csv", [row], encoding)
    assert take_workers(sqlite_store, path).new == 1
    assert known(sqlite_store, "W1")["last_wage_fen"] == 450_050


def test_progress_knows_how_many_rows_there_are(tmp_path: Path) -> None:
    assert rows_about(write_csv(tmp_path / "a.csv", people(5))) == 5
    pa.parquet.write_table(pa.table({"a": [1, 2, 3]}), tmp_path / "a.parquet")
    assert rows_about(tmp_path / "a.parquet") == 3
    assert rows_about(tmp_path / "none") == 0
    (tmp_path / "b.parquet").write_bytes(b"PAR1 nothing PAR1")
    assert rows_about(tmp_path / "b.parquet") == 0
