"""What refusals and missed appointments mean: another way of serving, never a lower place."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hint:
    """A suggestion to whoever serves the worker, with what it rests on."""

    text: str
    because: str


def service_hints(outcomes: Iterable[str]) -> tuple[Hint, ...]:
    """How to serve differently, from the outcomes of the contacts so far, oldest first."""
    told = list(outcomes)
    counts = {name: told.count(name) for name in ("not_reached", "no_show", "refused_offer")}
    hints = []
    if counts["not_reached"] >= 2:
        hints.append(
            Hint("换一种联系方式，或请社区（村）上门走访。", f"{counts['not_reached']}次未联系上")
        )
    if counts["no_show"]:
        hints.append(
            Hint(
                "约见前再提醒一次，问清交通、照料等难处，另约方便的时间地点。",
                f"{counts['no_show']}次失约",
            )
        )
    if counts["refused_offer"] >= 2:
        hints.append(
            Hint(
                "重新核对求职意愿：工种、工资、距离、时间，再推荐。",
                f"{counts['refused_offer']}次未接受推荐",
            )
        )
    return tuple(hints)
