"""A registry file is taken strictly: every row read or refused by name, and nothing happens twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa

from data.bulk import StagingFailed
from data.faults import Crash
from data.importers.mapping import load_mapping
from data.importers.readers import UnreadableFile
from data.importers.registry import rows_about
from data.masking import mask_id_number
from data.records import caseload, imports, spells, workers
from data.store import Store, reading, transaction
from data.tables import workers as people_table
from data.tables_caseload import caseload as caseload_table
from tests.builders import TODAY, id_number
from tests.data.importing import (
    NOW,
    Row,
    people,
    person,
    quiet,
    report_of,
    take_spells,
    take_workers,
    text,
    write_csv,
)

LATER = NOW + timedelta(days=1)


def known(store: Store, worker_id: str = "W0001", as_of: date = TODAY) -> dict[str, object]:
    with reading(store) as db:
        rows = workers.one(db, worker_id, as_of).to_pylist()
    return dict(rows[0]) if rows else {}


@pytest.mark.parametrize("moment", ["装入", None])
def test_an_import_broken_off_takes_nothing_and_completes_when_run_again(
    store: Store, tmp_path: Path, moment: str | None
) -> None:
    take_workers(store, write_csv(tmp_path / "before.csv", people(5)))
    path = write_csv(tmp_path / "a.csv", people(20))

    def break_off(*told: object) -> None:
        if moment is None or moment in told:
            raise Crash

    if moment is None:
        sa.event.listen(store.engine, "commit", break_off)
    # On SQLite the driver reads the rows while it stages them: whatever stops them stops the staging.
    with pytest.raises((Crash, StagingFailed)):
        take_workers(store, path, progress=break_off if moment else quiet)
    if moment is None:
        sa.event.remove(store.engine, "commit", break_off)
    with reading(store) as db:
        assert workers.count(db) == workers.history(db).num_rows == 5
        assert len(imports.latest(db)) == 1
    summary = take_workers(store, path)
    assert (summary.new, summary.unchanged) == (15, 5)
    assert [p.name for p in tmp_path.iterdir() if "staging" in p.name] == []


def test_the_same_file_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", people(20))
    first, again = take_workers(store, path), take_workers(store, path, recorded_at=LATER)
    assert (first.read, first.accepted, first.new, first.report) == (20, 20, 20, None)
    assert (again.accepted, again.new, again.changed, again.unchanged) == (20, 0, 0, 20)
    with reading(store) as db:
        assert workers.count(db) == workers.history(db).num_rows == 20
        assert [taken.new for taken in imports.latest(db, "workers")] == [0, 20]


def test_the_first_load_leaves_every_index_and_key_in_place(store: Store, tmp_path: Path) -> None:
    def shape() -> list[tuple[object, ...]]:
        seen = sa.inspect(store.engine)
        return [
            (
                sorted(str(index["name"]) for index in seen.get_indexes(table)),
                sorted(str(key["name"]) for key in seen.get_foreign_keys(table)),
                seen.get_pk_constraint(table)["constrained_columns"],
                seen.get_pk_constraint(table)["name"],
                [(column["name"], column["nullable"]) for column in seen.get_columns(table)],
            )
            for table in ("workers", "worker_versions", "caseload")
        ]

    before = shape()
    take_workers(store, write_csv(tmp_path / "a.csv", people(3)))
    assert shape() == before


def test_a_person_comes_back_as_the_file_says(store: Store, tmp_path: Path) -> None:
    row = person()
    take_workers(store, write_csv(tmp_path / "a.csv", [row]))
    facts = known(store)
    assert {name: row[name] for name in facts if row.get(name) is not None} == {
        name: value for name, value in facts.items() if value is not None
    }
    with reading(store) as db:
        who = workers.identity(db, "W0001")
        assert who is not None
        assert (who.name, who.phone) == (row["name"], "138****0001")
        assert who.id_number == mask_id_number(str(row["id_number"]))
        assert str(row["name"]) not in repr(who)
        assert workers.telephone(db, "W0001") == row["phone"]
        assert workers.identity(db, "W0002") is None


def test_who_is_registered_comes_by_id_in_whatever_order_they_were_written(
    store: Store, tmp_path: Path
) -> None:
    for n, some in enumerate([[3, 1], [2, 0]]):
        rows = [people(4)[i] for i in some]
        take_workers(store, write_csv(tmp_path / f"{n}.csv", rows))
    with reading(store) as db:
        ids = workers.registered(db, TODAY)["worker_id"].to_pylist()
    assert ids == [f"W{i:06d}" for i in range(4)]


def test_a_changed_row_adds_a_version_and_old_days_stay_as_they_were(
    store: Store, tmp_path: Path
) -> None:
    monday, tuesday = date(2026, 11, 16), date(2026, 11, 17)
    take_workers(store, write_csv(tmp_path / "a.csv", [person(valid_on=monday, reach="county")]))
    moved = write_csv(tmp_path / "b.csv", [person(valid_on=tuesday, reach="country")])
    assert take_workers(store, moved).changed == 1
    assert known(store, as_of=monday)["reach"] == "county"
    assert known(store, as_of=TODAY)["reach"] == "country"
    assert known(store, as_of=monday - timedelta(days=1)) == {}
    with reading(store) as db:
        assert workers.as_known(db, monday)["reach"].to_pylist() == ["county"]
        assert workers.as_known(db, TODAY, region="140902").num_rows == 1
        assert workers.as_known(db, TODAY, region="140921").num_rows == 0


def test_a_correction_of_the_same_day_counts_and_the_mistake_is_kept(
    store: Store, tmp_path: Path
) -> None:
    take_workers(store, write_csv(tmp_path / "a.csv", [person(n_dependants=7)]))
    corrected = write_csv(tmp_path / "b.csv", [person(n_dependants=1)])
    assert take_workers(store, corrected, recorded_at=LATER).changed == 1
    with reading(store) as db:
        assert workers.history(db, ["W0001"])["n_dependants"].to_pylist() == [1]
        assert workers.some(db, ["W0001"], TODAY)["n_dependants"].to_pylist() == [1]
        seen = [
            (v.revision, v.superseded, v.facts["n_dependants"], v.recorded_at)
            for v in workers.versions(db, "W0001")
        ]
    assert seen == [(2, False, 1, LATER), (1, True, 7, NOW)]


def test_a_row_without_a_day_is_valid_on_the_import_and_adds_nothing_if_it_says_the_same(
    store: Store, tmp_path: Path
) -> None:
    row = {key: value for key, value in person().items() if key != "valid_on"}
    path = write_csv(tmp_path / "a.csv", [row])
    assert take_workers(store, path, as_of=date(2026, 11, 1)).new == 1
    assert take_workers(store, path, as_of=TODAY).unchanged == 1
    other = write_csv(tmp_path / "b.csv", [row | {"reach": "county"}])
    assert take_workers(store, other, as_of=TODAY).changed == 1
    with reading(store) as db:
        days = workers.history(db)["valid_on"].to_pylist()
    assert days == [date(2026, 11, 1), TODAY]


def test_several_versions_in_one_file_are_fine_and_the_same_key_twice_is_a_duplicate(
    store: Store, tmp_path: Path
) -> None:
    early, late = date(2026, 1, 5), date(2026, 6, 5)
    rows = [
        person(valid_on=late, reach="city", registered_on=None, phone="13800000003"),
        person(valid_on=early, reach="county", registered_on=None, phone="13800000001"),
        person(valid_on=early, reach="country", registered_on=None, phone="13800000002"),
    ]
    summary = take_workers(store, write_csv(tmp_path / "a.csv", rows))
    assert (summary.read, summary.accepted, summary.new, summary.duplicates) == (3, 2, 2, 1)
    with reading(store) as db:
        assert workers.history(db)["reach"].to_pylist() == ["country", "city"]
        assert [who.phone for who in workers.find(db, name="测试甲")] == ["138****0003"]


def test_an_empty_registry_is_filled_as_one_with_people_is(store: Store, tmp_path: Path) -> None:
    wishes = {"last_occupation": None, "wish_occupations": ["6-18-02-04", "4-01-02-01"]}
    early = {"valid_on": date(2026, 1, 5), "registered_on": None}
    rows = [
        *people(3, **early),
        *people(2, **wishes),
        *people(3, valid_on=date(2026, 2, 5), registered_on=None, township=None),
    ]
    summary = take_workers(store, write_csv(tmp_path / "a.csv", rows))
    assert (summary.accepted, summary.new, summary.changed, summary.unchanged) == (8, 8, 0, 0)

    def lines() -> list[sa.Row[tuple[object, ...]]]:
        with reading(store) as db:
            return list(db.execute(sa.select(caseload_table).order_by("worker_id")))

    filled = lines()
    assert len(filled) == 3
    with transaction(store) as db:
        db.execute(sa.delete(caseload_table))
        caseload.refresh(db, sa.select(people_table.c.worker_id))
    assert filled == lines()


def test_a_first_load_goes_past_the_log_where_nobody_reads_and_leaves_the_log_on(
    sqlite_store: Store, tmp_path: Path
) -> None:
    modes = modes_at_commit(sqlite_store)
    take_workers(sqlite_store, write_csv(tmp_path / "a.csv", people(3)))
    take_workers(sqlite_store, write_csv(tmp_path / "b.csv", people(4)))
    assert modes == ["delete", "wal"]


def test_whoever_reads_during_a_first_load_goes_on_reading(
    sqlite_store: Store, tmp_path: Path
) -> None:
    modes = modes_at_commit(sqlite_store)
    with reading(sqlite_store) as db:
        assert workers.count(db) == 0
        take_workers(sqlite_store, write_csv(tmp_path / "a.csv", people(3)))
        assert workers.count(db) == 0
    with reading(sqlite_store) as db:
        assert workers.count(db) == 3
    assert modes == ["wal"]


def modes_at_commit(store: Store) -> list[str]:
    """How SQLite keeps what is being written, noted at each commit from now on."""
    modes: list[str] = []

    def note(db: sa.Connection) -> None:
        modes.append(str(db.exec_driver_sql("PRAGMA journal_mode").scalar()))

    sa.event.listen(store.engine, "commit", note)
    return modes


def test_of_two_first_loads_at_once_the_second_adds_to_the_first(
    store: Store, tmp_path: Path
) -> None:
    files = [write_csv(tmp_path / f"{n}.csv", people(12)[n : n + 9]) for n in (0, 3)]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda file: take_workers(store, file), files))
    assert sorted((summary.new, summary.unchanged) for summary in found) == [(3, 6), (9, 0)]


def test_a_new_telephone_is_a_change_and_an_older_file_does_not_undo_it(
    store: Store, tmp_path: Path
) -> None:
    old = write_csv(tmp_path / "a.csv", [person(valid_on=date(2026, 1, 1), registered_on=None)])
    take_workers(store, old)
    new = write_csv(
        tmp_path / "b.csv",
        [person(valid_on=date(2026, 2, 1), registered_on=None, phone="13900000009")],
    )
    assert take_workers(store, new).changed == 1
    assert take_workers(store, old).unchanged == 1
    same_day = write_csv(
        tmp_path / "c.csv",
        [person(valid_on=date(2026, 2, 1), registered_on=None, phone="13900000010")],
    )
    assert take_workers(store, same_day).changed == 1
    silent = write_csv(
        tmp_path / "d.csv",
        [person(valid_on=date(2026, 2, 1), registered_on=None, phone=None)],
    )
    assert take_workers(store, silent).unchanged == 1
    with reading(store) as db:
        assert [who.worker_id for who in workers.find(db, phone="13900000010")] == ["W0001"]
        assert workers.find(db, phone="13900000010", after="W0001") == ()


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


def test_spells_are_taken_changed_and_refused(store: Store, tmp_path: Path) -> None:
    take_workers(store, write_csv(tmp_path / "w.csv", people(3)))
    first = [
        spell("W000000", "2025-01-01", "2025-06-01", "稳定就业"),
        spell("W000000", "2026-01-01"),
        spell("W000001", "2026-02-01", "2026-01-01", "other"),
        spell("W000001", "2026-02-01", "2026-03-01", ""),
        spell("W000001", ""),
        spell("W000002", "2027-01-01"),
        spell("W000002", "2026-05-01"),
        spell("W000002", "2026-05-01", "2026-05-31", "retired"),
        spell("W999999", "2026-05-01"),
    ]
    summary = take_spells(store, write_csv(tmp_path / "s.csv", first))
    assert (summary.read, summary.new, summary.refused, summary.duplicates) == (9, 3, 5, 1)
    assert [line[0] for line in report_of(summary)] == ["4", "5", "6", "7", "10"]
    ended = [
        spell("W000000", "2025-01-01", "2025-06-01", "stable_work"),
        spell("W000000", "2026-01-01", "2026-11-01", "short_work"),
    ]
    again = take_spells(store, write_csv(tmp_path / "t.csv", ended))
    assert (again.new, again.changed, again.unchanged) == (0, 1, 1)
    with reading(store) as db:
        assert spells.count(db) == 3
        assert spells.of_worker(db, "W000000")["exit_reason"].to_pylist() == [
            "stable_work",
            "short_work",
        ]
        assert spells.all_spells(db)["ended_on"].null_count == 0


def spell(worker_id: str, started: str, ended: str = "", reason: str = "") -> Row:
    return {
        "个人编号": worker_id,
        "失业登记日期": started,
        "注销日期": ended,
        "注销原因": reason,
    }
