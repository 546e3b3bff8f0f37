"""Where a posting offers alternatives nobody who holds one of them is kept out."""

import pytest

from models.words.lexicon import Lexicon

LEXICON = Lexicon.from_lists()
WELD, ELECTRIC, FORKLIFT, HEALTH = "特种作业-焊接", "特种作业-电工", "特种设备-叉车", "健康证"
TEACHER, BOILER, CRANE = "教师资格证", "特种设备-锅炉", "特种设备-起重机"

ONE_PAPER = [
    ("电工证，焊工证均可", "", f"{ELECTRIC} {WELD}"),
    ("电工证,焊工证均可应聘", "", f"{ELECTRIC} {WELD}"),
    ("电工证，焊工证，叉车证均可", "", f"{ELECTRIC} {WELD} {FORKLIFT}"),
    ("电工证、焊工证均可报名", "", f"{ELECTRIC} {WELD}"),
    ("电工证、焊工证均可报销", f"{ELECTRIC} {WELD}", ""),
    ("电工证、焊工证均可以报销", f"{ELECTRIC} {WELD}", ""),
    ("电工证、焊工证均可享受补贴", f"{ELECTRIC} {WELD}", ""),
    ("电工证、焊工证均可加薪", f"{ELECTRIC} {WELD}", ""),
    ("电工证、焊工证均可复审", f"{ELECTRIC} {WELD}", ""),
    ("电工证、焊工证均可年审", f"{ELECTRIC} {WELD}", ""),
    ("电工证、焊工证二选一", "", f"{ELECTRIC} {WELD}"),
    ("电工证、焊工证、叉车证至少一项", "", f"{ELECTRIC} {WELD} {FORKLIFT}"),
    ("电工证、焊工证至少持有一个", "", f"{ELECTRIC} {WELD}"),
    ("至少持有以下一种证书：电工证、焊工证", "", f"{ELECTRIC} {WELD}"),
    ("有下列证书之一：电工证、焊工证、叉车证", "", f"{ELECTRIC} {WELD} {FORKLIFT}"),
    ("有下列证书之一：电工证，焊工证", "", f"{ELECTRIC} {WELD}"),
    ("具备下列条件之一：1、有电工证 2、有焊工证", "", f"{ELECTRIC} {WELD}"),
    ("须具备以下证书之一：\n1.电工证；\n2.焊工证；\n3.健康证", HEALTH, f"{ELECTRIC} {WELD}"),
    ("有下列证书之一：①电工证②焊工证", "", f"{ELECTRIC} {WELD}"),
    ("1、有下列证书之一：电工证、焊工证；2、健康证", HEALTH, f"{ELECTRIC} {WELD}"),
    ("下列证书之一：1、A1证 2、A2证", "", "A1 A2"),
    ("下列证书之一：1、A2证 2、B2证", "", "B2"),
    ("具备下列条件之一：1、有A2驾照；2、有B2驾照", "", "B2"),
    ("具备下列条件之一：1、B2驾驶证，2、叉车证", "", f"B2 {FORKLIFT}"),
    ("具备下列条件之一：1.G1证，2.电工证", "", f"{BOILER} {ELECTRIC}"),
    ("具备下列条件之一：1、叉车N1证 2、天车Q2证", "", f"{FORKLIFT} {CRANE}"),
    ("具备下列条件之一：1、A2证；2、从业资格证", "", "A2"),
    ("有以下证书之一：电工证、焊工证，须有健康证", HEALTH, f"{ELECTRIC} {WELD}"),
    ("有以下证书之一：电工证、焊工证，并持健康证", HEALTH, f"{ELECTRIC} {WELD}"),
    ("有以下证书之一：电工证，焊工证，健康证必备", HEALTH, f"{ELECTRIC} {WELD}"),
    ("具有以下证书之一者优先：电工证、焊工证，必须有健康证", HEALTH, f"{ELECTRIC} {WELD}"),
    ("以下证书之一者优先：电工证，必须持C1驾驶证", "C1", ELECTRIC),
    ("有下列情形之一者勿扰：无健康证、无驾照", f"{HEALTH} C1", ""),
    ("有下列情形之一者勿扰：没有健康证、没有驾照", f"{HEALTH} C1", ""),
    ("如下职位一个：电工：电工证，健康证", f"{ELECTRIC} {HEALTH}", ""),
    ("持有以下任何一种证书：电工证、焊工证", "", f"{ELECTRIC} {WELD}"),
    ("以下资格任选一项：电工证、焊工证", "", f"{ELECTRIC} {WELD}"),
    ("具备以下一项即可：电工证、焊工证", "", f"{ELECTRIC} {WELD}"),
    ("有下列证书之一：电工证、焊工证。健康证", HEALTH, f"{ELECTRIC} {WELD}"),
    ("电工证焊工证都可以", "", f"{ELECTRIC} {WELD}"),
    ("电工证焊工证都行", "", f"{ELECTRIC} {WELD}"),
    ("A2证，B2证均可", "B2", ""),
    ("电工/焊工证均可", "", f"{ELECTRIC} {WELD}"),
    ("电工或焊工证", "", f"{ELECTRIC} {WELD}"),
    ("A1A2驾照均可", "", "A1 A2"),
    ("B1B2驾照", "", "B1 B2"),
    ("有电工证，焊工证均可优先", "", f"{ELECTRIC} {WELD}"),
    ("健康证，电工证、焊工证均可", HEALTH, f"{ELECTRIC} {WELD}"),
    ("健康证，电工证，焊工证均可", HEALTH, f"{ELECTRIC} {WELD}"),
    ("需健康证，会开车，电工证、焊工证均可", HEALTH, f"{ELECTRIC} {WELD}"),
    ("电工证，焊工证都要有", f"{ELECTRIC} {WELD}", ""),
    ("电工证焊工证", f"{ELECTRIC} {WELD}", ""),
    ("电工或焊工，证件齐全，健康证", HEALTH, ""),
    ("幼师证或保育员证", "", TEACHER),
    ("保育员证或幼师证", "", TEACHER),
    ("电工证或电工上岗证", ELECTRIC, ""),
    ("电工证或高压上岗证", ELECTRIC, ""),
    ("需持低压操作证，或高压操作证", ELECTRIC, ""),
    ("电工证，或焊工证", "", f"{ELECTRIC} {WELD}"),
    ("电工证，焊工证，或叉车证", "", f"{ELECTRIC} {WELD} {FORKLIFT}"),
    ("电工证、焊工证或叉车证", "", f"{ELECTRIC} {WELD} {FORKLIFT}"),
    ("健康证、电工证或焊工证", HEALTH, f"{ELECTRIC} {WELD}"),
    ("C1驾照、电工证或焊工证", "C1", f"{ELECTRIC} {WELD}"),
    ("有健康证，有电工证，或焊工证", HEALTH, f"{ELECTRIC} {WELD}"),
    ("健康证或健康合格证明", HEALTH, ""),
    ("具备电工、焊工证其中一项即可", "", f"{ELECTRIC} {WELD}"),
    ("电工证、焊工证有一个就行", "", f"{ELECTRIC} {WELD}"),
    ("有教师资格证或相关专业", "", TEACHER),
    ("持G1或G2证", BOILER, ""),
]

LISTED = [
    "有下列证书之一：电工证；焊工证；叉车证",
    "有下列证书之一：\n电工证；\n焊工证；\n叉车证",
    "须具备以下证书之一\n电工证\n焊工证\n叉车证",
    "有下列证书之一：\n- 电工证\n- 焊工证\n- 叉车证",
]
ONE_PAPER += [(text, "", f"{ELECTRIC} {WELD} {FORKLIFT}") for text in LISTED]
ONE_PAPER += [
    ("有下列证书之一：\n电工证\n焊工证\n健康证", HEALTH, f"{ELECTRIC} {WELD}"),
    ("具有以下证书之一：电工证；焊工证。健康证", HEALTH, f"{ELECTRIC} {WELD}"),
    ("有下列证书之一：电工证；焊工证；须有C1驾照", "C1", f"{ELECTRIC} {WELD}"),
    ("有下列证书之一：电工证、焊工证；健康证", HEALTH, f"{ELECTRIC} {WELD}"),
]


@pytest.mark.parametrize(("text", "required", "welcome"), ONE_PAPER)
def test_one_of_several_papers_does(text: str, required: str, welcome: str) -> None:
    asked = LEXICON.read(text)
    assert " ".join(asked.required_licences) == required
    assert " ".join(asked.welcome_licences) == welcome


PAPER_OR_SKILL = [
    ("有电工证或者会焊接", (), ("焊接", ELECTRIC)),
    ("会开叉车或有叉车证", (), ("叉车", FORKLIFT)),
    ("有叉车证，或会开叉车", (), ("叉车", FORKLIFT)),
    ("会开叉车，有叉车证", ("叉车", FORKLIFT), ()),
    ("会英语或日语均可", (), ("英语", "日语")),
    ("熟悉Java、Python均可", (), ("Java", "Python")),
    ("二保焊、氩弧焊会其一即可", (), ("二保焊", "氩弧焊")),
    ("Java、Python会一门即可", (), ("Java", "Python")),
    ("不要求英语、日语，均可", (), ()),
    ("英语均可", (), ()),
    ("会英语或日语", (), ("英语", "日语")),
    ("熟悉Java，会Python或者Go", ("Java",), ("Python", "Go语言")),
    ("熟练使用Word、Excel或PPT", (), ("Word", "Excel", "PPT")),
    ("会英语、日语", ("英语", "日语"), ()),
    ("普通话或粤语流利", (), ("普通话", "粤语")),
    ("会粤语或者普通话", (), ("粤语", "普通话")),
    ("普通话标准，会粤语优先", ("普通话",), ("粤语",)),
    ("熟练使用Word，Excel，或PPT", (), ("Word", "Excel", "PPT")),
    ("会电焊，氩弧焊，或二保焊", (), ("焊接", "氩弧焊", "二保焊")),
    ("会英语，或者日语", (), ("英语", "日语")),
    ("会普通话，会英语，或日语", ("普通话",), ("英语", "日语")),
    ("有驾照，Word，Excel", ("Word", "Excel", "C1"), ()),
    ("会英语，或有两年工作经验", ("英语",), ()),
]


@pytest.mark.parametrize(("text", "required", "welcome"), PAPER_OR_SKILL)
def test_a_skill_may_be_one_of_the_alternatives(
    text: str, required: tuple[str, ...], welcome: tuple[str, ...]
) -> None:
    asked = LEXICON.read(text)
    assert (*asked.required_skills, *asked.required_licences) == required
    assert (*asked.welcome_skills, *asked.welcome_licences) == welcome


EXAMINATIONS = [
    ("日语N1或N2", "日语N2"),
    ("日语N1/N2以上", "日语N2"),
    ("日语N2或N1", "日语N2"),
    ("日语N1、N2均可", "日语N2"),
    ("日语N2或N3", "日语"),
    ("日语二级以上", "日语N2"),
    ("日语N1证书", "日语N1"),
    ("日语一级或二级", "日语N2"),
    ("日语能力考试N1或N2", "日语N2"),
    ("JLPT N2", "日语N2"),
    ("英语四六级", "英语四级"),
    ("大学英语四、六级", "英语四级"),
    ("英语六级或四级", "英语四级"),
    ("英语CET4以上", "英语四级"),
    ("英语六级", "英语六级"),
]


@pytest.mark.parametrize(("text", "required"), EXAMINATIONS)
def test_the_lesser_of_the_examinations_is_enough(text: str, required: str) -> None:
    assert LEXICON.read(text).required_skills == (required,)


def test_a_wish_for_the_higher_examination_stays_one() -> None:
    asked = LEXICON.read("日语N2，N1优先")
    assert (asked.required_skills, asked.welcome_skills) == (("日语N2",), ())
