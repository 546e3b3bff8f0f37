"""How a clause means a word that it names: demanded, welcome, waived, or only mentioned."""

import re

from data.codes.licences import licences
from models.words.clauses import THROUGH, Clause
from models.words.invitations import only_asked_about

WAIVED_BEFORE = re.compile(
    r"(?:不要求|不需要?|无需|无须|不用|不必|不强求|免考?|没有|有无|不会|零基础)[^。;,]{0,12}$"
)
WAIVED_AFTER = re.compile(
    r"^(?![^。;,]{0,6}?(?:学历|年龄|性别|男女|户籍|地区|婚否|[工员师](?:有?无)?经验))"
    r"[^。;,]{0,8}?(?:不限|不要求|不强求|均可|也可|亦可|都可|皆可|不[作做](?:硬性|强制)?要求|可培训)"
)
"""`焊工学历不限` waives something else than the word."""

OBTAINED = re.compile(rf"^(?:证书?)?[者的]?(?:{THROUGH})+办理?")
"""A paper that the employer sees to after somebody has come (`健康证可入职后办理`) rules nobody out."""

WELCOME = re.compile(r"优先|加分|更佳|为佳|最好|尤佳|者佳|者优|更好|优势|[者的][^,]{0,4}从优")
STUDIED_AFTER = re.compile(r"^[^。;,]{0,24}?专业(?![技能知素精])")
USED = re.compile(r"熟|会|掌握|精通|了解|擅长|使用|操作|经验|能力")
"""`人工智能等相关专业` names what was studied, not what somebody can do; `熟悉PLC` in the same clause does."""

FIELDS = frozenset({"人工智能", "大数据", "云计算", "物联网", "区块链"})
OFTEN_TRADES = FIELDS - {"大数据"}
"""Fields that are trades where they stand among trades; `大数据` beside `通信行业` is a developer's work."""

FIELD_AFTER = re.compile(r"^(?:[^。;,]{0,16}?相关的?(?:知识|领域|行业)|市场|产业|赛道|板块)")
SOLD = re.compile(r"销售|商务|客户|售前|招商")
"""Whoever should know something of a field, to teach or to sell it, need not be able to work in it."""

MACHINE_BEFORE, MACHINE_AFTER = re.compile(r"机[和及与、/]$"), re.compile(r"^机")
"""In a row of machines (`标签机和缝纫机`) a machine is what is made, unless the clause says it is used."""

TAUGHT_BEFORE = re.compile(r"(?:考取?|(?<![大中小])学习?|办理?|代办|培训)$")
TAUGHT_AFTER = re.compile(r"^[驾照证本]*(?:培训|报名|报考|考试|招生|咨询|代办|补贴|学员|学习)")
OTHER_VEHICLE = re.compile(r"(?:电动|电瓶|[三两二]轮|无人机|游艇|船)(?:自行|摩托|舶)?车?的?$")
"""A driving licence that a school teaches for, or that is of another vehicle, is not one to be held."""

SALES_AFTER = re.compile(r"^(?:数据|报表|统计|分析|额|情况|支持)")
"""Who counts what others sell (`销售数据分析`) sells nothing."""

BUILT = frozenset({"ERP"})
"""Programs that people work with; a bare `ERP项目` is what a programmer builds."""


AROUND = 48
"""Letters on either side of a word that may say how it is meant."""


def standing_of(word: str, clause: Clause, start: int, end: int) -> str:
    """`required`, `welcome`, `waived` or `mentioned`: what the clause makes of the word at `start:end`."""
    text = clause.text
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if clause.invites and only_asked_about(before, after):
        return "mentioned"
    if _only_mentioned(word, clause, before, after):
        return "mentioned"
    waived = WAIVED_BEFORE.search(before) or WAIVED_AFTER.search(after) or OBTAINED.search(after)
    if clause.waived or waived:
        return "waived"
    return "welcome" if clause.softened or WELCOME.search(text) else "required"


def _only_mentioned(word: str, clause: Clause, before: str, after: str) -> bool:
    """Whether the word names a field, a subject of study or a product, and nothing one has to be able to do."""
    if word in licences() and licences()[word].category == "driving":
        taught = TAUGHT_BEFORE.search(before) or TAUGHT_AFTER.search(after)
        return bool(taught or OTHER_VEHICLE.search(before))
    if word in FIELDS and FIELD_AFTER.search(after):
        return True
    if USED.search(clause.text):
        return False
    alone = not before.strip() and not after.strip()
    if word in FIELDS and SOLD.search(clause.text):
        return True
    if word in OFTEN_TRADES and clause.among_trades and alone:
        return True
    product = MACHINE_BEFORE.search(before) and MACHINE_AFTER.search(after)
    built = word in BUILT and after.startswith("项目")
    counted = word == "销售" and SALES_AFTER.search(after)
    trade = after.startswith("行业")
    return bool(STUDIED_AFTER.search(after) or product or built or counted or trade)
