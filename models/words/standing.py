"""How a clause means a word that it names: demanded, welcome, waived, or only mentioned."""

import re

from models.words.clauses import Clause

WAIVED_BEFORE = re.compile(
    r"(?:不要求|不需要?|无需|无须|不用|不必|不强求|免考?|没有|有无|不会|零基础)[^。;,]{0,12}$"
)
WAIVED_AFTER = re.compile(
    r"^[^。;,]{0,8}?(?:不限|不要求|不强求|均可|也可|亦可|都可|皆可|不[作做](?:硬性|强制)?要求|可培训)"
)
WELCOME = re.compile(r"优先|加分|更佳|为佳|最好|尤佳|者佳|者优|更好|优势|[者的][^,]{0,4}从优")
STUDIED_AFTER = re.compile(r"^[^。;,]{0,24}?专业(?![技能知素精])")
USED = re.compile(r"熟|会|掌握|精通|了解|擅长|使用|操作|经验|能力")
"""`人工智能等相关专业` names what was studied, not what somebody can do; `熟悉PLC` in the same clause does."""

FIELDS = frozenset({"人工智能", "大数据", "云计算", "物联网", "区块链"})
FIELD_AFTER = re.compile(r"^[^。;,]{0,16}?相关的?(?:知识|领域|行业)")
"""Whoever should know something of a field, to teach or to sell it, need not be able to work in it."""

MACHINE_BEFORE, MACHINE_AFTER = re.compile(r"机[和及与、/]$"), re.compile(r"^机")
"""In a row of machines (`标签机和缝纫机`) a machine is what is made, unless the clause says it is used."""

BUILT = frozenset({"ERP"})
"""Programs that people work with; a bare `ERP项目` is what a programmer builds."""


def standing_of(word: str, clause: Clause, start: int, end: int) -> str:
    """`required`, `welcome`, `waived` or `mentioned`: what the clause makes of the word at `start:end`."""
    text = clause.text
    before, after = text[:start], text[end:]
    if _only_mentioned(word, before, after, used=bool(USED.search(text))):
        return "mentioned"
    if clause.waived or WAIVED_BEFORE.search(before) or WAIVED_AFTER.search(after):
        return "waived"
    return "welcome" if clause.softened or WELCOME.search(text) else "required"


def _only_mentioned(word: str, before: str, after: str, *, used: bool) -> bool:
    """Whether the word names a field, a subject of study or a product, and nothing one has to be able to do."""
    if word in FIELDS and FIELD_AFTER.search(after):
        return True
    if used:
        return False
    product = MACHINE_BEFORE.search(before) and MACHINE_AFTER.search(after)
    built = word in BUILT and after.startswith("项目")
    return bool(STUDIED_AFTER.search(after) or product or built)
