"""What a post teaches nobody has to be able to do; what nobody may lack is demanded, however it is put."""

import pytest

from models.words.lexicon import Lexicon

LEXICON = Lexicon.from_lists()

TAUGHT = [
    "福利：免费学习烘焙、咖啡制作",
    "免费学习叉车",
    "提供Java培训",
    "我司提供月嫂培训",
    "带薪培训学习烘焙",
    "电焊学徒，不会可教",
    "可学电焊",
    "不懂电焊可学",
    "不要求 英语",
]


@pytest.mark.parametrize("text", TAUGHT)
def test_a_course_that_a_post_offers_asks_for_no_skill(text: str) -> None:
    asked = LEXICON.read(text)
    assert (asked.required_skills, asked.welcome_skills) == ((), ())


DEMANDED = [
    ("不会电焊的勿扰", ("焊接",)),
    ("不会开叉车勿扰", ("叉车",)),
    ("不会英语勿扰", ("英语",)),
    ("不会电焊的，请勿打扰", ("焊接",)),
    ("不需要经验会电焊就行", ("焊接",)),
    ("没有经验会开叉车也行", ("叉车",)),
    ("不要求经验会用Excel就行", ("Excel",)),
    ("无需经验 Excel熟练", ("Excel",)),
    ("带薪培训 会Excel", ("Excel",)),
    ("可以教英语", ("英语",)),
    ("为客户提供Java培训", ("Java",)),
    ("PHP工程师-有经验者优先", ("PHP",)),
    ("PHP-会Java优先", ("PHP",)),
    ("焊工-有焊工证优先", ("焊接",)),
]


@pytest.mark.parametrize(("text", "required"), DEMANDED)
def test_a_skill_that_nobody_may_lack_is_demanded(text: str, required: tuple[str, ...]) -> None:
    assert LEXICON.read(text).required_skills == required


def test_bare_pay_ends_a_list_of_wishes() -> None:
    asked = LEXICON.read("加分项:1、登高证2、焊工证 待遇：包吃住")
    assert asked.required_licences == ()
    assert asked.welcome_licences == ("特种作业-高处", "特种作业-焊接")
