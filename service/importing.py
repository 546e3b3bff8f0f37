"""Taking a file: one function for the command line, the demonstration and whoever else brings files."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from data.codes.law.policies import BadPolicy, read_entries
from data.importers.certificates import import_certificates
from data.importers.classes import import_classes
from data.importers.employers import import_employers
from data.importers.mapping import Mapping, load_mapping
from data.importers.policies import import_policies
from data.importers.programmes import import_programmes
from data.importers.registers import import_register
from data.importers.registry import import_spells, import_workers
from data.importers.summary import Also, ImportSummary
from data.importers.vacancies import import_vacancies
from data.schema_law import REGISTER_NAMES
from data.store import Connection, Store
from models.law.policies import faults
from models.words.reader import Reader
from service.demonstrated import ENDED, end
from service.vouchers.taking import take_certificates

Report = Callable[[int, int, str], None]


class Kind(StrEnum):
    """What a file is about; the value is also the name of the mapping for plain files, but for workers."""

    WORKERS = "workers"
    SPELLS = "spells"
    VACANCIES = "vacancies"
    PROGRAMMES = "programmes"
    CLASSES = "classes"
    CERTIFICATES = "certificates"
    INSURANCE = "insurance"
    LOW_INCOME = "low_income"
    DISABILITY = "disability"
    LAND = "land"
    COMPANY = "company"
    EMPLOYERS = "employers"


class Register(StrEnum):
    """A register that another office keeps."""

    INSURANCE = Kind.INSURANCE.value
    LOW_INCOME = Kind.LOW_INCOME.value
    DISABILITY = Kind.DISABILITY.value
    LAND = Kind.LAND.value
    COMPANY = Kind.COMPANY.value


REGISTERS = tuple(Kind(register.value) for register in Register)

TITLES = {
    Kind.WORKERS: "劳动者",
    Kind.SPELLS: "失业登记",
    Kind.VACANCIES: "岗位",
    Kind.PROGRAMMES: "培训项目",
    Kind.CLASSES: "培训班级",
    Kind.CERTIFICATES: "证书",
    **{kind: REGISTER_NAMES[kind.value] for kind in REGISTERS},
    Kind.EMPLOYERS: "失信与欠薪单位",
}
LABELS = {
    "read": "读取行数",
    "accepted": "现有记录",
    "new": "新增",
    "changed": "变更",
    "unchanged": "未变",
    "refused": "退回",
    "duplicates": "重复",
    "report": "退回明细",
}
"""What the counts of an import are called."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Where files go, on which day, and who is told."""

    store: Store
    as_of: date
    recorded_at: datetime
    reports: Path
    report: Report
    complete: bool = False
    """Of a register: whether whoever is not in the file is not in the register."""
    made_up: bool = False
    """Whether a demonstration wrote the files; the first row of any other ends the demonstration."""


def take_policies(store: Store, file: Path, *, by: str, recorded_at: datetime) -> ImportSummary:
    """Import versions of policies from a TOML file, all or none; BadPolicy says what is wrong."""
    rules = read_entries(file)
    if wrong := faults(policy for policy, _ in rules):
        raise BadPolicy(wrong[0])
    return import_policies(store, file, rules, by=by, recorded_at=recorded_at)


def take(intake: Intake, kind: Kind, file: Path, mapping: str | None = None) -> ImportSummary:
    """Import a file with a shipped mapping's name or a TOML path; UnreadableFile says why not."""
    chosen = load_mapping(mapping or ("registry" if kind is Kind.WORKERS else kind.value))
    if intake.made_up:
        return _take(intake, kind, file, chosen, None)
    ended = False

    def end_demonstration(db: Connection) -> None:
        nonlocal ended
        # The reports lie in the home.
        ended = end(db, intake.reports.parent, intake.recorded_at)

    summary = _take(intake, kind, file, chosen, end_demonstration)
    return replace(summary, notice=ENDED) if ended else summary


def _take(
    intake: Intake, kind: Kind, file: Path, chosen: Mapping, also: Also | None
) -> ImportSummary:
    if kind in (Kind.WORKERS, Kind.SPELLS):
        load = import_workers if kind is Kind.WORKERS else import_spells
        return load(
            intake.store,
            file,
            chosen,
            source=file.name,
            as_of=intake.as_of,
            recorded_at=intake.recorded_at,
            report_folder=intake.reports,
            progress=intake.report,
            also=also,
        )
    if kind in REGISTERS:
        return import_register(
            intake.store,
            file,
            chosen,
            source=file.name,
            as_of=intake.as_of,
            complete=intake.complete,
            recorded_at=intake.recorded_at,
            report_folder=intake.reports,
            progress=intake.report,
            also=also,
        )
    if kind is Kind.VACANCIES:
        return import_vacancies(
            intake.store,
            file,
            chosen,
            words=_words(),
            as_of=intake.as_of,
            recorded_at=intake.recorded_at,
            report_folder=intake.reports,
            progress=intake.report,
            also=also,
        )
    if kind in (Kind.CLASSES, Kind.CERTIFICATES):
        return _take_training(intake, kind, file, chosen, also)
    load_rows = import_employers if kind is Kind.EMPLOYERS else import_programmes
    return load_rows(
        intake.store,
        file,
        chosen,
        as_of=intake.as_of,
        recorded_at=intake.recorded_at,
        report_folder=intake.reports,
        progress=intake.report,
        also=also,
    )


@lru_cache(maxsize=1)
def _words() -> Reader:
    """What reads titles and texts; it takes longer to make than a small file to read."""
    return Reader.from_lists()


def _take_training(
    intake: Intake, kind: Kind, file: Path, mapping: Mapping, also: Also | None
) -> ImportSummary:
    if kind is Kind.CLASSES:
        return import_classes(
            intake.store,
            file,
            mapping,
            recorded_at=intake.recorded_at,
            report_folder=intake.reports,
            progress=intake.report,
            also=also,
        )
    return import_certificates(
        intake.store,
        file,
        mapping,
        take=take_certificates,
        as_of=intake.as_of,
        recorded_at=intake.recorded_at,
        report_folder=intake.reports,
        progress=intake.report,
        also=also,
    )
