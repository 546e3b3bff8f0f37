"""The day's files: which lie in the folder, what each is about, and which of them were taken before."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from data.codes.regions import XINZHOU_UNITS
from data.importers.readers import UnreadableFile
from data.toml_files import NoToml, read_toml
from models.matching.allotment import Policy
from service.importing import Kind
from service.settings_faults import faults_of

PLAN = "night.toml"
ENDINGS = (".csv", ".xlsx", ".parquet")
DATED = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")
ORDER = tuple(Kind)
"""People before their spells, programmes before their classes: as the kinds are listed."""


class Rule(BaseModel):
    """Files of one pattern: what they are about, how they are read, whether they name everybody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: str
    kind: Kind
    mapping: str | None = None
    complete: bool = False
    """Of a register: whoever is not in the file is not in the register. Of others: it may not shrink."""


class Limits(BaseModel):
    """How much may change from one night to the next before somebody has to look."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shrunk: float = Field(0.3, gt=0, lt=1)
    refused: float = Field(0.05, gt=0, lt=1)
    index_points: float = Field(2.0, gt=0)
    index_psi: float = Field(0.1, gt=0)
    price: float = Field(0.5, gt=0)
    gap: float = Field(0.001, gt=0)
    messages: float = Field(3.0, gt=1)


def _known_county(code: str) -> str:
    if code not in XINZHOU_UNITS:
        raise ValueError("应为忻州一个县（市、区）的六位代码，如 140932")
    return code


County = Annotated[str, AfterValidator(_known_county)]
Share = Annotated[float, Field(ge=0, le=1)]


class Places(BaseModel):
    """How places are given out; `keep` is the share of every vacancy's places for people of a county, by its code."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    referrals: int = Field(3, ge=1, le=10)
    floor_index: float = Field(70, ge=0, le=100)
    floor_share: Share = 0
    keep: Mapping[County, Share] = {}

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        if (kept := self.floor_share + sum(self.keep.values())) > 1:
            raise ValueError(f"floor_share 与 keep 合计为 {kept:g}，最多为 1")
        return self

    def policy(self, per_place: int) -> Policy:
        """The same as the allocation reads it, with how many may be sent for one opening."""
        return Policy(
            referrals=self.referrals,
            per_place=per_place,
            floor_index=self.floor_index,
            floor_share=self.floor_share,
            counties=tuple(self.keep.items()),
        )


class Plan(BaseModel):
    """What `night.toml` says; without it files are known by their names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: tuple[Rule, ...] = ()
    alarms: Limits = Limits()
    places: Places = Places()


@dataclass(frozen=True, slots=True)
class Extract:
    """One file: what it is about, how it is read, the day it speaks of, and the hash of its bytes."""

    path: Path
    rule: Rule
    on: date
    sha256: str


def read_plan(folder: Path) -> Plan:
    """The plan of a folder; UnreadableFile, with the key, what it says and what it may, where it is wrong."""
    path = folder / PLAN
    if not path.is_file():
        return Plan()
    try:
        return Plan.model_validate(read_toml(path))
    except NoToml as failure:
        raise UnreadableFile(f"夜间计划 {path} 读不出：{failure}。") from None
    except ValidationError as failure:
        faults = faults_of(failure, Plan)
        raise UnreadableFile(f"夜间计划 {path} 有误：{faults}。") from None


def extracts_of(folder: Path, plan: Plan, as_of: date) -> tuple[Extract, ...]:
    """The files dated up to a day, by day and then in the order in which they build on each other.

    Every table in the folder has a day in its name and a rule that knows it, or the night does not
    begin: a file that nobody reads would be missed by nobody. Files of later days wait.
    """
    if not folder.is_dir():
        raise UnreadableFile(f"没有存放当日文件的文件夹：{folder}")
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in ENDINGS and _is_whole(p))
    known = [(path, _rule(path, plan.files), _day(path)) for path in paths]
    due = [(path, rule, on) for path, rule, on in known if on <= as_of]
    due.sort(key=lambda each: (each[2], ORDER.index(each[1].kind), each[0].name))
    return tuple(Extract(path, rule, on, hash_of(path)) for path, rule, on in due)


def series(name: str) -> str:
    """A file's name without its day and the number of its part: what is compared from night to night."""
    return re.sub(r"[-_. ]*\d*$", "", re.sub(r"[-_. ]?\d+$", "", DATED.sub("", Path(name).stem)))


def hash_of(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_whole(path: Path) -> bool:
    """Hidden files and those a spreadsheet keeps open are somebody's drafts."""
    return not path.name.startswith((".", "~"))


def _rule(path: Path, rules: Sequence[Rule]) -> Rule:
    if (told := path.name.encode(errors="replace").decode()) != path.name:
        raise UnreadableFile(f"文件名不是 UTF-8 编码，请改名后重新运行：{told}")
    for rule in rules:
        if fnmatch(path.name, rule.files):
            return rule
    # The longest name first: low_income before income, were there one.
    for kind in sorted(Kind, key=lambda kind: -len(kind.value)):
        if path.name.startswith(kind.value):
            return Rule(files=path.name, kind=kind)
    kinds = "、".join(kind.value for kind in Kind)
    raise UnreadableFile(
        f"不知道 {path.name} 是哪一类文件：文件名应以 {kinds} 之一开头，或在 {PLAN} 中说明。"
    )


def _day(path: Path) -> date:
    found = DATED.search(path.name)
    try:
        return date(*map(int, found.groups())) if found else _undated(path)
    except ValueError:
        return _undated(path)


def _undated(path: Path) -> date:
    raise UnreadableFile(f"文件名中没有日期：{path.name}，应如 workers-2026-01-31.csv。")
