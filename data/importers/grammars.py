"""What other texts of vacancies say: experience asked for, education asked for, where the work is."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from data.codes.education import demanded_rank
from data.codes.regions import find_region
from data.importers.values import Unread

NUMERALS: Mapping[str, int] = {
    "半": 0, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5,
    "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
NO_EXPERIENCE = re.compile(
    r"^(?:(?:工作)?经验)?不限(?:(?:工作)?经验)?$|^无(?:需)?(?:工作)?经验(?:要求)?$|^无要求$|^不需要经验$"
    r"|^(?:在校生|在读|应届生|应届毕业生|应届)(?:/(?:在校生|应届生|应届毕业生))?$"
)
YEARS = re.compile(
    r"^(?P<from>\d{1,2}(?:\.5)?|[半一两二三四五六七八九十])(?:[-~至到](?P<to>\d{1,2}))?(?P<unit>年|个?月)"
    r"(?P<half>半)?(?:(?P<up>及?以上)|(?P<down>及?以[下内]))?(?:(?:工作)?经验)?$"
)
ANYWHERE = frozenset(
    {"全国", "不限", "地点不限", "异地", "异地招聘", "远程", "居家", "居家办公", "多地", "全国各地"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """The region of a work place; None where the text names none on purpose."""

    region: str | None


@lru_cache(maxsize=1 << 14)
def read_experience(text: str | None) -> int | Unread | None:
    """The least months asked for: `3-5年` 36, `1年以下` and `经验不限` 0, nothing said None."""
    plain = _plain(text)
    if not plain:
        return None
    if NO_EXPERIENCE.match(plain):
        return 0
    found = YEARS.match(plain)
    if not found:
        return Unread("经验要求读不懂，应如 经验不限、1-3年、5年以上")
    if found["down"]:
        return 0
    number = NUMERALS.get(found["from"])
    least = float(found["from"]) if number is None else float(number)
    if found["from"] == "半" or found["half"]:
        least += 0.5
    if found["to"] and float(found["to"]) < least:
        return Unread("经验要求的下限高于上限")
    return int(least * 12) if found["unit"] == "年" else int(least)


@lru_cache(maxsize=1 << 14)
def read_demanded_education(text: str | None) -> int | Unread | None:
    """The least rank asked for: `大专及以上` 4, `学历不限` and `初中及以下` 0, nothing said None."""
    plain = _plain(text)
    if not plain:
        return None
    if re.fullmatch(r"[0-7]", plain):
        return int(plain)
    rank = demanded_rank(plain)
    return Unread("学历要求读不懂，应如 学历不限、高中、大专、本科") if rank is None else rank


@lru_cache(maxsize=1 << 16)
def read_place(text: str | None) -> Place | Unread:
    """The smallest region a text surely names; none for `全国` and the like, or where nothing is said."""
    plain = _plain(text)
    if not plain or plain.split("·")[0] in ANYWHERE:
        return Place(None)
    region = find_region(text)
    return Place(region) if region else Unread("工作地点不在国内行政区划之内，或写得不全")


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))
