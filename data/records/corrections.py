"""Questions about corrections: what stands for a posting, and its reading with them laid over it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from data.canonical import SEPARATOR
from data.codes.skill_levels import parted
from data.schema import ARROW, VACANCY_COLUMNS, Kind
from data.store import Connection
from data.tables_corrections import vacancy_corrections
from data.tables_market import vacancies

Read = str | int | bool | float | list[str] | None
KINDS: Mapping[str, Kind] = {column.name: column.kind for column in VACANCY_COLUMNS}
SURE = 1.0
"""How sure an occupation is that a person named."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody read in a posting instead; `was` is what the source's reading was when it was said."""

    correction_id: int
    vacancy_id: str
    field: str
    value: Read
    was: Read
    reason: str
    said_by: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a posting's history of corrections; `undoes` names the one it took back."""

    correction_id: int
    field: str
    value: Read
    undoes: int | None
    reason: str
    said_by: str
    said_at: datetime


def add(
    db: Connection,
    vacancy_id: str,
    field: str,
    *,
    value: Read,
    was: Read,
    reason: str,
    by: str,
    at: datetime,
) -> int:
    """Keep a correction; it counts from now on, whatever the source says later. Returns its number."""
    row = {"vacancy_id": vacancy_id, "field": field, "value": told(value), "was": told(was)}
    return _added(db, row | {"reason": reason, "said_by": by, "said_at": at})


def undo(db: Connection, correction: Correction, *, reason: str, by: str, at: datetime) -> None:
    """Take a correction back: the one before it counts again, or what the source says."""
    row = {
        "vacancy_id": correction.vacancy_id,
        "field": correction.field,
        "value": None,
        "was": told(correction.was),
        "undoes": correction.correction_id,
    }
    _added(db, row | {"reason": reason, "said_by": by, "said_at": at})


def standing(db: Connection, vacancy_ids: Sequence[str] | None = None) -> tuple[Correction, ...]:
    """The corrections that count, one a field, of some postings or of all."""
    c = vacancy_corrections
    names = [c.c[name] for name in Correction.__dataclass_fields__]
    chosen = sa.select(*names).where(*_stands(c)).order_by(c.c.vacancy_id, c.c.field)
    if vacancy_ids is not None:
        chosen = chosen.where(c.c.vacancy_id.in_(vacancy_ids))
    return tuple(_correction(row) for row in db.execute(chosen).mappings())


def history(db: Connection, vacancy_id: str) -> tuple[Said, ...]:
    """All that was ever corrected of a posting and taken back, newest first."""
    c = vacancy_corrections
    chosen = sa.select(*(c.c[name] for name in Said.__dataclass_fields__))
    rows = db.execute(
        chosen.where(c.c.vacancy_id == vacancy_id).order_by(c.c.correction_id.desc())
    ).mappings()
    return tuple(
        Said(**{**row, "value": None if row["value"] is None else read(row["field"], row["value"])})
        for row in rows
    )


def newest(db: Connection) -> int:
    """The number of the last correction or undoing; 0 before the first. It grows with each."""
    return db.scalar(sa.select(sa.func.max(vacancy_corrections.c.correction_id))) or 0


def corrected(db: Connection, table: pa.Table) -> pa.Table:
    """The same postings as they are understood: with every correction that counts laid over them."""
    ids = None if table.num_rows > ROWS_TO_NAME else table["vacancy_id"].to_pylist()
    found = standing(db, ids)
    if not found:
        return table
    as_read, row_of = table, {id_: row for row, id_ in enumerate(table["vacancy_id"].to_pylist())}
    for field in sorted({c.field for c in found}):
        said = {row_of[c.vacancy_id]: c.value for c in found if _about(c, field, row_of)}
        table = _with_values(table, field, said)
        if field == "occupation":
            table = _with_values(table, "occupation_confidence", dict.fromkeys(said, SURE))
    listed = {row_of[c.vacancy_id] for c in found for f in SKILLS if _about(c, f, row_of)}
    if not listed:
        return table
    told_still = {row: _still_asked(as_read, table, row) for row in listed}
    return _with_values(table, "skill_levels", told_still)


SKILLS = ("required_skills", "welcome_skills")
"""Fields after whose correction a skill that was taken out of them, or put in, has no level any more."""


ROWS_TO_NAME = 500
"""Beyond so many postings all corrections are read: they are few, and a statement has its limits."""


def understood(field: str) -> sa.ColumnElement[str]:
    """Of `vacancies` in a statement, a field of text as it is understood: corrected, else as read."""
    c, v = vacancy_corrections.alias(), vacancies
    mine = (c.c.vacancy_id == v.c.vacancy_id, c.c.field == field, *_stands(c))
    said = sa.select(c.c.value).where(*mine).correlate(v).scalar_subquery()
    is_said = sa.exists().where(*mine).correlate(v)
    return sa.case((is_said, sa.func.nullif(said, "")), else_=v.c[field])


def understood_as(
    field: str, meets: Callable[[sa.ColumnElement[Any]], sa.ColumnElement[bool]]
) -> sa.ColumnElement[bool]:
    """Whether a field of text of `vacancies` meets a condition as it is understood.

    The few corrected postings are looked up once; the others are asked without looking at corrections.
    """
    c, key = vacancy_corrections.alias(), vacancies.c.vacancy_id
    corrected_ids = sa.select(c.c.vacancy_id).where(c.c.field == field, *_stands(c))
    return sa.or_(
        sa.and_(meets(vacancies.c[field]), key.not_in(corrected_ids)),
        key.in_(corrected_ids.where(meets(c.c.value))),
    )


def told(value: Read) -> str:
    """A value as one text, empty for nothing; equal values are equal texts."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return SEPARATOR.join(sorted(value)) if isinstance(value, list) else str(value)


def read(field: str, text: str) -> Read:
    """The value again."""
    kind = KINDS[field]
    if kind == "list":
        return text.split(SEPARATOR) if text else []
    if not text:
        return None
    if kind == "flag":
        return text == "1"
    return int(text) if kind in {"int", "fen"} else text


def _stands(c: sa.FromClause) -> tuple[sa.ColumnElement[bool], ...]:
    """Of a row of corrections: it says something, was not taken back, and nothing newer stands."""
    later, undone, undone_later = (vacancy_corrections.alias() for _ in range(3))
    newer = sa.exists().where(
        later.c.vacancy_id == c.c.vacancy_id,
        later.c.field == c.c.field,
        later.c.value.is_not(None),
        later.c.correction_id > c.c.correction_id,
        ~sa.exists().where(undone_later.c.undoes == later.c.correction_id),
    )
    taken_back = sa.exists().where(undone.c.undoes == c.c.correction_id)
    return c.c.value.is_not(None), ~taken_back, ~newer


def _added(db: Connection, row: dict[str, object]) -> int:
    added = sa.insert(vacancy_corrections).values(row)
    return int(db.execute(added.returning(vacancy_corrections.c.correction_id)).scalar_one())


def _correction(row: sa.RowMapping) -> Correction:
    values = {name: read(row["field"], row[name]) for name in ("value", "was")}
    return Correction(**{**row, **values})


def _about(correction: Correction, field: str, row_of: Mapping[str, int]) -> bool:
    return correction.field == field and correction.vacancy_id in row_of


def _still_asked(as_read: pa.Table, corrected: pa.Table, row: int) -> list[str] | None:
    """The levels of skills in the list in which they were read: who demands a skill may not demand its level."""
    before, after = (
        t.slice(row, 1).select([*SKILLS, "skill_levels"]).to_pylist()[0]
        for t in (as_read, corrected)
    )
    kept = {s for field in SKILLS for s in {*(before[field] or ())} & {*(after[field] or ())}}
    return [e for e in before["skill_levels"] or () if parted(e)[0] in kept] or None


def _with_values(table: pa.Table, field: str, said: Mapping[int, Read]) -> pa.Table:
    values = table[field].to_pylist()
    for row, value in said.items():
        values[row] = value
    at = table.schema.get_field_index(field)
    return table.set_column(at, field, pa.array(values, ARROW[KINDS[field]]))
