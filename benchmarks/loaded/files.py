"""A registry's extract of one day: everybody once, as Parquet for whoever inserts and as the form that is imported."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from data.bulk import flat
from data.synthetic import write_market

A_PIECE = 100_000


def everybody(folder: Path, people: int, *, seed: int, as_of: date) -> Path:
    """The newest row of everybody, typed, lists as texts."""
    market = write_market(folder / "market", people, 100, seed=seed, as_of=as_of)
    path = folder / "workers.parquet"
    newest = (flat(_newest(pq.read_table(part))) for part in market.workers)
    first = next(newest)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        for table in (first, *newest):
            writer.write_table(table, A_PIECE)
    return path


def as_csv(path: Path) -> Path:
    """The same rows as the text that a registry is usually extracted to."""
    beside = path.with_suffix(".csv")
    with pq.ParquetFile(path) as file, pyarrow.csv.CSVWriter(beside, file.schema_arrow) as writer:
        for batch in file.iter_batches(A_PIECE):
            writer.write_batch(batch)
    return beside


def pieces(path: Path) -> Iterator[pa.Table]:
    """The rows again, some at a time."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(A_PIECE):
            yield pa.Table.from_batches([batch])


def _newest(table: pa.Table) -> pa.Table:
    rows = pa.table({"worker_id": table["worker_id"], "row": np.arange(table.num_rows)})
    newest = rows.group_by("worker_id").aggregate([("row", "max")])
    return table.take(newest["row_max"].combine_chunks().sort())
