"""One spelling for what people write: width, script, case, and no advertising around a title."""

import re
import unicodedata
from functools import cache

import opencc

INVISIBLE = re.compile(r"[\u200b-\u200f\ufeff\u2060]")
DASHES = re.compile(r"[‐-―−－~～]+")
SPACE_BESIDE_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
BRACKETED = re.compile(r"[(\[{【《「『〔]([^()\[\]{}【】《》「」『』〔〕]*)[)\]}】》」』〕]?")
SEPARATORS = re.compile(
    r"(?<=..)兼(?!职)"
    r"|[/\\、，,；;。|&·•:：!！?？\-—_*^<>\"'“”=]+"
    r"|(?<!c)(?<!c\+)\++"
    r"|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])"
)

MONEY = r"\d+(?:\.\d+)?\s*(?:k|w|千|万|元)?"
PAY = re.compile(
    rf"(?:(?:底薪|月薪|日薪|时薪|年薪|工资|薪资|薪酬|综合薪资|月入|月收入|收入|可达|到手|起薪)\s*"
    rf"(?:{MONEY}\s*-?\s*)*(?:过万|上万|可观|不等|左右|以上|起|\+)*)"
    rf"|{MONEY}\s*(?:-|到|至)\s*\d+(?:\.\d+)?\s*(?:k|w|千|万|元|薪)(?:[/每]?(?:天|月|年|小时|时|日|h))?"
    r"|\d+(?:\.\d+)?\s*(?:k|w|千|万|元)(?:起|以上|左右|\+)?(?:[/每](?:天|月|年|小时|时))?"
    r"|月入?过万|过万|\d{1,2}薪|\d{4,5}起?"
)
BAIT = re.compile(
    r"(?:急招|急聘|诚聘|诚招|直招|直聘|热招|高薪聘请|高薪诚聘|高薪招聘|高薪|扩招|大量招|长期招|紧急招聘|招募"
    r"|五险一金|六险一金|六险二金|七险一金|五险|社保|双休|单休|大小周|周末双休|不加班|包吃包住|包吃住|包住宿|包食宿"
    r"|包吃|包住|包车住|管吃住|管吃|提供住宿|提供食宿|免费住宿|无需经验|无经验|零基础|0经验|经验不限|可实习|可兼职"
    r"|接受小白|小白可|应届生?|往届|毕业生|校招|社招|校园招聘|春招|秋招|急+|全国招聘|全国有岗|就近安排|就近分配"
    r"|可居家|远程办公|居家办公|年底双薪|高提成|高福利|高底薪|底薪加提成|待遇优厚|待遇优|福利好|工作轻松|日结工资"
    r"|(?:20)?\d{2}(?:/\d{2})*届|工作地点?|(?:base|上班地点|地点)\s*[:：]?|外派|驻场|双选会|国企|央企|外企|上市公司|世界500强)"
)
LEADING_CALL = re.compile(
    r"^(?:急|诚|直|现|热|长期|大量|厂家)*(?>招聘|招工|招|聘)(?=..)"
    r"(?!专员|经理|主管|顾问|助理|师|老师|hr|总监|者|人员|实习|文员|生|商|标|投|募|员)"
)
JOB_NUMBER = re.compile(r"(?:\b|(?<=[^a-z]))[a-z]{1,3}\d{3,}\b|\b\d{5,}\b|#\d+")
OTHER = re.compile(r"[^\w+#.\s\u4e00-\u9fff]")


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """Half width, simplified, lower case, plain spaces; the order and the words stay."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if not text.isascii():
        text = _simplifier().convert(text)
    text = DASHES.sub("-", text.lower())
    return " ".join(SPACE_BESIDE_HAN.sub(" ", text).split())


def title_parts(title: str) -> tuple[str, ...]:
    """The parts of a title that may name work, the main one first: no pay, bait, numbers, brackets.

    What stands in brackets comes after everything outside them, since it tells a place or a
    direction more often than the work.
    """
    text = normalise(title)
    inner = []
    while (bracket := BRACKETED.search(text)) is not None:
        inner.append(bracket[1])
        text = text[: bracket.start()] + text[bracket.end() :]
    parts = [p for chunk in (text, *inner) for p in _plain(chunk)]
    return tuple(dict.fromkeys(parts))


def _plain(chunk: str) -> list[str]:
    chunk = PAY.sub(" ", JOB_NUMBER.sub(" ", chunk))
    found = []
    for part in SEPARATORS.split(chunk):
        words = OTHER.sub(" ", LEADING_CALL.sub("", BAIT.sub(" ", part).strip()))
        words = SPACE_BESIDE_HAN.sub("", " ".join(words.split())).strip(" .")
        if words and not words.isdigit():
            found.append(words)
    return found
