"""Questions of whoever looks through vacancies and programmes: which there are, a page at a time, and how many."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pyarrow as pa
import sqlalchemy as sa

from data.fetching import fetch
from data.records import corrections, programmes, vacancies
from data.records.corrections import understood_as
from data.records.offers import Offers
from data.store import Connection

State = Literal["open", "closed", "all"]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; empty means anything. `among` are the only ids that count, None all."""

    text: str = ""
    region: str = ""
    occupation: str = ""
    state: State = "open"
    among: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of the list, in which order; `sort` begins with `-` where the largest comes first."""

    sort: str
    offset: int
    limit: int


def vacancies_page(db: Connection, sought: Sought, part: Slice, as_of: date) -> pa.Table:
    """Vacancies as they are understood, in the order asked for."""
    found = _page(db, vacancies.VACANCIES, _vacancies_where(sought, as_of), part)
    return corrections.corrected(db, found)


def count_vacancies(db: Connection, sought: Sought, as_of: date) -> int:
    """How many vacancies that would be in all."""
    return _count(db, vacancies.VACANCIES, _vacancies_where(sought, as_of))


def programmes_page(db: Connection, sought: Sought, part: Slice, as_of: date) -> pa.Table:
    """Programmes in the order asked for."""
    return _page(db, programmes.PROGRAMMES, _programmes_where(sought, as_of), part)


def count_programmes(db: Connection, sought: Sought, as_of: date) -> int:
    """How many programmes that would be in all."""
    return _count(db, programmes.PROGRAMMES, _programmes_where(sought, as_of))


def _vacancies_where(sought: Sought, as_of: date) -> list[sa.ColumnElement[bool]]:
    v = vacancies.VACANCIES.current.c
    where = _state(sought.state, vacancies.open_conditions(as_of))
    if sought.text:
        where.append(_contains(sought.text, v.title, v.employer, v.vacancy_id))
    if sought.region:
        where.append(understood_as("region", lambda c: c.startswith(sought.region)))
    if sought.occupation:
        where.append(understood_as("occupation", lambda c: _in_group(c, sought.occupation)))
    if sought.among is not None:
        where.append(v.vacancy_id.in_(sorted(sought.among)))
    return where


def _programmes_where(sought: Sought, as_of: date) -> list[sa.ColumnElement[bool]]:
    p = programmes.PROGRAMMES.current.c
    where = _state(sought.state, programmes.open_conditions(as_of))
    if sought.text:
        where.append(_contains(sought.text, p.title, p.institution, p.programme_id))
    if sought.region:
        where.append(p.region.startswith(sought.region))
    if sought.occupation:
        where.append(_in_group(p.occupation, sought.occupation))
    return where


def _state(
    state: State, is_open: tuple[sa.ColumnElement[bool], ...]
) -> list[sa.ColumnElement[bool]]:
    if state == "all":
        return []
    return [*is_open] if state == "open" else [~sa.and_(*is_open)]


def _contains(text: str, *columns: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return sa.or_(*(column.icontains(text, autoescape=True) for column in columns))


def _in_group(column: sa.ColumnElement[str], group: str) -> sa.ColumnElement[bool]:
    """The occupation itself, or one below it: `6-18` is not above `6-181`."""
    return sa.or_(column == group, column.startswith(f"{group}-", autoescape=True))


def _page(
    db: Connection, offers: Offers, where: list[sa.ColumnElement[bool]], part: Slice
) -> pa.Table:
    table = offers.current
    column = table.c[part.sort.lstrip("-")]
    order = column.desc() if part.sort.startswith("-") else column.asc()
    chosen = sa.select(*(table.c[word.name] for word in offers.words)).where(*where)
    in_order = chosen.order_by(order.nulls_last(), table.c[offers.key])
    return fetch(db, in_order.limit(part.limit).offset(part.offset), offers.words)


def _count(db: Connection, offers: Offers, where: list[sa.ColumnElement[bool]]) -> int:
    counted = sa.select(sa.func.count()).select_from(offers.current).where(*where)
    return db.scalar(counted) or 0
