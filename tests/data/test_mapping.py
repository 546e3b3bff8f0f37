"""A mapping names every column and value of a source, so that another city's extract needs no code."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from data.importers.mapping import (
    KINDS,
    BadMapping,
    Mapping,
    load_mapping,
    shipped_mappings,
)
from data.importers.rows import UnreadableFile
from data.importers.values import Unread, read_fen
from data.schema import Column
from data.schema_law import REGISTERS

OTHER_CITY = """
kind = "workers"
ignore = ["备注"]
yuan = ["月收入（元）"]

[columns]
"人员ID" = "worker_id"
"证件号码" = "id_number"
"名字" = "name"
"更新" = "valid_on"
"居住地" = "region"
"性别代码" = "sex"
"月收入（元）" = "last_wage_fen"
"证照" = "licences"

[values.sex]
M = "1"
F = "2"

[values.licences]
"驾照C" = "C1"

[constants]
population = "urban"
"""


def written(tmp_path: Path, text: str) -> Mapping:
    path = tmp_path / "other.toml"
    path.write_text(text, "utf-8")
    return load_mapping(path)


def applied(mapping: Mapping, columns: dict[str, list[str | None]]) -> dict[str, list[str | None]]:
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    headers = {mapping.columns[name]: name for name in columns if name not in mapping.ignore}
    return dict(mapping.apply(table, headers).to_pydict())


def test_another_citys_extract_needs_no_code(tmp_path: Path) -> None:
    mapping = written(tmp_path, OTHER_CITY)
    found = applied(
        mapping,
        {
            "性别代码": ["M", " F ", "?", None],
            "月收入（元）": ["3000", "3000.5", "三千", ""],
            "证照": ["驾照C、健康证", "健康证；B2", None, "驾照C"],
        },
    )
    assert found == {
        "sex": ["1", "2", "?", None],
        "last_wage_fen": ["300000", "300050", "三千元", None],
        "licences": ["C1;健康证", "健康证;B2", None, "C1"],
        "population": ["urban"] * 4,
    }


def test_a_constant_fills_only_what_the_file_leaves_open(tmp_path: Path) -> None:
    text = OTHER_CITY.replace("[values.sex]", '"类别" = "population"\n\n[values.sex]')
    found = applied(written(tmp_path, text), {"类别": ["rural", None]})
    assert found["population"] == ["rural", "urban"]


HEADER = ["人员ID", "证件号码", "名字", "更新", "居住地"]


def test_headers_lead_to_our_columns(tmp_path: Path) -> None:
    headers = written(tmp_path, OTHER_CITY).headers([*HEADER, "备注"], "a.csv")
    assert headers["region"] == "居住地"
    assert "备注" not in headers.values()


def test_a_column_nobody_reads_stops_the_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="没有说明这些列：血型"):
        written(tmp_path, OTHER_CITY).headers([*HEADER, "血型"], "a.csv")


def test_of_many_unread_columns_some_are_named(tmp_path: Path) -> None:
    mapping = replace(written(tmp_path, OTHER_CITY), ignore=frozenset(f"y{i}" for i in range(30)))
    with pytest.raises(UnreadableFile, match="x7 等 30 列"):
        mapping.headers([f"{letter}{i}" for letter in "xy" for i in range(30)], "a.csv")


def test_a_first_row_that_is_somebody_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableFile, match="第一行 3 列中有 3 列是对照表“other”没有说明的"
    ) as told:
        written(tmp_path, OTHER_CITY).headers(["W1", "慕容测试", "140902"], "a.csv")
    assert "慕容" not in str(told.value)


def test_a_missing_mandatory_column_stops_the_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="缺少必需的列：公民身份号码、现住地行政区划"):
        written(tmp_path, OTHER_CITY).headers(["人员ID", "名字", "更新"], "a.csv")


def test_two_columns_for_one_fact_stop_the_file() -> None:
    with pytest.raises(UnreadableFile, match="“性别”与“sex”是同一列"):
        load_mapping("registry").headers(["性别", "sex"], "a.csv")


def test_the_shipped_mappings_load() -> None:
    kinds = {name: load_mapping(name).kind for name in shipped_mappings()}
    assert kinds == {
        "51job": "vacancies",
        "certificates": "certificates",
        "classes": "classes",
        "company": "company",
        "disability": "disability",
        "employers": "employers",
        "insurance": "insurance",
        "land": "land",
        "low_income": "low_income",
        "programmes": "programmes",
        "registry": "workers",
        "spells": "spells",
        "vacancies": "vacancies",
        "zhilian": "vacancies",
    }


@pytest.mark.parametrize(
    "name", ["registry", "spells", "vacancies", "programmes", "classes", "certificates", *REGISTERS]
)
def test_a_plain_mapping_knows_every_column_by_label_and_by_name(name: str) -> None:
    mapping = load_mapping(name)
    words = KINDS[mapping.kind]
    plain = {c.label: c.name for c in words} | {c.name: c.name for c in words}
    assert plain.items() <= mapping.columns.items()
    assert set(mapping.columns.values()) == {c.name for c in words}
    # Other offices call some columns by words of their own.
    assert mapping.columns == plain or name in REGISTERS
    assert mapping.yuan == {c.label for c in words if c.kind == "fen"}
    for column, values in mapping.values.items():
        codes = next(c.codes for c in words if c.name == column)
        assert not codes or set(values.values()) <= set(codes), column


@pytest.mark.parametrize("column", [c for c in KINDS["workers"] if c.codes], ids=lambda c: c.name)
def test_every_code_of_the_registry_has_a_chinese_word(column: Column) -> None:
    assert set(load_mapping("registry").values[column.name].values()) == set(column.codes)


BAD: list[tuple[str, str]] = [
    ('kind = "x"', "kind 应为"),
    ("kind = ", "对照表文件读不出"),
    ('kind = ["workers"]', "kind 应为"),
    ("ignore = " + "[" * 5000, "对照表文件读不出"),
    ('kind = "workers"\n[columns]\na = "blood"', "指向不存在的列：blood"),
    ('kind = "workers"\n[columns]\na = 1', "columns"),
    ('kind = "workers"\nignore = "a"', "ignore 应为文字列表"),
    ('kind = "workers"\nvalues = 1', "应按列分节"),
    ('kind = "workers"\nother = 1', "不认识的内容：other"),
    ('kind = "workers"\nyuan = ["a"]\n[columns]\na = "sex"', "只能列金额列"),
]


@pytest.mark.parametrize(("text", "sentence"), BAD)
def test_a_wrong_mapping_says_where(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match=sentence):
        written(tmp_path, text)


def test_a_mapping_is_utf8_with_or_without_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text(OTHER_CITY, "utf-8-sig")
    assert load_mapping(path).kind == "workers"
    path.write_text(OTHER_CITY, "gb18030")
    with pytest.raises(BadMapping, match="应存为 UTF-8"):
        load_mapping(path)


def test_an_unknown_mapping_names_those_there_are() -> None:
    with pytest.raises(BadMapping, match="随附的有：51job、certificates、classes"):
        load_mapping("linkedin")
    with pytest.raises(BadMapping, match="找不到对照表文件"):
        load_mapping("nowhere/linkedin.toml")


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("12000", 1_200_000),
        ("12,000", 1_200_000),
        ("12，000.50", 1_200_050),
        ("１２０００", 1_200_000),
        ("12000.000", 1_200_000),
        ("9999999999", 999_999_999_900),
        ("1.2万", 1_200_000),
        ("¥12000", 1_200_000),
        ("12000.005", None),
        ("面议", None),
    ],
)
def test_money_of_a_column_in_yuan_is_never_taken_for_fen(written: str, fen: int | None) -> None:
    mapping = Mapping("其他", "workers", {"月收入": "last_wage_fen"}, yuan=frozenset({"月收入"}))
    table = pa.table({"月收入": [written, None]})
    texts = mapping.apply(table, {"last_wage_fen": "月收入"})["last_wage_fen"].to_pylist()
    assert texts[1] is None
    value = read_fen(texts[0])
    assert (None if isinstance(value, Unread) else value) == fen
