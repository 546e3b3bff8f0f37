"""Columns of text become typed columns; each distinct text is read once, however many rows there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.canonical import joined
from data.importers.refusals import Refusal
from data.importers.values import NOTHING, Read, Unread, plain
from data.schema import ARROW, Kind

Mask = npt.NDArray[np.bool_]
SHOWN_CHARACTERS = 80


@dataclass(slots=True)
class Sieve:
    """Some rows of a file on their way in: which of them are refused, and each reason why."""

    numbers: npt.NDArray[np.int64]
    headers: Mapping[str, str]
    bad: Mask = field(init=False)
    refusals: list[Refusal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bad = np.zeros(len(self.numbers), dtype=bool)

    def refuse(self, rows: Mask, column: str, values: pa.Array, reason: str) -> None:
        """Refuse the rows of a mask for one reason; `values` is the whole column as it is shown."""
        at = np.flatnonzero(rows)
        shown = values.take(pa.array(at)).to_pylist()
        self.refuse_each(at, column, zip(shown, [reason] * len(at), strict=True))

    def refuse_each(
        self, at: npt.NDArray[np.int64], column: str, said: Iterable[tuple[object, str]]
    ) -> None:
        """Refuse rows by position, each with its value and reason."""
        if not len(at):
            return
        self.bad[at] = True
        header = self.headers.get(column, column)
        self.refusals.extend(
            Refusal(int(row), header, _shown(value), reason)
            for row, (value, reason) in zip(self.numbers[at], said, strict=True)
        )


def read_cells(sieve: Sieve, column: str, texts: pa.Array, read: Read, kind: Kind) -> pa.Array:
    """A column of single values; what cannot be read is refused and null."""
    wanted = ARROW[kind]
    if texts.null_count == len(texts):
        return pa.nulls(len(texts), wanted)
    coded = texts.dictionary_encode()
    values, reasons = _read_each(coded.dictionary, read, wanted)
    _refuse_unread(sieve, column, texts, coded.indices, reasons)
    return values.take(coded.indices)


def read_lists(sieve: Sieve, column: str, texts: pa.Array, read: Read) -> pa.Array:
    """A column of lists joined by `;`, as canonical texts; one unreadable value refuses its row."""
    if texts.null_count == len(texts):
        return pa.nulls(len(texts), pa.string())
    lists = pc.split_pattern(texts, ";")
    parents = pc.list_parent_indices(lists)
    coded = pc.utf8_trim_whitespace(lists.flatten()).dictionary_encode()
    values, reasons = _read_each(coded.dictionary, _or_nothing(read), pa.string())
    if reasons:
        reason_of = _reason_of_each(len(coded.dictionary), reasons)
        wrong = reason_of[coded.indices.to_numpy()]
        at = parents.to_numpy()[wrong != ""]
        rows, first = np.unique(at, return_index=True)
        said = zip(texts.take(pa.array(rows)).to_pylist(), wrong[wrong != ""][first], strict=True)
        sieve.refuse_each(rows, column, said)
    sorted_lists = pa.ListArray.from_arrays(lists.offsets, values.take(coded.indices))
    whole = joined(sorted_lists)
    return pc.if_else(texts.is_valid(), whole, pa.scalar(None, pa.string()))


def _read_each(
    distinct: pa.Array, read: Read, wanted: pa.DataType
) -> tuple[pa.Array, dict[int, str]]:
    found = [read(text) for text in distinct.to_pylist()]
    reasons = {i: value.reason for i, value in enumerate(found) if isinstance(value, Unread)}
    plain_values = [None if isinstance(value, Unread) else value for value in found]
    return pa.array(plain_values, wanted), reasons


def _refuse_unread(
    sieve: Sieve, column: str, texts: pa.Array, indices: pa.Array, reasons: dict[int, str]
) -> None:
    if not reasons:
        return
    reason_of = np.append(_reason_of_each(max(reasons) + 1, reasons), "")
    codes = pc.fill_null(indices, -1).to_numpy(zero_copy_only=False)
    wrong = reason_of[np.where(codes < len(reason_of), codes, -1)]
    at = np.flatnonzero(wrong != "")
    shown = texts.take(pa.array(at)).to_pylist()
    sieve.refuse_each(at, column, zip(shown, wrong[at], strict=True))


def _reason_of_each(n: int, reasons: dict[int, str]) -> npt.NDArray[np.object_]:
    reason_of = np.full(n, "", dtype=object)
    for code, reason in reasons.items():
        reason_of[code] = reason
    return reason_of


def _or_nothing(read: Read) -> Read:
    return lambda text: "" if text == "" or plain(text).lower() in NOTHING else read(text)


def _shown(value: object) -> str:
    return "" if value is None else str(value)[:SHOWN_CHARACTERS]
