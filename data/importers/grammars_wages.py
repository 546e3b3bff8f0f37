"""What a wage text says: money a month, how often a year, and on what basis it was stated."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from data.importers.values import Unread

MONTH_OF: Mapping[str, Decimal] = {
    "month": Decimal(1),
    "day": Decimal("21.75"),
    "hour": Decimal(174),
    "week": Decimal("4.35"),
    "year": Decimal(1) / 12,
}
"""Months of work: 21.75 paid days of 8 hours (劳社部发〔2008〕3号), five of them a week."""

BASES: Mapping[str, str] = {
    "月": "month", "天": "day", "日": "day", "时": "hour", "小时": "hour", "h": "hour", "周": "week",
    "年": "year",
}  # fmt: skip
SPOKEN = re.compile(r"^(?:(月|日|时|周|年)薪|每(月|天|日|小时|周|年))[:]?")
PIECES = frozenset(
    {"次", "件", "单", "个", "节", "课时", "场", "篇", "趟", "平米", "平方", "吨", "公里"}
)
"""Work paid by the piece: no month can be made of it without inventing how much is done."""

UNITS: Mapping[str, int] = {"": 1, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000}
NEGOTIABLE = re.compile(r"^(?:薪资|工资|薪酬|待遇)?(?:面议|面谈|电议|保密|不限|未填写|无|-+)$")
NUMBER = r"(\d{1,9}(?:\.\d{1,3})?)"
AMOUNT = NUMBER + r"([千万kw]?)"
RANGE = re.compile(rf"^{AMOUNT}[-~至到]+{AMOUNT}")
BOUND = re.compile(rf"^{AMOUNT}(?:(?P<up>(?:及)?以上|起)|(?P<down>(?:及)?以下|以内))?")
TIMES = re.compile(r"[·•*x×,，]?(\d{2})(?:-\d{2})?薪$")
LEAST_BARE = 100
"""`4-6` alone may mean thousands or hours: a bare number this small is not read."""

SANE_FEN = (1_000, 100_000_000_00)
LEAST_PAID: Mapping[str, tuple[int, str]] = {
    "day": (30, "日薪低于 30 元，请核对是不是时薪"),
    "hour": (5, "时薪低于 5 元，请核对单位"),
}
"""Yuan below which nobody works a day or an hour: then the unit is wrong, and a month made of it would be too."""


@dataclass(frozen=True, slots=True)
class Wage:
    """Fen a month from `low` to `high`, either may be open; `basis` is what the text stated it by.

    All unknown with basis `negotiable` (面议, or nothing said) or `piece` (paid by the piece).
    """

    low_fen: int | None
    high_fen: int | None
    per_year: int | None
    basis: str


UNSAID = Wage(None, None, None, "negotiable")


@lru_cache(maxsize=1 << 16)
def read_wage(text: str | None) -> Wage | Unread:
    """`7千-1.1万·13薪`, `200-300元/天`, `10-15万/年`, `8千以下`, `面议` and their relatives."""
    plain = re.sub(r"\s|元|¥|￥", "", unicodedata.normalize("NFKC", text or "")).lower()
    if not plain or NEGOTIABLE.match(plain):
        return UNSAID
    plain, per_year = _split_times(plain)
    body, basis = _split_basis(plain)
    if body is None or basis is None:
        return Unread("薪资读不懂，应如 4000-6000元/月、6千-8千、200元/天 或 面议")
    amounts = _amounts(body, basis)
    if isinstance(amounts, Unread) or basis == "piece":
        return amounts if isinstance(amounts, Unread) else Wage(None, None, None, "piece")
    if per_year is not None and not 12 <= per_year <= 36:
        return Unread("一年发薪月数应在 12 到 36 之间")
    return _monthly(amounts, basis, per_year)


Bounds = tuple[Decimal | None, Decimal | None]


def _split_times(plain: str) -> tuple[str, int | None]:
    found = TIMES.search(plain)
    return (plain[: found.start()], int(found[1])) if found else (plain, None)


def _split_basis(plain: str) -> tuple[str | None, str | None]:
    """The amounts and what they are paid for; a month where nothing is said."""
    if found := SPOKEN.match(plain):
        return plain[found.end() :], BASES[found[1] or found[2]]
    body, slash, unit = plain.partition("/")
    if not slash:
        body, slash, unit = plain.partition("每")
    unit = unit.removeprefix("每")
    if not slash:
        return plain, "month"
    return body, BASES.get(unit) or ("piece" if unit in PIECES else None)


def _amounts(body: str, basis: str) -> Bounds | Unread:
    if (found := RANGE.match(body)) and found.end() == len(body):
        return _range(found, basis)
    found = BOUND.match(body)
    if not found or found.end() != len(body):
        return Unread("薪资读不懂，应如 4000-6000元/月、6千-8千、200元/天 或 面议")
    if not found[2] and basis == "month" and Decimal(found[1]) < LEAST_BARE:
        return Unread("薪资没有写明单位（元、千、万）")
    amount = Decimal(found[1]) * UNITS[found[2]]
    return (
        None if found["down"] else amount,
        None if found["up"] else amount,
    )


def _range(found: re.Match[str], basis: str) -> Bounds | Unread:
    low_unit, high_unit = found[2], found[4]
    if not low_unit and not high_unit and basis == "month" and Decimal(found[1]) < LEAST_BARE:
        return Unread("薪资没有写明单位（元、千、万）")
    high = Decimal(found[3]) * UNITS[high_unit]
    low = Decimal(found[1]) * UNITS[low_unit or high_unit]
    if not low_unit and low > high:
        # 8000-1万: the first number is in yuan although only the second has a unit.
        low = Decimal(found[1])
    if low > high:
        return Unread("薪资下限高于上限")
    return low, high


def _monthly(amounts: Bounds, basis: str, per_year: int | None) -> Wage | Unread:
    months = MONTH_OF[basis]
    fewest, reason = LEAST_PAID.get(basis, (0, ""))
    if any(a is not None and a < fewest for a in amounts):
        return Unread(reason)
    if basis == "year" and per_year:
        months = Decimal(1) / per_year
    low, high = (None if a is None else _fen(a * months) for a in amounts)
    least, most = SANE_FEN
    if any(fen is not None and not least <= fen <= most for fen in (low, high)):
        return Unread("薪资数额不合常理")
    return Wage(low, high, per_year, basis)


def _fen(yuan: Decimal) -> int:
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))
