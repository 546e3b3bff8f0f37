"""Questions about which version of each file stands: what tells whose file is another than it was."""

from collections.abc import Iterator
from datetime import date
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data.fetching import Query, fetch, parsed, stream
from data.records import workers
from data.schema import Column
from data.store import Connection
from data.tables import worker_versions
from data.tables_push import personalisation_choices

APART = "\x1f"
ROWS_AT_ONCE = 500_000
"""Fewer pieces than elsewhere: each is looked up among everybody."""

LINES_AT_ONCE = 1_000_000
"""As one text far below the 10^9 bytes that SQLite holds in one value."""

PAGES_AT_ONCE = 16_384
"""The same of PostgreSQL, by pages of its table: 128 MB of it, of which the key is a tenth."""

N_PAGES = "pg_relation_size('worker_versions'::regclass) / current_setting('block_size')::bigint"

REVISIONS = 1 << 20
"""More than anybody corrects one day's row."""

KEYS = (
    Column("worker_id", "text", "个人编号", required=True),
    Column("valid_on", "date", "情况日期", required=True),
    Column("revision", "int", "修订", required=True),
)
HELD = (*KEYS, Column("content", "fen", "内容", required=True))
"""Key and content: a number of 64 bits, as an amount is."""
WORDS = (
    Column("worker_id", "text", "个人编号", required=True),
    Column("wanted", "flag", "是否同意", required=True),
)
STANDING = pa.schema(
    [
        ("worker_id", pa.string()),
        ("version", pa.int64()),
        ("content", pa.int64()),
        ("said", pa.bool_()),
    ]
)


def standing(db: Connection, as_of: date) -> pa.Table:
    """Of everybody known on a day which version that is, and the last word on advice, by id (`STANDING`).

    Whoever has the same version with the same content, and said the same word, has the same file. The
    content counts too: another database, or this one restored to an earlier hour, gives the same day and
    revision to what somebody else said. Only narrow columns are sent, which is a tenth of the table.
    """
    pieces = [_newest(_held(piece)) for piece in _versions(db, as_of)]
    if not pieces:
        return STANDING.empty_table()
    newest = _newest(pa.concat_tables(pieces)).sort_by("worker_id").combine_chunks()
    said = _last_words(db)
    at = pc.index_in(newest["worker_id"], value_set=said["worker_id"].combine_chunks())
    return newest.append_column("said", said["wanted"].combine_chunks().take(at.combine_chunks()))


def stream_standing(db: Connection, as_of: date, found: pa.Table) -> Iterator[pa.Table]:
    """Everybody as known on a day, in pieces and in no order; `found` is what stands (`standing`).

    What was said here overrules the file, all at once. PostgreSQL sends every version, and those that
    stand are picked here: to seek them one by one there takes longer than to send them.
    """
    v = worker_versions
    asked = sa.select(*(v.c[c.name] for c in workers.SNAPSHOT), v.c.revision)
    asked = asked.where(v.c.valid_on <= as_of)
    if db.dialect.name == "sqlite":
        asked = asked.where(~workers.newer(v, as_of))
    for piece in stream(db, asked, (*workers.SNAPSHOT, KEYS[-1]), rows=ROWS_AT_ONCE):
        version = _numbered(piece)
        at = pc.index_in(piece["worker_id"], value_set=found["worker_id"].combine_chunks())
        at = at.combine_chunks()
        stands = pc.equal(found["version"].combine_chunks().take(at), version)
        said = found["said"].combine_chunks().take(at)
        place = piece.schema.get_field_index("consent")
        heard = piece.set_column(place, "consent", pc.coalesce(said, piece["consent"]))
        yield heard.drop_columns(["revision"]).filter(stands)


def _versions(db: Connection, as_of: date) -> Iterator[pa.Table]:
    """Key and content of every version up to a day (`HELD`), in pieces and in no order.

    Neither driver hands over millions of rows at Arrow's pace: as one text they are Arrow's to take apart.
    """
    v = worker_versions
    held = sa.select(*(v.c[c.name] for c in HELD)).where(v.c.valid_on <= as_of)
    texts = _by_rows(db, held) if db.dialect.name == "sqlite" else _by_pages(db, held)
    for lines in texts:
        yield parsed(lines.encode(), HELD, apart=APART)


def _by_rows(db: Connection, held: Query) -> Iterator[str]:
    place, done = sa.literal_column("worker_versions.rowid", sa.Integer), -1
    while True:
        k = held.add_columns(place.label("place")).where(place > done)
        some = k.order_by(place).limit(LINES_AT_ONCE).subquery()
        lines, last = db.execute(
            sa.select(sa.func.group_concat(_line(some), "\n"), sa.func.max(some.c.place))
        ).one()
        if lines is None:
            return
        yield lines
        done = last


def _by_pages(db: Connection, held: Query) -> Iterator[str]:
    """Whatever is seen in this view of the database stands on the pages that the table has now."""
    place: sa.ColumnElement[str] = sa.literal_column("worker_versions.ctid")
    for start in range(0, db.scalar(sa.select(sa.literal_column(N_PAGES))) or 0, PAGES_AT_ONCE):
        some = held.where(place >= _tid(start), place < _tid(start + PAGES_AT_ONCE)).subquery()
        lines = db.scalar(sa.select(sa.func.string_agg(_line(some), "\n")))
        if lines is not None:
            yield lines


def _tid(page: int) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'({page},0)'::tid")


def _line(some: sa.Subquery) -> sa.ColumnElement[str]:
    texts: list[sa.ColumnElement[str]] = [sa.cast(some.c[c.name], sa.Text) for c in HELD]
    return reduce(lambda one, other: one + APART + other, texts)


def _held(piece: pa.Table) -> pa.Table:
    return pa.table(
        {
            "worker_id": piece["worker_id"],
            "version": _numbered(piece),
            "content": piece["content"].cast(pa.int64()),
        }
    )


def _numbered(piece: pa.Table) -> pa.ChunkedArray:
    """Day and revision as one number, which grows from one version to the next."""
    days = piece["valid_on"].cast(pa.int32()).cast(pa.int64())
    return pc.add(pc.multiply(days, REVISIONS), piece["revision"].cast(pa.int64()))


def _newest(held: pa.Table) -> pa.Table:
    grouped = held.group_by("worker_id").aggregate([("version", "max")])
    if grouped.num_rows == held.num_rows:
        return held
    at = pc.index_in(held["worker_id"], value_set=grouped["worker_id"].combine_chunks())
    newest = grouped["version_max"].combine_chunks().take(at.combine_chunks())
    return held.filter(pc.equal(held["version"], newest))


def _last_words(db: Connection) -> pa.Table:
    """The last word of everybody who said one here."""
    p, later = personalisation_choices, personalisation_choices.alias("later")
    overruled = sa.exists().where(
        later.c.worker_id == p.c.worker_id, later.c.choice_id > p.c.choice_id
    )
    return fetch(db, sa.select(p.c.worker_id, p.c.wanted).where(~overruled), WORDS)
