"""Kin titles rank before strangers, whatever their level, their letters or their language."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.kinship import TitleSpace, bone_pieces, bones
from models.words.similarity import TextSpace, closest, joined, pieces

CORPUS = [
    "高级信贷专员",
    "贷款顾问",
    "西餐厨师",
    "炒锅师傅",
    "急诊护士",
    "挖掘机司机",
    "软件测试员",
    "程序员",
    "ios开发",
]


@pytest.fixture(scope="module")
def space() -> TitleSpace:
    return TitleSpace(CORPUS)


@pytest.mark.parametrize(
    ("title", "stem", "head"),
    [
        ("高级信贷专员", "信贷", "clerk"),
        ("助理会计师", "会计师", ""),
        ("软件工程师", "软件", "technician"),
        ("市场部主管助理", "市场部", "lead"),
        ("经理", "经理", ""),
    ],
)
def test_bones_are_the_work_and_what_its_head_means(title: str, stem: str, head: str) -> None:
    assert bones(title) == (stem, head)


@given(st.text(max_size=20))
def test_any_text_has_bones(text: str) -> None:
    assert isinstance(bone_pieces(text), list)


@pytest.mark.parametrize(
    ("query", "kin"),
    [
        ("信贷员", {"高级信贷专员", "贷款顾问"}),
        ("厨子", {"西餐厨师", "炒锅师傅"}),
        ("护师", {"急诊护士"}),
        ("安卓开发工程师", {"程序员", "ios开发"}),
    ],
)
def test_kin_come_first_even_without_a_common_letter(
    space: TitleSpace, query: str, kin: set[str]
) -> None:
    order = np.argsort(-space.kinship([query], CORPUS)[0])
    assert {CORPUS[i] for i in order[: len(kin)]} == kin


def test_a_title_is_wholly_kin_to_itself_and_the_order_of_the_corpus_is_nothing(
    space: TitleSpace,
) -> None:
    matrix = space.kinship(CORPUS, CORPUS)
    assert np.allclose(np.diag(matrix), 1, atol=1e-5)
    assert np.allclose(matrix, matrix.T, atol=1e-5)
    turned = space.kinship(CORPUS[:1], CORPUS[::-1])
    assert np.allclose(turned[0][::-1], matrix[0], atol=1e-5)


def test_pieces_are_words_in_latin_and_runs_in_chinese() -> None:
    assert pieces("Line Cook / 厨师") == ["line", "line cook", "cook", "厨", "师", "厨师"]
    assert pieces("") == []


def test_english_titles_are_compared_by_words() -> None:
    titles = ["Line Cook", "Cook - Assisted Living", "Cashier"]
    space = TextSpace(titles)
    likeness = (space.vectors(["cook"]) @ space.vectors(titles).T).toarray()[0]
    assert likeness[0] > 0
    assert likeness[1] > 0
    assert likeness[2] == 0


def test_only_the_closest_of_a_row_stay_and_views_join_as_a_weighted_mean() -> None:
    space = TextSpace(CORPUS)
    vectors = space.vectors(CORPUS)
    kept = closest(vectors @ vectors.T, 2)
    assert (kept.toarray()[0] > 0).sum() <= (vectors @ vectors.T).toarray()[0].astype(bool).sum()
    both = joined([vectors, vectors], [0.25, 0.75])
    assert np.allclose((both @ both.T).toarray(), (vectors @ vectors.T).toarray(), atol=1e-5)
