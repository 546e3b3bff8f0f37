"""How well a clause asks for a skill that it names: the level said after the skill, else before it."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from data.codes.skill_levels import READ_AS
from models.words.clauses import Clause

LEVEL = "|".join(READ_AS)
LEVEL_SAID = re.compile(rf"({LEVEL})(?:[地的]?(?!(?<=熟练)了解|(?<=精通)了解)(?:{LEVEL}))*")
"""`熟练掌握` is one level, its first word's; of several in a clause the last before a skill is the skill's."""

BEGINNERS = re.compile(r"学徒|生手|新手|小白|零基础")
"""Where beginners are taken too (`缝纫熟练工、学徒`) no level is asked for."""

UP_TO_SKILL = re.compile(r"(?:[^。;,)】]{0,10}[、/和及与])?[^。;,、)】]{0,6}")

HOW = (
    r"(?:要求|必须|需要?|须|要|应|达到?|能够?|可以?|会|很|非常|十分|相当|较为?|比较|都|均|至少|基本|一般|简单|初步"
    r"|有所|有一?定?的?)"
)
SKILL_ITSELF = (
    r"(?:等|[工师员]|师傅|软件|办公软件|系统|平台|语言|编程|框架|工具|设备|机器|技术|技能|技巧|技艺|工艺|手艺|知识|水平|能力"
    r"|口语|听说读写|听说|读写|书写|写作|表达|沟通|交流|操作|使用|运用|应用|制图|绘图|画图|作图|设计|制作)"
)
FROM_SKILL = re.compile(rf" ?{SKILL_ITSELF}{{0,4}}[)】]?[:(【 ]?{HOW}{{0,3}}")
"""What may stand between a skill and its level; another noun (`新能源政策熟悉`) would be what is known."""

ENDS = re.compile(
    r"地?(?:操作|使用|运用|应用|上手)?"
    rf"(?:$|[、/)】!?]|[和及与且并或](?!{LEVEL})|者|工(?![程作具艺厂业序件\d])|人员|即可|就行|优先|为佳|[更尤]佳|更好|最好|加分"
    r"|的(?=$|[、/)】]|人|员工|朋友|优先|更|为佳|[更尤]佳))"
)
"""What follows a level that says nothing of the words after it."""

SUBJECT = 24
"""Letters before a level that may be what it is said of."""

BEHIND = 12
"""Letters behind a level that may end its sense; more than `ENDS` takes before its `$`."""

ONLY_HOW = re.compile(rf"{HOW}{{0,4}}")
PARTS = re.compile(r"[、/,]|[和及与且并或]")
ROW = re.compile(r" ?(?:等|[、/和及与&+ ]|以及){1,3}")
USES = re.compile(r"(?:会|懂|能|有|用|过)$")
"""`会英语、日语熟练` asks for one of the two at a level, `英语、日语熟练` for both."""

Span = tuple[int, int]


def levels_of(clause: Clause, spans: Sequence[Span]) -> dict[Span, str]:
    """The level of each of the words at `spans` that has one."""
    said = _said(clause) if spans else []
    if not said or BEGINNERS.search(clause.text):
        return {}
    return _given(clause.text, said, spans)


def _said(clause: Clause) -> list[re.Match[str]]:
    """The levels a clause names; the `了解` of an invitation to ask is none."""
    said = LEVEL_SAID.finditer(clause.text)
    return [level for level in said if not (level[1] == "了解" and clause.invites)]


def _given(clause: str, said: list[re.Match[str]], spans: Sequence[Span]) -> dict[Span, str]:
    looking_back = {level.start() for level in said if _looks_back(clause, level)}
    ends = [level.end() for level in said]
    before: dict[Span, re.Match[str]] = {}
    for span in spans:
        last = bisect_right(ends, span[0]) - 1
        forward = last >= 0 and said[last].start() not in looking_back
        if forward and UP_TO_SKILL.fullmatch(clause, ends[last], span[0]):
            before[span] = said[last]
    after: dict[Span, re.Match[str]] = {}
    in_order = sorted(spans)
    for level in said:
        if level.start() in looking_back:
            row = _row_up_to(clause, level.start(), in_order)
            after |= {span: level for span in row if span == row[-1] or span not in before}
    return {span: READ_AS[level[1]] for span, level in (before | after).items()}


def _looks_back(clause: str, level: re.Match[str]) -> bool:
    """Whether the level is said of what stands before it, listed or not: `英语熟练、日语`."""
    ends_word = level.end() < len(clause) and clause[level.end()] == " "
    leading = clause[max(0, level.start() - SUBJECT) : level.start()]
    apart = leading.endswith(" ")
    if not (ENDS.match(clause, level.end(), level.end() + BEHIND) or (ends_word and not apart)):
        return False
    subject = PARTS.split(leading)[-1].strip(" :")
    return ONLY_HOW.fullmatch(subject) is None


def _row_up_to(clause: str, level: int, spans: list[Span]) -> list[Span]:
    """The word that the level follows, after those in one row with it (`Word、Excel熟练`)."""
    last = bisect_right(spans, (level, level)) - 1
    if last < 0 or not FROM_SKILL.fullmatch(clause, spans[last][1], level):
        return []
    first = last
    while first and ROW.fullmatch(clause, spans[first - 1][1], spans[first][0]):
        first -= 1
    uses = USES.search(clause[max(0, spans[first][0] - 1) : spans[first][0]])
    return spans[last if uses else first : last + 1]
