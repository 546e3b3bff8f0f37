"""What one subsidy rules out: exclusions and limits of count between policies, as dated data."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from data.codes.law.statutory import FOLDER

KINDS = (
    "same_level",
    "same_occupation",
    "no_lower",
    "overlap",
    "per_year",
    "lifetime",
    "each_once",
    "other_fund",
)
EVERY_POLICY = "*"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One rule between the `policies`; `limit` is how often, `extra` how much more for short trades."""

    policies: tuple[str, ...]
    kind: str
    sentence: str
    source: str
    certainty: str
    limit: int = 0
    extra: int = 0
    effective_from: date | None = None
    effective_to: date | None = None

    def concerns(self, policy_id: str, on: date) -> bool:
        """Whether it holds for a policy on a day."""
        begun = self.effective_from is None or self.effective_from <= on
        over = self.effective_to is not None and self.effective_to < on
        return begun and not over and (EVERY_POLICY in self.policies or policy_id in self.policies)


@cache
def exclusions() -> tuple[Exclusion, ...]:
    """All rules that come with the product; a column nobody reads raises `TypeError`."""
    raw = tomllib.loads((FOLDER / "policies_exclusions.toml").read_text(encoding="utf-8"))
    found = tuple(
        Exclusion(**{**entry, "policies": tuple(entry["policies"])}) for entry in raw["exclusions"]
    )
    if strange := {e.kind for e in found} - set(KINDS):
        raise ValueError(f"unknown kinds of exclusion: {sorted(strange)}")
    return found
