"""Vacancies come in row by row: the readable ones held, the others named, twice is once."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data.importers import offers
from data.importers.mapping import Mapping, load_mapping
from data.importers.readers import UnreadableFile
from data.importers.vacancies import import_vacancies
from data.importers.words import Reading
from data.records import imports, vacancies
from data.schema import VACANCY_COLUMNS
from data.store import Connection, Store, reading
from models.words.reader import Reader
from tests import builders
from tests.builders import TODAY
from tests.data.offers import (
    JAVA,
    NOW,
    ZHILIAN,
    ListedWords,
    held,
    plain_texts,
    reasons,
    take,
    written,
)


def test_a_scraped_vacancy_is_read_by_the_grammars_and_the_words(
    store: Store, tmp_path: Path
) -> None:
    read = Reading("2-02-10-03", 0.8, ("Java",), ("MySQL",), (), False)
    words = ListedWords({"Java开发工程师": read})
    summary = take(store, written(tmp_path / "a.csv", ZHILIAN, [JAVA]), "zhilian", words=words)
    assert (summary.read, summary.accepted, summary.new, summary.report) == (1, 1, 1, None)
    assert words.asked == [("Java开发工程师", "Java；MySQL")]
    (vacancy,) = held(store)
    expected = {
        "source": "zhilian",
        "employer": "忻州某软件公司",
        "description": "Java；MySQL",
        "occupation": "2-02-10-03",
        "occupation_confidence": 0.8,
        "wage_text": "8千-1.1万·13薪",
        "wage_low_fen": 800_000,
        "wage_high_fen": 1_100_000,
        "wages_per_year": 13,
        "place_text": "忻州·原平·北城",
        "region": "140981",
        "min_education": 4,
        "min_experience_months": 12,
        "required_skills": ["Java"],
        "welcome_skills": ["MySQL"],
        "required_licences": [],
        "underground": False,
        "places": 1,
        "status": "open",
        "posted_on": None,
    }
    assert {name: vacancy[name] for name in expected} == expected


def test_what_cannot_be_read_is_refused_and_the_rest_is_taken(store: Store, tmp_path: Path) -> None:
    def but(column: int, text: str, url: str) -> list[str]:
        row = [*JAVA[:7], url]
        row[column] = text
        return row

    rows = [
        JAVA,
        but(2, "高薪", "2"),
        but(4, "老挝", "3"),
        but(5, "资深", "4"),
        but(6, "名校", "5"),
        but(0, "", "6"),
        but(0, "爬虫工程\ufffd", "7"),
        but(2, "面议", "8"),
        but(4, "全国", "9"),
        ["太短"],
    ]
    summary = take(store, written(tmp_path / "a.csv", ZHILIAN, rows), "zhilian")
    assert (summary.read, summary.accepted, summary.refused) == (10, 3, 7)
    assert reasons(summary) == [
        ("3", "2"), ("4", "4"), ("5", "5"), ("6", "6"), ("7", "0"), ("8", "0"), ("11", ""),
    ]  # fmt: skip
    assert {(v["wage_low_fen"], v["region"]) for v in held(store)} == {
        (800_000, "140981"),
        (None, "140981"),
        (800_000, None),
    }


def test_the_same_file_twice_changes_nothing_and_a_changed_row_adds_a_version(
    store: Store, tmp_path: Path
) -> None:
    other = (*JAVA[:7], "http://example.org/2.htm")
    path = written(tmp_path / "a.csv", ZHILIAN, [JAVA, other, JAVA])
    first, second = take(store, path, "zhilian"), take(store, path, "zhilian")
    assert (first.new, first.duplicates) == (2, 1)
    assert (second.new, second.changed, second.unchanged, second.duplicates) == (0, 0, 2, 1)
    raised = (*JAVA[:2], "1万-2万", *JAVA[3:])
    third = take(store, written(path, ZHILIAN, [raised, other]), "zhilian")
    assert (third.new, third.changed, third.unchanged) == (0, 1, 1)
    with reading(store) as db:
        assert len(imports.latest(db, "vacancies")) == 3


def test_without_address_a_vacancy_is_known_by_title_employer_place_and_wage(
    store: Store, tmp_path: Path
) -> None:
    header = ["jobName", "tags", "area", "salary", "workYear", "degree", "companyName", "issueDate"]
    row = ["电工", "五险一金", "山西省忻州", "5-6千", "2年", "", "甲公司", "2023-12-12 09:22:00"]
    later = [*row[:7], "2023-12-20 09:22:00"]
    elsewhere = [*row[:2], "山西省太原", *row[3:]]
    path = written(tmp_path / "a.csv", header, [row, later, elsewhere])
    summary = take(store, path, "51job")
    assert (summary.accepted, summary.duplicates) == (2, 1)
    days = {v["region"]: v["posted_on"] for v in held(store)}
    assert days == {"140900": date(2023, 12, 20), "140100": date(2023, 12, 12)}


def test_words_never_overwrite_what_a_file_says(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    given_row = builders.vacancy(required_skills=[], welcome_skills=None, underground=True)
    pq.write_table(given_row, path)
    read = Reading("6-18-02-04", 0.5, ("电焊",), ("钳工",), ("C1",), False)
    take(store, path, words=ListedWords({"货车司机": read}))
    (vacancy,) = held(store)
    assert vacancy["occupation"] == "4-02-02-02"
    assert vacancy["occupation_confidence"] == 0.9
    assert vacancy["required_skills"] == []
    assert vacancy["welcome_skills"] == ["钳工"]
    assert vacancy["required_licences"] == ["B2"]
    assert vacancy["underground"] is True


def test_a_form_in_chinese_counts_in_yuan_and_needs_no_codes(store: Store, tmp_path: Path) -> None:
    header = ["岗位编号", "来源", "岗位名称", "招聘单位", "月薪下限", "月薪上限", "工作地行政区划",
              "最低学历", "必备证件", "招聘人数", "工时", "状态", "矿山井下"]  # fmt: skip
    row = ["A-1", "柜台", "保洁员", "乙物业", "2000", "2600.50", "代县", "学历不限", "健康证明、C1驾照",
           "2.0", "兼职", "招聘中", "否"]  # fmt: skip
    summary = take(store, written(tmp_path / "a.csv", header, [row]))
    assert summary.accepted == 1
    (vacancy,) = held(store)
    assert (vacancy["wage_low_fen"], vacancy["wage_high_fen"]) == (200_000, 260_050)
    assert (vacancy["region"], vacancy["min_education"], vacancy["places"]) == ("140923", 0, 2)
    assert vacancy["required_licences"] == ["C1", "健康证"]
    assert (vacancy["hours"], vacancy["status"], vacancy["underground"]) == ("part", "open", False)


def test_texts_of_wage_and_place_are_read_where_a_file_has_only_those(
    store: Store, tmp_path: Path
) -> None:
    header = ["vacancy_id", "source", "title", "employer", "places", "薪资原文", "地点原文"]
    row = ["A-1", "柜台", "保洁员", "乙物业", "2", "2000-2600元/月", "忻州·代县"]
    take(store, written(tmp_path / "a.csv", header, [row]))
    (vacancy,) = held(store)
    assert (vacancy["wage_low_fen"], vacancy["region"]) == (200_000, "140923")


WRONG = """
wage_high_fen          440000      月薪上限
posted_on              2026-11-24  发布日期
expires_on             2026-10-01  截止日期
posted_on              昨天        发布日期
occupation             9-99        职业代码
occupation_confidence  1.5         职业判定把握
occupation_confidence  高          职业判定把握
region                 999999      工作地行政区划
min_education          名校        最低学历
skill_levels           货车驾驶:好 技能程度（技能:程度）
skill_levels           电焊:熟练   技能程度（技能:程度）
skill_levels           货车驾驶:精通;货车驾驶:了解 技能程度（技能:程度）
required_licences      身份证      必备证件
required_certificate   焊工证      必备证书（职业代码:等级）
places                 若干        招聘人数
places                 200000      招聘人数
wage_high_fen          99999999999999999999元 月薪上限
wages_per_year         0           年发薪月数
min_age                200         法定最低年龄
min_experience_months  99999       最低经验月数
hours                  夜猫子      工时
status                 也许        状态
title                  -           岗位名称
"""


@pytest.mark.parametrize("line", WRONG.strip().splitlines())
def test_a_wrong_value_is_refused_under_the_files_own_column_name(
    line: str, sqlite_store: Store, tmp_path: Path
) -> None:
    name, value, label = line.split()
    labels = {c.name: c.label for c in VACANCY_COLUMNS}
    row = {labels[k]: v for k, v in plain_texts(builders.vacancy(), VACANCY_COLUMNS)[0].items()}
    # 中文列名下的金额以元计。
    row |= {labels[n]: "4500" for n in ("wage_low_fen", "wage_high_fen")}
    row[label] = (
        "4400" if name == "wage_high_fen" else value.replace("-", "") if value == "-" else value
    )
    path = written(tmp_path / "a.csv", list(row), [list(row.values())])
    summary = take(sqlite_store, path)
    assert (summary.accepted, summary.refused) == (0, 1)
    assert reasons(summary) == [("2", label)]


def test_an_employers_number_is_checked_where_a_column_carries_it(
    sqlite_store: Store, tmp_path: Path
) -> None:
    mapping = Mapping(
        name="柜台",
        kind="vacancies",
        columns={"岗位": "title", "单位": "employer", "人数": "places", "信用代码": "uscc"},
        constants={"source": "counter"},
    )
    header = ["岗位", "单位", "人数", "信用代码"]
    rows = [["电工", "甲", "1", "91110000600037341L"], ["焊工", "乙", "1", "91110000600037342L"]]
    summary = take(sqlite_store, written(tmp_path / "a.csv", header, rows), mapping)
    assert (summary.accepted, reasons(summary)) == (1, [("3", "信用代码")])


def test_progress_is_told_with_what_there_is_in_all(sqlite_store: Store, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    rows = [(*JAVA[:7], f"http://example.org/{n}") for n in range(1200)]
    import_vacancies(
        sqlite_store,
        written(tmp_path / "a.csv", ZHILIAN, rows),
        load_mapping("zhilian"),
        words=ListedWords(),
        as_of=TODAY,
        recorded_at=NOW,
        report_folder=tmp_path,
        progress=lambda done, total, step: told.append((done, total, step)),
    )
    assert told == [*((n, 1200, "读取") for n in (0, 500, 1000)), (1200, 1200, "写入")]


def test_words_are_not_asked_where_a_file_says_everything(
    sqlite_store: Store, tmp_path: Path
) -> None:
    path, words = tmp_path / "a.parquet", ListedWords()
    pq.write_table(builders.vacancy(), path)
    take(sqlite_store, path, words=words)
    assert words.asked == []


def test_an_import_that_breaks_half_way_leaves_nothing(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(db: Connection, taken: imports.Import) -> None:
        raise KeyboardInterrupt

    path = written(tmp_path / "a.csv", ZHILIAN, [JAVA])
    with monkeypatch.context() as broken:
        broken.setattr(offers, "add_import", cut)
        with pytest.raises(KeyboardInterrupt):
            take(sqlite_store, path, "zhilian")
    assert held(sqlite_store) == []
    assert take(sqlite_store, path, "zhilian").new == 1


def test_a_file_that_cannot_be_taken_changes_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    unread = written(tmp_path / "a.csv", [*ZHILIAN, "8"], [(*JAVA, "x")])
    good = written(tmp_path / "b.csv", ZHILIAN, [JAVA])
    for path, mapping in [(unread, "zhilian"), (good, "vacancies"), (good, "registry")]:
        with pytest.raises(UnreadableFile):
            take(sqlite_store, path, mapping)
    with reading(sqlite_store) as db:
        assert vacancies.count(db) == 0
        assert imports.latest(db) == ()
    assert not (tmp_path / "reports").exists()


@pytest.mark.shared
@pytest.mark.parametrize(
    ("mapping", "file", "least"),
    [("zhilian", "zhilian_2024", 13_000), ("51job", "51job_2023", 4_200)],
)
def test_the_real_files_are_taken_with_nearly_everything_read(
    mapping: str, file: str, least: int, *, sqlite_store: Store, tmp_path: Path, shared_data: Path
) -> None:
    source = tmp_path / f"{file}.csv"
    source.symlink_to(shared_data / "vacancies_zh" / source.name)
    summary = take(sqlite_store, source, mapping, words=Reader.from_lists())
    assert summary.accepted >= least
    assert summary.read == summary.accepted + summary.duplicates + summary.refused
    assert len({row for row, _ in reasons(summary)}) == summary.refused
    rows = held(sqlite_store)
    shares = {"wage_low_fen": 0.95, "region": 0.99, "min_education": 0.98, "occupation": 0.8}
    for name, share in shares.items():
        assert sum(row[name] is not None for row in rows) >= share * len(rows), name
    assert all(row["min_experience_months"] is not None for row in rows)
