"""Use case: a worker's file field by field, each with its source, since when it says so, and how fresh it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from data.records import choices, workers
from data.records.caseload import COUNTED
from data.records.own_statements import OWN
from data.records.workers import Version
from data.schema import FACT_COLUMNS, Column
from data.store import Store, reading
from service.errors import NotFound
from service.wording import label_of, text_of

STALE_DAYS = 180
COLUMNS: Mapping[str, Column] = {column.name: column for column in FACT_COLUMNS}

GROUPS: Mapping[str, tuple[str, ...]] = {
    "基本属性": (
        "sex", "birth_on", "hukou_region", "region", "township", "population", "education", "full_time_education",
        "graduated_on", "retire_track", "labour_capacity", "disabled", "household_id", "n_dependants", "own_transport",
    ),
    "身份与保障": ("low_income", "poverty_monitored", "land_lost_on", "discharged_on"),
    "就业与失业": (
        "employment_status", "willing", "registered_on", "unemployment_reason", "last_employer_kind", "ui_months",
    ),
    "工作经历与收入": (
        "last_occupation", "last_wage_fen", "income_months_12", "experience_months", "months_worked_36", "n_jobs_36",
        "longest_tenure_months", "past_occupations", "migrated",
    ),
    "技能": ("certificates", "licences", "skills", "trained_on"),
    "期望": (
        "wish_occupations", "wish_wage_fen", "reach", "wish_hours", "unwanted", "training_wish", "startup_wish",
        "consent",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it says, who said so first and on which day; nothing of these where nobody did."""

    name: str
    label: str
    text: str
    known: bool
    source: str = ""
    since: date | None = None

    @property
    def is_expected(self) -> bool:
        """Whether a file lacks something without it: as the list of people counts."""
        return self.name in COUNTED


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, and how many of them are known."""

    label: str
    fields: Sequence[Field]

    @property
    def n_known(self) -> int:
        """How many of those that a file is expected to have somebody has filled in."""
        return sum(f.known for f in self.fields if f.is_expected)

    @property
    def n_fields(self) -> int:
        """How many a file is expected to have."""
        return sum(f.is_expected for f in self.fields)


@dataclass(frozen=True, slots=True)
class File:
    """A whole file: by group, as of which day, from which sources."""

    valid_on: date
    stale: bool
    groups: Sequence[Group]
    versions: Sequence[Version]

    @property
    def n_known(self) -> int:
        """How many fields somebody has filled in."""
        return sum(g.n_known for g in self.groups)

    @property
    def n_fields(self) -> int:
        """How many fields there are."""
        return sum(g.n_fields for g in self.groups)

    @property
    def missing(self) -> list[str]:
        """What nobody has filled in of what is expected, by label."""
        return [f.label for g in self.groups for f in g.fields if f.is_expected and not f.known]


def file_of(store: Store, worker_id: str, as_of: date) -> File:
    """The file as known on a day; NotFound where nothing is known."""
    with reading(store) as db:
        told = workers.versions(db, worker_id)
        wanted = choices.personalisation_of(db, [worker_id]).get(worker_id)
    standing = [v for v in told if not v.superseded and v.valid_on <= as_of]
    if not standing:
        raise NotFound(f"登记中没有编号为“{worker_id}”的劳动者。")
    groups = [
        Group(label, [_said(_field(COLUMNS[name], standing), wanted) for name in names])
        for label, names in GROUPS.items()
    ]
    newest = standing[0].valid_on
    return File(newest, (as_of - newest).days > STALE_DAYS, groups, told)


def _field(column: Column, standing: Sequence[Version]) -> Field:
    """What the newest version says; its source is the oldest of the versions that say so without a break."""
    value = standing[0].facts[column.name]
    if value is None:
        return Field(column.name, label_of(column), "", known=False)
    first = standing[0]
    for version in standing[1:]:
        if version.facts[column.name] != value:
            break
        first = version
    text = text_of(column, _listed(column, value))
    return Field(column.name, label_of(column), text, True, first.source, first.valid_on)


def _said(field: Field, wanted: bool | None) -> Field:
    """Whether advice may look at somebody is as that person said last, whatever a registry repeats."""
    if field.name != "consent" or wanted is None:
        return field
    text = text_of(COLUMNS["consent"], wanted)
    if field.text == text:
        return field
    return replace(field, text=text, known=True, source=OWN, since=None)


def _listed(column: Column, value: object) -> object:
    """Lists are one text in the store."""
    if column.kind == "list" and isinstance(value, str):
        return [part for part in value.split(";") if part]
    return value
