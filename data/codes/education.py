"""Levels of education: AAC011 codes, their ranks and years, and the words people write for them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data.codes.tables import rows

NO_DEMAND = re.compile(r"^(?:学历)?不限(?:学历)?$|^无要求$|^学历不限$")
WORDS: Mapping[str, str] = {
    "博士": "11", "博士研究生": "11", "硕士": "14", "硕士研究生": "14", "研究生": "10", "MBA": "14",
    "本科": "21", "大学本科": "21", "大学": "21", "学士": "21", "统招本科": "21", "全日制本科": "21",
    "大专": "31", "专科": "31", "大学专科": "31", "高职": "31", "统招大专": "31", "全日制大专": "31",
    "中专": "41", "中等专科": "41", "职高": "44", "职业高中": "44", "中技": "47", "技校": "47",
    "技工学校": "47", "中职": "40", "高中": "61", "普通高中": "61", "初中": "71", "初级中学": "71",
    "小学": "81",
    "文盲": "90", "半文盲": "90", "文盲或半文盲": "90", "未上学": "90", "无": "90", "其他": "90",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Education:
    """One AAC011 code; `rank` runs from 0 none over 3 upper secondary and 5 bachelor to 7 doctorate."""

    code: str
    name: str
    rank: int
    years: int


@cache
def education_codes() -> Mapping[str, Education]:
    """All codes, the finer ones and the group codes that some systems write."""
    found = [
        Education(row["code"], row["name"], int(row["rank"]), int(row["years"]))
        for row in rows("education.csv")
    ]
    return {education.code: education for education in found}


def education_rank(code: str | None) -> int | None:
    """0-7, or None for a code that is unknown."""
    known = education_codes().get(code or "")
    return known.rank if known else None


def education_years(code: str | None) -> int | None:
    """Years of schooling that count for the plan's average, or None for a code that is unknown."""
    known = education_codes().get(code or "")
    return known.years if known else None


def education_name(code: str | None) -> str | None:
    """What the code list calls it, or None for a code that is unknown."""
    known = education_codes().get(code or "")
    return known.name if known else None


def find_education(text: str | None) -> str | None:
    """The code a text means (`大专`, `本科及以上`, `31`), or None; no demand is not an education.

    Of several (`中专/中技`) the lowest counts: it is what is asked for at least.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or "")).upper()
    plain = re.sub(r"(?:学历|毕业)?(?:及|或)?以[上下](?:学历)?$|学历$|毕业$", "", plain)
    if plain in education_codes():
        return plain
    found = [_by_words().get(word) for word in re.split(r"[/、或]", plain)]
    known = [code for code in found if code]
    if not known or len(known) < len(found):
        return None
    return min(known, key=lambda code: education_codes()[code].rank)


def demanded_rank(text: str | None) -> int | None:
    """The least rank a vacancy's text asks for: 0 for `学历不限`, None where it cannot be read."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))
    if NO_DEMAND.match(plain) or plain.endswith("以下"):
        # 初中及以下 names who is welcome, it demands nothing.
        return 0 if NO_DEMAND.match(plain) or find_education(plain) else None
    return education_rank(find_education(plain))


@cache
def _by_words() -> Mapping[str, str]:
    return {**{e.name: e.code for e in education_codes().values()}, **WORDS}
