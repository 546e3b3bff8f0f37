"""What a clause says of those before it in its sentence: that they are only welcome, or not asked for."""

import pytest

from models.words.lexicon import Lexicon

LEXICON = Lexicon.from_lists()

SOFTENED = [
    ("持有C1驾照者，优先录用", ("C1",)),
    ("有健康证的，优先", ("健康证",)),
    ("退伍军人，有驾照，优先考虑", ("C1",)),
    ("有健康证，同等条件下优先录用。", ("健康证",)),
    ("岗位要求：有驾照，可优先考虑", ("C1",)),
    ("如有叉车证的话，我们将优先安排面试！", ("特种设备-叉车",)),
    ("有驾照，有健康证，优先考虑", ("C1", "健康证")),
    ("持C1驾照者，有健康证者，均优先录用", ("C1", "健康证")),
    ("应届毕业生，有驾照，优先", ("C1",)),
    ("持有C1驾照者，\n优先录用", ("C1",)),
    ("（有驾照，优先）", ("C1",)),
    ("有驾照，更佳", ("C1",)),
    ("如果有驾照，那就更好了", ("C1",)),
    ("持C1驾照者待遇从优", ("C1",)),
    ("持C1驾照者，待遇从优", ("C1",)),
]


@pytest.mark.parametrize(("text", "licences"), SOFTENED)
def test_a_wish_after_a_comma_softens_what_it_is_said_of(
    text: str, licences: tuple[str, ...]
) -> None:
    asked = LEXICON.read(text)
    assert (asked.required_licences, asked.welcome_licences) == ((), licences)


DEMANDED = [
    ("需持有健康证，有经验者优先", ("健康证",)),
    ("持有健康证，有经验者，优先录用", ("健康证",)),
    ("有健康证，身体健康，优先录用", ("健康证",)),
    ("须有健康证，优先录用", ("健康证",)),
    ("要有健康证，会面点，优先录用", ("健康证",)),
    ("有健康证，优先录用退伍军人", ("健康证",)),
    ("有健康证，退伍军人优先", ("健康证",)),
    ("有健康证。优先考虑", ("健康证",)),
    ("有健康证；会面点，优先", ("健康证",)),
    ("1、有健康证，\n2、会面点，优先", ("健康证",)),
    ("持C1驾照，待遇从优", ("C1",)),
    ("有C1驾照，经验不限", ("C1",)),
    ("须有C1驾照，不限", ("C1",)),
]


@pytest.mark.parametrize(("text", "licences"), DEMANDED)
def test_a_demand_of_its_own_is_not_softened_by_what_follows(
    text: str, licences: tuple[str, ...]
) -> None:
    assert LEXICON.read(text).required_licences == licences


WAIVED = [
    "健康证，不要求",
    "C1驾照、健康证，均不作要求",
    "健康证，没有也可以",
    "驾照，不做硬性要求",
]


@pytest.mark.parametrize("text", WAIVED)
def test_a_waiver_after_a_comma_waives_what_it_is_said_of(text: str) -> None:
    asked = LEXICON.read(text)
    assert asked.waived
    assert (asked.required_licences, asked.welcome_licences) == ((), ())


INVITES = [
    ("欢迎来电了解电焊岗位", ()),
    ("欢迎来电，了解电焊岗位", ()),
    ("电焊岗位详情请咨询人事部", ()),
    ("详情请咨询电焊班张师傅", ()),
    ("欢迎咨询电焊、叉车岗位", ()),
    ("来电咨询电焊招聘会事宜", ()),
    ("想了解更多电焊岗位的朋友请致电", ()),
    ("有意者请联系电焊车间", ()),
    ("更多电焊机会可加微信了解", ()),
    ("电焊岗位欢迎随时来访面谈", ()),
    ("会PLC，欢迎咨询了解电焊岗位", ("PLC",)),
    ("欢迎会电焊的朋友来电咨询", ("焊接",)),
    ("有电焊经验者请致电", ("焊接",)),
    ("电焊熟练的请联系我们", ("焊接",)),
    ("欢迎电焊工来电咨询", ("焊接",)),
    ("接听客户来电，会电焊", ("焊接",)),
    ("负责客户来电咨询，使用Excel登记", ("Excel",)),
    ("电焊 叉车 有意者请联系", ("焊接", "叉车")),
    ("了解电焊岗位", ("焊接",)),
]


@pytest.mark.parametrize(("text", "skills"), INVITES)
def test_an_invitation_to_ask_demands_nothing(text: str, skills: tuple[str, ...]) -> None:
    asked = LEXICON.read(text)
    assert (asked.required_skills, asked.welcome_skills) == (skills, ())


INVITED_WITH = [("欢迎咨询电工证办理", ()), ("欢迎持电工证者来电咨询", ("特种作业-电工",))]


@pytest.mark.parametrize(("text", "licences"), INVITED_WITH)
def test_an_invitation_names_the_papers_of_those_it_invites_alone(
    text: str, licences: tuple[str, ...]
) -> None:
    assert LEXICON.read(text).required_licences == licences


LISTED = [
    ("优先条件：\n1、有C1驾照\n2、会电焊", (), ("C1",)),
    ("加分项：有C1驾照；有健康证", (), ("C1", "健康证")),
    (
        "有以下条件者优先：\n(1)有C1驾照\n(2)有健康证\n任职要求：\n1、持电工证",
        ("特种作业-电工",),
        ("C1", "健康证"),
    ),
    ("一、优先条件\n1.有C1驾照\n二、任职要求\n1.持电工证", ("特种作业-电工",), ("C1",)),
    ("加分项\n- 有C1驾照\n有健康证", ("健康证",), ("C1",)),
    ("优先条件：\n1、必须有健康证", ("健康证",), ()),
    ("优先录用退伍军人：\n1、有健康证", ("健康证",), ()),
    ("任职要求：\n1、有健康证\n2、会面点者优先", ("健康证",), ()),
    ("1、退伍军人优先\n2、有健康证", ("健康证",), ()),
]


@pytest.mark.parametrize(("text", "required", "welcome"), LISTED)
def test_a_heading_makes_wishes_of_the_items_below_it(
    text: str, required: tuple[str, ...], welcome: tuple[str, ...]
) -> None:
    asked = LEXICON.read(text)
    assert (asked.required_licences, asked.welcome_licences) == (required, welcome)


@pytest.mark.parametrize(
    "again", ["入职后", "需要", "可以", "欢迎来电", "有驾照，", "优先条件：\n", "熟练"]
)
def test_a_text_that_says_one_thing_over_and_over_is_read(again: str) -> None:
    assert LEXICON.read(f"驾照{again * 60}熟练英语").levels in ({}, {"英语": "skilled"})
