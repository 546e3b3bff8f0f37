"""The statutory categories of people hard to employ, read from dated tables with their document numbers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent

Parameter = str | int | list[str]


@dataclass(frozen=True, slots=True)
class Condition:
    """A predicate by its name with what this rule asks of it."""

    predicate: str
    parameters: Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class Category:
    """One class of people: `every` condition holds and, if there are any, one of the `alternatives`."""

    code: str
    name: str
    certainty: str
    every: tuple[Condition, ...]
    alternatives: tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True, slots=True)
class Regulation:
    """A regulation with the days between which it holds, both included."""

    title: str
    doc_no: str
    region: str
    issued_on: date
    effective_from: date
    effective_to: date
    sources: tuple[str, ...]
    certainty: str
    decided_by: str
    procedure: str
    preconditions: tuple[Condition, ...]
    categories: tuple[Category, ...]

    def in_force(self, as_of: date) -> bool:
        """Whether it holds on the day."""
        return self.effective_from <= as_of <= self.effective_to


@dataclass(frozen=True, slots=True)
class ExitGround:
    """A reason to lose the status; without a condition only a person can find it."""

    code: str
    name: str
    condition: Condition | None
    outcome: str
    only: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExitRules:
    """Grounds for losing the status, and how far they can be relied on."""

    title: str
    doc_no: str
    source: str
    certainty: str
    effective_from: date
    effective_to: date
    grounds: tuple[ExitGround, ...]


@cache
def regulations() -> tuple[Regulation, ...]:
    """All regulations shipped with the product, the oldest first."""
    found = [read_regulation(path) for path in FOLDER.glob("statutory_*.toml")]
    return tuple(sorted(found, key=lambda r: r.effective_from))


def regulation_on(as_of: date) -> Regulation | None:
    """The regulation in force on the day; none before the first and after the last."""
    return next((r for r in reversed(regulations()) if r.in_force(as_of)), None)


def read_regulation(path: Path) -> Regulation:
    """One table; a column nobody reads raises `TypeError`."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    categories = tuple(_category(code, entry) for code, entry in raw.pop("categories").items())
    preconditions = tuple(read_condition(entry) for entry in raw.pop("preconditions"))
    sources = tuple(raw.pop("sources"))
    return Regulation(**raw, sources=sources, preconditions=preconditions, categories=categories)


@cache
def exit_rules() -> ExitRules:
    """The grounds for losing the status."""
    raw = tomllib.loads((FOLDER / "exits_template.toml").read_text(encoding="utf-8"))
    grounds = tuple(_ground(code, entry) for code, entry in raw.pop("grounds").items())
    return ExitRules(**raw, grounds=grounds)


def read_condition(entry: Mapping[str, object]) -> Condition:
    """A condition from its table: `is` names the predicate, the rest is what the rule asks of it."""
    return Condition(str(entry["is"]), {n: _parameter(v) for n, v in entry.items() if n != "is"})


def _parameter(value: object) -> Parameter:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return value
    if isinstance(value, (str, int)):
        return value
    raise TypeError(f"not a parameter of a condition: {value!r}")


def _category(code: str, entry: dict[str, object]) -> Category:
    every = entry.pop("all", [])
    alternatives = entry.pop("any", [])
    if not isinstance(every, list) or not isinstance(alternatives, list):
        raise TypeError(f"{code}: all and any are lists")
    return Category(
        code,
        str(entry["name"]),
        str(entry["certainty"]),
        tuple(read_condition(c) for c in every),
        tuple(tuple(read_condition(c) for c in group) for group in alternatives),
    )


def _ground(code: str, entry: dict[str, str | list[str]]) -> ExitGround:
    predicate = entry.get("is")
    return ExitGround(
        code,
        str(entry["name"]),
        None if predicate is None else Condition(str(predicate), {}),
        str(entry.get("outcome", "")),
        tuple(entry.get("only", ())),
    )
