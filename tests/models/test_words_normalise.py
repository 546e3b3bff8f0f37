"""What people write is brought to one spelling, and advertising around a title falls away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.normalise import normalise, title_parts


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ＪＡＶＡ開發工程師", "java开发工程师"),
        ("  Node.js   开发 ", "node.js 开发"),
        ("會計\u200b師～助理", "会计师-助理"),
    ],
)
def test_one_spelling_for_width_script_case_and_space(written: str, plain: str) -> None:
    assert normalise(written) == plain


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("急招!!月入过万 外卖骑手（包吃住）", ("外卖骑手",)),
        ("【高薪】诚聘電工師傅 8000-12000元/月", ("电工师傅",)),
        ("招聘普工/操作工", ("普工", "操作工")),
        ("招聘专员", ("招聘专员",)),
        ("C++ 软件开发工程师(J12135)", ("c++软件开发工程师",)),
        ("视觉图像算法工程师 11-15K+五险一金", ("视觉图像算法工程师",)),
        ("22/23/24届-java开发工程师", ("java开发工程师",)),
        ("收银员兼服务员", ("收银员", "服务员")),
        ("后端开发（Python）", ("后端开发", "python")),
        ("月入过万!!包吃住", ()),
    ],
)
def test_only_the_words_that_may_name_work_stay(title: str, parts: tuple[str, ...]) -> None:
    assert title_parts(title) == parts


@given(st.text(max_size=60))
def test_any_text_can_be_taken_for_a_title(text: str) -> None:
    assert all(part == part.strip() and part for part in title_parts(text))
