"""What recruitment sites write is read, what cannot be read says so, and nothing is invented."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers.grammars import read_demanded_education, read_experience, read_place
from data.importers.grammars_tags import skill_tags
from data.importers.grammars_wages import Wage, read_wage
from data.importers.readers import read_table
from data.importers.values import Unread

WAGES = """
7千-8千                 700000   800000   -   month
7千-1.1万               700000   1100000  -   month
1.8万-3.5万·15薪        1800000  3500000  15  month
4-6千                   400000   600000   -   month
5-6千·13薪              500000   600000   13  month
1-1.5万                 1000000  1500000  -   month
3000-5000元             300000   500000   -   month
３０００－５０００元／月 300000  500000   -   month
8000-1万                800000   1000000  -   month
8k-12K                  800000   1200000  -   month
1-2万·13-15薪           1000000  2000000  13  month
5000元/月               500000   500000   -   month
月薪5000-6000元         500000   600000   -   month
200-300元/天            435000   652500   -   day
200-300/天              435000   652500   -   day
1.5千/天                3262500  3262500  -   day
每天200元               435000   435000   -   day
日薪200                 435000   435000   -   day
20元/小时               348000   348000   -   hour
70-100元/时             1218000  1740000  -   hour
500-1000元/周           217500   435000   -   week
10-15万/年              833333   1250000  -   year
13-26万/年·13薪         1000000  2000000  13  year
3万及以下/年            -        250000   -   year
8千以下                 -        800000   -   month
3千及以下               -        300000   -   month
1万以上                 1000000  -        -   month
面议                    -        -        -   negotiable
薪资面议                -        -        -   negotiable
150-200元/次            -        -        -   piece
"""


def number(text: str) -> int | None:
    return None if text == "-" else int(text)


@pytest.mark.parametrize("line", WAGES.strip().splitlines())
def test_a_wage_is_read_as_fen_a_month(line: str) -> None:
    text, low, high, per_year, basis = line.split()
    assert read_wage(text) == Wage(number(low), number(high), number(per_year), basis)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_wage_said_is_unknown(text: str | None) -> None:
    assert read_wage(text) == Wage(None, None, None, "negotiable")


@pytest.mark.parametrize(
    "text",
    [
        "4-6",
        "6",
        "9\ufffd-1.5万·13薪",
        "8千-6千",
        "1-2万·99薪",
        "99999999万",
        "0-0元",
        "高薪",
        "200元/碗",
        "10元/天",
        "10-20元/天",
        "1-2元/小时",
    ],
)
def test_a_wage_that_cannot_be_read_says_why(text: str) -> None:
    found = read_wage(text)
    assert isinstance(found, Unread)
    assert "薪" in found.reason


def test_a_wage_of_a_day_or_an_hour_that_nobody_pays_asks_for_its_unit() -> None:
    assert read_wage("10元/天") == Unread("日薪低于 30 元，请核对是不是时薪")
    assert read_wage("2元/小时") == Unread("时薪低于 5 元，请核对单位")
    assert isinstance(read_wage("30元/天"), Wage)
    assert isinstance(read_wage("5元/小时"), Wage)


NUMBERS = st.integers(1, 99).map(str) | st.decimals("0.1", "99", places=1).map(str)


@given(st.text(max_size=20) | st.text("0123456789.-千万元/天时年月周薪·以上下及", max_size=16))
def test_no_text_stops_the_reading_of_a_wage(text: str) -> None:
    found = read_wage(text)
    if isinstance(found, Wage) and found.low_fen is not None and found.high_fen is not None:
        assert 0 < found.low_fen <= found.high_fen


@given(st.integers(1, 30), st.integers(0, 30), st.sampled_from(["千", "万"]))
def test_a_shared_unit_counts_for_both_ends(low: int, more: int, unit: str) -> None:
    assert read_wage(f"{low}-{low + more}{unit}") == read_wage(f"{low}{unit}-{low + more}{unit}")


EXPERIENCE = """
经验不限       0
无经验         0
无需经验       0
在校生/应届生  0
1年以下        0
1-3年          12
3-4年          36
5-10年         60
10年以上       120
10年及以上     120
2年            24
3年工作经验    36
三年以上       36
半年以上       6
一年半         18
6个月          6
"""


@pytest.mark.parametrize("line", EXPERIENCE.strip().splitlines())
def test_experience_is_the_least_months_asked_for(line: str) -> None:
    text, months = line.split()
    assert read_experience(text) == int(months)


def test_experience_that_cannot_be_read_says_so_and_none_said_is_unknown() -> None:
    assert read_experience("") is None
    assert isinstance(read_experience("资深"), Unread)
    assert isinstance(read_experience("5-3年"), Unread)


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("学历不限", 0),
        ("初中及以下", 0),
        ("中专/中技", 3),
        ("大专", 4),
        ("5", 5),
        ("博士", 7),
        ("", None),
    ],
)
def test_education_is_the_least_rank_asked_for(text: str, rank: int | None) -> None:
    assert read_demanded_education(text) == rank


def test_education_that_cannot_be_read_says_so() -> None:
    assert isinstance(read_demanded_education("名校"), Unread)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("忻州·原平", "140981"),
        ("浙江省宁波", "330200"),
        ("全国", None),
        ("全国·远程", None),
        ("", None),
    ],
)
def test_a_place_is_a_region_or_knowingly_none(text: str, region: str | None) -> None:
    place = read_place(text)
    assert not isinstance(place, Unread)
    assert place.region == region


def test_a_place_abroad_is_not_read() -> None:
    assert isinstance(read_place("日本"), Unread)


@given(st.text(max_size=30))
def test_no_text_stops_the_other_grammars(text: str) -> None:
    for read in (read_experience, read_demanded_education, read_place):
        read(text)
    skill_tags(text)


TAGS: list[tuple[str, tuple[str, ...]]] = [
    ("Java|民营|20-99人|计算机软件", ("Java",)),
    ("事业单位|1000-9999人|计算机硬件", ()),
    ("Hadoop|数据仓库|10000人以上|互联网", ("Hadoop", "数据仓库")),
    ("3-4年,本科,python,五险一金,python", ("python", "五险一金")),
    ("linux,��据,sql", ("linux", "sql")),
    ("", ()),
]


@pytest.mark.parametrize(("text", "tags"), TAGS)
def test_tags_keep_what_is_about_the_work(text: str, tags: tuple[str, ...]) -> None:
    assert skill_tags(text, frozenset({"3-4年", "本科"})) == tags


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "wage", "experience", "education", "place"),
    [
        ("zhilian_2024.csv", "2", "5", "6", "4"),
        ("51job_2023.csv", "salary", "workYear", "degree", "area"),
    ],
)
def test_nearly_every_real_value_is_read(
    file: str, wage: str, experience: str, education: str, *, place: str, shared_data: Path
) -> None:
    table = read_table(shared_data / "vacancies_zh" / file)
    unread = {
        (column, text)
        for column, read in [
            (wage, read_wage),
            (experience, read_experience),
            (education, read_demanded_education),
            (place, read_place),
        ]
        for text in table[column].unique().to_pylist()
        if isinstance(read(text), Unread)
    }
    abroad = {(place, text) for text in ("日本", "老挝", "阿联酋", "印度尼西亚")}
    damaged = {(place, "广省惠州惠城区"), (wage, "9\ufffd-1.5万·13薪")}
    unbelievable = {(wage, "10-100/天")}
    assert unread <= abroad | damaged | unbelievable
