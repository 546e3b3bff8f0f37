"""Who would gain most from each course: cut out of a night's lists once, and read by course."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from service.batch.prices import STALE_DAYS

NAME = "gainers.parquet"
OF_A_COUNTY = 50
"""So many people of each county a course: a counselor of any county finds some of their own."""

ORDER = [("programme_id", "ascending"), ("n_opened", "descending"), ("worker_id", "ascending")]
COLUMNS = ["programme_id", "worker_id", "n_opened", "referred"]


def write_gainers(folder: Path, threads: int = 1) -> None:
    """Cut the lists of a finished run; nothing where it has none."""
    lists = sorted((folder / "programmes").glob("*.parquet"))
    if not lists:
        return
    with ThreadPoolExecutor(threads) as crew:
        found = pa.concat_tables(crew.map(_first_of_each, lists))
    draft = folder / f".{NAME}.{os.getpid()}"
    pq.write_table(found.sort_by(ORDER), draft, row_group_size=5_000, compression="zstd")
    draft.replace(folder / NAME)


def gainers_of(scores: Path, programme_id: str, as_of: date) -> tuple[date, pa.Table] | None:
    """The night and its people for a course, most vacancies opened first; None where there was none lately."""
    for back in range(STALE_DAYS + 1):
        night = as_of - timedelta(days=back)
        path = scores / night.isoformat() / NAME
        if path.is_file():
            return night, pq.read_table(path, filters=[("programme_id", "=", programme_id)])
    return None


def _first_of_each(path: Path) -> pa.Table:
    """Who gains most of a list, which is in the order of its people: only numbers are sorted."""
    rows = pq.read_table(path, columns=COLUMNS).combine_chunks()
    codes = rows["programme_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    opened = rows["n_opened"].to_numpy()
    order = np.lexsort((-opened.astype(np.int64), codes))
    codes = codes[order]
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    position = np.arange(len(codes)) - np.repeat(starts, np.diff(np.append(starts, len(codes))))
    return rows.take(pa.array(order[position < OF_A_COUNTY]))
