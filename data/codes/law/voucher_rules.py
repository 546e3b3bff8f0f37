"""The figures and exclusions that vouchers follow, read from dated tables with their document numbers."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
UNVERIFIED = "unverified"
SCOPES = ("same_level", "same_occupation", "same_year")
VOUCHER_POLICY = "P04"
"""The training subsidy that a voucher pays."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with the sentence it stands for, where it comes from and how sure we are of it."""

    value: int
    text: str
    doc_no: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Who had `benefit` may not have `applies_to` within `scope`, between two days, both included."""

    benefit: str
    name: str
    scope: str
    text: str
    doc_no: str
    source: str
    certainty: str
    effective_from: date
    effective_to: date
    applies_to: str = VOUCHER_POLICY

    def in_force(self, day: date) -> bool:
        """Whether it holds on the day."""
        return self.effective_from <= day <= self.effective_to

    @property
    def may_refuse(self) -> bool:
        """An exclusion nobody has read at the source asks a person to look; it refuses nobody."""
        return self.certainty != UNVERIFIED


@dataclass(frozen=True, slots=True)
class VoucherRules:
    """What holds between two days; `version` names exactly this content."""

    title: str
    region: str
    effective_from: date
    effective_to: date
    figures: Mapping[str, Figure]
    exclusions: tuple[Exclusion, ...]
    version: str

    def __getitem__(self, name: str) -> int:
        """The number of a figure."""
        return self.figures[name].value


@cache
def voucher_rules() -> tuple[VoucherRules, ...]:
    """All tables shipped with the product, the oldest first."""
    found = [read_voucher_rules(path) for path in FOLDER.glob("vouchers_*.toml")]
    return tuple(sorted(found, key=lambda rules: rules.effective_from))


@cache
def voucher_rules_on(day: date) -> VoucherRules | None:
    """The newest table in force on the day; none before the first and after the last."""
    in_force = (r for r in reversed(voucher_rules()) if r.effective_from <= day <= r.effective_to)
    return next(in_force, None)


def read_voucher_rules(path: Path) -> VoucherRules:
    """One table; a column nobody reads raises `TypeError`."""
    text = path.read_bytes()
    raw = tomllib.loads(text.decode("utf-8"))
    figures = {name: Figure(**figure) for name, figure in raw.pop("figures").items()}
    exclusions = tuple(Exclusion(**entry) for entry in raw.pop("exclusions"))
    version = f"{path.stem}@{hashlib.sha256(text).hexdigest()[:8]}"
    return VoucherRules(**raw, figures=figures, exclusions=exclusions, version=version)
