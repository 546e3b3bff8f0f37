"""Questions about which version of each file stands: what tells whose file is another than it was."""

from collections.abc import Iterable, Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data.fetching import fetch, parsed, stream
from data.records import workers
from data.schema import Column
from data.store import Connection
from data.tables import worker_versions
from data.tables_push import personalisation_choices

APART = "\x1f"
ROWS_AT_ONCE = 500_000
"""Fewer pieces than elsewhere: each is looked up among everybody."""

REVISIONS = 1 << 20
"""More than anybody corrects one day's row."""

KEYS = (
    Column("worker_id", "text", "个人编号", required=True),
    Column("valid_on", "date", "情况日期", required=True),
    Column("revision", "int", "修订", required=True),
)
WORDS = (
    Column("worker_id", "text", "个人编号", required=True),
    Column("wanted", "flag", "是否同意", required=True),
)
STANDING = pa.schema([("worker_id", pa.string()), ("version", pa.int64()), ("said", pa.bool_())])


def standing(db: Connection, as_of: date) -> pa.Table:
    """Of everybody known on a day which version that is, and the last word on advice, by id (`STANDING`).

    A version is never written over, so whoever has the same version and word has the same file. Only the
    key of the table is read, which is a tenth of it.
    """
    pieces = [_newest(piece) for piece in map(_numbered, _keys(db, as_of))]
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
        version = _numbered(piece)["version"]
        at = pc.index_in(piece["worker_id"], value_set=found["worker_id"].combine_chunks())
        at = at.combine_chunks()
        stands = pc.equal(found["version"].combine_chunks().take(at), version)
        said = found["said"].combine_chunks().take(at)
        place = piece.schema.get_field_index("consent")
        heard = piece.set_column(place, "consent", pc.coalesce(said, piece["consent"]))
        yield heard.drop_columns(["revision"]).filter(stands)


def _keys(db: Connection, as_of: date) -> Iterable[pa.Table]:
    """The key of every version up to a day, which is all that SQLite reads: an index holds it.

    Its driver would make six million texts of them; as one text they are Arrow's to take apart.
    """
    v = worker_versions
    key = sa.select(v.c.worker_id, v.c.valid_on, v.c.revision).where(v.c.valid_on <= as_of)
    if db.dialect.name != "sqlite":
        return stream(db, key, KEYS)
    k = key.subquery()
    line = sa.type_coerce(k.c.worker_id, sa.Text) + APART + sa.type_coerce(k.c.valid_on, sa.Text)
    line = line + APART + sa.cast(k.c.revision, sa.Text)
    lines: str | None = db.scalar(sa.select(sa.func.group_concat(line, "\n")))
    return [parsed(lines.encode(), KEYS, apart=APART)] if lines else []


def _numbered(piece: pa.Table) -> pa.Table:
    days = piece["valid_on"].cast(pa.int32()).cast(pa.int64())
    version = pc.add(pc.multiply(days, REVISIONS), piece["revision"].cast(pa.int64()))
    return pa.table({"worker_id": piece["worker_id"], "version": version})


def _newest(versions: pa.Table) -> pa.Table:
    grouped = versions.group_by("worker_id").aggregate([("version", "max")])
    return pa.table({"worker_id": grouped["worker_id"], "version": grouped["version_max"]})


def _last_words(db: Connection) -> pa.Table:
    """The last word of everybody who said one here."""
    p, later = personalisation_choices, personalisation_choices.alias("later")
    overruled = sa.exists().where(
        later.c.worker_id == p.c.worker_id, later.c.choice_id > p.c.choice_id
    )
    return fetch(db, sa.select(p.c.worker_id, p.c.wanted).where(~overruled), WORDS)
