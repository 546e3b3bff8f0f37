"""Workbooks: the first sheet of an XLSX (or old XLS) file, its cells as the text a person would type."""

import functools
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from data.importers.rows import HEADER, Rows, UnreadableFile, checked_header

MAX_UNPACKED = 1 << 30
"""One GiB of XML is some 300,000 full registry rows; what is larger travels as CSV or Parquet."""

EXACT = 1e15
"""Excel keeps 15 digits: a longer number has already lost its end and must not pass for exact."""

MAX_ROWS, MOST_DIGITS, MOST_LETTERS = 1_048_576, 9, 3
MAX_CELLS = 64_000_000
"""Cells between the first and the last, empty ones too: all are held at once, in about 2 GB."""

BLOCK = 4 << 20
LONGEST_TAG = 1 << 16
WORKBOOK = "xl/workbook.xml"
ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d+)["']""")
OPENED = re.compile(rb"<(?:\w+:)?(?:row|c)\b")
FILLED = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Za-z]+)(\d+)["'][^>]*(?<!/)>""",
)

NO_WORKBOOK = "不是可读的 Excel 工作簿，可能已损坏或加了密码；请在 Excel 中另存为不加密的 .xlsx：{}"
DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, OSError, EOFError)
"""What a damaged archive may raise while it is read."""

Cell = int | float | str | bool | time | date | datetime | timedelta


def sheet_rows(path: Path) -> Iterator[Rows]:
    """The first sheet, whole; its first row is the header."""
    _refuse_bombs(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError) as failure:
        raise UnreadableFile(NO_WORKBOOK.format(path.name)) from failure
    if not cells:
        raise UnreadableFile(f"工作表是空的：{path.name}")
    header = checked_header([cell_text(c) for c in cells[0]], path.name)
    body = cells[1:]
    if not body:
        raise UnreadableFile(f"第一张工作表只有表头，没有数据行；其余工作表不读：{path.name}")
    if any(cell_text(c) for row in body for c in row[len(header) :]):
        raise UnreadableFile(f"有数据的列没有列名；{HEADER}：{path.name}")
    columns = [
        pa.array([cell_text(row[i]) for row in body], pa.string()) for i in range(len(header))
    ]
    numbers = np.arange(2, 2 + len(body), dtype=np.int64)
    yield Rows(pa.table(columns, names=header), numbers)


def cell_text(cell: Cell) -> str | None:
    """What a person would type for it: no `.0`, days as ISO text, an empty cell as null."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < EXACT
        return str(int(cell)) if whole else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    return str(cell) or None


def _refuse_bombs(path: Path) -> None:
    """An XLSX is a zip: its true unpacked size is checked before anything is kept of it."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_sizes([m.file_size for m in members], path)
            if WORKBOOK not in {m.filename for m in members}:
                raise UnreadableFile(NO_WORKBOOK.format(path.name))
            # Any part can be named as a sheet by another: all are read, which also proves their checksums.
            for member in members:
                with archive.open(member) as part:
                    _check_part(part, path)
    except DAMAGED as failure:
        raise UnreadableFile(f"Excel 文件已损坏或加了密码：{path.name}") from failure


def _check_part(part: IO[bytes], path: Path) -> None:
    """One stray cell in the last corner makes a tiny sheet as large as the memory of ten machines."""
    last_row, columns, rest = 0, set[bytes](), b""
    while block := part.read(BLOCK):
        text = rest + block
        cells = FILLED.findall(text)
        columns.update(letters for letters, _ in cells)
        rows = {*ROW.findall(text), *(digits for _, digits in cells)}
        last_row = max(last_row, *map(_number, rows), 0)
        opened = text.rfind(b"<")
        rest = text[opened:] if opened > text.rfind(b">") else b""
        if len(rest) > LONGEST_TAG:
            if OPENED.match(rest):
                raise zipfile.BadZipFile
            rest = b""
    width = max((_place(letters) for letters in columns), default=0)
    if last_row > MAX_ROWS or last_row * width > MAX_CELLS:
        raise UnreadableFile(
            f"工作表有内容的范围太大（{last_row} 行 × {width} 列），"
            f"请删除多余的行列，或另存为 CSV 再导入：{path.name}"
        )


def _number(digits: bytes) -> int:
    return int(digits) if len(digits) <= MOST_DIGITS else MAX_ROWS + 1


def _place(letters: bytes) -> int:
    """A is the first column, XFD the last of 16,384."""
    if len(letters) > MOST_LETTERS:
        return MAX_CELLS
    return functools.reduce(
        lambda place, letter: place * 26 + letter - ord("A") + 1, letters.upper(), 0
    )


def _check_sizes(sizes: Sequence[int], path: Path) -> None:
    if sum(sizes) > MAX_UNPACKED:
        raise UnreadableFile(f"Excel 文件展开后超过 1 GB，请另存为 CSV 再导入：{path.name}")
