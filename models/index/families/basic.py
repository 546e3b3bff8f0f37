"""基本属性: age, schooling, capacity to work, care, transport and place."""

import numpy as np
from numpy.typing import NDArray

from data.codes.education import education_rank
from data.codes.regions import XINZHOU_UNITS, regions
from models.index.feature import Feature
from models.index.people import People

Floats = NDArray[np.float64]
CAPACITIES = {"full": 0.0, "partial": 1.0, "none": 2.0}
RANKS = {
    0: "未上学或其他",
    1: "小学",
    2: "初中",
    3: "高中或中职",
    4: "大专",
    5: "本科",
    6: "硕士",
    7: "博士",
}


def age(people: People) -> Floats:
    """Age in whole and part years."""
    return people.months_since("birth_on") / 12


def schooling(people: People) -> Floats:
    """Rank of the education, 0 none to 7 doctorate."""
    return people.coded("education", education_rank)


def months_since_graduation(people: People) -> Floats:
    """Months since the last diploma."""
    return people.months_since("graduated_on")


def capacity(people: People) -> Floats:
    """0 full, 1 partial, 2 none; not recorded counts as full, for it may only add help."""
    return np.nan_to_num(people.coded("labour_capacity", CAPACITIES.get))


def disability(people: People) -> Floats:
    """1 with a certificate; not recorded counts as none, for it may only add help."""
    return np.nan_to_num(people.numbers("disabled"))


def low_income(people: People) -> Floats:
    """1 on minimum living allowance; not recorded counts as none, for it may only add help."""
    return np.nan_to_num(people.coded("low_income", lambda code: float(code != "none")))


def lifted_from_poverty(people: People) -> Floats:
    """1 in a household lifted from or monitored for poverty; not recorded counts as none."""
    return np.nan_to_num(people.numbers("poverty_monitored"))


def dependants(people: People) -> Floats:
    """Household members who need care."""
    return people.numbers("n_dependants")


def transport(people: People) -> Floats:
    """1 with a vehicle of one's own."""
    return people.numbers("own_transport")


def county(people: People) -> Floats:
    """The county unit of residence as the number of its code."""
    return people.coded("region", lambda code: float(code[:6]) if code[:6].isdigit() else None)


def county_names() -> dict[int, str]:
    """Names of the county units by the number of their code."""
    return {int(code): regions()[code].name for code in XINZHOU_UNITS}


BASIC: tuple[Feature, ...] = (
    Feature(
        "age", "basic", ("birth_on",), "岁", 0, False, "年龄", "age", age,
        "年龄{value}", "您的年龄段找工作需要多一些时间，我们会优先联系合适的单位", "您的年龄段用工需求较多",
    ),
    Feature(
        "schooling", "basic", ("education",), "", -1, True, "文化程度", "education", schooling,
        "文化程度为{value}", "不少岗位看重学历，也有许多岗位更看重手艺，可以先看这些岗位", "您的学历符合较多岗位的要求",
        names=RANKS,
    ),
    Feature(
        "months_since_graduation", "basic", ("graduated_on",), "个月", 0, False, "毕业至今", "months since graduation",
        months_since_graduation,
        "毕业至今{value}", "离校时间对部分岗位有影响，我们可以推荐不限毕业时间的岗位", "您的毕业时间符合较多岗位的要求",
    ),
    Feature(
        "capacity", "basic", ("labour_capacity",), "", 1, False, "劳动能力", "capacity to work", capacity,
        "劳动能力为{value}", "我们会为您找劳动强度合适的岗位，并提供就业援助", "您的身体条件适合较多岗位",
        names={0: "完全", 1: "部分", 2: "丧失"}, help_only=True,
    ),
    Feature(
        "disability", "basic", ("disabled",), "", 1, False, "持残疾证", "holds a disability certificate", disability,
        "持残疾证：{value}", "您可以享受专门的就业援助和岗位支持，我们会主动与您联系", "这一项没有增加求职难度",
        kind="flag", help_only=True,
    ),
    Feature(
        "low_income", "basic", ("low_income",), "", 1, False, "享受低保", "on minimum living allowance", low_income,
        "享受低保：{value}", "您可以享受就业援助政策，我们会优先为您安排服务", "家庭收入这一项没有增加求职难度",
        kind="flag", help_only=True,
    ),
    Feature(
        "lifted_from_poverty", "basic", ("poverty_monitored",), "", 1, False, "脱贫或监测户", "household lifted from poverty",
        lifted_from_poverty,
        "脱贫或监测户：{value}", "您可以享受脱贫人口稳就业政策，我们会优先为您安排服务", "家庭帮扶这一项没有增加求职难度",
        kind="flag", help_only=True,
    ),
    Feature(
        "dependants", "basic", ("n_dependants",), "人", 1, False, "需照料家庭成员", "household members who need care", dependants,
        "需照料家庭成员{value}", "您要照料家人，我们可以推荐离家近、时间灵活的岗位", "照料家人没有占用您太多求职时间",
    ),
    Feature(
        "transport", "basic", ("own_transport",), "", -1, True, "自有交通工具", "own transport", transport,
        "自有交通工具：{value}", "可以先看离家近或有班车的岗位", "您出行方便，可选的岗位更多",
        kind="flag",
    ),
    Feature(
        "county", "basic", ("region",), "", 0, False, "常住县区", "county of residence", county,
        "常住县区：{value}", "您所在县区目前岗位偏少，可以看看邻近县区的岗位", "您所在县区目前岗位较多",
        kind="category", names=county_names(),
    ),
)  # fmt: skip
