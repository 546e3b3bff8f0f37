"""工作收入: the last wage against the local median, months with income, insurance."""

import numpy as np
from numpy.typing import NDArray

from models.index.families.medians import median_of
from models.index.feature import Feature
from models.index.people import People

Floats = NDArray[np.float64]


def last_wage(people: People) -> Floats:
    """Last monthly wage in yuan; 0 for somebody who has never worked."""
    wage = people.numbers("last_wage_fen") / 100
    return np.where(np.isnan(wage) & (people.numbers("experience_months") == 0), 0.0, wage)


def last_wage_ratio(people: People) -> Floats:
    """Last wage over the local median of the occupation; 0 for somebody who has never worked."""
    median = people.coded("last_occupation", median_of(people.as_of))
    ratio = people.numbers("last_wage_fen") / median
    return np.where(np.isnan(ratio) & (people.numbers("experience_months") == 0), 0.0, ratio)


def income_months(people: People) -> Floats:
    """Months with income among the last twelve."""
    return people.numbers("income_months_12")


def insured_months(people: People) -> Floats:
    """Months of contributions to unemployment insurance."""
    return people.numbers("ui_months")


INCOME: tuple[Feature, ...] = (
    Feature(
        "last_wage", "income", ("last_wage_fen", "experience_months"), "元", 0, False, "原月收入", "last monthly wage", last_wage,
        "原月收入：{value}", "原来的收入水平与现有岗位有差距，我们帮您一起看看合适的岗位", "您原来的收入水平与现有岗位接近",
        names={0: "无"},
    ),
    Feature(
        "last_wage_ratio", "income", ("last_wage_fen", "last_occupation", "experience_months"), "倍", 0, False,
        "原收入与当地中位数之比", "last wage over the local median", last_wage_ratio,
        "原收入与当地同类岗位中位数之比：{value}", "原岗位收入与当地行情有差距，可以了解一下当地工资价位", "您原来的收入与当地行情相符",
        names={0: "无原收入"},
    ),
    Feature(
        "income_months", "income", ("income_months_12",), "个月", -1, False, "近一年有收入月数", "months with income in the last twelve",
        income_months,
        "近12个月有收入{value}", "近期收入不够稳定，可以先从短期岗位做起，我们会持续推荐", "您近期一直有收入，与劳动力市场联系紧密",
    ),
    Feature(
        "insured_months", "income", ("ui_months",), "个月", 0, False, "失业保险缴费月数", "months insured against unemployment",
        insured_months,
        "失业保险缴费{value}", "您可能符合领取失业保险金的条件，领取期间我们会同步推荐岗位", "您的参保情况没有增加求职难度",
    ),
)  # fmt: skip
