"""Papers that a text demands by its trade alone: `叉车司机，持证上岗` asks for the forklift certificate."""

import re
from collections.abc import Iterator, Sequence

from models.words.clauses import Clause
from models.words.spot import AROUND
from models.words.standing import standing_of

OTHERWISE = r"(?!程|具|艺|器|学徒|助|实习|证|资)"
TRADES = (
    ("特种设备-叉车", r"叉车(?:司机|工(?!程|具)|驾驶员|操作[工员]|师傅)|(?:开|驾驶|操作)叉车"),
    ("特种作业-电工", rf"(?<![弱机矿下车])电工{OTHERWISE}"),
    ("特种作业-焊接", rf"(?<![锡点波])焊工{OTHERWISE}"),
    ("特种作业-制冷", rf"制冷(?:操作)?工{OTHERWISE}"),
    ("特种设备-锅炉", rf"(?:司炉|锅炉)工{OTHERWISE}|锅炉(?:操作|运行)[工员]"),
    (
        "特种设备-起重机",
        r"(?:天车|行车|吊车|起重机|龙门吊)(?:司机|操?作?工(?!程|具)|操作员|驾驶员)",
    ),
    ("特种设备-电梯", r"电梯(?:安装)?(?:维修|维保|修理)(?:工(?!程)|员|人员|技工)"),
    ("保安员证", r"保安(?!公司|证|服|部|经理|主管|亭)"),
    ("导游证", r"导游(?!证)"),
    ("护士执业证", r"护士(?!证|站|服)"),
    ("消防设施操作员证", r"消控室?(?:值班|值守)?[人操作]{0,2}员|消防设施操作员(?!证)"),
)
"""By law each is practised with its one paper: 特种作业人员安全技术培训考核管理规定, 特种设备安全法, 保安服务管理条例,
旅游法, 护士条例, 消防法."""

TRADE = re.compile("|".join(f"({named})" for _, named in TRADES))
HOLDS = re.compile(
    r"(?:(?<!不)持|凭(?=证上岗)|(?<![没所])有)证(?=上岗|操作|作业|[者的人]|优先|即可|[、)】 ]|$)"
    r"|[无没]有?证(?=[者的人员]{0,3}(?:请?勿|免谈|免扰|谢绝|别|绕|止步|[也均都]?可|也行|不(?:录|要|收|予|得|行|考虑)))"
)
AT_WORK = re.compile(r"(?:(?<!不)持|凭|(?<![没所])有)证(?=上岗|操作|作业)")
DUTY = re.compile(
    r"(?:确保|保证|检查|监督|督促|核|落实|组织|管理|负责|培训|考试|考核|考证|学习)[^。;,]{0,12}$"
)
NOT_HELD = re.compile(
    r"^(?:上岗|操作|作业)?[者的]?(?:人员?)?(?:的?情况|率|管理|制度|培训|考试|名单|数|工资|薪|补贴|另?加|奖)"
)
OF_OTHERS = re.compile(r"(?:管理|面向|协助|配合|维护|对接|服务|监督)[^。;,]{0,4}$")
"""`管理保安` and `协助电工工作` speak of somebody else's trade."""

TAUGHT = re.compile(r"培训|考证|代办|学习")
"""`培训后持证上岗` and `监督焊工持证上岗` ask nobody for a paper."""


def papers_of_trade(parted: Sequence[Clause], title: str, *, other: bool) -> dict[str, list[str]]:
    """How the text means the paper of the trade that it names beside `持证上岗`, if it names one alone.

    Where it names an `other` paper, a driving licence or a health certificate, `无证勿扰` may mean that.

    Waived anywhere it is demanded nowhere: `持证上岗，无证可培训`.
    """
    of_title = _trade(title)
    holds = AT_WORK if other else HOLDS
    meant = [each for clause in parted for each in _meant(clause, of_title, holds)]
    waived = [each for each in meant if each[0] == "waived"]
    return {f"{standing} licence": [word] for standing, word in reversed(waived or meant)}


def _meant(
    clause: Clause, of_title: str | None, holds: re.Pattern[str]
) -> Iterator[tuple[str, str]]:
    text = clause.text
    said = [] if TAUGHT.search(clause.before) else list(holds.finditer(text))
    word = said and (_trade(text) or _trade(clause.before) or of_title)
    if not word:
        return
    for held in said:
        duty = DUTY.search(text[max(0, held.start() - AROUND) : held.start()])
        if not (duty or NOT_HELD.search(text[held.end() : held.end() + AROUND])):
            yield standing_of(("licence", word, held.end() - 1, held.end()), clause), word


def _trade(text: str) -> str | None:
    """The paper of the only trade in a text, if it has one."""
    found = {
        TRADES[(one.lastindex or 1) - 1][0]
        for one in TRADE.finditer(text)
        if not OF_OTHERS.search(text[max(0, one.start() - AROUND) : one.start()])
    }
    return found.pop() if len(found) == 1 else None
