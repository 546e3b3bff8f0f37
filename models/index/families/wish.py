"""期望薪资: the expected wage against the local median and the last wage, and what else is wished."""

import numpy as np
from numpy.typing import NDArray

from data.schema import HOURS, REACHES
from models.index.families.medians import median_of
from models.index.families.skills import group
from models.index.feature import Feature
from models.index.people import People

Floats = NDArray[np.float64]
REACH_NAMES = dict(enumerate(("本县", "邻近县区", "本市", "本省", "全国")))
HOURS_NAMES = dict(enumerate(("全日", "非全日", "夜间", "不限")))


def wish_ratio(people: People) -> Floats:
    """Expected wage over the local median of the wished occupation that pays best.

    The registry keeps what is wished for as a set: there is no first wish. Nobody asks too much who
    wishes for one occupation, among others, that pays as much.
    """
    median = median_of(people.as_of)
    best = people.lists("wish_occupations").highest(lambda code: median(code) or 0.0)
    return people.numbers("wish_wage_fen") / np.where(best > 0, best, np.nan)


def wish_over_last(people: People) -> Floats:
    """Expected wage over the last wage; 0 for somebody who has never worked."""
    ratio = people.numbers("wish_wage_fen") / people.numbers("last_wage_fen")
    return np.where(np.isnan(ratio) & (people.numbers("experience_months") == 0), 0.0, ratio)


def reach(people: People) -> Floats:
    """How far the worker will go: 0 own county to 4 anywhere."""
    places = {word: float(place) for place, word in enumerate(REACHES)}
    return people.coded("reach", places.get)


def n_wishes(people: People) -> Floats:
    """Wished occupations."""
    return people.lists("wish_occupations").lengths()


def hours(people: People) -> Floats:
    """The hours the worker can work."""
    places = {word: float(place) for place, word in enumerate(HOURS)}
    return people.coded("wish_hours", places.get)


def wish_is_known_work(people: People) -> Floats:
    """1 when a wished occupation lies in the 中类 of one worked in."""
    return people.shared("past_occupations", "wish_occupations", group)


WISH: tuple[Feature, ...] = (
    Feature(
        "wish_ratio", "wish", ("wish_wage_fen", "wish_occupations"), "倍", 1, True,
        "期望薪资与当地中位数之比", "expected wage over the local median", wish_ratio,
        "期望薪资是意向职业中当地工资中位数最高者的{value}", "您的期望薪资高于当地多数同类岗位，可以了解一下工资价位再决定",
        "您的期望薪资与当地行情相符", definition=2,
    ),
    Feature(
        "wish_over_last", "wish", ("wish_wage_fen", "last_wage_fen", "experience_months"), "倍", 0, True,
        "期望薪资与原收入之比", "expected wage over the last wage", wish_over_last,
        "期望薪资与原收入之比：{value}", "期望比原来的收入高出较多，可以分步实现", "您的期望与原来的收入接近",
        names={0: "无原收入"},
    ),
    Feature(
        "reach", "wish", ("reach",), "", -1, True, "可接受工作范围", "how far the worker will go", reach,
        "可接受工作范围为{value}", "如果能接受邻近县区的岗位，选择会多一些", "您可接受的工作范围较大",
        names=REACH_NAMES,
    ),
    Feature(
        "n_wishes", "wish", ("wish_occupations",), "个", -1, True, "意向职业数", "wished occupations", n_wishes,
        "意向职业{value}", "多登记一两个愿意做的职业，机会会更多", "您愿意尝试的职业较多",
    ),
    Feature(
        "hours", "wish", ("wish_hours",), "", 0, True, "可工作时间", "hours the worker can work", hours,
        "可工作时间：{value}", "可工作的时间有限，我们会推荐时间合适的岗位", "您的可工作时间符合多数岗位",
        kind="category", names=HOURS_NAMES,
    ),
    Feature(
        "wish_is_known_work", "wish", ("past_occupations", "wish_occupations"), "", -1, True, "意向与经历相符", "wishes work done before",
        wish_is_known_work,
        "意向职业与从事过的职业同类：{value}", "想换一个行业需要多一些准备，可以先参加培训或见习", "您想找的正是做过的工作",
        kind="flag",
    ),
)  # fmt: skip
