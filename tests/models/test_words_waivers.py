"""What takes a paper out of a posting's demands: words about that paper, and nothing said of something else."""

import pytest

from models.words.lexicon import Lexicon

LEXICON = Lexicon.from_lists()
WELD, ELECTRIC, FORKLIFT, HEALTH = "特种作业-焊接", "特种作业-电工", "特种设备-叉车", "健康证"
TEACHER = "教师资格证"

SAID_OF_SOMETHING_ELSE = [
    ("无需经验 健康证", HEALTH),
    ("包吃住 无需经验 健康证", HEALTH),
    ("没有夜班 健康证", HEALTH),
    ("不用上夜班 健康证 40岁以下", HEALTH),
    ("无需经验健康证必备", HEALTH),
    ("无需学历电工证即可", ELECTRIC),
    ("无需加班 电工证", ELECTRIC),
    ("不用加班 叉车证", FORKLIFT),
    ("不要求学历 C1驾照", "C1"),
    ("没有押金 驾照", "C1"),
    ("不要求经验、健康证", HEALTH),
    ("零基础入职健康证", HEALTH),
    ("健康证 户口不限", HEALTH),
    ("健康证 籍贯不限", HEALTH),
    ("健康证 身高不限", HEALTH),
    ("健康证 工作地点不限", HEALTH),
    ("健康证 不限男女", HEALTH),
    ("驾照 专业不限", "C1"),
    ("会计证专业不限", "会计证书"),
    ("教师资格证学科不限", "教师资格证"),
    ("电工证 名额不限", ELECTRIC),
    ("电工证不限高低压", ELECTRIC),
    ("焊工证 招聘人数不限", WELD),
    ("焊工证等级不限", WELD),
    ("叉车证熟练度不限", FORKLIFT),
    ("健康证、学历不限", HEALTH),
    ("电工证、焊工证不限等级", f"{ELECTRIC} {WELD}"),
    ("免收健康证费", HEALTH),
    ("没有夜班健康证、电工证", f"{HEALTH} {ELECTRIC}"),
]


@pytest.mark.parametrize(("text", "required"), SAID_OF_SOMETHING_ELSE)
def test_a_waiver_of_something_else_leaves_the_paper_demanded(text: str, required: str) -> None:
    asked = LEXICON.read(text)
    assert (" ".join(asked.required_licences), asked.waived) == (required, ())


WAIVED = [
    ("无需任何证书如电工证", ELECTRIC),
    ("无需电工证或焊工证", f"{ELECTRIC} {WELD}"),
    ("无需健康证、电工证、焊工证", f"{HEALTH} {ELECTRIC} {WELD}"),
    ("不需要提供健康证", HEALTH),
    ("C1驾照、健康证均不要求", f"C1 {HEALTH}"),
    ("不一定要有电工证", ELECTRIC),
    ("非必须持有电工证", ELECTRIC),
    ("电工证不是硬性要求", ELECTRIC),
    ("电工证非必要", ELECTRIC),
    ("电工证有没有都行", ELECTRIC),
    ("电工证、焊工证均不限", f"{ELECTRIC} {WELD}"),
    ("焊工证(非必须)", WELD),
    ("驾照：无要求", "C1"),
    ("C1驾照：无要求", "C1"),
    ("B2驾照不限", "B2"),
    ("教师资格证不是必要条件", "教师资格证"),
    ("非必备健康证", HEALTH),
    ("驾照要求：不限", "C1"),
    ("叉车证 可培训", FORKLIFT),
    ("电工证可选", ELECTRIC),
]


@pytest.mark.parametrize(("text", "waived"), WAIVED)
def test_a_waiver_of_the_paper_itself_is_read(text: str, waived: str) -> None:
    asked = LEXICON.read(text)
    assert (asked.required_licences, " ".join(asked.waived)) == ((), waived)


SEEN_TO = [
    ("公司给办健康证", HEALTH),
    ("健康证公司给办", HEALTH),
    ("公司包办健康证", HEALTH),
    ("统一办理健康证", HEALTH),
    ("为员工办理健康证", HEALTH),
    ("健康证由公司负责", HEALTH),
    ("提供健康证办理", HEALTH),
    ("免费体检办健康证", HEALTH),
    ("免费培训叉车证", FORKLIFT),
    ("【加分项】有登高证【待遇】办理健康证", HEALTH),
    ("试用期内取得保安证", "保安员证"),
    ("需在试用期内考取叉车证", FORKLIFT),
    ("入职15天内提供健康证", HEALTH),
    ("健康证需在入职三天内提供", HEALTH),
    ("健康证可先上岗后补", HEALTH),
    ("公司出资考电工证", ELECTRIC),
    ("电工证可在公司考", ELECTRIC),
    ("有健康证或能办理健康证", HEALTH),
    ("有叉车证或能考证", FORKLIFT),
    ("健康证入职后办", HEALTH),
    ("没有健康证可以办", HEALTH),
    ("公司提供培训并办理电工证", ELECTRIC),
    ("健康证入职后由门店统一组织办理", HEALTH),
    ("教师资格证（可入职后一年内取得）", TEACHER),
    ("持有教师资格证或正在考取教师资格证者", TEACHER),
    ("健康证、电工证均可代办", f"{HEALTH} {ELECTRIC}"),
    ("健康证、电工证公司均可代办", f"{HEALTH} {ELECTRIC}"),
    ("健康证和电工证都由公司统一办理", f"{HEALTH} {ELECTRIC}"),
    ("公司代办健康证、电工证", f"{HEALTH} {ELECTRIC}"),
    ("入职后办理居住证、健康证", HEALTH),
]


@pytest.mark.parametrize(("text", "waived"), SEEN_TO)
def test_a_paper_that_the_employer_sees_to_or_that_may_come_later_rules_nobody_out(
    text: str, waived: str
) -> None:
    asked = LEXICON.read(text)
    assert (asked.required_licences, " ".join(asked.waived)) == ((), waived)


TO_BE_HELD = [
    ("没有健康证、电工操作证勿扰", f"{HEALTH} {ELECTRIC}"),
    ("没有电工证、特种设备作业证的勿扰", ELECTRIC),
    ("没有电工证及两年以上经验勿扰", ELECTRIC),
    ("入职后办理门禁证、电工证必备", ELECTRIC),
    ("公司代办居住证、电工证必须有", ELECTRIC),
    ("健康证先办好", HEALTH),
    ("公司提供培训，有电工证", ELECTRIC),
    ("健康证、电工证均须持有", f"{HEALTH} {ELECTRIC}"),
    ("办理入职，健康证", HEALTH),
    ("公司为员工缴社保，电工证、健康证", f"{ELECTRIC} {HEALTH}"),
    ("没有叉车证请绕道", FORKLIFT),
    ("无叉车证者止步", FORKLIFT),
    ("没有电工证、焊工证勿扰", f"{ELECTRIC} {WELD}"),
    ("从事特种作业操作证要求的岗位", ""),
    ("健康证入职前提供", HEALTH),
    ("上岗前提供健康证", HEALTH),
    ("待遇：5000 需办健康证", HEALTH),
    ("有健康证或可办理居住证", HEALTH),
    ("有低压电工证，公司出资考高压电工证", ELECTRIC),
    ("负责接送员工有C1驾照", "C1"),
    ("管理人员有健康证", HEALTH),
    ("仓库管理员工有健康证", HEALTH),
    ("检查人员健康证", HEALTH),
    ("有健康证、管理经验", HEALTH),
    ("焊工证年审在有效期内", WELD),
]


@pytest.mark.parametrize(("text", "required"), TO_BE_HELD)
def test_a_paper_to_be_held_stays_demanded(text: str, required: str) -> None:
    assert " ".join(LEXICON.read(text).required_licences) == required


def test_the_employer_sees_to_the_last_of_a_row_alone_where_nothing_says_to_all() -> None:
    asked = LEXICON.read("电工证、健康证公司办理")
    assert (asked.required_licences, asked.waived) == ((ELECTRIC,), (HEALTH,))


@pytest.mark.parametrize("text", ["无英语要求", "没有英语也可以", "无英语基础也可", "英语零基础可"])
def test_a_skill_that_may_be_missing_is_waived(text: str) -> None:
    asked = LEXICON.read(text)
    assert (asked.required_skills, asked.waived) == ((), ("英语",))


DUTIES = [
    "检查员工是否持有健康证",
    "检查食堂人员健康证",
    "健康证管理",
    "员工健康证管理",
    "管理员工健康证",
    "从事健康证办理",
    "组织员工健康证体检",
    "管理公司叉车证、电工证等证件年审",
    "教师资格证笔试培训讲师",
]


@pytest.mark.parametrize("text", DUTIES)
def test_looking_after_the_papers_of_others_demands_none(text: str) -> None:
    asked = LEXICON.read(text)
    assert (asked.required_licences, asked.welcome_licences, asked.waived) == ((), (), ())
