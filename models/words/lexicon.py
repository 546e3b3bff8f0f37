"""What a text asks for: skills and licences of the lists, demanded, welcome or waived, and how well."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from data.codes.licences import Licence, licences
from data.codes.skills import Skill, counts_as, skills
from models.words.clauses import Clause, clauses, in_lines
from models.words.driving import (
    ANY,
    ANY_CLASS,
    LETTER,
    classes_of,
    of_drivers,
    settled,
    spelled_out,
)
from models.words.homonyms import means_the_listed
from models.words.makers import PLC_MAKERS, speaks_of_automation, without_other_goods
from models.words.mastery import levels_of
from models.words.normalise import normalise
from models.words.one_of import Named, least_of_alternatives, one_of
from models.words.phrases import Found, Phrases
from models.words.rows import in_rows
from models.words.standing import standing_of
from models.words.trades import papers_of_trade

BEFORE_BRACKET = re.compile(r"(?<=证) \(")
UNDERGROUND = re.compile(r"井下|下井|入井")
ABOVE_GROUND = re.compile(
    r"(?:不|无需|不用|不需要?|无须|非)[^。;,]{0,2}(?:井下|下井|入井)|地面(?:岗位|工作|作业)"
)
JAPANESE = re.compile(r"日语|日文|日企|对日|jlpt")
DEGREE = re.compile(r"n1(?=证)")
"""Beside Japanese `N1证书` is its highest examination, else or beside a forklift the licence for one."""

ILLUSTRATOR, PLC = ("skill", "Illustrator"), ("skill", "PLC")
DRAWS = re.compile(
    r"(?<![a-z])(?:ps|photoshop|cdr|coreldraw|sketch|indesign|axure|illustrator|xd|ae|c4d)(?![a-z])"
    r"|(?:ui|界面|平面|视觉|网页|美术|包装|海报|广告)设计"
)
"""Programs and trades beside which `AI` is the drawing program, not artificial intelligence."""
SHORT = frozenset({"驾照"})
"""The only name of two letters that is read by itself: `D证` or `一建` may be anything."""

EXAMINATION = re.compile(r"[四六八]级$|专[四八]$|N[1-5]$")

OIL_WELL = re.compile(r"修井|油田|油井|气井|压裂|钻井")
# Parts of longer expressions ("安全意识", "提供课程"): a worker may say them, a text is not read for them.
TOO_GENERAL = frozenset(
    """
    报告 造型 咨询 咨询技术 应急 引导 秩序 课程 测试 收费 政策 养护 记录 防火 装备 采集 诊断 电路
    安装 硬件 网络 理化 免疫 采样 成型 烘烤 计件 热工 安全 工艺操作 操作 前处理 调试 清洗 检修
    登高 修补 巡视 装载 点数 扫描 单据 收购 结算 撮合 分割 浸泡 发酵 净制 切制 玉米栽培 香瓜 杂粮
    小米 莜面 蛋鸡 肉鸡 破碎 运营 投放 薪酬 面食 火候 接待 保险 编程 培训 设备检测 还原炉 炉前
    集输 低压 高压 绑扎 浇筑 搭拆 下料 家具 装箱 教学 钢琴 吉他 声乐 舞蹈 游泳 书法 驾驶 记账 CT 招聘 社保
    社会保险 团队建设 带队 解决方案
    """.split()  # noqa: SIM905  (a hundred quoted words read worse)
)


@dataclass(frozen=True, slots=True)
class Asked:
    """`levels` tells how well a required or welcome skill is asked for, where the text does, as it asks for it.

    `either` are papers of which any one is demanded; each is welcome.
    """

    required_skills: tuple[str, ...] = ()
    welcome_skills: tuple[str, ...] = ()
    required_licences: tuple[str, ...] = ()
    welcome_licences: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)
    underground: bool = False
    either: tuple[tuple[str, ...], ...] = ()


class Lexicon:
    """Finds the listed words in a text, the longest at each place."""

    def __init__(self, skill_list: Iterable[Skill], licence_list: Iterable[Licence]) -> None:
        self._meaning: dict[str, tuple[str, str]] = {}
        for skill in skill_list:
            for name in (skill.word, *skill.aliases):
                if name not in TOO_GENERAL:
                    self._meaning.setdefault(normalise(name), ("skill", skill.word))
        for licence in licence_list:
            names = (licence.code, licence.name, *licence.aliases)
            told = [n for n in names if len(n) > 2 or n in SHORT]
            self._meaning |= {normalise(n): ("licence", licence.code) for n in told}
        self._phrases = Phrases(self._meaning)

    @classmethod
    def from_lists(cls) -> "Lexicon":
        """The carried lists of skills and licences."""
        return cls(skills().values(), licences().values())

    def words(self, text: str) -> list[str]:
        """The skills a text names in its order, demanded or not; for wishes and archives."""
        plain = normalise(text)
        draws = bool(DRAWS.search(plain))
        phrases = without_other_goods(self._phrases_of(plain), plain, plain)
        found = [self._means(f.phrase, draws) for f in phrases]
        return list(dict.fromkeys(word for kind, word in found if kind == "skill"))

    def read(self, text: str) -> Asked:
        """What the text demands, welcomes and waives, clause by clause."""
        plain = in_rows(spelled_out(BEFORE_BRACKET.sub("(", in_lines(text))))
        if JAPANESE.search(plain) and "叉车" not in plain:
            plain = DEGREE.sub("n1级", plain)
        sorted_out: dict[str, list[str]] = {}
        levels: dict[tuple[str, str], str] = {}
        either: list[list[str]] = []
        draws = bool(DRAWS.search(plain))
        title = plain.partition("\n")[0]
        automation = speaks_of_automation(title)
        parted = list(clauses(plain))
        for clause in parted:
            named = self._named(clause, draws, automation)
            told = levels_of(clause, [(start, end) for _, _, start, end in named])
            enough = one_of(named, clause.text)
            choice: list[str] = []
            for each in named:
                kind, word, start, end = each
                meant = standing_of(each, clause)
                if word in enough and (meant == "required" or (meant, kind) == ("waived", "skill")):
                    meant = "welcome"
                    choice.append(word)
                sorted_out.setdefault(f"{meant} {kind}", []).append(word)
                if kind == "skill" and (start, end) in told:
                    levels.setdefault((meant, word), told[start, end])
            either.append(choice)
        of_trade = (
            {}
            if _names_trade_paper(sorted_out)
            else papers_of_trade(
                parted, title, other=any(k.endswith(" licence") for k in sorted_out)
            )
        )
        for key, words in of_trade.items():
            sorted_out.setdefault(key, []).extend(words)
        found = settled(in_broad(sorted_out), of_drivers(plain))
        asked = _asked(found, levels, underground=says_underground(plain))
        return replace(asked, either=_of_papers(either, asked.welcome_licences))

    def _means(self, phrase: str, draws: bool) -> tuple[str, str]:
        """What a phrase stands for; beside drawing programs `AI` is one of them."""
        return ILLUSTRATOR if draws and phrase == "ai" else self._meaning[phrase]

    def _phrases_of(self, text: str) -> list[Found]:
        return self._phrases.longest(text, means_the_listed)

    def _named(self, clause: Clause, draws: bool, automation: bool) -> list[Named]:
        driving = classes_of(clause.text, clause.before)
        around = f"{clause.before},{clause.text}"
        phrases = self._phrases_of(clause.text)
        found = []
        for phrase in without_other_goods(phrases, clause.text, around, automation=automation):
            bare = phrase.phrase in ANY_CLASS
            letter = LETTER.match(clause.text, phrase.start, phrase.start + 4)
            if not (letter or (bare and driving)):
                word = ("licence", ANY) if bare else self._means(phrase.phrase, draws)
                word = PLC if word[1] in PLC_MAKERS else word
                found.append((*word, phrase.start, phrase.end))
        return least_of_alternatives(driving + found, clause.text)


def in_broad(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """A skill beside a broader one that it implies is no demand of its own: `英语口语，英语` asks for 英语.

    The narrow one stands for both where it alone is demanded, or is an examination: `日语N1，日语流利`.
    Of two examinations the lesser is asked for, as most write `CET-4/CET-6` of either.
    """
    kinds = ("required skill", "welcome skill")
    demanded, welcome = (set(found.get(kind, ())) for kind in kinds)
    stood_for = {
        broad
        for word in demanded
        for broad in counts_as(word)[1:]
        if broad not in demanded or (_examines(word) and not _examines(broad))
    }
    left = (demanded | welcome) - stood_for

    def stays(word: str) -> bool:
        broader = left.intersection(counts_as(word)[1:])
        if _examines(word) and word not in demanded:
            broader -= demanded
        return word in left and not broader

    return found | {kind: [word for word in found.get(kind, ()) if stays(word)] for kind in kinds}


def _names_trade_paper(found: Mapping[str, list[str]]) -> bool:
    """Whether a text names a paper of some trade, so that its `持证上岗` means that."""
    named = {word for key, words in found.items() if key.endswith(" licence") for word in words}
    return any(licences()[w].category not in {"driving", "health"} for w in named - {ANY})


def _of_papers(choices: list[list[str]], welcome: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The choices between papers alone of which none is demanded elsewhere in the text."""
    each = dict.fromkeys(tuple(dict.fromkeys(choice)) for choice in choices)
    return tuple(c for c in each if len(c) > 1 and all(word in welcome for word in c))


def _examines(word: str) -> bool:
    return bool(EXAMINATION.search(word))


def says_underground(plain: str) -> bool:
    """Whether a (normalised) text speaks of work below ground in a mine."""
    if not UNDERGROUND.search(plain) or ABOVE_GROUND.search(plain):
        return False
    return not OIL_WELL.search(plain)


def _asked(
    found: dict[str, list[str]], levels: dict[tuple[str, str], str], *, underground: bool
) -> Asked:
    """Each word once, by its strictest mention, its level too: demanded, then welcome, then waived."""
    seen: set[str] = set()
    standing: dict[str, tuple[str, ...]] = {}
    for key in (
        f"{s} {k}" for k in ("skill", "licence") for s in ("required", "welcome", "waived")
    ):
        standing[key] = tuple(w for w in dict.fromkeys(found.get(key, ())) if w not in seen)
        seen.update(standing[key])
    return Asked(
        standing["required skill"],
        standing["welcome skill"],
        standing["required licence"],
        standing["welcome licence"],
        standing["waived skill"] + standing["waived licence"],
        {
            word: levels[kind, word]
            for kind in ("required", "welcome")
            for word in standing[f"{kind} skill"]
            if (kind, word) in levels
        },
        underground,
    )
