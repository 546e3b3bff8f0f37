"""个人技能: certificates, licences, skills and training."""

import numpy as np
from numpy.typing import NDArray

from data.schema import CERTIFICATE_LEVELS
from models.index.feature import Feature
from models.index.people import People

Floats = NDArray[np.float64]
LEVELS = {level: float(place) for place, level in enumerate(CERTIFICATE_LEVELS, start=1)}
LEVEL_NAMES = {
    0: "无证书", 1: "专项能力", 2: "五级（初级工）", 3: "四级（中级工）", 4: "三级（高级工）",
    5: "二级（技师）", 6: "一级（高级技师）", 7: "特级技师", 8: "首席技师",
}  # fmt: skip
NEVER_TRAINED = 600.0
"""Months that stand for "never" where a file was asked for trainings and holds none."""


def certificate_level(people: People) -> Floats:
    """Highest certificate: 0 none, 1 special … 8 chief technician."""
    held = people.lists("certificates")
    return held.highest(lambda word: LEVELS.get(word.rpartition(":")[2], 1.0))


def n_certificates(people: People) -> Floats:
    """Certificates held."""
    return people.lists("certificates").lengths()


def n_licences(people: People) -> Floats:
    """Driving and special-work licences held."""
    return people.lists("licences").lengths()


def n_skills(people: People) -> Floats:
    """Skills on file."""
    return people.lists("skills").lengths()


def months_since_training(people: People) -> Floats:
    """Months since the last training; no training on file of somebody with known skills is never."""
    months = people.months_since("trained_on")
    asked = ~people.lists("certificates").unknown
    return np.where(np.isnan(months) & asked, NEVER_TRAINED, months)


def certificate_fits_wish(people: People) -> Floats:
    """1 when a certificate lies in the same 中类 as a wished occupation."""
    return people.shared("certificates", "wish_occupations", group)


def group(code: str) -> str:
    """The 中类 of an occupation code or of a certificate."""
    return "-".join(code.partition(":")[0].split("-")[:2])


SKILLS: tuple[Feature, ...] = (
    Feature(
        "certificate_level", "skills", ("certificates",), "", -1, True, "最高技能等级", "highest certificate level", certificate_level,
        "最高技能等级为{value}", "考取一张合适的技能证书会打开更多岗位，可以申请培训券", "您的技能等级受用人单位欢迎",
        names=LEVEL_NAMES,
    ),
    Feature(
        "n_certificates", "skills", ("certificates",), "张", -1, True, "证书数量", "number of certificates", n_certificates,
        "持有证书{value}", "多一张证书就多一些选择，可以看看推荐的培训", "您持有的证书拓宽了选择",
    ),
    Feature(
        "n_licences", "skills", ("licences",), "个", -1, True, "驾照与特种作业证", "licences", n_licences,
        "驾照与特种作业证{value}", "驾驶或特种作业等证件能打开一批岗位", "您的证件满足一批岗位的准入要求",
    ),
    Feature(
        "n_skills", "skills", ("skills",), "项", -1, True, "登记技能", "skills on file", n_skills,
        "登记技能{value}", "把会做的事情都登记上，系统才能推荐得更准", "您登记的技能较多，匹配面广",
    ),
    Feature(
        "months_since_training", "skills", ("trained_on", "certificates"), "个月前", 1, True, "距最近培训", "months since training",
        months_since_training,
        "最近一次培训：{value}", "参加一次短期培训有助于找到工作，可以用培训券", "您近期参加过培训，技能较新",
        names={600: "从未参加"},
    ),
    Feature(
        "certificate_fits_wish", "skills", ("certificates", "wish_occupations"), "", -1, True, "证书与意向相符",
        "certificate fits the wish",
        certificate_fits_wish,
        "证书与意向职业同类：{value}", "您的证书和想找的工作不是一类，可以考虑相近的岗位或培训", "您的证书正好对应想找的工作",
        kind="flag",
    ),
)  # fmt: skip
