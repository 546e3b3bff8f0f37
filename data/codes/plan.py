"""The plan's main indicators: baselines of 2020, targets of 2025, and why the registry cannot count some."""

from dataclasses import dataclass
from functools import cache

from data.codes.tables import rows

PLAN = "忻州市“十四五”人力资源开发、教育改革发展规划（忻政发〔2021〕22号）"


@dataclass(frozen=True, slots=True)
class PlanIndicator:
    """One indicator as the plan states it; `target` is None where it is no single number."""

    key: str
    label: str
    unit: str
    base_text: str
    target_text: str
    gap: str

    @property
    def target(self) -> float | None:
        """The target of 2025 as a number."""
        return float(self.target_text) if ":" not in self.target_text else None


@cache
def plan_indicators() -> tuple[PlanIndicator, ...]:
    """All of them in the order of the plan."""
    return tuple(
        PlanIndicator(
            row["key"],
            row["label"],
            row["unit"],
            row["base_2020"],
            row["target_2025"],
            row["gap"],
        )
        for row in rows("plan_indicators.csv")
    )
