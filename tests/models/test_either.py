"""Who holds none of the papers of which a posting takes any one is told to ask first."""

import pytest

from models.either import either_notes, either_of

WELD, ELECTRIC = "特种作业-焊接", "特种作业-电工"

CHOICES = [
    ("持电工证或焊工证", ((ELECTRIC, WELD),)),
    ("有下列证书之一：\n电工证；\n焊工证", ((ELECTRIC, WELD),)),
    ("电工/焊工证均可。\nB2或A3驾照", ((ELECTRIC, WELD), ("B2", "A3"))),
    ("电工证或焊工证。\n电工证、焊工证均可", ((ELECTRIC, WELD),)),
    ("A2/B2驾照", ()),
    ("电工证或焊工证，须有焊工证", ()),
    ("电工证或焊工证优先", ()),
    ("电工证或两年经验", ()),
    ("电工证、焊工证", ()),
    ("年龄不限，能吃苦", ()),
]


@pytest.mark.parametrize(("text", "papers"), CHOICES)
def test_a_choice_is_read_where_the_text_demands_one(
    text: str, papers: tuple[tuple[str, ...], ...]
) -> None:
    assert either_of("维修工", text) == papers


ASKED = [
    (None, True),
    ([], True),
    (["C1"], True),
    ([WELD], False),
]


@pytest.mark.parametrize(("held", "told"), ASKED)
def test_who_holds_one_of_them_is_not_asked(held: list[str] | None, told: bool) -> None:
    said = either_notes([[ELECTRIC, WELD]], {"licences": held})
    sentence = "招聘信息要求电工作业操作证、焊接与热切割作业操作证之一，请先核实。"
    assert said == ([sentence] if told else [])


def test_a_wider_licence_is_one_of_them() -> None:
    assert either_notes([["B2", "A3"]], {"licences": ["A2"]}) == []
