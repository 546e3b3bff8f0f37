"""Parquet files: every column as the text the other readers would give."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from data.importers.rows import Rows, UnreadableFile, checked_header

ROWS = 100_000
MOST_ROWS = 50_000_000
"""A few bytes can stand for any number of equal rows; a province has fewer people than this."""

NONE = "无"


def parquet_rows(path: Path) -> Iterator[Rows]:
    """The file batch by batch: days as ISO text, lists joined by `;`, whole numbers without `.0`."""
    start = 2
    try:
        file = pa.parquet.ParquetFile(path)
        if file.metadata.num_rows > MOST_ROWS:
            raise UnreadableFile(f"行数超过 {MOST_ROWS}，请分成几个文件：{path.name}")
        header = checked_header(file.schema_arrow.names, path.name)
        for batch in file.iter_batches(batch_size=ROWS):
            columns = [_text(c, name, path) for c, name in zip(batch.columns, header, strict=True)]
            numbers = np.arange(start, start + batch.num_rows, dtype=np.int64)
            start += batch.num_rows
            yield Rows(pa.table(columns, names=header), numbers)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as failure:
        raise UnreadableFile(f"Parquet 文件已损坏：{path.name}") from failure


def _text(column: pa.Array, name: str, path: Path) -> pa.Array:
    # What a file calls text may be any bytes, and is first looked at much later.
    column.validate(full=True)
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.dictionary_decode(), name, path)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        lists = column.cast(pa.list_(pa.string()))
        # A list known to be empty is no unknown: it says what a person would write.
        return pc.if_else(
            pc.equal(pc.list_value_length(lists), 0), NONE, pc.binary_join(lists, ";")
        )
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise UnreadableFile(f"列“{name}”的类型 {kind} 不是数据列：{path.name}")
    if pa.types.is_timestamp(kind):
        return _moments(column)
    return _no_empty(column.cast(pa.string()))


def _moments(column: pa.Array) -> pa.Array:
    seconds = column.cast(pa.timestamp("s"), safe=False)
    days = seconds.cast(pa.date32(), safe=False)
    at_midnight = pc.equal(days.cast(pa.timestamp("s")), seconds)
    return pc.if_else(at_midnight, days.cast(pa.string()), seconds.cast(pa.string()))


def _no_empty(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), None, texts)
