"""Use cases about how a posting is understood: each demand with where it comes from, corrected and undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from data.codes.skill_levels import by_skill
from data.importers.correcting import FIELDS, read_correction
from data.importers.values import Unread
from data.records import corrections, vacancies
from data.records.corrections import Correction, Read, Said, told
from data.schema import Column
from data.store import Connection, Store, reading, transaction
from models.matching.wording import EDUCATION_NAMES, HOURS_NAMES
from service.errors import Conflict, NotFound, Problem
from service.wording import certificate_text, label_of, text_of, with_levels

SHORTEST_REASON = 2
NOTHING_SAID = "未写明"


class BadCorrection(Problem):
    """What was written cannot be the value of this demand; the text says why."""

    title = "更正未保存"


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand of a posting as it is understood, and what its source was read to say.

    `moved` tells that the source has been read differently since it was corrected: somebody should look.
    """

    field: str
    label: str
    text: str
    written: str
    as_read: str
    correction: Correction | None
    moved: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history of corrections in words."""

    label: str
    text: str
    undone: bool
    reason: str
    by: str
    at: datetime


class Corrections:
    """Keeps what people read in postings; the source's own reading is never overwritten."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def demands(self, vacancy_id: str) -> list[Demand]:
        """Every demand that can be corrected, in the order of the schema."""
        with reading(self._store) as db:
            source = _as_read(db, vacancy_id)
            said = {c.field: c for c in corrections.standing(db, [vacancy_id])}
        return [_demand(column, source, said.get(name)) for name, column in FIELDS.items()]

    def history(self, vacancy_id: str) -> list[Told]:
        """What was corrected and taken back, newest first."""
        with reading(self._store) as db:
            return [_told(said) for said in corrections.history(db, vacancy_id)]

    def correct(
        self,
        vacancy_id: str,
        field: str,
        written: str,
        *,
        reason: str,
        by: str,
        now: datetime,
    ) -> None:
        """Keep what somebody reads instead; from the next answer on, matching reads it so too."""
        if field not in FIELDS:
            raise BadCorrection("这一项不能更正。")
        if len(reason.strip()) < SHORTEST_REASON:
            raise BadCorrection("请写明更正的依据，例如“原文写的是…”。")
        value = read_correction(field, written)
        if isinstance(value, Unread):
            raise BadCorrection(f"{label_of(FIELDS[field])}：{value.reason}。")
        kept = cast("Read", value)
        with transaction(self._store) as db:
            source = _as_read(db, vacancy_id)
            understood = vacancies.one(db, vacancy_id).to_pylist()[0]
            if told(kept) == told(understood[field]):
                raise BadCorrection(f"{label_of(FIELDS[field])}本来就是这样理解的，没有变化。")
            _check_wages(understood | {field: kept})
            was = cast("Read", source[field])
            corrections.add(
                db, vacancy_id, field, value=kept, was=was, reason=reason.strip(), by=by, at=now
            )

    def undo(self, vacancy_id: str, field: str, *, by: str, now: datetime) -> None:
        """Take the standing correction of a demand back."""
        with transaction(self._store) as db:
            said = {c.field: c for c in corrections.standing(db, [vacancy_id])}
            if field not in said:
                raise Conflict("这一项现在没有更正，可能刚刚已被撤销。")
            corrections.undo(db, said[field], reason="撤销", by=by, at=now)


def written(column: Column, value: object) -> str:
    """A value as a person would write it into the field that corrects it."""
    if value is None or value == []:
        return ""
    if column.name == "min_education":
        return EDUCATION_NAMES[cast("int", value)]
    if column.name == "hours":
        return HOURS_NAMES[str(value)]
    if column.kind == "fen":
        fen = cast("int", value)
        return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"
    if column.kind == "flag":
        return "是" if value else "否"
    if column.kind == "list":
        return "、".join(cast("list[str]", value))
    return str(value)


def said_text(column: Column, value: object) -> str:
    """A value in words; where nothing is said, that."""
    if value is None or value == []:
        return NOTHING_SAID
    if column.name == "required_certificate":
        return certificate_text(str(value))
    if column.name in {"min_education", "hours"}:
        return written(column, value)
    if column.name == "min_experience_months":
        return f"{value}个月"
    if column.name == "min_age":
        return f"{value}岁"
    return text_of(column, value)


def asked_text(column: Column, value: object, source: Mapping[str, object]) -> str:
    """A value as `said_text`; with a skill how well its posting asks for it, where it asks for it here."""
    if column.name not in corrections.SKILLS or not value:
        return said_text(column, value)
    read = cast("list[str] | None", source[column.name]) or ()
    levels = by_skill(cast("list[str] | None", source["skill_levels"]))
    here = {skill: level for skill, level in levels.items() if skill in read}
    return text_of(column, with_levels(cast("list[str]", value), here))


def _demand(column: Column, source: Mapping[str, object], said: Correction | None) -> Demand:
    value = said.value if said else source[column.name]
    moved = said is not None and told(said.was) != told(cast("Read", source[column.name]))
    return Demand(
        field=column.name,
        label=label_of(column),
        text=asked_text(column, value, source),
        written=written(column, value),
        as_read=asked_text(column, source[column.name], source),
        correction=said,
        moved=moved,
    )


def _told(said: Said) -> Told:
    column = FIELDS[said.field]
    undone = said.undoes is not None
    text = "撤销更正" if undone else said_text(column, said.value)
    return Told(label_of(column), text, undone, said.reason, said.said_by, said.said_at)


def _as_read(db: Connection, vacancy_id: str) -> Mapping[str, object]:
    rows: list[dict[str, object]] = vacancies.as_read(db, vacancy_id).to_pylist()
    if not rows:
        raise NotFound(f"没有编号为“{vacancy_id}”的岗位。")
    return rows[0]


def _check_wages(row: Mapping[str, object]) -> None:
    low, high = row["wage_low_fen"], row["wage_high_fen"]
    if isinstance(low, int) and isinstance(high, int) and low > high:
        raise BadCorrection("月薪上限低于下限；两项都要改时，请先改不冲突的一项。")
