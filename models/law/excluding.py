"""What somebody has had already: which rule keeps a further subsidy from being paid."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.codes.law.exclusions import Exclusion
from data.schema import CERTIFICATE_LEVELS

RANK = {level: place for place, level in enumerate(CERTIFICATE_LEVELS)}
LAST_DAY = date.max


@dataclass(frozen=True, slots=True)
class Award:
    """A subsidy asked for or granted; `item` and `fund` are its policy's, `starts_on` its first day."""

    policy_id: str
    item: str
    fund: str
    starts_on: date
    ends_on: date | None = None
    occupation: str | None = None
    level: str | None = None
    short_trade: bool = False


def excluded_by(
    asked: Award, held: Iterable[Award], rules: Iterable[Exclusion]
) -> tuple[Exclusion, ...]:
    """Every rule that stands against it, given what the person holds or has had; none if it may be paid."""
    others = tuple(held)
    return tuple(
        rule
        for rule in rules
        if rule.concerns(asked.policy_id, asked.starts_on)
        and TESTS[rule.kind](asked, _of(rule, others), rule)
    )


def _of(rule: Exclusion, others: Sequence[Award]) -> Sequence[Award]:
    return [o for o in others if rule.policies == ("*",) or o.policy_id in rule.policies]


def _same_level(asked: Award, others: Sequence[Award], _: Exclusion) -> bool:
    """An occupation or level that is not told matches nothing: it has to be told before paying."""
    if asked.occupation is None or asked.level is None:
        return False
    mine = (asked.occupation, asked.level)
    return any((o.occupation, o.level) == mine for o in others)


def _same_occupation(asked: Award, others: Sequence[Award], _: Exclusion) -> bool:
    return asked.occupation is not None and any(o.occupation == asked.occupation for o in others)


def _no_lower(asked: Award, others: Sequence[Award], _: Exclusion) -> bool:
    if asked.level is None or asked.occupation is None:
        return False
    mine = RANK[asked.level]
    same = [o for o in others if o.occupation == asked.occupation and o.level is not None]
    return any(RANK[o.level] > mine for o in same if o.level is not None)


def _overlap(asked: Award, others: Sequence[Award], rule: Exclusion) -> bool:
    """Of two policies only the other one counts; of one policy its own periods do."""
    between = len(rule.policies) > 1
    return any(_overlaps(asked, o) for o in others if not between or o.policy_id != asked.policy_id)


def _per_year(asked: Award, others: Sequence[Award], rule: Exclusion) -> bool:
    """Trades in short supply have places of their own on top of the usual ones."""
    in_year = [o for o in others if o.starts_on.year == asked.starts_on.year]
    allowed = rule.limit + (rule.extra if asked.short_trade else 0)
    counted = in_year if asked.short_trade else [o for o in in_year if not o.short_trade]
    return len(counted) >= (allowed if rule.extra else rule.limit)


def _lifetime(asked: Award, others: Sequence[Award], rule: Exclusion) -> bool:
    return sum(o.policy_id == asked.policy_id for o in others) >= rule.limit


def _each_once(asked: Award, others: Sequence[Award], _: Exclusion) -> bool:
    return any(o.policy_id == asked.policy_id for o in others)


def _other_fund(asked: Award, others: Sequence[Award], _: Exclusion) -> bool:
    """The same item out of the employment fund and the insurance fund at the same time."""
    funds = {"employment", "unemployment"}
    return any(
        o.item == asked.item and {o.fund, asked.fund} == funds and _overlaps(asked, o)
        for o in others
    )


def _overlaps(one: Award, other: Award) -> bool:
    return one.starts_on <= (other.ends_on or LAST_DAY) and other.starts_on <= (
        one.ends_on or LAST_DAY
    )


TESTS: Mapping[str, Callable[[Award, Sequence[Award], Exclusion], bool]] = {
    "same_level": _same_level,
    "same_occupation": _same_occupation,
    "no_lower": _no_lower,
    "overlap": _overlap,
    "per_year": _per_year,
    "lifetime": _lifetime,
    "each_once": _each_once,
    "other_fund": _other_fund,
}
"""One test a kind of exclusion."""
