"""The linter finds what a posting may not ask, and does not mistake a waiver for a demand."""

import pytest

from models.matching.linter import lint, unlawful

UNLAWFUL = (
    ("限男性，能吃苦", "性别限制"),
    ("只招女工", "性别限制"),
    ("仅限男", "性别限制"),
    ("男士优先", "性别限制"),
    ("女性优先考虑", "性别限制"),
    ("性别：男", "性别限制"),
    ("性 别 要 求 ： 女", "性别限制"),
    ("未婚女性", "婚育限制"),
    ("已婚已育优先", "婚育限制"),
    ("限忻州户籍", "户籍限制"),
    ("本地人优先", "户籍限制"),
    ("不要河南人", "户籍限制"),
    ("汉族优先", "民族宗教限制"),
    ("形象好，气质佳", "相貌身材要求"),
    ("形象气质佳", "相貌身材要求"),
    ("五官端正", "相貌身材要求"),
    ("身高１７０以上", "相貌身材要求"),
    ("无乙肝", "健康歧视"),
    ("残疾人勿扰", "健康歧视"),
)
LAWFUL = (
    "男女不限",
    "不限男女，有经验优先",
    "性别不限",
    "男女均可",
    "婚否不限",
    "未婚已婚均可",
    "户籍不限",
    "身高不限",
    "负责女装销售，男装搭配",
    "维护公司形象",
    "籍贯不限，提供住宿",
    "有工作经验者优先",
)


@pytest.mark.parametrize(("text", "kind"), UNLAWFUL)
def test_an_unlawful_demand_is_found_with_its_law(text: str, kind: str) -> None:
    found = {f.kind: f for f in unlawful("操作工", text)}
    assert kind in found
    assert "法" in found[kind].law


@pytest.mark.parametrize("text", LAWFUL)
def test_a_waived_demand_or_plain_work_is_not_flagged(text: str) -> None:
    assert unlawful("普工", text) == ()


@pytest.mark.parametrize("text", ["18-45岁", "年龄35岁以下", "45周岁以内", "年龄：18"])
def test_an_age_limit_is_monitored_and_closes_nothing(text: str) -> None:
    (found,) = lint("保安", text)
    assert (found.kind, found.unlawful) == ("年龄要求", False)
    assert unlawful("保安", text) == ()


def test_the_law_itself_reserves_underground_work_for_men() -> None:
    assert unlawful("井下采煤工", "限男性", underground=True) == ()
    assert unlawful("井下采煤工", "限男性，未婚", underground=True)[0].kind == "婚育限制"


def test_the_title_is_read_too() -> None:
    assert unlawful("招男普工，限男", "")[0].kind == "性别限制"
