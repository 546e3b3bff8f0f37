"""工作经历: how long out of work, how long and how steadily in work before, where and why it ended."""

import numpy as np
from numpy.typing import NDArray

from data.schema import EMPLOYER_KINDS
from models.index.feature import Feature
from models.index.people import People

Floats = NDArray[np.float64]
REASON_NAMES = {
    10: "毕业未升学", 20: "解除或终止劳动关系", 30: "机关事业单位辞职辞退", 40: "失地", 50: "退役未安置",
    60: "刑满释放等", 80: "个体或私营停业", 90: "其他",
}  # fmt: skip
EMPLOYER_NAMES = dict(enumerate(("国有", "集体", "私营", "机关事业", "个体", "其他")))
MAJOR_NAMES = {
    0: "无", 1: "单位负责人", 2: "专业技术", 3: "办事", 4: "社会生产和生活服务", 5: "农林牧渔",
    6: "生产制造", 7: "军人", 8: "其他",
}  # fmt: skip


def months_unemployed(people: People) -> Floats:
    """Months since the registration as unemployed; 0 for somebody who is not registered."""
    months = people.months_since("registered_on")
    return np.where(np.isnan(months), 0.0, months)


def experience(people: People) -> Floats:
    """Months worked in all."""
    return people.numbers("experience_months")


def months_worked_36(people: People) -> Floats:
    """Months worked among the last 36."""
    return people.numbers("months_worked_36")


def n_jobs_36(people: People) -> Floats:
    """Employers in the last 36 months."""
    return people.numbers("n_jobs_36")


def longest_tenure(people: People) -> Floats:
    """Months in the longest job."""
    return people.numbers("longest_tenure_months")


def never_worked(people: People) -> Floats:
    """1 for somebody without a month of work."""
    status = people.coded("employment_status", lambda code: 1.0 if code == "never_worked" else None)
    months = people.numbers("experience_months")
    return np.where(np.isnan(status), np.where(np.isnan(months), np.nan, months == 0), status)


def n_past_occupations(people: People) -> Floats:
    """Occupations worked in."""
    return people.lists("past_occupations").lengths()


def migrated(people: People) -> Floats:
    """1 for somebody who has worked away from home."""
    return people.numbers("migrated")


def unemployment_reason(people: People) -> Floats:
    """Why the last job ended, by code."""
    return people.coded("unemployment_reason", lambda code: float(code) if code.isdigit() else None)


def last_employer(people: People) -> Floats:
    """Kind of the last employer."""
    places = {kind: float(place) for place, kind in enumerate(EMPLOYER_KINDS)}
    return people.coded("last_employer_kind", places.get)


def last_major(people: People) -> Floats:
    """大类 of the last occupation; 0 for somebody who has never worked."""
    major = people.coded(
        "last_occupation", lambda code: float(code[0]) if code[:1].isdigit() else None
    )
    return np.where(np.isnan(major) & (people.numbers("experience_months") == 0), 0.0, major)


HISTORY: tuple[Feature, ...] = (
    Feature(
        "months_unemployed", "history", ("registered_on",), "个月", 1, False, "失业时长", "months out of work", months_unemployed,
        "登记失业已{value}", "离开工作有一段时间了，我们会安排一次一对一的职业指导", "您离开工作的时间不长",
    ),
    Feature(
        "experience", "history", ("experience_months",), "个月", 0, False, "累计工作时间", "months of experience", experience,
        "累计工作{value}", "工作经验还在积累中，可以看看见习和带徒岗位", "您的工作经验是一项优势",
    ),
    Feature(
        "months_worked_36", "history", ("months_worked_36",), "个月", -1, False, "近三年就业月数", "months worked in the last 36",
        months_worked_36,
        "近36个月就业{value}", "近三年工作有间断，我们会推荐稳定的岗位", "您近三年一直在工作",
    ),
    Feature(
        "n_jobs_36", "history", ("n_jobs_36",), "个", 0, False, "近三年工作单位数", "employers in the last 36 months", n_jobs_36,
        "近36个月工作单位{value}", "换工作的次数会被单位问到，可以提前准备说明", "您的工作变动情况没有增加求职难度",
    ),
    Feature(
        "longest_tenure", "history", ("longest_tenure_months",), "个月", -1, False, "最长任职时间",
        "months in the longest job", longest_tenure,
        "最长任职{value}", "长期任职的经历还不多，稳定工作一段时间后会更有优势", "您有长期稳定任职的经历",
    ),
    Feature(
        "never_worked", "history", ("experience_months", "employment_status"), "", 1, False, "从未就业", "has never worked", never_worked,
        "就业经历：{value}", "第一份工作最难，可以从见习岗位开始，我们陪您一起找", "您有过工作经历",
        kind="flag", names={0: "有", 1: "无"},
    ),
    Feature(
        "n_past_occupations", "history", ("past_occupations",), "个", 0, False, "从事过的职业数", "past occupations", n_past_occupations,
        "从事过{value}职业", "可以尝试与原来工作相近的岗位，拓宽选择", "您做过的工作种类使选择更多",
    ),
    Feature(
        "migrated", "history", ("migrated",), "", 0, False, "外出务工经历", "has worked away from home", migrated,
        "有外出务工经历：{value}", "如果愿意，可以了解有组织的外出务工岗位", "您的外出务工经历受到用人单位认可",
        kind="flag",
    ),
    Feature(
        "unemployment_reason", "history", ("unemployment_reason",), "", 0, False, "失业原因",
        "reason of unemployment", unemployment_reason,
        "失业原因：{value}", "我们会根据您离开上一份工作的情况推荐岗位和政策", "离开上一份工作的原因没有增加求职难度",
        kind="category", names=REASON_NAMES,
    ),
    Feature(
        "last_employer", "history", ("last_employer_kind",), "", 0, False, "原单位类型", "kind of last employer", last_employer,
        "原单位类型：{value}", "可以同时看看不同类型单位的岗位", "您原单位同类的招聘较多",
        kind="category", names=EMPLOYER_NAMES,
    ),
    Feature(
        "last_major", "history", ("last_occupation", "experience_months"), "", 0, False, "原职业大类",
        "major group of the last occupation",
        last_major,
        "原职业大类：{value}", "原来行业的岗位目前偏少，可以看看相近行业", "原来行业的岗位目前较多",
        kind="category", names=MAJOR_NAMES,
    ),
)  # fmt: skip
