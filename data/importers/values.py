"""What one cell says: a day, a count, a sum of money, yes or no, a code; or why it cannot be read."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from data.codes.certificates import is_certificate
from data.codes.education import education_codes, find_education
from data.codes.occupations import occupations
from data.codes.regions import XINZHOU_UNITS, find_region, legacy_prefixes, regions, townships
from data.codes.skill_levels import LEVEL_WORDS, READ_AS, kept, parted
from data.schema import CERTIFICATE_LEVELS

NOTHING = frozenset({"无", "没有", "暂无", "无。", "none", "-", "--", "—"})
"""How people write that a list is known to be empty; an empty cell says nothing at all."""

YES = frozenset({"1", "是", "有", "y", "yes", "true", "t", "√", "✓", "愿意", "同意", "已"})
NO = frozenset(
    {"0", "否", "无", "没有", "n", "no", "false", "f", "×", "✗", "不愿意", "不同意", "未"}
)

DAY = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))"
)
CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")
SERIAL = re.compile(r"(\d{5})(\.\d+)?")
FIRST_SERIAL_DAY = date(1899, 12, 30)
WHOLE = re.compile(r"(\d{1,15})(\.0+)?")
YUAN = re.compile(r"[¥￥]?(\d{1,12}(?:\.\d{1,9})?)(万?)元?(/月|每月)?")
"""No more digits than a whole number of fen can hold, in 万 too."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a cell cannot be read, as a sentence for whoever will correct it."""

    reason: str


Value = date | int | bool | str | Unread
Read = Callable[[str], Value]


def plain(text: str) -> str:
    """Full-width letters and digits made narrow, blanks around them gone."""
    return unicodedata.normalize("NFKC", text).strip()


@lru_cache(maxsize=1 << 17)
def read_day(text: str) -> date | Unread:
    """2024-01-31, 2024/1/31, 20240131, 2024年1月31日, or the number a spreadsheet keeps for it."""
    tidy = CLOCK.sub("", plain(text))
    if serial := SERIAL.fullmatch(tidy):
        return FIRST_SERIAL_DAY + timedelta(days=int(serial[1]))
    if not (found := DAY.fullmatch(tidy)):
        return Unread("不是日期，应如 2024-01-31")
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return Unread("没有这一天")


@lru_cache(maxsize=1 << 16)
def read_count(text: str) -> int | Unread:
    """A whole number, not negative; `12.0` is how spreadsheets write 12."""
    found = WHOLE.fullmatch(plain(text))
    if not found or int(found[1]) > 2_000_000_000:
        return Unread("应为不小于 0 的整数")
    return int(found[1])


@lru_cache(maxsize=1 << 16)
def read_fen(text: str) -> int | Unread:
    """Whole fen, as the mapping leaves them; a text that names yuan itself is read as yuan."""
    tidy = plain(text).replace(",", "")
    if whole := WHOLE.fullmatch(tidy):
        return int(whole[1])
    found = YUAN.fullmatch(tidy)
    if not found or not ({"元", "¥", "万"} & set(tidy)):
        return Unread("不是金额，应如 4500 或 4500.00")
    fen = Decimal(found[1]) * (1_000_000 if found[2] else 100)
    return int(fen) if fen == int(fen) else Unread("金额最小到分")


def read_flag(text: str) -> bool | Unread:
    """Yes or no in one of the usual forms."""
    tidy = plain(text).lower()
    if tidy in YES:
        return True
    return False if tidy in NO else Unread("应为“是”或“否”")


def one_of(codes: tuple[str, ...], words: Mapping[str, str] | None = None) -> Read:
    """A reader of one closed code list; `words` are what the source may write for the codes."""
    known = frozenset(codes)
    word_of = {code: word for word, code in reversed([*(words or {}).items()])}
    usable = "、".join(word_of.get(code, code) for code in codes)

    def read(text: str) -> Value:
        tidy = plain(text)
        return tidy if tidy in known else Unread(f"不在代码表内，可用：{usable}")

    return read


@lru_cache(maxsize=1 << 14)
def read_county(text: str) -> str | Unread:
    """A county unit, by its code or by a name that is unique."""
    code = _region(text)
    if code is None:
        return Unread("不是行政区划，应为六位代码，如 140902")
    if code not in XINZHOU_UNITS and regions()[code].level != "county":
        return Unread("应精确到县（市、区）")
    return code


@lru_cache(maxsize=1 << 14)
def read_any_region(text: str) -> str | Unread:
    """Any region of the country, or one of the codes that ids of 忻州地区 began with."""
    code = _region(text)
    if code is None:
        return Unread("不是行政区划，应为六位代码，如 140902")
    return code


def read_township(text: str) -> str | Unread:
    """A township or street office by its nine-digit code, as the template lists it also with its name."""
    tidy = plain(text)
    code, name = tidy[:9], tidy[9:].strip()
    known = townships().get(code)
    if known is None or name not in {"", known.name}:
        return Unread("不是本市乡镇街道，应为九位代码，如 140902001")
    return code


@lru_cache(maxsize=1 << 12)
def read_education(text: str) -> str | Unread:
    """A level of education by its AAC011 code or in words."""
    tidy = plain(text)
    found = tidy if tidy in education_codes() else find_education(tidy)
    return found if found is not None else Unread("不是文化程度，应为代码（如 71）或“初中”等名称")


@lru_cache(maxsize=1 << 14)
def read_occupation(text: str) -> str | Unread:
    """An occupation of the 2022 classification by code, at any level, or by its exact name."""
    tidy = plain(text)
    if tidy in occupations():
        return tidy
    named = _occupation_names().get(tidy)
    return named or Unread("不是职业分类大典（2022年版）的代码，应如 4-10-01-06")


@lru_cache(maxsize=1 << 14)
def read_certificate(text: str) -> str | Unread:
    """A certificate as `occupation:level`."""
    tidy = plain(text)
    if is_certificate(tidy):
        return tidy
    levels = "、".join(CERTIFICATE_LEVELS)
    return Unread(f"不是证书，应为“职业代码:等级”，如 6-18-02-04:4；等级可用 {levels}")


def read_skill(text: str) -> str | Unread:
    """A skill in a few words."""
    tidy = plain(text)
    return tidy if len(tidy) <= 40 else Unread("一项技能不超过 40 个字，多项请用分号分开")


def read_skill_level(text: str) -> str | Unread:
    """A skill and how well it is asked for: `电焊:熟练`, or with the level's code."""
    skill, level = parted(plain(text))
    code = READ_AS.get(level.strip(), level.strip())
    if not skill.strip() or code not in LEVEL_WORDS:
        return Unread("应为 技能:程度，如 电焊:熟练；程度可用：精通、熟练、熟悉、了解")
    read = read_skill(skill)
    return read if isinstance(read, Unread) else kept(read, code)


def _region(text: str) -> str | None:
    tidy = plain(text)
    if tidy.isdigit():
        known = tidy in regions() or tidy in XINZHOU_UNITS or tidy in legacy_prefixes()
        return tidy if known else None
    return find_region(tidy)


@lru_cache(maxsize=1)
def _occupation_names() -> Mapping[str, str]:
    """Names that only one occupation has."""
    names = [occupation.name for occupation in occupations().values()]
    return {o.name: o.code for o in occupations().values() if names.count(o.name) == 1}
