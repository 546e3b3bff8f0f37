"""Reach: whose people somebody may see, as the queries themselves keep it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import FromGrouping

from data.columns import KEEPS_HOME
from data.records.counties import Home
from data.store import Connection, Store, reading
from data.tables import worker_versions

Extent = Literal["city", "county", "township", "nobody"]


class NotNarrowed(Exception):
    """A statement that cannot be narrowed, and was therefore not asked: text, a write, an outer join both ways."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The people of the whole city, of one county unit, of one township, or nobody's."""

    extent: Extent
    code: str = ""

    def covers(self, home: Home | None) -> bool:
        """Whether somebody who lives there is among these people."""
        if home is None or self.extent == "nobody":
            return False
        if self.extent == "city":
            return True
        return self.code == (home.region if self.extent == "county" else home.township)


OPAQUE = frozenset({"assistance_events", "audit_acts"})
"""Tables that name people by an id of many kinds in one column: shown to the whole city's reach only."""

VERSIONS = sa.table(
    worker_versions.name,
    *map(sa.column, ("worker_id", "valid_on", "revision", "region", "township")),
)
"""With the columns that are needed alone: an alias of the whole table takes ten times as long to make."""

EVERYBODY = Reach("city")
NOBODY = Reach("nobody")


@contextmanager
def narrowed(store: Store, reach: Reach) -> Iterator[Connection]:
    """A reading connection on which every question about people is answered of these people only.

    Each SELECT gets the reach's criterion on every table that holds people or leads to them, wherever in
    the statement it stands; a page that forgets to ask for it shows nobody else's. Raises NotNarrowed for
    whatever could get round that.
    """

    def rewrite(
        db: Connection, statement: Any, many: Any, one: Any, options: Any
    ) -> tuple[Any, Any, Any]:
        del db, options
        return narrow(statement, reach), many, one

    def refuse(db: Any, cursor: Any, text: str, parameters: Any, context: Any, many: bool) -> None:
        del db, cursor, parameters, many
        if context.compiled is None and text != "BEGIN":
            raise NotNarrowed("a statement of plain text")

    with reading(store) as db:
        sa.event.listen(db, "before_execute", rewrite, retval=True)
        sa.event.listen(db, "before_cursor_execute", refuse)
        yield db


def narrow(statement: Any, reach: Reach) -> Any:
    """The same question about the people of this reach only."""
    if not isinstance(statement, sa.SelectBase):
        raise NotNarrowed(f"not a question: {type(statement).__name__}")
    for element in visitors.iterate(statement):
        _check_plain(element)
    if reach.extent == "city":
        return statement
    return visitors.cloned_traverse(statement, {}, {"select": lambda s: _narrow_select(s, reach)})


@cache
def leads_to_a_person(table: sa.Table) -> sa.Column[Any] | None:
    """The column of a table by which a row belongs to somebody; None for a table that is about nobody."""
    return _leading(table, frozenset())


def _leading(table: sa.Table, seen: frozenset[str]) -> sa.Column[Any] | None:
    if "worker_id" in table.c:
        return table.c.worker_id
    seen = seen | {table.name}
    found = [
        column
        for column in table.c
        for key in column.foreign_keys
        if key.column.table.name not in seen and _leading(key.column.table, seen) is not None
    ]
    # Of several the one that is always there: a row without any belongs to nobody, and is not shown.
    return min(found, key=lambda column: bool(column.nullable), default=None)


def _check_plain(element: visitors.ExternallyTraversible) -> None:
    """Nothing in it may reach rows in a way that the criterion does not see."""
    name = element.__visit_name__
    if name in {"textclause", "textual_select", "insert", "update", "delete", "lambda_element"}:
        raise NotNarrowed(f"not readable: {name}")
    if name == "table" and not isinstance(element, sa.Table):
        raise NotNarrowed("a table that is only a name")
    if isinstance(element, sa.ColumnClause) and element.is_literal and element.name != "*":
        raise NotNarrowed("a column of plain text")


def _narrow_select(select: sa.Select[Any], reach: Reach) -> None:
    """Ask of each table of this FROM; of one that an outer join only adds, in that join.

    In place, as cloned_traverse wants it: the statement is a copy already.
    """
    sources = tuple(select.get_final_froms())
    if select._setup_joins:
        # As `Select.outerjoin` keeps them they have no ON clause yet to which anything could be added.
        select._from_obj, select._setup_joins = sources, ()
    criteria = [c for source in sources for c in _narrow_source(source, reach)]
    select._where_criteria += tuple(criteria)


def _narrow_source(source: sa.FromClause, reach: Reach) -> list[sa.ColumnElement[bool]]:
    """What to ask in WHERE of the tables that a FROM takes rows from."""
    if isinstance(source, FromGrouping):
        return _narrow_source(source.element, reach)
    if isinstance(source, sa.Join):
        if source.full:
            raise NotNarrowed("a full outer join")
        left = _narrow_source(source.left, reach)
        right = _narrow_source(source.right, reach)
        if source.isouter:
            on = [source.onclause] if source.onclause is not None else []
            source.onclause = sa.and_(sa.true(), *on, *right)
            return left
        return left + right
    table = _behind(source)
    return [] if table is None else _criteria(source, table, reach)


def _behind(source: sa.FromClause) -> sa.Table | None:
    """The table that rows come from, through any number of aliases; None where they come from a question.

    A question within is narrowed where it stands; whatever else gives rows is not asked.
    """
    while isinstance(source, sa.Alias) and isinstance(source.element, sa.FromClause):
        source = source.element
    if isinstance(source, sa.Table):
        return source
    if isinstance(source, sa.Subquery | sa.CTE | sa.Values):
        return None
    raise NotNarrowed(f"rows of unknown origin: {source.__visit_name__}")


def _criteria(rows: sa.FromClause, table: sa.Table, reach: Reach) -> list[sa.ColumnElement[bool]]:
    column = leads_to_a_person(table)
    if table.name in OPAQUE or (column is not None and reach.extent == "nobody"):
        # Not `false()`, which would swallow the rest of WHERE and with it how the tables are joined.
        return [sa.literal(0) == sa.literal(1)]
    if column is None:
        return []
    own = _own_home(rows, table, reach)
    return [_belongs(rows.c[column.name], column, reach) if own is None else own]


def _own_home(rows: sa.FromClause, table: sa.Table, reach: Reach) -> sa.ColumnElement[bool] | None:
    """Where a table says itself where its people live now, there is nothing to look up."""
    if not table.info.get(KEEPS_HOME):
        return None
    return rows.c["region" if reach.extent == "county" else "township"] == reach.code


def _belongs(
    value: sa.ColumnElement[Any], column: sa.Column[Any], reach: Reach
) -> sa.ColumnElement[bool]:
    if column.name == "worker_id":
        return _home(value, reach) == reach.code
    (key,) = column.foreign_keys
    onward = leads_to_a_person(key.column.table)
    if onward is None:
        raise NotNarrowed(f"{column} leads nowhere")
    names = {key.column.name, onward.name}
    parent = sa.table(key.column.table.name, *map(sa.column, sorted(names))).alias()
    there = parent.c[key.column.name] == value
    further = _belongs(parent.c[onward.name], onward, reach)
    return sa.select(sa.literal(1)).select_from(parent).where(there, further).exists()


def _home(worker_id: sa.ColumnElement[Any], reach: Reach) -> sa.ScalarSelect[Any]:
    """Where somebody lives as known last."""
    v = VERSIONS.alias()
    place = v.c.region if reach.extent == "county" else v.c.township
    newest = (v.c.valid_on.desc(), v.c.revision.desc())
    query = sa.select(place).where(v.c.worker_id == worker_id).order_by(*newest).limit(1)
    return query.correlate_except(v).scalar_subquery()
