"""How well a clause asks for a skill that it names."""

import re

from data.codes.skill_levels import READ_AS

LEVEL = "|".join(READ_AS)
LEVEL_SAID = re.compile(rf"({LEVEL})(?:[地的]?(?:{LEVEL}))*")
"""`熟练掌握` is one level, its first word's; of several in a clause the last before a skill is the skill's."""

OFFERED = re.compile(
    r"(?:来电|致电|咨询|详细|欢迎)[^。;,、]{0,4}了解|了解[^。;,、]{0,20}(?:详情|更多)"
)
"""`欢迎来电了解详情` invites to ask, and does not say how well anything has to be known."""

UP_TO_SKILL = re.compile(r"(?:[^。;,)】]{0,10}[、/和及与])?[^。;,、)】]{0,6}")


def level_of(clause: str, start: int) -> str | None:
    """The level named before a skill that starts there, if it reaches to the skill."""
    said = list(LEVEL_SAID.finditer(clause, 0, start))
    if not said or not UP_TO_SKILL.fullmatch(clause, said[-1].end(), start):
        return None
    if any(m.start() <= said[-1].start() < m.end() for m in OFFERED.finditer(clause)):
        return None
    return READ_AS[said[-1][1]]
