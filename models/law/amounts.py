"""What a policy pays: in words that promise nothing unread, and in fen where the document was read."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from data.codes.fact_words import FACT_WORDS
from data.codes.law.policies import Amount, Duration
from models.law.evidence import KIND_NAMES
from models.law.periods import latest_start, months_later
from models.law.retirement import Retirement

OPEN = "金额待核实"
PER_WORDS = {
    "once": "每次{}",
    "day": "每天{}",
    "month": "每月{}",
    "year": "每年{}",
    "person": "每招用一人{}",
    "person_month": "每人每月{}",
    "loan": "贷款额度{}",
}

Facts = Mapping[str, object]


def amount_words(amount: Amount) -> str:
    """What may be said to anybody: the document's figures where they were read at the source, else 待核实."""
    if not amount.verified:
        return OPEN
    return _figures(amount)


def reference_words(amount: Amount) -> str | None:
    """For staff only: figures that were seen but not read at the source; None where nothing is open."""
    if amount.verified:
        return None
    seen = _figures(amount)
    return f"资料所见：{seen}。未经核实，不得向服务对象承诺。" if seen else None


def most_fen(amount: Amount, facts: Facts) -> int | None:
    """The most that may be paid for these facts; None where a fact is missing or nothing was verified.

    `facts` hold what chooses among cases (`level`, `size`), the sum a share is taken of (`base_fen` or
    the amount's own base), `days` for daily sums, and the number of people where it counts.
    """
    if not amount.verified:
        return None
    each = _each_fen(amount, facts)
    if each is None or not amount.count:
        return each
    n = facts.get(amount.count)
    return each * n if isinstance(n, int) else None


def duration_words(duration: Duration | None) -> str | None:
    """For how long, as the document has it."""
    if duration is None:
        return None
    if duration.insured:
        steps = [f"累计缴费满{months // 12}年的最长{paid}个月" for months, paid in duration.insured]
        return "，".join(steps)
    least = f"{_span(duration.at_least)}至" if duration.at_least else "最长"
    words = f"{least}{_span(duration.months)}"
    if duration.to_retirement_within:
        years = duration.to_retirement_within // 12
        words += f"；初次核定时距法定退休年龄不足{years}年的，可延长至退休"
    return words


def ends_on(
    duration: Duration | None,
    starts_on: date,
    *,
    first_approved_on: date,
    retirement: Retirement | None,
    insured_months: int | None = None,
) -> date | None:
    """The last day, frozen at the first approval; None where it has no end or a fact is missing.

    Whoever then has less than the policy's span left to the statutory retirement day keeps it until
    that day. Where the day is not known, for want of the track, the plain span holds.
    """
    if duration is None:
        return None
    months = _months(duration, insured_months)
    if months is None:
        return None
    day = retirement.on if retirement else None
    span = duration.to_retirement_within
    if span and day is not None and first_approved_on > latest_start(day, span):
        return day
    return months_later(starts_on, months)


def _months(duration: Duration, insured_months: int | None) -> int | None:
    if not duration.insured:
        return duration.months
    if insured_months is None:
        return None
    reached = [paid for months, paid in duration.insured if insured_months >= months]
    return reached[-1] if reached else None


def _figures(amount: Amount) -> str:
    if amount.per == "duty":
        return "法定义务，没有补贴金额"
    most = "不超过" if amount.at_most else ""
    if amount.shares:
        parts = [f"{_named(key)}{share}" for key, share in amount.shares.items()]
        return f"{amount.of}的比例：{'、'.join(parts)}"
    if amount.share:
        return f"{amount.of}的{most}{amount.share}"
    if amount.tiers:
        return _tier_words(amount)
    if amount.cases:
        parts = [f"{_named(key)}{most}{_yuan(fen)}" for key, fen in amount.cases.items()]
        return PER_WORDS[amount.per].format("、".join(parts))
    if amount.fen is None:
        return amount.of
    words = PER_WORDS[amount.per].format(most + _yuan(amount.fen))
    return f"{words}（{amount.of}）" if amount.of else words


def _tier_words(amount: Amount) -> str:
    words, begin = [], 1
    for last, fen in amount.tiers:
        words.append(f"第{begin}至{last}天每天{_yuan(fen)}")
        begin = last + 1
    return "，".join(words)


def _each_fen(amount: Amount, facts: Facts) -> int | None:
    if amount.shares or amount.share:
        share = amount.shares.get(str(facts.get(amount.by))) if amount.shares else amount.share
        base = facts.get(amount.base or "base_fen")
        if share is None or not isinstance(base, int):
            return None
        return int(_fraction(share) * base)
    if amount.tiers:
        days = facts.get("days")
        return _tiered(amount, days) if isinstance(days, int) else None
    if amount.cases:
        return amount.cases.get(str(facts.get(amount.by)))
    return amount.fen


def _tiered(amount: Amount, days: int) -> int:
    paid, begin = 0, 0
    for last, fen in amount.tiers:
        paid += max(min(days, last) - begin, 0) * fen
        begin = last
    return paid


def _fraction(text: str) -> Fraction:
    return Fraction(text.removesuffix("%")) / 100 if text.endswith("%") else Fraction(text)


def _named(key: str) -> str:
    return FACT_WORDS["size"].get(key) or KIND_NAMES.get(key, key)


def _span(months: int) -> str:
    return f"{months // 12}年" if months % 12 == 0 else f"{months}个月"


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}元" if fen % 100 == 0 else f"{fen / 100:,.2f}元"
