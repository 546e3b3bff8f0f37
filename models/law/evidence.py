"""Evidence for a verdict: the fields looked at, what they hold, and the sentence that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.codes.education import education_name
from data.codes.fact_words import FACT_WORDS
from data.codes.law.statutory import Condition
from data.codes.occupations import occupations
from data.codes.regions import regions
from models.law.conditions import EVERY_PREDICATE, FIELD_LABELS

Person = Mapping[str, object]

KIND_NAMES = {
    "urban": "城镇",
    "rural": "农村",
    "state": "国有",
    "collective": "集体",
    **FACT_WORDS["employment_status"],
    **FACT_WORDS["size"],
    "special": "专项能力",
    "5": "五级",
    "4": "四级",
    "3": "三级",
    "2": "二级",
    "1": "一级",
    "expert": "特级技师",
    "chief": "首席技师",
}


class Verdict(StrEnum):
    """What a rule says about a person."""

    PASS = "pass"  # noqa: S105  (a verdict, not a password)
    FAIL = "fail"
    UNKNOWN = "unknown"


VERDICTS = {True: Verdict.PASS, False: Verdict.FAIL, None: Verdict.UNKNOWN}
ENDINGS = {Verdict.PASS: "符合", Verdict.FAIL: "不符合", Verdict.UNKNOWN: "无法判断"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One predicate's verdict; `values` are the recorded values by field, null where there is none."""

    predicate: str
    label: str
    verdict: Verdict
    values: Mapping[str, str | None]
    sentence: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields without a value, where they are what keeps it open."""
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        return tuple(name for name, value in self.values.items() if value is None)


def evidence(condition: Condition, person: Person, holds: bool | None) -> Evidence:
    """What the condition found, in words."""
    predicate = EVERY_PREDICATE[condition.predicate]
    label = condition_words(condition)
    verdict = VERDICTS[holds]
    values = {name: _recorded(person.get(name)) for name in predicate.fields}
    facts = "，".join(_fact(name, value) for name, value in values.items())
    sentence = f"{label}：{facts or predicate.silence}，{ENDINGS[verdict]}。"
    return Evidence(condition.predicate, label, verdict, values, sentence)


def shown_value(name: str, value: object) -> str | None:
    """A field's value in words; None where nothing is recorded."""
    recorded = _recorded(value)
    return None if recorded is None else _shown(name, recorded)


def condition_words(condition: Condition) -> str:
    """What the rule asks, in words."""
    return EVERY_PREDICATE[condition.predicate].label.format(**_spoken(condition))


def field_label(name: str) -> str:
    """What a form calls the field."""
    return FIELD_LABELS[name]


def _spoken(condition: Condition) -> dict[str, str]:
    return {
        name: "、".join(KIND_NAMES.get(v, v) for v in value)
        if isinstance(value, list)
        else str(value)
        for name, value in condition.parameters.items()
    }


def _recorded(value: object) -> str | None:
    if isinstance(value, list | tuple):
        return "、".join(map(str, value)) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def _fact(name: str, value: str | None) -> str:
    if value is None:
        return f"{FIELD_LABELS[name]}没有记录"
    return f"{FIELD_LABELS[name]}为{_shown(name, value)}"


def _shown(name: str, value: str) -> str:
    if name == "education":
        return education_name(value) or value
    if name == "hukou_region":
        region = regions().get(value)
        return region.name if region else value
    if name == "certificates":
        return "、".join(map(_certificate, value.split("、")))
    return FACT_WORDS.get(name, {}).get(value, value)


def _certificate(kept: str) -> str:
    code, colon, level = kept.partition(":")
    if not colon:
        return kept
    occupation = occupations().get(code)
    return f"{occupation.name if occupation else code}（{KIND_NAMES.get(level, level)}）"
