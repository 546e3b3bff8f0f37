"""The procedure of recognition as dated data: the nine steps, who takes them, and how long each may last."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from data.codes.law.statutory import FOLDER


@dataclass(frozen=True, slots=True)
class Step:
    """A state reached by a step: its name, whose office, and the working days until the `next` one."""

    state: str
    name: str
    office: str
    next: str
    workdays: int
    verified: bool


@dataclass(frozen=True, slots=True)
class Procedure:
    """The steps in their order, the spans beside them, and after how long a status is looked at again."""

    title: str
    doc_no: str
    source: str
    certainty: str
    effective_from: date
    effective_to: date
    steps: tuple[Step, ...]
    side: Mapping[str, int]
    review_months: int
    plan_workdays: int
    followup_months: tuple[int, ...]

    @property
    def version(self) -> str:
        """What a case keeps of it."""
        return f"{self.doc_no}@{self.effective_from.isoformat()}"

    def workdays_of(self, state: str) -> int:
        """How many working days the next step has; 0 where nothing is waited for."""
        known = {step.state: step.workdays for step in self.steps}
        return known.get(state, self.side.get(state, 0))

    def is_verified(self, state: str) -> bool:
        """Whether the document itself sets that span."""
        return any(step.state == state and step.verified for step in self.steps)


@cache
def procedure() -> Procedure:
    """The procedure that comes with the product; what nobody reads raises `TypeError`."""
    raw = tomllib.loads((FOLDER / "recognition_shanxi_2024.toml").read_text(encoding="utf-8"))
    steps = tuple(Step(**entry) for entry in raw.pop("steps"))
    side = {state: int(entry["workdays"]) for state, entry in raw.pop("side").items()}
    after = raw.pop("validity")
    return Procedure(
        **raw,
        steps=steps,
        side=side,
        review_months=after["review_months"],
        plan_workdays=after["plan_workdays"],
        followup_months=tuple(after["followup_months"]),
    )
