"""Names stand in the order of a telephone book, and are found by the letters people type for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.codes.pinyin import beginnings, initials, sort_key

NAMES = st.text(st.sampled_from("尉迟单于令狐解曾王伟张章李Aa·㐀"), min_size=1, max_size=4)


def test_names_stand_by_pinyin_then_tone_then_character() -> None:
    book = ["安然", "单小雨", "汪洋", "王阿姣", "王伟", "尉迟敬", "张三", "张一", "章安"]
    assert sorted(set(book), key=sort_key) == book


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("王伟", "ww"),
        ("单雄信", "sxx"),  # not d: as a surname it is read Shan
        ("王单", "wd"),
        ("尉迟恭", "ycg"),
        ("尉健行", "wjx"),
        ("令狐冲", "lhc"),
        ("买买提·艾力", "mmtal"),
        ("Anna李", "annal"),
        ("王㐀", "w"),  # nobody can read the second one
    ],
)
def test_initials_are_what_people_type(name: str, typed: str) -> None:
    assert initials(name) == typed


@given(NAMES, st.text(st.sampled_from("迟于狐王伟"), max_size=2))
def test_a_name_is_found_by_each_of_its_beginnings(beginning: str, rest: str) -> None:
    key = sort_key(beginning + rest)
    assert any(key.startswith(other) for other in beginnings(beginning))


def test_only_names_that_begin_so_have_keys_that_begin_so() -> None:
    assert not sort_key("王维").startswith(beginnings("王伟"))
    assert not sort_key("汪洋").startswith(beginnings("王"))
