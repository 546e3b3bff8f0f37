"""What a text says of papers: demanded, wished, got later, one of several, or another's."""

import pytest

from models.words.lexicon import Lexicon

LEXICON = Lexicon.from_lists()
WELD, ELECTRIC, FORKLIFT, HEALTH = "特种作业-焊接", "特种作业-电工", "特种设备-叉车", "健康证"
NURSE = "护士执业证"

LATER = [
    ("持焊工证上岗，会办公软件", WELD, ""),
    ("需持电工证，公司办理社保", ELECTRIC, ""),
    ("持电工证，公司代办入职手续", ELECTRIC, ""),
    ("持电工证公司办理社保", ELECTRIC, ""),
    ("需持焊工证上岗，可培训", WELD, ""),
    ("持焊工证上岗，可培训", WELD, ""),
    ("持焊工证上岗，公司代办入职", WELD, ""),
    ("焊工证，公司可代办", "", WELD),
    ("焊工证公司可代办", "", WELD),
    ("焊工证，无证可培训考证", "", WELD),
    ("焊工证可培训", "", WELD),
    ("健康证可入职后办理", "", HEALTH),
    ("健康证、电工证入职后公司统一办理", "", f"{HEALTH} {ELECTRIC}"),
    ("健康证、电工证公司统一办理", "", f"{HEALTH} {ELECTRIC}"),
    ("健康证（可入职后办理）", "", HEALTH),
    ("健康证可以入职以后再办", "", HEALTH),
    ("入职后办理健康证", "", HEALTH),
    ("入职一周内办理健康证", "", HEALTH),
    ("入职后提交电工证复印件", ELECTRIC, ""),
    ("录用后需提供护士执业证复印件", NURSE, ""),
    ("报到后须提交驾驶证", "C1", ""),
    ("录用后提供电工证原件", ELECTRIC, ""),
    ("电工证入职后提供", ELECTRIC, ""),
    ("入职后提供健康证", "", HEALTH),
    ("入职后提交健康证", "", HEALTH),
    ("健康证入职后提供", "", HEALTH),
    ("入职后提供健康证原件", "", HEALTH),
    ("入职后提交健康证备案", "", HEALTH),
    ("入职后提交健康证原件", "", HEALTH),
    ("入职后取得电工证", "", ELECTRIC),
    ("健康证可后补", "", HEALTH),
    ("健康证入职一周内办好即可", "", HEALTH),
    ("有健康证，没有的入职前需要办好", HEALTH, ""),
    ("幼师资格证（必备）", "教师资格证", ""),
    ("健康证，可后补", "", HEALTH),
    ("公司统一办理健康证", "", HEALTH),
    ("需健康证，公司统一办理", "", HEALTH),
    ("入职前需办好健康证", HEALTH, ""),
    ("需办理健康证", HEALTH, ""),
    ("公司要求办理健康证", HEALTH, ""),
    ("提供健康证办理", "", HEALTH),
    ("公司不提供健康证办理", HEALTH, ""),
    ("不提供健康证办理，需自带", HEALTH, ""),
    ("不包办健康证", HEALTH, ""),
    ("公司不代办健康证", HEALTH, ""),
    ("公司不负责代办健康证", HEALTH, ""),
    ("公司不统一办理健康证", HEALTH, ""),
    ("持健康证上岗，入职后提供社保", HEALTH, ""),
    ("持健康证（无健康证者可协助办理）", "", HEALTH),
    ("有健康证（没有可办理）", "", HEALTH),
    ("健康证必须有，没有的请先办理", HEALTH, ""),
    ("入职后公司为员工办理健康证", "", HEALTH),
    ("健康证不是必须", "", HEALTH),
    ("持健康证，没有健康证可入职后办理", "", HEALTH),
    ("持焊工证，无健康证可入职后办理", WELD, HEALTH),
    ("上岗前须取得健康证，费用公司报销", HEALTH, ""),
    ("必须持有特种作业证（焊工），无证勿扰", WELD, ""),
    ("无驾照也可", "", "C1"),
    ("没有驾照勿扰", "C1", ""),
    ("没有健康证不得上岗", HEALTH, ""),
    ("没有电工证不能应聘", ELECTRIC, ""),
    ("没有驾照不行", "C1", ""),
    ("没有驾照不可", "C1", ""),
    ("没有叉车证请勿联系", FORKLIFT, ""),
    ("没有健康证，不得上岗", HEALTH, ""),
    ("没有驾照的，请勿打扰", "C1", ""),
    ("无需经验、需焊工证", WELD, ""),
    ("焊工证经验不限", WELD, ""),
    ("驾照驾龄不限", "C1", ""),
    ("焊工证不限", "", WELD),
    ("焊工证可有可无", "", WELD),
    ("无需持有焊工证", "", WELD),
    ("不要求有驾照", "", "C1"),
    ("无需经验有焊工证即可", WELD, ""),
    ("没有经验者，持焊工证上岗", WELD, ""),
    ("零基础持焊工证上岗", WELD, ""),
    ("有无驾照均可", "", "C1"),
    ("免焊工证", "", WELD),
    ("免费住宿，持焊工证", WELD, ""),
    ("免费提供工作服焊工证上岗", WELD, ""),
    ("持健康证或入职后可办理", "", HEALTH),
    ("持叉车证或愿意考证", "", FORKLIFT),
    ("无驾照要求", "", "C1"),
    ("无健康证者入职后自行办理", "", HEALTH),
    ("体检合格，能办理健康证", "", HEALTH),
    ("不能办理健康证勿扰", HEALTH, ""),
    ("可带薪考焊工证", "", WELD),
    ("焊工证，无证可学", "", WELD),
    ("提供焊工证培训", "", ""),
    ("焊工证考试合格者", WELD, ""),
    ("焊工证年审在有效期内", WELD, ""),
    ("负责员工健康证办理", "", ""),
    ("负责检查员工健康证", "", ""),
    ("上岗前检查健康证", HEALTH, ""),
    ("入职前审核焊工证原件", WELD, ""),
    ("协助员工办理健康证", "", ""),
    ("从事电工证相关工作", ELECTRIC, ""),
    ("从事健康证要求的行业", HEALTH, ""),
    ("从事健康证办理", "", ""),
    ("经营健康证体检", "", ""),
    ("公司负责办理健康证", "", HEALTH),
    ("负责电工作业，持电工证", ELECTRIC, ""),
    ("日语，N1证书", "", ""),
    ("持N1证书，会开叉车", FORKLIFT, ""),
    ("没有健康证不可怕，公司办理", "", HEALTH),
    ("公司不再免费办理健康证", HEALTH, ""),
    ("不由公司办理健康证", HEALTH, ""),
    ("公司不能代办健康证", HEALTH, ""),
    ("没有健康证不要紧，入职后办理", "", HEALTH),
    ("C1驾照不要求驾龄", "C1", ""),
    ("C1驾照不收押金", "C1", ""),
    ("B2驾照请勿造假", "B2", ""),
    ("C1驾照不要C2驾照", "C1", ""),
    ("A2证不要求", "", "A2"),
    ("C1路虎司机", "C1", ""),
    ("叉车证 者优先", "", ""),
    ("电工证 等优先", "", ""),
]


@pytest.mark.parametrize(("text", "required", "waived"), LATER)
def test_a_paper_is_waived_only_by_what_is_said_of_it(
    text: str, required: str, waived: str
) -> None:
    asked = LEXICON.read(text)
    assert (" ".join(asked.required_licences), " ".join(asked.waived)) == (required, waived)


WISHED = [
    ("优先条件：\n任职要求：\n1、持电工证", ELECTRIC, ""),
    ("加分项：\n1、有C1驾照\n岗位要求：\n1、持电工证", ELECTRIC, "C1"),
    ("加分项：\n有C1驾照", "", "C1"),
    ("加分项：\n1、有C1驾照\n\n2、持电工证", ELECTRIC, "C1"),
    ("加分项：有C1驾照 任职要求：持电工证", ELECTRIC, "C1"),
    ("加分项：有C1驾照工作内容：持电工证作业", ELECTRIC, "C1"),
    ("优先条件：有C1驾照。需持电工证", ELECTRIC, "C1"),
    ("优先条件：有C1驾照。持电工证上岗。有健康证", f"{ELECTRIC} {HEALTH}", "C1"),
    ("【优先条件】有C1驾照【任职要求】电工证", ELECTRIC, "C1"),
    ("【任职要求】持电工证【加分项】有C1驾照", ELECTRIC, "C1"),
    ("任职要求：持电工证 加分项：有C1驾照", ELECTRIC, "C1"),
    ("要求：1、持电工证 优先条件：1、有C1驾照", ELECTRIC, "C1"),
    ("优先条件：有C1驾照；必须持电工证", ELECTRIC, "C1"),
    ("加分项：有C1驾照；有健康证", "", f"C1 {HEALTH}"),
    ("1.有健康证 2.优先条件：有C1驾照 3.持电工证", f"{HEALTH} {ELECTRIC}", "C1"),
    ("必须持证，有焊工证，优先", WELD, ""),
    ("必须持证上岗，有健康证者优先", "", HEALTH),
    ("需持有健康证，有经验者优先", HEALTH, ""),
    ("有健康证 厨师证优先", HEALTH, ""),
    ("健康证 驾照优先", HEALTH, "C1"),
    ("驾照 退伍军人优先", "C1", ""),
    ("健康证 驾照 优先", HEALTH, "C1"),
    ("健康证 优先", "", HEALTH),
    ("有健康证者 同等条件下优先", "", HEALTH),
    ("健康证、驾照优先", "", f"{HEALTH} C1"),
]


@pytest.mark.parametrize(("text", "required", "welcome"), WISHED)
def test_a_wish_reaches_no_further_than_its_list(text: str, required: str, welcome: str) -> None:
    asked = LEXICON.read(text)
    assert (" ".join(asked.required_licences), " ".join(asked.welcome_licences)) == (
        required,
        welcome,
    )


DRIVING = [
    ("A2驾照", "A2", ""),
    ("驾照B2", "B2", ""),
    ("驾照（B2）", "B2", ""),
    ("持驾照，B2以上", "B2", ""),
    ("持B2驾照。有驾照", "B2", ""),
    ("有C2驾照。有驾照", "C2", ""),
    ("B2驾照优先。必须有驾照", "C1", "B2"),
    ("C1或C2驾照均可", "C2", ""),
    ("C1和C2驾照均可", "C2", ""),
    ("持A1证和C1证", "A1 C1", ""),
    ("B2或A3驾照", "", "B2 A3"),
    ("A1/A2驾照", "", "A1 A2"),
    ("A2/B2驾照", "B2", ""),
    ("A1、A2驾照", "A1 A2", ""),
    ("驾照C1/C2均可", "C2", ""),
    ("有驾照（C1/C2）", "C2", ""),
    ("A1客车司机", "A1", ""),
    ("B2B客户司机", "", ""),
    ("C照司机", "C1", ""),
    ("B1、B2驾照均可", "", "B1 B2"),
    ("A2、C1驾照均可", "C1", ""),
    ("驾照C1、C2均可", "C2", ""),
    ("驾照C1，C2均可", "C2", ""),
    ("C1，B2驾照均可", "C1", ""),
    ("驾照C1和B2", "C1 B2", ""),
    ("持电工证或有两年经验", "", ELECTRIC),
    ("大专学历或持电工证", "", ELECTRIC),
    ("大专学历、持电工证", ELECTRIC, ""),
    ("提供身份证、驾照复印件", "", ""),
    ("携带身份证驾照", "", ""),
    ("证件：身份证、驾照、毕业证", "", ""),
    ("需有身份证、驾照", "C1", ""),
    ("证件齐全：身份证、驾照必备", "C1", ""),
    ("负责客户驾照登记", "", ""),
    ("公司驾照", "", ""),
    ("学驾照", "", ""),
    ("大学学历，有驾照", "C1", ""),
    ("机动车驾照", "C1", ""),
    ("C驾驶证", "C1", ""),
    ("摩托车驾驶证", "E", ""),
    ("摩托驾照", "", ""),
    ("电动车驾驶证", "", ""),
    ("叉车驾驶证", FORKLIFT, ""),
    ("挖掘机驾驶证", "", ""),
    ("司机驾驶证", "C1", ""),
    ("船舶驾驶证", "", ""),
    ("电工证或焊工证均可", "", f"{ELECTRIC} {WELD}"),
    ("电工证、焊工证均可", "", f"{ELECTRIC} {WELD}"),
    ("电工证或者焊工证", "", f"{ELECTRIC} {WELD}"),
    ("电工证、焊工证", f"{ELECTRIC} {WELD}", ""),
    ("持电工证、焊工证，男女均可", f"{ELECTRIC} {WELD}", ""),
    ("电工证男女均可", ELECTRIC, ""),
]


@pytest.mark.parametrize(("text", "required", "welcome"), DRIVING)
def test_one_of_several_papers_is_enough_where_the_text_says_so(
    text: str, required: str, welcome: str
) -> None:
    asked = LEXICON.read(text)
    assert (" ".join(asked.required_licences), " ".join(asked.welcome_licences)) == (
        required,
        welcome,
    )


INVITED = [
    ("需要焊工证请联系王经理", WELD),
    ("B2驾照司机请联系王师傅", "B2"),
    ("焊工证持有者请联系", WELD),
    ("有叉车证的欢迎来电", FORKLIFT),
    ("欢迎来电了解电焊岗位", ""),
    ("欢迎咨询电工证办理", ""),
    ("办焊工证请联系王经理", ""),
    ("有需要焊工证培训的请联系", ""),
]


@pytest.mark.parametrize(("text", "required"), INVITED)
def test_who_is_invited_may_be_told_by_a_paper(text: str, required: str) -> None:
    asked = LEXICON.read(text)
    assert " ".join((*asked.required_licences, *asked.required_skills)) == required
