"""What every reader yields: text columns with their row numbers, or the one error that stops it all."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.importers.refusals import Refusal
from data.masking import mask_numbers
from data.telling import few

MAX_COLUMNS = 1000
SHOWN_CHARACTERS = 200
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ufffe\uffff]")
"""Characters that no name of a column has: the file is something else, or read in the wrong encoding."""

HEADER = "表头须在第一行，每列一个名称，没有合并的单元格"
ONLY_HEADER = "文件只有表头，没有数据行：{}"


class UnreadableFile(Exception):
    """The file as a whole cannot be taken; the message is one Chinese sentence for the person at the desk."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a file: text columns in file order (missing is null), and where each row stands.

    `numbers` are the rows' numbers as a person sees them, the header being row 1; `refused` are rows
    that have more or fewer fields than the header, which are not in `table`. Blank rows are in neither.
    """

    table: pa.Table
    numbers: npt.NDArray[np.int64]
    refused: tuple[Refusal, ...] = ()

    def pieces(self, rows: int) -> Iterator["Rows"]:
        """The same without its blank rows, in pieces of at most `rows` rows."""
        filled = _filled(self.table)
        kept = self if filled.all() else self.only(filled)
        yield Rows(kept.table.slice(0, rows), kept.numbers[:rows], self.refused)
        for start in range(rows, kept.table.num_rows, rows):
            yield Rows(kept.table.slice(start, rows), kept.numbers[start : start + rows])

    def as_written(
        self, refusals: Sequence[Refusal], labels: Mapping[str, str], besides: str | None = None
    ) -> tuple[Refusal, ...]:
        """Refusals of these rows with their values as the file has them, before a mapping changed them.

        Columns that the file does not have get their label; the column `besides` stays as it is.
        """
        found = list(refusals)
        for name in {r.column for r in refusals} - {besides}:
            at = [i for i, r in enumerate(refusals) if r.column == name]
            if name not in self.table.column_names:
                for i in at:
                    found[i] = replace(found[i], column=labels.get(name, name))
                continue
            places = np.searchsorted(self.numbers, [refusals[i].row for i in at])
            written = self.table[name].take(pa.array(places)).to_pylist()
            for i, text in zip(at, written, strict=True):
                if text is not None:
                    found[i] = replace(found[i], value=text[:SHOWN_CHARACTERS])
        return tuple(found)

    def only(self, mask: npt.NDArray[np.bool_]) -> "Rows":
        """Some of these rows, one flag a row; what was refused stays so."""
        return Rows(self.table.filter(pa.array(mask)), self.numbers[mask], self.refused)


def checked_header(names: Sequence[str | None], file_name: str) -> list[str]:
    """The column names without surrounding blanks; raises where they are missing, doubled or too many."""
    header = [(name or "").strip() for name in names]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise UnreadableFile(f"第一行没有列名：{file_name}")
    if len(header) > MAX_COLUMNS:
        raise UnreadableFile(f"列数超过 {MAX_COLUMNS}，不像数据表：{file_name}")
    if any(mask_numbers(name) != name for name in header):
        # Without a header the first row is somebody: it is not repeated in a message.
        raise UnreadableFile(f"第一行像是数据，不是列名：{file_name}")
    if any(UNSEEN.search(name) for name in header):
        raise UnreadableFile(f"列名里有看不见的字符，文件可能不是表格，或文字编码不对：{file_name}")
    if "" in header:
        raise UnreadableFile(f"第 {header.index('') + 1} 列没有列名；{HEADER}：{file_name}")
    doubled = [name for name, n in Counter(header).items() if n > 1]
    if doubled:
        raise UnreadableFile(f"列名重复（{few(doubled)}）：{file_name}")
    return header


def _filled(table: pa.Table) -> npt.NDArray[np.bool_]:
    filled = np.zeros(table.num_rows, dtype=bool)
    for column in table.columns:
        if filled.all():
            break
        filled |= column.is_valid().to_numpy()
    return filled
