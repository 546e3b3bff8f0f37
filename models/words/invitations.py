"""Clauses that invite to ask about work (`欢迎来电了解电焊岗位`), and what they demand all the same."""

import re

COUNSEL = "".join(
    f"(?<!{kind})" for kind in ("心理", "法律", "技术", "健康", "管理", "留学", "财务")
)
TRADE = r"(?!师|顾问|公司|行业|员|服务|经验|销售|证|工作|业务|处理|解答|回复|登记)"
ASK = rf"(?:{COUNSEL}咨询{TRADE}|来电|致电|电联|垂询|详询|联系|来访|面谈|洽谈|拨打|(?:添?加|扫)微?[信码])"
"""Ways to ask; `心理咨询` and `咨询顾问` are work."""

PREPARED = r"(?:随时|直接|尽快|及时|先|多|进一步|前来|点击|详细|您|以|到店|通过|电话|微信)"
INVITES = re.compile(
    rf"(?:欢迎|请(?!勿)|详情|有意向?者?|意者)[^。;,]{{0,12}}?{ASK}|可{PREPARED}*{ASK}"
    rf"|(?<!客户)(?<!用户)(?<!学员)(?<!接听)(?<!处理)(?<!负责)(?:来电|致电){COUNSEL}(?:咨询|联系){TRADE}"
    rf"|(?:欢迎|请|可|想要?)(?:{PREPARED}|{ASK})*了解|(?:来电|致电|咨询|详细)[^。;,、]{{0,4}}了解"
    r"|了解[^。;,、]{0,20}(?:详情|更多)|联系(?:人|电话|方式)"
)
HELD_BEFORE = re.compile(
    r"(?<![机社聚聘年晚])会(?![员议计场])|懂|(?<![支主坚保维])持|具[备有]"
    r"|(?<![所如没])有(?!意|限|关|任何|疑|兴趣|问题|需)|熟|精通|掌握|擅长"
)
HELD_AFTER = re.compile(
    rf"^[^。;,]{{0,6}}(?:熟|精通|经验|能力)|^(?:工|师傅?|员|人员)(?:们|朋友)?[^。;,岗职]{{0,6}}{ASK}"
)
"""Who is invited may be told by what they can do: `欢迎会电焊的来电`, `欢迎电焊工咨询`."""

PAPER_NEEDED = re.compile(r"(?<![有无不])(?:需要?|须|必须|要求|凭)$")
PAPER_OF_THEM = re.compile(
    r"^(?:驾驶证|驾照|[照本]|证书?)?(?:持有)?(?:的|者|司机|驾驶员|师傅|人员|朋友|人)*"
    rf"(?:请|欢迎|可|速|详情|{PREPARED}){{0,4}}{ASK}"
)
GOT_BEFORE = re.compile(r"(?:考取?|学习?|办理?|代办|培训|咨询|了解)$")
"""`需要焊工证请联系王经理` and `B2驾照司机请联系` ask for the paper; `办焊工证请联系` offers it."""


def invites(text: str, before: str) -> bool:
    """Whether the clause, or with `了解…` the one before it, invites people to ask."""
    if INVITES.search(text):
        return True
    return text.lstrip().startswith("了解") and bool(INVITES.search(before))


def only_asked_about(before: str, after: str, *, paper: bool) -> bool:
    """Whether a word of an invitation is what people may ask about, and not what they bring."""
    invitation = INVITES.search(after)
    apart = invitation is not None and " " in after[: invitation.start()]
    if apart or HELD_BEFORE.search(before) or HELD_AFTER.search(after):
        return False
    return not (paper and _of_those_invited(before, after))


def _of_those_invited(before: str, after: str) -> bool:
    if PAPER_NEEDED.search(before):
        return True
    return bool(PAPER_OF_THEM.search(after)) and not GOT_BEFORE.search(before)
