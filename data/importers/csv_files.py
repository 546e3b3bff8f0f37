"""CSV files: encoding and delimiter found by themselves, read in columns."""

import codecs
import csv
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from data.importers.refusals import Refusal
from data.importers.rows import HEADER, ONLY_HEADER, Rows, UnreadableFile, checked_header

BLOCK = 2 << 20
"""What stays in a core's cache is parsed twice as fast; a single row can be no longer than this."""

ROWS_AT_ONCE = 50_000
DELIMITERS = (",", "\t", ";")
HEADER_CHARACTERS = 1 << 20


def csv_rows(path: Path) -> Iterator[Rows]:
    """The file stretch by stretch, fields as they stand, empty ones null."""
    encoding = encoding_of(path)
    header, unnamed, delimiter = _header(path, encoding)
    odd: dict[int, Refusal] = {}
    start, waiting = 2, list[pa.RecordBatch]()
    try:
        reader = _open(path, encoding, delimiter, header=header + unnamed, odd=odd)
        for batch in reader:
            waiting.append(batch)
            if sum(b.num_rows for b in waiting) >= ROWS_AT_ONCE:
                rows = _rows(waiting, start, odd, schema=reader.schema)
                start, waiting = int(rows.numbers[-1]) + 1, []
                yield _named(rows, unnamed, path)
        rows = _rows(waiting, start, odd, schema=reader.schema, last=True)
    except pa.ArrowInvalid as failure:
        raise UnreadableFile(f"不是可读的表格，可能有没有配对的引号：{path.name}") from failure
    _refuse_open_quote(rows.table, path)
    yield _named(rows, unnamed, path)


def encoding_of(path: Path) -> str:
    """UTF-8 (with or without its mark), UTF-16 (with it) or GB18030, proved over the whole file."""
    with path.open("rb") as file:
        head = file.read(4096)
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise UnreadableFile(f"文字编码既不是 UTF-8 也不是 GB18030，读不出：{path.name}")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(4 << 20):
                decoder.decode(block)
                if b"\0" in block and encoding != "utf-16":
                    raise UnreadableFile(f"不是表格文件（可用 CSV、XLSX 或 Parquet）：{path.name}")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _header(path: Path, encoding: str) -> tuple[list[str], list[str], str]:
    """The first record's names, stand-ins for empty ones at its end, the delimiter between them."""
    python_name = "utf-8-sig" if encoding == "utf8" else encoding
    try:
        with path.open(encoding=python_name, newline="") as file:
            first = next(csv.reader([file.readline(HEADER_CHARACTERS)]), [])
            delimiter = max(DELIMITERS, key=",".join(first).count) if len(first) < 2 else ","
            file.seek(0)
            names = next(csv.reader(file, delimiter=delimiter), [])
            more = file.read(1)
    except (UnicodeError, csv.Error) as failure:
        raise UnreadableFile(f"不是可读的表格：{path.name}") from failure
    header = checked_header(names, path.name)
    if not more:
        raise UnreadableFile(ONLY_HEADER.format(path.name))
    # No name of the header begins with a blank.
    unnamed = [f" {place}" for place in range(len(header), len(names))]
    return header, unnamed, delimiter


def _open(
    path: Path, encoding: str, delimiter: str, *, header: list[str], odd: dict[int, Refusal]
) -> pa.csv.CSVStreamingReader:
    def set_apart(row: pa.csv.InvalidRow) -> str:
        reason = f"有 {row.actual_columns} 个字段，表头有 {row.expected_columns} 个"
        if "\n" in row.text:
            reason += "；跨了多行，可能有没有配对的引号"
        odd[row.number] = Refusal(row.number, "", row.text[:200], reason)
        return "skip"

    return pa.csv.open_csv(
        path,
        # One thread: only then does the reader know the number of a row that does not fit.
        pa.csv.ReadOptions(
            use_threads=False,
            block_size=BLOCK,
            column_names=header,
            skip_rows_after_names=1,
            encoding=encoding,
        ),
        pa.csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=set_apart,
        ),
        pa.csv.ConvertOptions(
            column_types={name: pa.string() for name in header},
            null_values=[""],
            strings_can_be_null=True,
        ),
    )


def _rows(
    batches: list[pa.RecordBatch],
    start: int,
    odd: dict[int, Refusal],
    *,
    schema: pa.Schema,
    last: bool = False,
) -> Rows:
    """Some batches and the odd rows among them; the reader has looked ahead, so others stay in `odd`."""
    table = pa.Table.from_batches(batches, schema)
    numbers = _numbers(start, table.num_rows, odd)
    end = int(numbers[-1]) if len(numbers) else start
    here = list(odd) if last else [n for n in odd if n < end]
    return Rows(table, numbers, tuple(odd.pop(n) for n in here))


def _named(rows: Rows, unnamed: list[str], path: Path) -> Rows:
    """The rows without columns that have no name, which must be empty: spreadsheets leave such behind."""
    if any(rows.table[name].null_count < rows.table.num_rows for name in unnamed):
        raise UnreadableFile(f"有数据的列没有列名；{HEADER}：{path.name}")
    return replace(rows, table=rows.table.drop_columns(unnamed)) if unnamed else rows


def _refuse_open_quote(table: pa.Table, path: Path) -> None:
    """A quote never closed takes all that follows into one last field: nothing is lost unsaid."""
    last = table.columns[-1][-1].as_py() if table.num_rows else None
    if not last or "\n" not in last:
        return
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, 64), os.SEEK_END)
        end = file.read().replace(b"\0", b"").rstrip()
    if not end.endswith(b'"'):
        raise UnreadableFile(f"最后一行有没有配对的引号，其后的内容无法分行：{path.name}")


def _numbers(start: int, n: int, odd: dict[int, Refusal]) -> npt.NDArray[np.int64]:
    """The numbers of the next `n` rows that fit, stepping over those that do not."""
    between = sorted(number for number in odd if number >= start)
    numbers = np.arange(start, start + n + len(between), dtype=np.int64)
    return np.setdiff1d(numbers, between, assume_unique=True)[:n]
