"""The code lists are whole, refer only to each other's codes, and name a source for every file."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.codes.certificates import certificate_levels, is_certificate, statutory_categories
from data.codes.education import (
    demanded_rank,
    education_codes,
    education_name,
    education_rank,
    education_years,
    find_education,
)
from data.codes.licences import find_licence, held_with, licences
from data.codes.occupations import ancestors, local_occupations, occupations
from data.codes.skills import counts_as, skills
from data.codes.tables import FOLDER
from data.codes.wages import local_median_fen, minimum_wage_fen, surveyed
from data.schema import CERTIFICATE_LEVELS

EDUCATION = """
博士研究生    11  7
硕士          14  6
本科及以上    21  5
大专以上学历  31  4
中专/中技     41  3
中技/中专     47  3
高中          61  3
初中毕业      71  2
小学          81  1
31            31  4
"""


@pytest.mark.parametrize("line", EDUCATION.strip().splitlines())
def test_education_is_read_in_words(line: str) -> None:
    text, code, rank = line.split()
    assert find_education(text) == code
    assert education_rank(code) == int(rank)


@pytest.mark.parametrize("text", ["学历不限", "", "五年级", "大专/别的", "99"])
def test_what_names_no_education_is_none(text: str) -> None:
    assert find_education(text) is None


@pytest.mark.parametrize(
    ("text", "rank"),
    [("学历不限", 0), ("初中及以下", 0), ("大专及以上", 4), ("胡说及以下", None), ("", None)],
)
def test_a_demand_is_the_least_rank(text: str, rank: int | None) -> None:
    assert demanded_rank(text) == rank


@given(st.text(max_size=20))
def test_no_text_stops_the_reading_of_education(text: str) -> None:
    assert demanded_rank(text) in {None, 0, 1, 2, 3, 4, 5, 6, 7}


def test_years_never_fall_as_rank_rises() -> None:
    ordered = sorted(education_codes().values(), key=lambda e: (e.rank, e.years))
    assert [e.years for e in ordered] == sorted(e.years for e in ordered)
    assert education_years("31") == 15
    assert education_name("71") == "初中毕业"
    assert education_rank(None) is None
    assert education_years("zz") is None
    assert education_name("zz") is None


def test_the_occupation_tree_hangs_together() -> None:
    tree = occupations()
    assert [sum(o.level == n for o in tree.values()) for n in (1, 2, 3, 4)] == [8, 79, 450, 1640]
    for code, occupation in tree.items():
        above = ancestors(code)
        assert occupation.level == len(above) + 1
        assert occupation.parent == (above[0] if above else "")
        assert not above or above[0] in tree


def test_local_occupations_are_in_the_tree_with_skills_and_a_band() -> None:
    assert len(local_occupations()) == 176
    for local in local_occupations():
        assert occupations()[local.code].level == 4
        assert local.skills
        assert 100_000 < local.wage_low_fen < local.wage_high_fen < 2_000_000


def test_every_occupation_has_a_median_and_says_what_it_rests_on() -> None:
    for code in occupations():
        found = local_median_fen(code, date(2025, 6, 1))
        assert found is not None
        assert 100_000 < found[0] < 2_000_000
        assert found[1]
    assert local_median_fen(None, date(2025, 6, 1)) is None


MEDIANS = """
4-02-07-08  488333   临汾2024年薪酬调查
6-16-01-05  1000000  忻州常见职业薪资区间，非指导价·井下采矿工
6-16-01-99  825000   忻州常见职业薪资区间，非指导价·矿物采选人员
6-21-01-01  1096666  山西2023年·专用设备制造业
6-08-01-01  425083   山西2024年·城镇私营单位平均工资
"""


@pytest.mark.parametrize("line", MEDIANS.strip().splitlines())
def test_a_median_comes_from_the_nearest_source(line: str) -> None:
    code, fen, basis = line.split()
    found = local_median_fen(code, date(2025, 6, 1))
    assert found is not None
    assert found[0] == int(fen)
    assert found[1].startswith(basis)


def test_quantiles_rise() -> None:
    for q in surveyed().values():
        assert q.p10_fen_year < q.p25_fen_year < q.p50_fen_year < q.p75_fen_year < q.p90_fen_year
        assert q.occupation in occupations() or q.occupation.endswith("-99")


MINIMUM = """
140902 2024-01-01 188000
140921 2023-01-01 178000
140921 2022-12-31 163000
140926 2018-05-01 140000
140902 2010-01-01 -
110105 2024-01-01 -
"""


@pytest.mark.parametrize("line", MINIMUM.strip().splitlines())
def test_the_minimum_wage_is_the_one_of_the_day_and_the_county(line: str) -> None:
    region, day, fen = line.split()
    expected = None if fen == "-" else int(fen)
    assert minimum_wage_fen(region, date.fromisoformat(day)) == expected


def test_licences_refer_to_known_codes_and_no_name_means_two() -> None:
    names = [n.upper() for x in licences().values() for n in {x.code, x.name, *x.aliases}]
    assert len(names) == len(set(names))
    for licence in licences().values():
        assert all(o in occupations() for o in licence.occupations)
        assert all(inner in licences() for inner in licence.includes)


def test_a_higher_driving_class_includes_the_lower_ones() -> None:
    assert {"B2", "C1", "C2", "C4"} <= held_with("A2")
    assert held_with("C2") == {"C2"}
    assert held_with("健康证") == {"健康证"}
    assert find_licence("c1驾照") == "C1"
    assert find_licence("叉车证") == "特种设备-叉车"
    assert find_licence("身份证") is None


def test_certificate_levels_are_those_of_the_schema_in_order() -> None:
    assert tuple(certificate_levels()) == CERTIFICATE_LEVELS
    assert [level.rank for level in certificate_levels().values()] == list(range(8))
    assert [c for c, level in certificate_levels().items() if not level.high_skill] == [
        "special",
        "5",
        "4",
    ]
    assert is_certificate("6-18-02-04:4")
    assert not is_certificate("6-18-02-04")
    assert not is_certificate("6-18-02-04:9")


def test_statutory_categories_are_nine() -> None:
    assert list(statutory_categories()) == [f"D{n}" for n in range(1, 10)]


def test_skills_have_words_of_their_own_and_known_occupations() -> None:
    assert len(skills()) > 300
    for skill in skills().values():
        assert skill.word not in skill.aliases
        assert all(o in occupations() for o in skill.occupations), skill


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("英语六级", ("英语六级", "英语四级", "英语")),
        ("CET-4", ("英语四级", "英语")),
        ("英语", ("英语",)),
        ("三菱PLC", ("三菱", "PLC")),
        ("sql优化", ("sql优化", "性能优化", "SQL")),
        ("吉他", ("吉他",)),
        ("门禁", ("门禁",)),
        ("电炉炼钢", ("电炉炼钢",)),
        ("没有名单的手艺", ("没有名单的手艺",)),
    ],
)
def test_a_skill_counts_as_all_that_it_implies(name: str, counted: tuple[str, ...]) -> None:
    assert counts_as(name) == counted


@pytest.mark.parametrize(
    "implied",
    [{"甲": ""}, {"甲": "甲"}, {"甲": "乙", "乙": "丙", "丙": "乙"}, {"甲": "丁"}],
)
def test_a_skill_implies_listed_ones_and_never_itself(
    implied: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = [
        {"word": word, "aliases": "", "occupations": "", "implies": broad}
        for word, broad in implied.items()
    ]
    monkeypatch.setattr("data.codes.skills.rows", lambda _: listed)
    if not any(implied.values()):
        assert list(skills.__wrapped__()) == list(implied)  # type: ignore[attr-defined]
        return
    with pytest.raises(ValueError, match="implies"):
        skills.__wrapped__()  # type: ignore[attr-defined]


def test_every_list_names_its_source() -> None:
    sources = (FOLDER / "SOURCES.md").read_text("utf-8")
    missing = [p.name for p in sorted(Path(FOLDER).glob("*.csv")) if f"`{p.name}`" not in sources]
    assert missing == []
