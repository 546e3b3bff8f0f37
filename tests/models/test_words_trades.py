"""What a trade says by itself: the one paper that the law asks of it, and trades that only sound like another."""

import pytest

from models.words.lexicon import Lexicon

LEXICON = Lexicon.from_lists()
WELD, ELECTRIC, FORKLIFT, HEALTH = "特种作业-焊接", "特种作业-电工", "特种设备-叉车", "健康证"

HELD = [
    ("叉车司机，必须持证上岗", FORKLIFT),
    ("叉车司机（必须持证上岗）", FORKLIFT),
    ("叉车工3名，要求：持证上岗", FORKLIFT),
    ("叉车司机\n岗位要求：\n1、持证上岗\n2、能吃苦", FORKLIFT),
    ("叉车司机，持证上岗，有健康证", f"{HEALTH} {FORKLIFT}"),
    ("叉车司机，无证勿扰", FORKLIFT),
    ("维修电工，持证上岗", ELECTRIC),
    ("焊工必须持证上岗", WELD),
    ("司炉工，持证上岗", "特种设备-锅炉"),
    ("行车工需持证上岗", "特种设备-起重机"),
    ("电梯维修工持证上岗", "特种设备-电梯"),
    ("保安持证上岗", "保安员证"),
    ("消控员，持证上岗", "消防设施操作员证"),
    ("护士，有证即可", "护士执业证"),
    ("电工，持焊工证，持证上岗", WELD),
]


@pytest.mark.parametrize(("text", "required"), HELD)
def test_who_has_to_hold_the_paper_of_a_trade_has_to_hold_that_paper(
    text: str, required: str
) -> None:
    assert " ".join(LEXICON.read(text).required_licences) == required


OPEN = [
    "叉车工、电工，持证上岗",
    "维修工，特殊岗位持证上岗",
    "司机，持证上岗",
    "弱电工，持证上岗",
    "机电工程师，持证上岗",
    "监督焊工持证上岗",
    "安全员\n负责检查电工持证上岗情况",
    "电工学徒，公司培训后持证上岗",
    "公司免费培训，叉车工持证上岗",
    "电焊工\n持证6000，无证5000",
    "从事特种作业操作证要求的岗位",
    "电工，有电气证书",
]


@pytest.mark.parametrize("text", OPEN)
def test_a_paper_that_no_one_trade_tells_is_not_guessed(text: str) -> None:
    asked = LEXICON.read(text)
    assert (asked.required_licences, asked.welcome_licences) == ((), ())


NOT_HELD = [
    ("电工，持证上岗，无证可培训", "", ELECTRIC),
    ("电焊工，有证优先，无证可考", "", WELD),
    ("电焊工（有证无证均可）", "", WELD),
    ("会开叉车，无证也可", "", FORKLIFT),
    ("叉车司机，有证优先", FORKLIFT, ""),
]


@pytest.mark.parametrize(("text", "welcome", "waived"), NOT_HELD)
def test_the_paper_of_a_trade_is_wished_and_waived_as_any_other(
    text: str, welcome: str, waived: str
) -> None:
    asked = LEXICON.read(text)
    assert asked.required_licences == ()
    assert (" ".join(asked.welcome_licences), " ".join(asked.waived)) == (welcome, waived)


LATHES = [
    ("车工", ("车削",)),
    ("会车工工艺", ("车削",)),
    ("汽车工程师", ()),
    ("整车工艺", ()),
    ("行车工", ()),
    ("电动车工程项目管理", ("项目管理",)),
]


LANGUAGES = [
    ("英文流利", ("英语",)),
    ("能阅读英文文献", ("英语",)),
    ("日文、英文均熟练", ("日语", "英语")),
    ("维护英文网站", ()),
    ("精英文化", ()),
    ("整理当日文件", ()),
    ("节日文案策划", ("文案写作",)),
]


@pytest.mark.parametrize(("text", "skills"), LANGUAGES)
def test_a_language_is_called_by_either_name(text: str, skills: tuple[str, ...]) -> None:
    assert LEXICON.read(text).required_skills == skills


@pytest.mark.parametrize(("text", "skills"), LATHES)
def test_who_works_on_cars_turns_nothing_on_a_lathe(text: str, skills: tuple[str, ...]) -> None:
    assert LEXICON.read(text).required_skills == skills


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("叉车司机，C1驾照，无证勿扰", "C1"),
        ("保安，须有健康证，无证勿扰", "健康证"),
        ("物业经理\n管理保安、保洁，须持证上岗", ""),
        ("电工助理。协助电工工作，持证上岗", ""),
        ("锅炉工\n不持证上岗", ""),
        ("保安\n有证者工资另加200", ""),
        ("电工\n有证人员补贴500元", ""),
        ("测压员。看气压高低压证明", ""),
    ],
)
def test_a_trade_or_paper_that_is_only_spoken_of_demands_nothing(text: str, required: str) -> None:
    assert " ".join(LEXICON.read(text).required_licences) == required


@pytest.mark.parametrize(
    ("text", "skill"),
    [("日语N2级或N1级", "日语N2"), ("日语N3级或N2级", "日语"), ("双休日文职", "")],
)
def test_the_lesser_degree_is_asked_and_a_day_is_no_language(text: str, skill: str) -> None:
    asked = LEXICON.read(text).required_skills
    assert [each for each in asked if each.startswith("日语")] == ([skill] if skill else [])
