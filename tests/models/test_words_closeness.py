"""Skills and occupations are as close as the tree says, and closer where people and posts show it."""

from pathlib import Path

import joblib
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.matching.comparisons import CLOSENESS
from models.words.closeness import DOUBT, MOST, TREE, Closeness, by_tree, learn, tree_matrix

COOK, WAITER, TURNER, WELDER, NURSE = (
    "4-03-02-01",
    "4-03-02-05",
    "6-18-01-01",
    "6-18-02-04",
    "2-05-08-01",
)
CODES = st.sampled_from(["4", "4-03", "4-03-02", COOK, WAITER, TURNER, WELDER, NURSE])


def market(n: int = 60) -> tuple[pa.Table, pa.Table]:
    """Turners and welders share skills and change places; cooks keep to themselves."""
    rows = [(TURNER, ["识图", "车床"]), (WELDER, ["识图", "氩弧焊"]), (COOK, ["刀工", "炒菜"])] * n
    vacancies = pa.table(
        {
            "occupation": [code for code, _ in rows],
            "required_skills": [skills for _, skills in rows],
            "welcome_skills": pa.array([None] * len(rows), pa.list_(pa.string())),
        }
    )
    past = [[TURNER, WELDER], [WELDER, TURNER], [COOK, WAITER], None] * n
    return vacancies, pa.table({"past_occupations": pa.array(past, pa.list_(pa.string()))})


@pytest.fixture(scope="module")
def closeness() -> Closeness:
    vacancies, workers = market()
    return learn(vacancies, workers, seed=1)


@pytest.mark.parametrize(
    ("first", "second", "levels"),
    [
        (COOK, COOK, 4),
        (COOK, WAITER, 3),
        (TURNER, WELDER, 2),
        (COOK, "4-10-01-06", 1),
        (COOK, NURSE, 0),
        ("4-03", COOK, 2),
    ],
)
def test_the_tree_counts_shared_levels(first: str, second: str, levels: int) -> None:
    assert by_tree(first, second) == TREE[levels]


def test_the_tree_is_the_one_of_the_matcher() -> None:
    assert pytest.approx(TREE) == CLOSENESS[: len(TREE)]


@given(st.lists(CODES, min_size=1, max_size=6))
def test_the_tree_of_many_is_the_tree_of_each_pair(codes: list[str]) -> None:
    leaves = [code for code in codes if code.count("-") == 3] or [COOK]
    expected = [[by_tree(a, b) for b in leaves] for a in leaves]
    assert np.allclose(tree_matrix(leaves), expected)


def test_moves_and_shared_skills_bring_work_closer_than_the_tree(closeness: Closeness) -> None:
    assert closeness.of_occupations(TURNER, WELDER) > by_tree(TURNER, WELDER) + 0.05
    assert closeness.of_occupations(TURNER, COOK) == pytest.approx(by_tree(TURNER, COOK), abs=0.05)


def test_the_matrix_says_what_each_pair_says(closeness: Closeness) -> None:
    codes = [COOK, WAITER, TURNER, WELDER, NURSE]
    pairs = [[closeness.of_occupations(a, b) for b in codes] for a in codes]
    matrix = closeness.occupation_matrix(codes)
    assert np.allclose(matrix, pairs, atol=1e-5)
    assert np.allclose(matrix, matrix.T)
    assert matrix.max() <= 1


def test_skills_of_the_same_work_are_close_and_others_far(closeness: Closeness) -> None:
    assert closeness.near_skills("刀工", 1)[0][0] == "炒菜"
    assert closeness.of_skills("刀工", "炒菜") > 0.4
    assert closeness.of_skills("刀工", "氩弧焊") < 0.1
    assert closeness.of_skills("刀工", "刀工") == 1
    assert closeness.of_skills("刀工", "没见过") == 0


def test_little_evidence_is_believed_little() -> None:
    vacancies, workers = market(1)
    few = learn(vacancies, workers, seed=1)
    assert few.of_occupations(TURNER, WELDER) - by_tree(TURNER, WELDER) < MOST * 4 / (4 + DOUBT)


def test_without_any_vacancy_the_tree_remains() -> None:
    vacancies, _ = market(0)
    empty = learn(vacancies, seed=1)
    assert empty.of_occupations(COOK, WAITER) == by_tree(COOK, WAITER)
    assert np.allclose(empty.occupation_matrix([COOK, WAITER]), tree_matrix([COOK, WAITER]))
    assert empty.near_skills("刀工") == []


def test_learning_again_gives_the_same_and_it_can_be_kept(
    closeness: Closeness, tmp_path: Path
) -> None:
    joblib.dump(learn(*market(), seed=1), tmp_path / "closeness")
    kept: Closeness = joblib.load(tmp_path / "closeness")
    codes = [COOK, TURNER, WELDER]
    assert np.array_equal(kept.occupation_matrix(codes), closeness.occupation_matrix(codes))
