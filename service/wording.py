"""Values as people read them: money, places, codes, yes and no; and identities, masked."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from data.codes.education import education_name
from data.codes.fact_words import FACT_WORDS
from data.codes.occupations import occupations
from data.codes.regions import regions, townships
from data.codes.skill_levels import LEVEL_WORDS
from data.schema import Column

SOURCES = {"51job": "前程无忧", "zhilian": "智联招聘", "synthetic": "演示数据"}
"""Where a posting is from, by what our own mappings write; any other source has its name already."""

UNKNOWN = "未填写"
NONE = "无"
"""An empty list: asked, and there is none."""

CERTAINTIES = {
    "official": "已核对原文",
    "verified": "已核对原文",
    "mirror": "转载文本",
    "unverified": "未核实",
}
"""How well the wording of a rule is known."""


def text_of(column: Column, value: object) -> str:
    """A field's value in words; unknown says so."""
    if value is None:
        return UNKNOWN
    if value == []:
        return NONE
    if isinstance(value, bool):
        return "是" if value else "否"
    if column.name in FACT_WORDS:
        return FACT_WORDS[column.name].get(str(value), str(value))
    if column.kind == "fen" and isinstance(value, int):
        return f"{yuan(value)}元"
    if column.name == "education":
        return education_name(str(value)) or str(value)
    if isinstance(value, list):
        return "、".join(_code_text(column, str(item)) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    return _code_text(column, str(value))


def day_said(on: date) -> str:
    """2026年11月27日, as letters and headings write a day."""
    return f"{on.year}年{on.month}月{on.day}日"


def source_name(source: str) -> str:
    """What people call a source of postings."""
    return SOURCES.get(source, source)


def label_of(column: Column) -> str:
    """What people call a field: without the way in which a file writes it."""
    return column.label.partition("（")[0].removesuffix("代码").removesuffix("行政区划")


def yuan(fen: int) -> str:
    """Exactly so much, with thousands marks and fen only where there are some: 5,200 and 999.50."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}{f'.{rest:02d}' if rest else ''}"


def fen_said(text: str) -> int | None:
    """The whole fen of an amount as people type it in yuan, 1000 or 1,999.50; None where it is none."""
    plain = text.strip().replace(",", "").replace("，", "")
    if not re.fullmatch(r"\d{1,10}(\.\d{1,2})?", plain, re.ASCII):
        return None
    return int(Decimal(plain) * 100)


def with_levels(skills: Iterable[str], levels: Mapping[str, str]) -> list[str]:
    """Skills with how well a posting asks for them, where it says so: 电焊（熟练）."""
    return [f"{s}（{LEVEL_WORDS[levels[s]]}）" if s in levels else s for s in skills]


def whole_yuan(fen: int) -> str:
    """A wage, or a mean of wages, to the yuan: 449_950 fen are 4,500."""
    return f"{round(fen / 100):,}"


def wage_text(low_fen: int | None, high_fen: int | None) -> str:
    """A monthly wage as a posting says it."""
    if low_fen is None and high_fen is None:
        return "面议"
    if low_fen is None or high_fen is None or low_fen == high_fen:
        return f"{whole_yuan(low_fen if low_fen is not None else high_fen or 0)}元/月"
    return f"{whole_yuan(low_fen)}–{whole_yuan(high_fen)}元/月"


def region_name(code: str | None) -> str | None:
    """The name of a region, with its city where that tells more: 山西省忻州市原平市 is 忻州·原平市."""
    if code is None:
        return None
    region = regions().get(code)
    if region is None:
        return code
    above = regions().get(region.parent) if region.parent else None
    if above is None or region.level in {"province", "city"}:
        return region.name
    return f"{above.name.removesuffix('市')}·{region.name}"


def occupation_name(code: str | None) -> str | None:
    """The name of an occupation, or its code where the classification has none."""
    if code is None:
        return None
    occupation = occupations().get(code)
    return occupation.name if occupation else code


def mask_name(name: str) -> str:
    """张三 is 张*."""
    return f"{name[:1]}{'*' * max(1, len(name) - 1)}"


def _code_text(column: Column, value: str) -> str:
    if column.name in {"region", "hukou_region"}:
        return region_name(value) or value
    if column.name == "township":
        township = townships().get(value)
        return township.name if township else value
    if column.name == "certificates":
        return certificate_text(value)
    if "occupation" in column.name or column.name == "training_wish":
        return occupation_name(value) or value
    return value


def certificate_text(certificate: str) -> str:
    """`6-18-02-04:4` is 焊工（四级/中级工）."""
    occupation, _, level = certificate.partition(":")
    return f"{occupation_name(occupation)}（{LEVELS.get(level, level)}）"


LEVELS = {
    "special": "专项职业能力",
    "5": "五级/初级工",
    "4": "四级/中级工",
    "3": "三级/高级工",
    "2": "二级/技师",
    "1": "一级/高级技师",
    "expert": "特级技师",
    "chief": "首席技师",
}
