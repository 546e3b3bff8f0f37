"""Tables from files: what kind a file is, and its rows as text columns."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from data.importers.csv_files import csv_rows
from data.importers.parquet_files import parquet_rows
from data.importers.rows import ONLY_HEADER, Rows, UnreadableFile
from data.importers.sheets import sheet_rows

__all__ = ["Rows", "UnreadableFile", "read_batches", "read_rows", "read_table"]

ROWS_AT_ONCE = 100_000
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_table(path: Path) -> pa.Table:
    """All columns as text, in file order; raises where a single row has fields too many or too few."""
    rows = read_rows(path)
    if rows.refused:
        first = rows.refused[0]
        raise UnreadableFile(f"第 {first.row} 行{first.reason}：{path.name}")
    return rows.table


def read_rows(path: Path) -> Rows:
    """The whole file at once, with the rows that do not fit its header set apart."""
    parts = list(read_batches(path))
    return Rows(
        pa.concat_tables([p.table for p in parts]),
        np.concatenate([p.numbers for p in parts]),
        tuple(r for p in parts for r in p.refused),
    )


def read_batches(path: Path, rows: int = ROWS_AT_ONCE) -> Iterator[Rows]:
    """The file piece by piece, for files too large to hold; each piece has `rows` rows or fewer.

    Raises `UnreadableFile`, with one sentence for people, before the first piece wherever it can.
    """
    empty = True
    for part in _source(path):
        for piece in part.pieces(rows):
            if piece.table.num_rows or piece.refused:
                empty = False
                yield piece
    if empty:
        raise UnreadableFile(ONLY_HEADER.format(path.name))


def _source(path: Path) -> Iterator[Rows]:
    """By the first bytes: a name's ending says little about what people send."""
    if not path.exists():
        raise UnreadableFile(f"找不到文件：{path}")
    if path.is_dir():
        raise UnreadableFile(f"这是文件夹，不是数据文件：{path}")
    if not path.is_file():
        raise UnreadableFile(f"不是数据文件：{path}")
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as failure:
        raise UnreadableFile(f"文件打不开：{path.name}") from failure
    if not head:
        raise UnreadableFile(f"文件是空的：{path.name}")
    if head.startswith(b"PAR1"):
        return parquet_rows(path)
    if head.startswith(WORKBOOKS):
        return sheet_rows(path)
    return csv_rows(path)
