"""One worker's rows of a large finished file, without reading the others: what the file says of itself is kept."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FILES_KEPT = 64
"""More than a night writes lists; what is kept of each are a few numbers a group."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A file's groups of rows: the first and the last worker of each, rising where the file is in order."""

    metadata: pq.FileMetaData
    first: tuple[str, ...]
    last: tuple[str, ...]

    def groups_of(self, worker_id: str) -> list[int]:
        """The groups in which this worker can be."""
        begin = bisect_left(self.last, worker_id)
        end = begin
        while end < len(self.first) and self.first[end] <= worker_id:
            end += 1
        return list(range(begin, end))


def rows_of_worker(path: Path, worker_id: str, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """The rows of one worker, in the file's order; the file is in the order of its workers."""
    stat = path.stat()
    contents = _contents(path, stat.st_mtime_ns, stat.st_ino)
    groups = contents.groups_of(worker_id)
    if not groups:
        return []
    with pq.ParquetFile(path, metadata=contents.metadata) as file:
        table = file.read_row_groups(groups, columns=["worker_id", *names], use_threads=False)
    ids = table["worker_id"].cast(pa.string()).to_numpy()
    begin, end = (int(np.searchsorted(ids, worker_id, side)) for side in ("left", "right"))
    mine = table.slice(begin, end - begin)
    return list(zip(*(mine[name].to_pylist() for name in names), strict=True))


@lru_cache(maxsize=FILES_KEPT)
def _contents(path: Path, written: int, file: int) -> Contents:
    """Anew where another file lies at the same place."""
    del written, file
    metadata = pq.read_metadata(path)
    at = metadata.schema.names.index("worker_id")
    ends = [metadata.row_group(n).column(at).statistics for n in range(metadata.num_row_groups)]
    return Contents(metadata, tuple(e.min for e in ends), tuple(e.max for e in ends))
