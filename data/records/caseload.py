"""Keeping the caseload true: after people were taken in, and after a night has judged them."""

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.bulk import stage
from data.fetching import Query, fetch
from data.schema import FACT_COLUMNS, Column, arrow_schema
from data.store import Connection, rows_of
from data.tables import worker_versions, workers
from data.tables_caseload import NO_INDEX, caseload

COUNTED = [c.name for c in FACT_COLUMNS if c.name not in {"valid_on", "unwanted"}]
NAMED = ("name", "name_key", "initials")
KEPT = (
    *NAMED,
    "region",
    "township",
    "birth_on",
    "occupation",
    "employment_status",
    "registered_on",
    "valid_on",
    "n_missing",
)
WITH_NEWS = ("valid_on", "n_missing")
SELDOM = tuple(name for name in KEPT if name not in WITH_NEWS)
CODE_LENGTHS = (1, 4, 7)
"""An occupation's code is one of these long, or ten: 6, 6-18, 6-18-02, 6-18-02-04."""

JUDGED = (
    Column("worker_id", "text", "个人编号", required=True),
    Column("index_value", "real", "就业困难指数"),
    Column("suggested", "text", "可能符合的类别"),
)
NEWS = (*JUDGED, Column("judged_on", "date", "评估结果未变的第一天"))


def refresh(db: Connection, ids: Query) -> None:
    """List these workers as they are known now; what the night said of them stays until the next one.

    Of whoever is no longer registered as without work the night said nothing that still holds. Most news
    moves no more than the day on which it became known: SQLite writes anew every index of a column that is
    set, also to what it was, so only of the others everything is set.
    """
    lines = _as_known_last(ids)
    known = lines.subquery().c
    c = caseload.c
    still = known.registered_on.is_not(None)
    said = {"index_value": sa.case((still, c.index_value), else_=NO_INDEX)}
    said |= {
        name: sa.case((still, c[name]), else_=sa.null()) for name in ("suggested", "judged_on")
    }
    whole = {name: known[name] for name in KEPT}
    with_news = {name: known[name] for name in WITH_NEWS}
    for names, new in ((SELDOM, whole | said), (WITH_NEWS, with_news)):
        otherwise = sa.or_(*(c[name].is_distinct_from(known[name]) for name in names))
        db.execute(sa.update(caseload).where(c.worker_id == known.worker_id, otherwise).values(new))
    into = _insert(db).from_select(["worker_id", *KEPT], lines)
    db.execute(into.on_conflict_do_nothing(index_elements=["worker_id"]))


def fill(db: Connection, known: sa.FromClause, newest: sa.ColumnElement[bool]) -> int:
    """List everybody of a registry that was empty, from rows that hold who somebody is and all facts.

    `newest` says which row of each worker is what is known last.
    """
    lines = sa.select(*_line(known, known)).where(newest)
    return rows_of(db, sa.insert(caseload).from_select(["worker_id", *KEPT], lines))


def rename(db: Connection, ids: Query) -> None:
    """Take over the names of workers whose file did not change otherwise."""
    named = sa.update(caseload).where(
        caseload.c.worker_id == workers.c.worker_id,
        caseload.c.worker_id.in_(ids),
        caseload.c.name != workers.c.name,
    )
    db.execute(named.values({name: workers.c[name] for name in NAMED}))


def judged_otherwise(db: Connection, judged: pa.Table, on: date) -> pa.Table:
    """What a night found of those who look for work (`JUDGED`), where a list does not say it yet (`NEWS`).

    A row stands in thirty indexes, and of half of them nothing has changed. Of whom it says nothing any more
    neither index, categories nor day is left.
    """
    found = judged.cast(arrow_schema(JUDGED)).combine_chunks()
    c = caseload.c
    told = sa.select(*(c[word.name] for word in JUDGED)).where(c.judged_on.is_not(None))
    stands = fetch(db, told, JUDGED).combine_chunks()
    index = pc.fill_null(found["index_value"], NO_INDEX)
    was = stands.take(pc.index_in(found["worker_id"], value_set=stands["worker_id"]))
    same = pc.and_(
        pc.equal(was["index_value"], index),
        pc.equal(pc.fill_null(was["suggested"], ""), pc.fill_null(found["suggested"], "")),
    )
    new = found.set_column(1, "index_value", index).filter(pc.invert(pc.fill_null(same, False)))
    gone = pc.invert(pc.is_in(stands["worker_id"], value_set=found["worker_id"]))
    silent = stands["worker_id"].filter(gone)
    return pa.concat_tables([_news(new, on), _news(_nothing_of(silent), None)])


def keep_judged(db: Connection, news: pa.Table) -> None:
    """Let the lists say it (`NEWS`, some of it or all); of whoever has found work meanwhile they say nothing."""
    staged = stage(db, "judged_rows", news)
    c, s = caseload.c, staged.c
    found = sa.update(caseload).where(c.worker_id == s.worker_id, c.registered_on.is_not(None))
    db.execute(found.values({w.name: s[w.name] for w in NEWS[1:]}))


def _news(lines: pa.Table, on: date | None) -> pa.Table:
    days = pa.array([on] * len(lines), pa.date32())
    return lines.append_column("judged_on", days).cast(arrow_schema(NEWS))


def _nothing_of(ids: pa.ChunkedArray) -> pa.Table:
    index = pa.array([NO_INDEX] * len(ids), pa.float64())
    columns = [ids, index, pa.nulls(len(ids), pa.string())]
    return pa.table(columns, schema=arrow_schema(JUDGED))


def _insert(db: Connection) -> Any:
    """The databases share ON CONFLICT, SQLAlchemy's words for it do not."""
    dialect = sqlite if db.dialect.name == "sqlite" else postgresql
    return dialect.insert(caseload)


def _as_known_last(ids: Query) -> Query:
    v, later = worker_versions, worker_versions.alias("later")
    newer = sa.exists().where(
        later.c.worker_id == v.c.worker_id,
        sa.tuple_(later.c.valid_on, later.c.revision) > sa.tuple_(v.c.valid_on, v.c.revision),
    )
    line = zip(_line(v, workers), ("worker_id", *KEPT), strict=True)
    return (
        sa.select(*(word.label(name) for word, name in line))
        .join_from(v, workers, v.c.worker_id == workers.c.worker_id)
        .where(v.c.worker_id.in_(ids), ~newer)
    )


def _line(facts: sa.FromClause, who: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    """One worker's line of the list: the id, then `KEPT`."""
    return [
        facts.c.worker_id,
        *(who.c[name] for name in NAMED),
        facts.c.region,
        facts.c.township,
        facts.c.birth_on,
        sa.func.coalesce(facts.c.last_occupation, _first_wish(facts.c.wish_occupations)),
        facts.c.employment_status,
        facts.c.registered_on,
        facts.c.valid_on,
        # Counted already where the rows have just been read: as a sum in SQL it costs a fifth of the list.
        facts.c.n_missing if "n_missing" in facts.c else _n_missing(facts),
    ]


def _first_wish(wishes: sa.ColumnElement[str]) -> sa.ColumnElement[str | None]:
    ends_after = [
        (sa.func.substr(wishes, n + 1, 1).in_(("", ";")), sa.func.substr(wishes, 1, n))
        for n in CODE_LENGTHS
    ]
    first = sa.case(*ends_after, else_=sa.func.substr(wishes, 1, 10))
    return sa.func.nullif(first, "")


def _n_missing(facts: sa.FromClause) -> sa.ColumnElement[int]:
    missing = [sa.case((facts.c[name].is_(None), 1), else_=0) for name in COUNTED]
    return sum(missing[1:], missing[0])
