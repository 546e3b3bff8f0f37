"""How a clause means a word that it names: demanded, welcome, waived, or only mentioned.

The rules stand in `FOR_PAPERS` and `FOR_SKILLS`, each a mark, how far it reaches, and its effect; the
first that holds decides. Where none holds the word is demanded.
"""

import re

from models.words.clauses import IN_ASIDE, SOFTENS, WELCOME, Clause
from models.words.demands import demands_some_paper
from models.words.invitations import only_asked_about
from models.words.one_of import Named
from models.words.papers import (
    NAMES,
    brought_later,
    merely_named,
    refused,
    too_much_to_lack,
    with_it_too,
    without_it_too,
)
from models.words.spot import AROUND, Rule, Spot

UNNEEDED = r"(?:不要求|不需要?|无需|无须|不用|不必|不强求|没有|有无|不一定)"
SKILL_WAIVED_BEFORE = re.compile(
    rf"(?:{UNNEEDED}|零基础)[会懂]? ?[^。;,需须必会懂 ]{{0,12}}$|(?:(?<!减)免考?|不[会懂])[^。;,需须必持有]{{0,2}}$"
)
OTHER_PAPER = f"(?:{'|'.join(re.escape(n) for n in sorted(NAMES, key=len, reverse=True))}|证[书件])"
PAPER_WAIVED_BEFORE = re.compile(
    rf"(?:{UNNEEDED}|(?:不是|非)必[须需备要]|(?<!减)免)要?(?:持有?|具[有备]|有|提供|出示|考取?|办理?)?(?:任何|相关|有效的?)*"
    rf"(?:{OTHER_PAPER}(?:[、/或和及与如:]|或者|以及)){{0,3}}$"
)
"""`无需持有焊工证` waives it; `无需经验 焊工证` and `无需学历焊工证即可` say it of something else."""

NO_NEED = r"可有可无|可选(?![择用购])|不限|不要求|不强求|不[作做](?:硬性|强制)?要求|可培训"
EITHER_WAY = r"均可|也可|亦可|都可|皆可"
OTHER_SUBJECT = (
    r"(?![^。;,]{0,6}?(?:学历|年龄|性别|男女|户籍|地区|婚否|[全兼]职|应届|往届|[长短]期"
    r"|[工员师]\(?(?:有?无)?经验))(?:[工员师]?\(|[^。;,(]{0,8}?)"
)
"""`焊工学历不限` and `电焊工全职兼职均可` waive something else than the word."""

SKILL_WAIVED_AFTER = re.compile(
    rf"^{OTHER_SUBJECT}(?:{NO_NEED}|{EITHER_WAY}|零基础[也亦均都即]?可)"
)
PAPER_WAIVED_AFTER = re.compile(
    rf"^(?:(?:驾?照|驾驶证|本)?(?:[、/或和及与]{OTHER_PAPER}){{1,3}}(?:均|都|皆|一律))?"
    r"(?:驾?照|驾驶证|本|证书?|要求|均|都|也|一律|[(: ]){0,3}"
    rf"(?:{NO_NEED}|(?:不是|非)(?:必[须需备要](?:条件|项)?|硬性(?:要求|条件))|(?:有没有|有无|没有)[均都也]?(?:可以?|行)|[无没]有?要求)"
    r"(?=$|[)】、/ ]|的)"
)
"""`电工证、焊工证均可` asks for one of the two."""

NOT_ABLE = re.compile(r"(?:不[会懂](?:使用|操作|[用开说做])?|[无没]有?)$")
"""`不会电焊的勿扰` demands."""

TAUGHT_BEFORE = re.compile(
    r"(?:免费|带薪|包|可以?|公司|我司)(?:提供)?(?:培训)?(?:学习?|培训)"
    r"(?:[^。;,会能懂熟有需须 ]{1,12}[、和及与/]){0,4}$"
)
OFFERED = re.compile(r"(?<!客户)(?<!用户)(?<!学员)(?<!学生)(?<!企业)提供$")
COURSE = re.compile(r"^[^。;,、 ]{0,4}培训(?![师讲老工课服])")
"""What the post teaches (`免费学习烘焙`, `提供Java培训`) nobody has to be able to do already."""

STUDIED_AFTER = re.compile(r"^[^。;,]{0,24}?专业(?![技能知素精])")
"""`人工智能等相关专业` names what was studied, not what somebody can do; `熟悉PLC` in the same clause does."""

TRADE_BEFORE_DASH = re.compile(r"^[^。;,、-]{0,8}-(?=[有会懂持熟具])")
"""`PHP工程师-有经验优先` wishes for the experience."""

FIELDS = frozenset({"人工智能", "大数据", "云计算", "物联网", "区块链"})
OFTEN_TRADES = FIELDS - {"大数据"}
"""Fields that are trades where they stand among trades; `大数据` beside `通信行业` is a developer's work."""

FIELD_AFTER = re.compile(r"^(?:[^。;,]{0,16}?相关的?(?:知识|领域|行业)|市场|产业|赛道|板块)")
"""Whoever should know something of a field, to teach or to sell it, need not be able to work in it."""

MACHINE_BEFORE, MACHINE_AFTER = re.compile(r"机[和及与、/]$"), re.compile(r"^机")
"""In a row of machines (`标签机和缝纫机`) a machine is what is made, unless the clause says it is used."""

SALES_AFTER = re.compile(r"^(?:数据|报表|统计|分析|额|情况|支持)")
"""Who counts what others sell (`销售数据分析`) sells nothing."""

BUILT = frozenset({"ERP"})
"""Programs that people work with; a bare `ERP项目` is what a programmer builds."""


def standing_of(named: Named, clause: Clause) -> str:
    """`required`, `welcome`, `waived` or `mentioned`: what the clause makes of a word that it names."""
    kind, word, start, end = named
    before, after = clause.text[max(0, start - AROUND) : start], clause.text[end : end + AROUND]
    spot = Spot(word, clause, before, after)
    rules = FOR_PAPERS if kind == "licence" else FOR_SKILLS
    return next((effect for rule, effect in rules if rule(spot)), "required")


def _paper_asked_about(spot: Spot) -> bool:
    return spot.clause.invites and only_asked_about(spot.before, spot.after, paper=True)


def _skill_asked_about(spot: Spot) -> bool:
    return spot.clause.invites and only_asked_about(spot.before, spot.after, paper=False)


def _skill_taught(spot: Spot) -> bool:
    offered = OFFERED.search(spot.before) and COURSE.search(spot.after)
    return bool(TAUGHT_BEFORE.search(spot.before) or offered)


def _skill_not_to_lack(spot: Spot) -> bool:
    """Whoever is not able is refused: `不会电焊的勿扰`."""
    return bool(NOT_ABLE.search(spot.before)) and refused(spot)


def _skill_unneeded(spot: Spot) -> bool:
    waived = SKILL_WAIVED_BEFORE.search(spot.before) or SKILL_WAIVED_AFTER.search(spot.after)
    return spot.clause.waived or bool(waived)


def _paper_unneeded(spot: Spot) -> bool:
    waived = PAPER_WAIVED_BEFORE.search(spot.before) or PAPER_WAIVED_AFTER.search(spot.after)
    return spot.clause.paper_waived or bool(waived)


def _wished(spot: Spot) -> bool:
    return spot.clause.softened or _welcomed(spot)


def _wished_of_another(spot: Spot) -> bool:
    """Whether the wish is for the last of a row with spaces: `有健康证 驾照优先`."""
    wish = WELCOME.search(spot.after)
    if wish is None or WELCOME.search(spot.before):
        return False
    items, space, last = spot.after[: wish.start()].rpartition(" ")
    if last in {"", "者", "等"} and not items.strip():
        return False
    return " " in items if SOFTENS.fullmatch(f"{last}{wish[0]}") else bool(space)


def _welcomed(spot: Spot) -> bool:
    """A wish in brackets is for what it names itself: `Java工程师(会英语优先)`."""
    if IN_ASIDE.search(spot.before):
        return spot.clause.welcomes
    if TRADE_BEFORE_DASH.search(spot.after):
        return False
    return spot.clause.welcomes_outside


def _paper_wished(spot: Spot) -> bool:
    """A wish after a comma takes nothing from `必须持证` before it."""
    if _welcomed(spot):
        return not _wished_of_another(spot)
    return spot.clause.softened and not demands_some_paper(spot.clause.before)


def _field_or_product(spot: Spot) -> bool:
    """Whether the word names a field, a subject of study or a product, and nothing one has to be able to do."""
    word, text, before, after = spot.word, spot.clause.text, spot.before, spot.after
    if word in FIELDS and FIELD_AFTER.search(after):
        return True
    if spot.clause.uses:
        return False
    alone = len(text) <= AROUND and not before.strip() and not after.strip()
    if word in FIELDS and spot.clause.sells:
        return True
    if word in OFTEN_TRADES and spot.clause.among_trades and alone:
        return True
    product = MACHINE_BEFORE.search(before) and MACHINE_AFTER.search(after)
    built = word in BUILT and after.startswith("项目")
    counted = word == "销售" and SALES_AFTER.search(after)
    trade = after.startswith("行业")
    return bool(STUDIED_AFTER.search(after) or product or built or counted or trade)


FOR_PAPERS: tuple[Rule, ...] = (
    (_paper_asked_about, "mentioned"),
    (merely_named, "mentioned"),
    (too_much_to_lack, "required"),
    (brought_later, "waived"),
    (without_it_too, "waived"),
    (_paper_unneeded, "waived"),
    (_paper_wished, "welcome"),
    (with_it_too, "welcome"),
)
FOR_SKILLS: tuple[Rule, ...] = (
    (_skill_asked_about, "mentioned"),
    (_field_or_product, "mentioned"),
    (_skill_taught, "mentioned"),
    (_skill_not_to_lack, "required"),
    (without_it_too, "waived"),
    (_skill_unneeded, "waived"),
    (_wished, "welcome"),
)
