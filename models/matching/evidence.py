"""What each comparison found, said in Chinese to the counselor and to the worker."""

import re
from collections.abc import Callable, Mapping
from functools import cache

from data.codes.skill_levels import LEVEL_WORDS
from models.matching import wording
from models.matching.asked_levels import NOT_TOLD, NUMBER
from models.matching.columns import I32, Lists
from models.matching.comparisons import shared_level
from models.matching.kin import WHOLE
from models.matching.market import REQUIRED, WELCOME, Market
from models.matching.seekers import UNKNOWN_PLACE, Seekers

Said = tuple[bool, str, str]
"""Whether the fact is known, the sentence for the counselor, the sentence for the worker."""

Say = Callable[[Seekers, int, Market, int], Said]


def say_skills(s: Seekers, i: int, m: Market, j: int) -> Said:
    """Which of the vacancy's skills the worker has and which are missing, and how well it asks for them."""
    known, counselor, worker = say_named(s, i, m, j)
    levels = say_levels(m, j)
    if not levels:
        return known, counselor, worker
    told, held = m.skills.of(j)[levels_of(m, j) != NOT_TOLD], skills_of(s, i)[0]
    note = UNMEASURED if held.intersection(told.tolist()) else ""
    return known, f"{counselor}{levels}{note}", f"{worker}{levels}"


def without_levels(sentence: str) -> str:
    """What `say_skills` tells a worker, less how well skills are asked for: a message has room for the reason alone."""
    return LEVELS.sub("", sentence)


LEVEL = "|".join(LEVEL_WORDS.values())
LEVELS = re.compile(rf"(?<=。)(?:要求(?:{LEVEL})|(?:{LEVEL})者优先)：.*$")
"""The sentence of `say_levels` at the end of another."""

UNMEASURED = "档案不登记熟练程度，请向本人核实。"
"""A worker's file names skills and not how well they are mastered."""


def say_levels(m: Market, j: int) -> str:
    """The skills that are asked for at a level, by level, demanded ones first; nothing where none is."""
    levels, span = levels_of(m, j), slice(m.skills.starts[j], m.skills.starts[j + 1])
    if not levels.any():
        return ""
    words = [m.skill_words[k] for k in m.skills.of(j)]
    parts = []
    for need, form in ((REQUIRED, "要求{}：{}"), (WELCOME, "{}者优先：{}")):
        for name, level in NUMBER.items():
            chosen = (levels == level) & (m.need[span] == need)
            if chosen.any():
                named = [word for word, is_so in zip(words, chosen, strict=True) if is_so]
                parts.append(form.format(LEVEL_WORDS[name], wording.listed(named)))
    return "；".join(parts) + "。"


def levels_of(m: Market, j: int) -> I32:
    """The level of each of the vacancy's skills, as `asked_levels` numbers them."""
    return m.level[m.skills.starts[j] : m.skills.starts[j + 1]]


def say_named(s: Seekers, i: int, m: Market, j: int) -> Said:
    """Which of the vacancy's skills the worker has and which are missing."""
    asked, held, kin = m.skills.of(j).tolist(), *skills_of(s, i)
    if not asked:
        return (
            False,
            "岗位原文中没有识别出具体技能要求，请看原文。",
            "没看出具体要会什么，面试前可先问清。",
        )
    have = [m.skill_words[k] for k in asked if k in held]
    lack = [m.skill_words[k] for k in asked if k not in held]
    if s.n_skills[i] < 0:
        listed = wording.listed(lack)
        return (
            False,
            f"档案未登记技能；岗位要：{listed}。",
            f"您的技能还没登记；这个岗位要：{listed}。",
        )
    near = [m.skill_words[k] for k in asked if k in kin]
    rest = f"；还缺：{wording.listed(lack)}" if lack else ""
    rest += f"（其中{wording.listed(near)}有相近技能，按部分计）" if near else ""
    n = len(asked)
    if not have:
        none = "均未登记" if n > 1 else "未登记"
        return (
            True,
            f"岗位所列{n}项技能{none}{rest}。",
            f"岗位列的技能您还没登记{rest}。",
        )
    if n == 1:
        return True, f"岗位所列1项技能“{have[0]}”，会。", f"岗位列的“{have[0]}”您会。"
    known = f"会其中{len(have)}项：{wording.some(have)}" if lack else f"都会：{wording.some(have)}"
    return (
        True,
        f"岗位所列{n}项技能，{known}{rest}。",
        f"岗位列的{n}项您{known}{rest}。",
    )


def skills_of(s: Seekers, i: int) -> tuple[set[int], set[int]]:
    """The skills the worker has, and those for which only a kin is held."""
    span = slice(s.skills.starts[i], s.skills.starts[i + 1])
    own = s.skill_share[span] == WHOLE
    values = s.skills.values[span]
    return set(values[own].tolist()), set(values[~own].tolist())


NEAR_WORDS = ("不同大类", "同一大类", "同一中类", "同一小类", "同一职业")


def say_nearness(held: Lists, i: int, m: Market, j: int) -> tuple[int, str, str]:
    """Shared levels with the nearest held occupation, its name, and the vacancy's occupation's name."""
    past, asked = held.of(i).tolist(), int(m.occupation[j])
    levels = [shared_level(key, asked) for key in past]
    best = levels.index(max(levels))
    return levels[best], key_name(past[best]), key_name(asked)


@cache
def key_name(key: int) -> str:
    """The name of an occupation by its key, prefixes included."""
    parts = [key >> 24 & 255, key >> 16 & 255, key >> 8 & 255, key & 255]
    kept = [p - 1 for p in parts if p not in {0, 255}]
    return wording.occupation_name(
        "-".join(f"{p:02d}" if n else f"{p}" for n, p in enumerate(kept))
    )


def say_occupation(s: Seekers, i: int, m: Market, j: int) -> Said:
    """The past occupation nearest to the vacancy's."""
    if not len(s.past.of(i)):
        return False, "档案未登记从业经历。", "您还没登记做过什么工作。"
    if m.occupation[j] == 0:
        return False, "岗位职业未能判定。", "这个岗位属于哪种职业还没判定。"
    level, held, asked = say_nearness(s.own, i, m, j)
    kin = len(s.past.of(i)) > len(s.own.of(i))
    learned, group, _ = say_nearness(s.past, i, m, j) if kin else (level, held, asked)
    if learned > level:
        return (
            True,
            f"从事过{held}；数据显示其与“{group}”类工作常有人互相转做，岗位（{asked}）按同一小类计。",
            f"您做过{held}，常有人从这类工作转做{asked}。",
        )
    if level == len(NEAR_WORDS) - 1:
        return True, f"从事过{held}，与岗位为同一职业。", f"您做过{held}，正是这个职业。"
    if level == 0:
        return (
            True,
            f"从事过的职业与岗位（{asked}）不同大类。",
            f"这是{asked}，和您做过的不是一类。",
        )
    near = NEAR_WORDS[level]
    return True, f"从事过{held}，与岗位（{asked}）属{near}。", f"您做过{held}，和{asked}属{near}。"


def say_wish(s: Seekers, i: int, m: Market, j: int) -> Said:
    """The wished occupation nearest to the vacancy's."""
    if not len(s.wish.of(i)):
        return False, "档案未登记期望职业。", "您还没说想做什么工作。"
    if m.occupation[j] == 0:
        return False, "岗位职业未能判定，无法与期望比较。", "还无法比较它是不是您想做的职业。"
    level, wished, asked = say_nearness(s.wish, i, m, j)
    if level == len(NEAR_WORDS) - 1:
        return True, f"正是期望的职业：{wished}。", f"正是您想做的{wished}。"
    if level <= 1:
        far = "仅大类相同" if level else "不同大类"
        return True, f"与期望职业{far}（岗位为{asked}）。", f"这是{asked}，和您想做的相差较远。"
    near = NEAR_WORDS[level]
    return (
        True,
        f"期望{wished}，岗位（{asked}）属{near}。",
        f"您想做{wished}，{asked}与它属{near}。",
    )


def say_experience(s: Seekers, i: int, m: Market, j: int) -> Said:
    """Months of work against months asked."""
    asked, held = int(m.experience[j]), int(s.experience[i])
    if asked <= 0:
        return True, "岗位不要求工作经验。", "不要求有经验。"
    if held < 0:
        return (
            False,
            f"岗位要求经验{months(asked)}，档案未登记工作年限。",
            f"要求经验{months(asked)}，您的还没登记。",
        )
    if held == 0:
        return (
            True,
            f"登记的累计工作时间为0，岗位要求经验{months(asked)}，不足。",
            f"您登记的工作时间是0，岗位要求经验{months(asked)}，还不够。",
        )
    if held < asked:
        return (
            True,
            f"累计工作{months(held)}，岗位要求经验{months(asked)}，不足。",
            f"您一共干过{months(held)}，岗位要求经验{months(asked)}，还不够。",
        )
    if same_kind(s, i, m, j):
        return (
            True,
            f"累计工作{months(held)}，做过同类工作，岗位要求经验{months(asked)}，年限达到。",
            f"您一共干过{months(held)}，做过同类工作，岗位要求经验{months(asked)}，够了。",
        )
    return (
        True,
        f"累计工作{months(held)}，年限够，但未登记同类工作；岗位要求经验{months(asked)}，请核实。",
        f"您一共干过{months(held)}，但没登记过同类工作；岗位要求经验{months(asked)}，先问清算不算。",
    )


SAME_KIND = 3
"""Levels of the tree that two occupations share whose experience counts for each other."""


def same_kind(s: Seekers, i: int, m: Market, j: int) -> bool:
    """Whether the worker has had an occupation of the vacancy's small group."""
    asked = int(m.occupation[j])
    return asked != 0 and any(shared_level(k, asked) >= SAME_KIND for k in s.own.of(i).tolist())


def months(n: int) -> str:
    """A span of months as people say it."""
    years, rest = divmod(n, 12)
    return (f"{years}年" if years else "") + (f"{rest}个月" if rest or not years else "")


def say_wage(s: Seekers, i: int, m: Market, j: int) -> Said:
    """The offer against the expectation."""
    offer, expected = int(m.offer[j]), int(s.expected[i])
    if offer < 0:
        return False, "岗位未写明工资，需先问清。", "工资没写明，去之前先问清。"
    shown = wording.yuan(offer)
    if expected < 0:
        return False, f"月薪中位{shown}；劳动者未填期望月薪。", f"月薪约{shown}；您还没填期望月薪。"
    gap = offer - expected
    what = "期望" if s.floor[i] > 0 else "原收入"
    base = wording.yuan(expected)
    if gap == 0:
        return True, f"月薪中位{shown}，与{what}持平。", f"月薪约{shown}，和您{what}的一样。"
    said = f"高{wording.yuan(gap)}" if gap > 0 else f"低{wording.yuan(-gap)}"
    return (
        True,
        f"月薪中位{shown}，比{what}{base}{said}。",
        f"月薪约{shown}，比您{what}的{base}{said}。",
    )


DISTANCE_WORDS = ("就在本县（市、区）", "在相邻县（市、区）", "在本市", "在本省", "在外省")


def say_distance(s: Seekers, i: int, m: Market, j: int) -> Said:
    """Where the post is, seen from home."""
    distance_class = int(s.classes[s.home[i], m.place[j]])
    if distance_class == UNKNOWN_PLACE:
        return False, "工作地点未写明到市县，需先问清。", "在哪个市县上班没写明，去之前先问清。"
    code, near = m.places[m.place[j]], DISTANCE_WORDS[distance_class]
    place = wording.place_seen_from(code, distance_class)
    return True, f"工作地点{place}，{near}。", f"在{place}上班，{near}。"


def say_freshness(_s: Seekers, _i: int, m: Market, j: int) -> Said:
    """How long ago the vacancy was posted."""
    age = int(m.age_days[j])
    if age < 0:
        return False, "发布日期不详。", "什么时候发布的不清楚。"
    when = "今天" if age == 0 else f"{age}天前"
    return True, f"{when}发布。", f"{when}刚发布。" if age < 7 else f"{when}发布的。"


SAY: Mapping[str, Say] = {
    "skills": say_skills,
    "occupation": say_occupation,
    "experience": say_experience,
    "wage": say_wage,
    "wish": say_wish,
    "distance": say_distance,
    "freshness": say_freshness,
}
"""By the name of the comparison."""


def gaps(s: Seekers, i: int, m: Market, j: int) -> tuple[str, ...]:
    """Skills the vacancy asks for that the worker does not have, required ones first."""
    span = slice(m.skills.starts[j], m.skills.starts[j + 1])
    asked, need = m.skills.values[span].tolist(), m.need[span].tolist()
    held, _ = skills_of(s, i)
    lack = [
        (n != REQUIRED, m.skill_words[k]) for k, n in zip(asked, need, strict=True) if k not in held
    ]
    return tuple(word for _, word in sorted(lack))
