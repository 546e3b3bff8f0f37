"""What of an earlier snapshot still holds: the rows of everybody whose file is the same as it was then."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.records import workers
from data.store import Connection

MOST_CHANGED = 0.2
"""Where a larger part has changed, reading everybody anew costs less than finding them one by one."""

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier snapshot: its files by county unit, and which version of everybody's file they hold."""

    parts: dict[str, Path]
    standing: pa.Table


@dataclass(frozen=True, slots=True)
class Moved:
    """Whose row is to be left out of the earlier files, and the ids of those to be read anew."""

    gone: pa.Array
    anew: pa.Array


def moved(before: Before, now: pa.Table) -> Moved | None:
    """Who is not who they were; None where there are so many that all are better read anew."""
    then = before.standing
    at = pc.index_in(now["worker_id"], value_set=then["worker_id"].combine_chunks())
    was = then.combine_chunks().take(at.combine_chunks())
    same_file = pc.and_(
        pc.equal(was["version"], now["version"]), pc.equal(was["content"], now["content"])
    )
    same_word = pc.equal(_numbered(was["said"]), _numbered(now["said"]))
    same = pc.and_(pc.fill_null(same_file, False), same_word)
    anew = now["worker_id"].filter(pc.invert(same)).combine_chunks()
    if len(anew) > MOST_CHANGED * now.num_rows:
        return None
    left = then["worker_id"].filter(
        pc.invert(pc.is_in(then["worker_id"], value_set=now["worker_id"].combine_chunks()))
    )
    return Moved(pa.concat_arrays([anew, left.combine_chunks()]), anew)


def read_anew(
    db: Connection, as_of: date, found: Moved, progress: Callable[[int, int, str], None]
) -> Iterator[pa.Table]:
    """The rows of everybody who moved, as known on the day."""
    for start in range(0, len(found.anew), AT_ONCE):
        some = found.anew.slice(start, AT_ONCE).to_pylist()
        yield workers.some(db, some, as_of)
        progress(min(start + AT_ONCE, len(found.anew)), len(found.anew), "快照")


def still_true(path: Path, found: Moved) -> pa.Table:
    """The rows of an earlier file that still hold."""
    rows = pq.ParquetFile(path).read()
    return rows.filter(pc.invert(pc.is_in(rows["worker_id"], value_set=found.gone)))


def _numbered(said: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Yes, no and nothing as numbers: nothing equals nothing here."""
    return pc.fill_null(said.cast(pa.int8()), -1)
