"""One row of a vacancy or programme file on its way in: its texts, its values, and why it is refused."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from data.importers.grammars import read_demanded_education
from data.importers.grammars_tags import DAMAGED
from data.importers.refusals import Refusal
from data.importers.values import (
    NOTHING,
    Read,
    Unread,
    Value,
    one_of,
    plain,
    read_any_region,
    read_certificate,
    read_count,
    read_day,
    read_fen,
    read_flag,
    read_occupation,
    read_skill,
    read_skill_level,
)
from data.importers.worker_columns import read_licence
from data.schema import Column, Kind

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
LONG_TEXT, SHORT_TEXT = 20_000, 200
PARSED_FROM: Mapping[str, str] = {"region": "place"}
"""A mandatory column that a grammar fills, and the column it reads."""

ID = re.compile(r"[^\s\x00-\x1f]{1,100}")

T = TypeVar("T")
OfferValue = Value | list[str] | float | None


@dataclass(slots=True)
class OfferRow:
    """`texts` by our column names, missing ones None; `number` as a person counts the file's rows.

    `words` are what the file may write for the codes of each column.
    """

    number: int
    texts: Mapping[str, str | None]
    headers: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    def text(self, column: str) -> str | None:
        """What the file says in a column, or None."""
        return self.texts.get(column)

    def refuse(self, column: str, reason: str) -> None:
        """Refuse the row for one of its columns."""
        header = self.headers.get(column, column)
        self.refusals.append(Refusal(self.number, header, self.texts.get(column) or "", reason))

    def checked(self, column: str, value: T | Unread) -> T | None:
        """The value, or None and a refusal where it could not be read."""
        if isinstance(value, Unread):
            self.refuse(column, value.reason)
            return None
        return value


def read_plain(row: OfferRow, columns: tuple[Column, ...]) -> dict[str, OfferValue]:
    """Every column of the schema as the file gives it; unknown is None, an unreadable one refuses."""
    return {column.name: _read(row, column) for column in columns}


def refuse_missing(
    row: OfferRow, values: Mapping[str, OfferValue], columns: tuple[Column, ...]
) -> None:
    """Refuse a row that leaves a mandatory column empty, unless that column was refused already."""
    named = {refusal.column for refusal in row.refusals}
    for column in columns:
        if not column.required or values[column.name] is not None:
            continue
        said_in = PARSED_FROM.get(column.name, column.name)
        name = said_in if said_in in row.headers else column.name
        if row.headers.get(name, name) not in named:
            row.refuse(name, f"必须填写{column.label}")


def _read(row: OfferRow, column: Column) -> OfferValue:
    text = row.text(column.name)
    if text is None:
        return None
    value = read_value(column, text, row.words.get(column.name))
    return row.checked(column.name, value)


def read_value(
    column: Column, text: str, words: Mapping[str, str] | None = None
) -> OfferValue | Unread:
    """What one text says in a column, wherever it was written: in a file or on a page."""
    if column.kind == "list":
        return _read_list(text, BY_NAME[column.name])
    if column.kind == "real":
        return _read_share(text)
    if column.codes:
        return one_of(column.codes, words)(text)
    read = BY_NAME.get(column.name) or BY_KIND[column.kind]
    return read(text)


def _read_list(text: str, read: Read) -> list[str] | Unread:
    if plain(text).lower() in NOTHING:
        return []
    found = [read(part) for part in dict.fromkeys(text.split(";")) if part]
    for value in found:
        if isinstance(value, Unread):
            return value
    return sorted({str(value) for value in found})


def _read_share(text: str) -> float | Unread:
    try:
        share = float(plain(text))
    except ValueError:
        return Unread("应为 0 到 1 之间的数")
    return share if 0 <= share <= 1 else Unread("应为 0 到 1 之间的数")


def _read_short(text: str) -> str | Unread:
    tidy = CONTROLS.sub(" ", text).strip()
    if DAMAGED in tidy:
        return Unread("文字有损坏（编码转换时丢失）")
    return tidy if len(tidy) <= SHORT_TEXT else Unread(f"不超过 {SHORT_TEXT} 个字")


def _read_long(text: str) -> str | Unread:
    tidy = CONTROLS.sub(" ", text).strip()
    return tidy if len(tidy) <= LONG_TEXT else Unread(f"不超过 {LONG_TEXT} 个字")


def _read_id(text: str) -> str | Unread:
    tidy = unicodedata.normalize("NFKC", text).strip()
    return tidy if ID.fullmatch(tidy) else Unread("编号应为 1–100 个字符，中间没有空格")


def _read_rank(text: str) -> int | Unread:
    rank = read_demanded_education(text)
    return Unread("学历要求读不懂") if rank is None else rank


BY_KIND: Mapping[Kind, Read] = {
    "text": _read_short,
    "date": read_day,
    "int": read_count,
    "fen": read_fen,
    "flag": read_flag,
}

BY_NAME: Mapping[str, Read] = {
    "vacancy_id": _read_id,
    "programme_id": _read_id,
    "class_id": _read_id,
    "certificate_no": _read_id,
    "trainers": _read_id,
    "description": _read_long,
    "region": read_any_region,
    "occupation": read_occupation,
    "required_certificate": read_certificate,
    "gives_certificate": read_certificate,
    "min_education": _read_rank,
    "required_skills": read_skill,
    "welcome_skills": read_skill,
    "skill_levels": read_skill_level,
    "gives_skills": read_skill,
    "required_licences": read_licence,
    "gives_licences": read_licence,
}
