"""What the night tells the lists: the index and the statutory categories of those who look for work."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.records import caseload, recognition, registers
from data.snapshot import parts
from data.store import Connection, Store, reading, transaction
from data.turns import give_way
from models.law.cases import SCHEMA
from models.law.registers import with_registers
from models.law.statutory import candidates
from service.batch.score import Run

ROWS_AT_ONCE = 1_000
"""So few that whoever else writes to a SQLite file waits some tens of milliseconds for them."""


def keep_judged(store: Store, run: Run) -> None:
    """Let lists sort by this night's index, and show whose file seems to meet a category.

    Whoever is recognised already, or has a case that runs, is no news to anybody.
    """
    with reading(store) as db:
        met = _met(db, run)
    index = pq.read_table(run.folder / "index", columns=["worker_id", "in_spell", "index"])
    seeking = index.filter(index["in_spell"]).combine_chunks()
    at = pc.index_in(seeking["worker_id"], value_set=met["worker_id"].combine_chunks())
    judged = pa.table(
        {
            "worker_id": seeking["worker_id"],
            "index_value": seeking["index"],
            "suggested": met["suggested"].combine_chunks().take(at.combine_chunks()),
        }
    )
    tell_lists(store, judged, run.as_of)


def tell_lists(store: Store, judged: pa.Table, on: date) -> None:
    """Write what lists do not say yet (`caseload.JUDGED`), piece by piece: each row is true by itself.

    Whoever else writes does so between two pieces; killed in the middle, it goes on with the rest.
    """
    with reading(store) as db:
        news = caseload.judged_otherwise(db, judged, on)
    for start in range(0, len(news), ROWS_AT_ONCE):
        if start:
            give_way(store)
        with transaction(store) as db:
            caseload.keep_judged(db, news.slice(start, ROWS_AT_ONCE))


def _met(db: Connection, run: Run) -> pa.Table:
    """Who seems to meet a category on what is on file, by the codes of those; households as a whole."""
    files = parts(run.snapshot)
    people = pa.concat_tables([pq.read_table(f, columns=SCHEMA.names) for f in files])
    known = with_registers(
        people.combine_chunks(),
        registers.of_everybody(db, run.as_of),
        registers.complete_lists(db, run.as_of),
        recognition.recognised(db, run.as_of),
    )
    law = candidates(known, run.as_of, applicants=recognition.applicants(db))
    if "suggested" not in law.column_names:
        return pa.table(
            {"worker_id": law["worker_id"], "suggested": pa.nulls(len(law), pa.string())}
        )
    codes = pc.binary_join(law["suggested"].combine_chunks(), ";")
    some = law.set_column(law.schema.get_field_index("suggested"), "suggested", codes)
    news = pc.and_(pc.not_equal(codes, ""), pc.invert(known["recognised"]))
    return some.select(["worker_id", "suggested"]).filter(news)
