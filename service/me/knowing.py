"""What is known of a worker, field by field: the value in words, who said so and since when, how to change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from data.canonical import SEPARATOR
from data.records import registers, workers
from data.records.own_statements import LISTS, OWN
from data.records.workers import Identity, Version
from data.schema import FACT_COLUMNS, Column
from data.schema_law import REGISTER_FACTS, REGISTER_NAMES
from data.store import Connection
from service.errors import NotFound
from service.me.saying import SAYABLE
from service.wording import UNKNOWN, day_said, mask_name, text_of

BY_COLUMN = {column.name: column for column in FACT_COLUMNS}

Change = Literal["say", "ask"]
"""Said by the worker and in force at once, or asked of a counselor with a proof."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "想找什么样的工作": (
        "wish_occupations",
        "wish_wage_fen",
        "reach",
        "wish_hours",
        "unwanted",
        "training_wish",
        "startup_wish",
        "willing",
        "own_transport",
    ),
    "会什么、有什么证": ("skills", "certificates", "licences", "trained_on"),
    "做过什么": (
        "employment_status",
        "registered_on",
        "unemployment_reason",
        "past_occupations",
        "last_occupation",
        "last_employer_kind",
        "last_wage_fen",
        "income_months_12",
        "experience_months",
        "months_worked_36",
        "n_jobs_36",
        "longest_tenure_months",
        "migrated",
        "ui_months",
    ),
    "基本情况": (
        "sex",
        "birth_on",
        "hukou_region",
        "region",
        "township",
        "population",
        "education",
        "full_time_education",
        "graduated_on",
        "retire_track",
        "discharged_on",
    ),
    "家庭和保障": (
        "labour_capacity",
        "disabled",
        "low_income",
        "poverty_monitored",
        "land_lost_on",
        "n_dependants",
    ),
}
"""What worker and counselor speak of first comes first; the id of the household is the office's own."""

PLAIN: Mapping[str, str] = {
    "wish_occupations": "想干的活",
    "wish_wage_fen": "想要的月薪",
    "reach": "能去多远",
    "wish_hours": "能上什么班",
    "unwanted": "说过不去的",
    "training_wish": "想学什么",
    "startup_wish": "想自己创业",
    "willing": "想找工作",
    "own_transport": "自己有车",
    "certificates": "证书",
    "licences": "驾照和特种作业证",
    "trained_on": "最近一次培训",
    "past_occupations": "以前干过的活",
    "last_occupation": "上一份工作",
    "last_employer_kind": "上一个单位",
    "last_wage_fen": "以前每月收入",
    "income_months_12": "近12个月有收入的月数",
    "experience_months": "一共工作了几个月",
    "months_worked_36": "近3年工作了几个月",
    "n_jobs_36": "近3年换过几个单位",
    "longest_tenure_months": "最长一份工作干了几个月",
    "migrated": "出去打过工",
    "ui_months": "失业保险缴了几个月",
    "hukou_region": "户口所在地",
    "region": "现在住在",
    "township": "乡镇街道",
    "retire_track": "退休年龄",
    "discharged_on": "退役日期",
    "n_dependants": "要照顾的家人",
    "low_income": "低保",
}


@dataclass(frozen=True, slots=True)
class Known:
    """One field as its owner reads it."""

    name: str
    label: str
    text: str
    is_known: bool
    source: str
    since: date | None
    change: Change


@dataclass(frozen=True, slots=True)
class Told:
    """What another office says, with the day of its word."""

    office: str
    label: str
    text: str
    valid_on: date


@dataclass(frozen=True, slots=True)
class OwnFile:
    """All that a worker's file holds, grouped as people speak of it."""

    identity: Identity
    groups: Mapping[str, tuple[Known, ...]]
    raw: Mapping[str, object]
    registers: tuple[Told, ...]

    @property
    def name(self) -> str:
        """Masked: a telephone is looked at over shoulders."""
        return mask_name(self.identity.name)

    def field(self, name: str) -> Known | None:
        """One field of it."""
        every = (known for group in self.groups.values() for known in group)
        return next((known for known in every if known.name == name), None)


def file_of(db: Connection, worker_id: str, today: date) -> OwnFile:
    """A worker's own file today; NotFound where nothing is known yet."""
    identity = workers.identity(db, worker_id)
    versions = [v for v in workers.versions(db, worker_id) if v.valid_on <= today]
    if identity is None or not versions:
        raise NotFound("还没有您的登记信息，请到就近的就业服务窗口登记。")
    groups = {
        label: tuple(known(BY_COLUMN[name], versions) for name in names)
        for label, names in GROUPS.items()
    }
    raw = {c.name: plain_value(c, versions[0].facts[c.name]) for c in FACT_COLUMNS}
    return OwnFile(identity, groups, raw, _told(db, worker_id, today))


def known(column: Column, versions: Sequence[Version]) -> Known:
    """A field with the version that said it first, of all that have said the same since."""
    newest = versions[0]
    first = newest
    for version in versions[1:]:
        if version.facts[column.name] != newest.facts[column.name]:
            break
        first = version
    value = newest.facts[column.name]
    return Known(
        name=column.name,
        label=PLAIN.get(column.name, column.label),
        text=day_said(value)
        if isinstance(value, date)
        else text_of(column, plain_value(column, value)),
        is_known=value is not None,
        source="您本人" if first.source == OWN else "就业登记",
        since=None if value is None and first.source != OWN else first.valid_on,
        change="say" if column.name in SAYABLE else "ask",
    )


def plain_value(column: Column, value: object) -> object:
    if column.name in LISTS and isinstance(value, str):
        return [each for each in value.split(SEPARATOR) if each]
    return value


def _told(db: Connection, worker_id: str, today: date) -> tuple[Told, ...]:
    found = []
    for row in registers.of_worker(db, worker_id, today).to_pylist():
        office = str(row["register"])
        for column in REGISTER_FACTS[office]:
            text = text_of(column, row[column.name])
            if text != UNKNOWN:
                found.append(Told(REGISTER_NAMES[office], column.label, text, row["valid_on"]))
    return tuple(found)
