"""Cutting a vacancy's text into clauses, each with what its sentence says of it afterwards."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from models.words.demands import demands
from models.words.invitations import invites
from models.words.normalise import normalise
from models.words.wishes import sentences

RUNS_ON = re.compile(
    r"(、|无需|无须|不需|不必|(?:^|[。;!?,、.: ]|岗位|职位)(?:不要求|不需要|不用|不强求|免))\n+(?=.)",
    re.MULTILINE,
)
"""A line whose sentence goes on; `英语不要求` has said all, so that words that may end one have to open it."""

GOES_ON = re.compile(
    r"(?<![。;!?,.:|\n])\n+"
    r"(?=[者的]|不(?:限|要求|强求|作要求)(?=[。;!,\n]|$)"
    r"|(?:在?同等条件下?)?(?:可以?)?优先(?!(?:录用|录取|聘用|招聘|考虑)[\u4e00-\u9fff])"
    r"|可(?:培训|不|放宽|免)|[也亦均都皆]可|\((?!(?:\d+|[一二三四五六七八九十]+)\)))"
    r"|(?<=[者的])\n+(?=优先)"
)
"""A line that goes on with the one before it, as hard-wrapped texts have them; a numbered one does not."""

AFTER_COMMA = re.compile(r",\n+")


WISH = (
    r"(?:录用|录取|聘用|聘任|聘请|招聘|招用|招录|选聘|任用|选用|选择|考虑|安排|推荐|面试|入职|上岗|权|条件|资格"
    r"|[您你哦])"
)
WHOSE = (
    r"(?:在|同等|条件下?|情况下?|我们|我司|本?公司|单位|企业|将|会|可以?|予以|给予|均|都|也|皆|一律|择优|享有?受?|则|那|就"
    r"|[者的]|以上|上述|人员)"
)
SOFTENS = re.compile(
    rf"{WHOSE}*优先{WISH}*[者的]?[)】]*(?:\(.*)?"
    rf"|{WHOSE}*(?:[更尤最]佳|为佳|[更最]好了?|有优势|(?:是|为|可)*加分项?)[)】]*"
)
"""A clause that wishes for what stands before it and names nothing of its own, as `优先录用退伍军人` does."""

WELCOME = re.compile(r"优先|加分|更佳|为佳|最好|尤佳|者佳|者优|更好|优势|[者的][^,]{0,4}从优")

USES = re.compile(r"熟|会|掌握|精通|了解|擅长|使用|操作|经验|能力")
SELLS = re.compile(r"销售|商务|客户|售前|招商")

ASIDE = re.compile(r"[(【\[](?!(?:证|者|的)?(?:优先|加分|最好|更好|更佳))[^()【】\[\]]*[)】\]]?")
IN_ASIDE = re.compile(r"[(【\[][^()【】\[\]]*$")

PAID_BETTER = re.compile(r"(?:工资|薪资|薪酬|薪水|待遇|报酬|可)*从优[)】]*")
"""Said of people (`持C1驾照者，待遇从优`) a wish, otherwise what the post offers everybody."""

WAIVES = re.compile(
    r"(?:均|都|皆|也|亦|一律|暂|可以?)*"
    r"(?:不限|不要求|不强求|不[作做](?:硬性|强制)?要求|[无没]有?要求|没有(?:也|亦|都)可以?|没有也行"
    r"|(可培训|不[会懂](?:的?话?|者)?(?:也|我们|公司|师傅)?(?:可以?|包)?[教学](?:会|习)?))[)】]*"
)
"""Said of what stands before it; to train somebody (`可培训`) gives a skill, not a paper."""

PEOPLE = re.compile(r"[者的]$|的(?:话|人|人员|朋友)$")
CONDITION = re.compile(
    r"(?:[且并或又]|同时|如)*(?:有|持|具|会|能|懂|熟|精通|掌握|了解|擅长|取得|获得|考取|拥有|从事过|做过)"
)


REACH = 6
"""Clauses that a wish may reach back; nobody reads a longer condition as one."""

TRADE = re.compile(r"[^。;,]{1,8}行业")
"""A tag that is the name of a trade (`软件行业`): fields named beside it are trades as well."""


@dataclass(frozen=True)
class Clause:
    """A clause's words between the clause before it and those later in its sentence.

    `wished` where a heading lists it as welcome, `among_trades` where the text has tags that name trades.
    """

    text: str
    before: str = ""
    later: tuple[str, ...] = ()
    wished: bool = False
    among_trades: bool = False

    @cached_property
    def demands(self) -> bool:
        """Whether it says itself that what it names has to be."""
        return demands(self.text)

    @cached_property
    def softened(self) -> bool:
        """Whether its heading or its sentence calls it only welcome."""
        return not self.demands and (self.wished or _softened(self.text, self.later))

    @cached_property
    def welcomes(self) -> bool:
        """Whether it says itself that something is welcome."""
        return bool(WELCOME.search(self.text))

    @cached_property
    def welcomes_outside(self) -> bool:
        """Whether it does so for more than what stands in brackets with the wish."""
        return self.welcomes and bool(WELCOME.search(ASIDE.sub("", self.text)))

    @cached_property
    def uses(self) -> bool:
        """Whether it says that somebody can do or handle what it names."""
        return bool(USES.search(self.text))

    @cached_property
    def sells(self) -> bool:
        """Whether it speaks of selling or teaching."""
        return bool(SELLS.search(self.text))

    @cached_property
    def waived(self) -> bool:
        """Whether its sentence goes on to say that it is not needed."""
        return self._waiver is not None

    @cached_property
    def paper_waived(self) -> bool:
        """Whether its sentence goes on to say that a paper is not needed."""
        return self._waiver is not None and not self._waiver[1]

    @cached_property
    def _waiver(self) -> re.Match[str] | None:
        return None if self.demands or not self.later else WAIVES.fullmatch(self.later[0].strip())

    @cached_property
    def invites(self) -> bool:
        """Whether it asks people to call."""
        return invites(self.text, self.before)


def clauses(plain: str) -> Iterator[Clause]:
    """The clauses of a text that `in_lines` has normalised."""
    parted = [(sentence.split(","), wished) for sentence, wished in sentences(plain)]
    trades = "行业" in plain and any(_names_trade(part) for parts, _ in parted for part in parts)
    for parts, wished in parted:
        for n, text in enumerate(parts):
            before = parts[n - 1] if n else ""
            yield Clause(text, before, tuple(parts[n + 1 : n + 1 + REACH]), wished, trades)


def _names_trade(text: str) -> bool:
    return bool(TRADE.fullmatch(text.strip())) and not CONDITION.match(text.strip())


def _softened(text: str, later: tuple[str, ...]) -> bool:
    """Whether a wish among the later clauses is said of this one: nothing between asks, or names others."""
    people = bool(PEOPLE.search(text))
    for part in later:
        said = part.strip()
        if SOFTENS.fullmatch(said) or (people and PAID_BETTER.fullmatch(said)):
            return True
        others = PEOPLE.search(said) and not people
        if others or demands(said) or not CONDITION.match(said):
            return False
    return False


def in_lines(text: str) -> str:
    """The text normalised line by line, as a line ends a clause; one that was wrapped is one again."""
    lines = "\n".join(normalise(line) for line in text.splitlines())
    return AFTER_COMMA.sub(",", GOES_ON.sub("", RUNS_ON.sub(r"\1", lines)))
