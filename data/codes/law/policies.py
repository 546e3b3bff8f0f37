"""Policies as dated data: who is meant, what is paid, for how long, by which document."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from data.codes.law.statutory import FOLDER, Condition, read_condition
from data.telling import SENTENCE, few, told
from data.toml_files import NoToml, read_toml

CERTAINTIES = ("official", "mirror", "unverified")
AUDIENCES = ("person", "employer")
PER = ("once", "day", "month", "year", "person", "person_month", "share", "loan", "duty")
YUAN = 100


@dataclass(frozen=True, slots=True)
class Amount:
    """What is paid, as its document has it; unless `verified` it is never promised.

    `fen` for each `per`, or one of the `cases` (fen) or `shares` of a sum, chosen `by` level, size …;
    `tiers` are pairs (through which day, fen a day). `of` says what a share is a share of.
    """

    per: str
    verified: bool
    fen: int | None = None
    at_most: bool = False
    of: str = ""
    share: str = ""
    by: str = ""
    cases: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, str] = field(default_factory=dict)
    tiers: tuple[tuple[int, int], ...] = ()
    base: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True)
class Duration:
    """For how many months at most; to retirement where fewer than `to_retirement_within` are left.

    `insured` are pairs (months of contributions from which on, months of benefit).
    """

    months: int = 0
    at_least: int = 0
    to_retirement_within: int = 0
    insured: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of a policy, in force from its first to its last day, both included."""

    policy_id: str
    name: str
    audience: str
    item: str
    fund: str
    region: str
    doc_no: str
    effective_from: date
    effective_to: date | None
    certainty: str
    sources: tuple[str, ...]
    every: tuple[Condition, ...]
    alternatives: tuple[tuple[Condition, ...], ...]
    to_show: tuple[str, ...]
    amount: Amount
    duration: Duration | None
    note: str

    @property
    def version(self) -> str:
        """Which version of the rule: the policy and the day from which it holds."""
        return f"{self.policy_id}@{self.effective_from.isoformat()}"

    def in_force(self, as_of: date) -> bool:
        """Whether this version holds on the day."""
        return self.effective_from <= as_of and (
            self.effective_to is None or as_of <= self.effective_to
        )


class BadPolicy(ValueError):
    """A policy cannot be read; the message is one sentence that says which and why."""


@cache
def shipped_policies() -> tuple[Policy, ...]:
    """All versions of all policies that come with the product."""
    files = ("policies_people.toml", "policies_employers.toml")
    return tuple(p for name in files for p in read_policies(FOLDER / name))


def read_policies(path: Path) -> tuple[Policy, ...]:
    """The policies of one table; what nobody reads, or two versions of one day, raise `BadPolicy`."""
    return tuple(policy for policy, _ in read_entries(path))


def read_entries(path: Path) -> tuple[tuple[Policy, str], ...]:
    """The same, each with the text under which the store keeps it."""
    try:
        content = read_toml(path)
    except NoToml as failure:
        raise BadPolicy(f"政策文件读不出：{path.name}（{failure}）") from failure
    except OSError as failure:
        raise BadPolicy(f"政策文件读不出：{path.name}") from failure
    entries = content.pop("policies", [])
    if content or not isinstance(entries, list) or not entries:
        raise BadPolicy(f"政策文件应由 [[policies]] 组成：{path.name}")
    found = tuple((read_policy(entry), _written(entry)) for entry in entries)
    checked(policy for policy, _ in found)
    return found


def read_policy(entry: Mapping[str, object]) -> Policy:
    """One version from its table."""
    rest = dict(entry)
    named = told(rest.get("id", "（没有编号）"))
    try:
        policy = _policy(rest)
    except (KeyError, TypeError, ValueError) as failure:
        raise BadPolicy(
            f"政策{named}的内容不完整或格式不对：{told(failure, SENTENCE)}"
        ) from failure
    if rest:
        raise BadPolicy(f"政策{named}里有不认识的内容：{few(list(rest))}")
    if policy.certainty not in CERTAINTIES or policy.audience not in AUDIENCES:
        raise BadPolicy(f"政策{named}的 certainty 或 audience 取值不对")
    if policy.effective_to is not None and policy.effective_to < policy.effective_from:
        raise BadPolicy(f"政策{named}在生效之前就已失效")
    return policy


def checked(policies: Iterable[Policy]) -> None:
    """Raise where two versions of one policy hold on the same day: nobody could say which counts."""
    newest: dict[str, Policy] = {}
    for policy in sorted(policies, key=lambda p: (p.policy_id, p.effective_from)):
        before = newest.get(policy.policy_id)
        if before and before.in_force(policy.effective_from):
            raise BadPolicy(
                f"政策{told(policy.policy_id)}有两个版本在{policy.effective_from}同时有效"
            )
        newest[policy.policy_id] = policy


def in_force(policies: Iterable[Policy], as_of: date) -> tuple[Policy, ...]:
    """The versions that hold on a day, by id."""
    return tuple(sorted((p for p in policies if p.in_force(as_of)), key=lambda p: p.policy_id))


def lapsed(policies: Iterable[Policy], as_of: date) -> tuple[Policy, ...]:
    """The last versions of policies that held before the day and do not any more."""
    past = [p for p in policies if p.effective_to is not None and p.effective_to < as_of]
    newest = {p.policy_id: p for p in sorted(past, key=lambda p: p.effective_from)}
    alive = {p.policy_id for p in in_force(policies, as_of)}
    return tuple(p for id_, p in sorted(newest.items()) if id_ not in alive)


def _written(entry: Mapping[str, object]) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, default=_iso)


def read_written(text: str) -> Policy:
    """A policy from the store's text."""
    entry = json.loads(text)
    for day in ("effective_from", "effective_to"):
        if day in entry:
            entry[day] = date.fromisoformat(entry[day])
    return read_policy(entry)


def _iso(value: object) -> str:
    if not isinstance(value, date):
        raise TypeError(type(value).__name__)
    return value.isoformat()


def _policy(rest: dict[str, object]) -> Policy:
    duration = rest.pop("duration", None)
    return Policy(
        policy_id=_text(rest.pop("id")),
        name=_text(rest.pop("name")),
        audience=_text(rest.pop("audience", "person")),
        item=_text(rest.pop("item")),
        fund=_text(rest.pop("fund")),
        region=_text(rest.pop("region")),
        doc_no=_text(rest.pop("doc_no")),
        effective_from=_day(rest.pop("effective_from")),
        effective_to=_day(rest.pop("effective_to")) if "effective_to" in rest else None,
        certainty=_text(rest.pop("certainty")),
        sources=tuple(_text(s) for s in _list(rest.pop("sources"))),
        every=tuple(read_condition(_table(c)) for c in _list(rest.pop("all", []))),
        alternatives=tuple(
            tuple(read_condition(_table(c)) for c in _list(way))
            for way in _list(rest.pop("any", []))
        ),
        to_show=tuple(_text(s) for s in _list(rest.pop("to_show", []))),
        amount=_amount(_table(rest.pop("amount"))),
        duration=None if duration is None else _duration(_table(duration)),
        note=_text(rest.pop("note", "")),
    )


def _amount(entry: dict[str, object]) -> Amount:
    per = _text(entry.pop("per"))
    if per not in PER:
        raise ValueError(f"amount.per 应为 {'、'.join(PER)} 之一")
    yuan = entry.pop("yuan", None)
    cases = {name: _whole(v) * YUAN for name, v in _table(entry.pop("cases", {})).items()}
    tiers = tuple(
        (_whole(d), _whole(y) * YUAN) for d, y in map(_list, _list(entry.pop("tiers", [])))
    )
    texts = {name: _text(entry.pop(name, "")) for name in ("of", "share", "by", "base", "count")}
    amount = Amount(
        per,
        verified=_flag(entry.pop("verified")),
        fen=None if yuan is None else _whole(yuan) * YUAN,
        at_most=_flag(entry.pop("at_most", False)),
        cases=cases,
        shares={name: _text(v) for name, v in _table(entry.pop("shares", {})).items()},
        tiers=tiers,
        **texts,
    )
    if entry:
        raise ValueError(f"amount 里有不认识的内容：{few(list(entry))}")
    return amount


def _duration(entry: dict[str, object]) -> Duration:
    pairs = tuple((_whole(a), _whole(b)) for a, b in map(_list, _list(entry.pop("insured", []))))
    names = ("months", "at_least", "to_retirement_within")
    duration = Duration(insured=pairs, **{n: _whole(entry.pop(n, 0)) for n in names})
    if entry:
        raise ValueError(f"duration 里有不认识的内容：{few(list(entry))}")
    return duration


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("应为文字")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("应为整数")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("应为 true 或 false")
    return value


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError("应为日期")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("应为列表")
    return value


def _table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("应为表")
    return dict(value)
