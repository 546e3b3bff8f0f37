"""Arrow columns as plain arrays: missing made explicit, words and codes made numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]
I16 = NDArray[np.int16]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
F32 = NDArray[np.float32]

EPOCH = date(1970, 1, 1)
N_LEVELS = 4
"""Depth of the occupation tree: major group, middle group, small group, occupation."""


@dataclass(frozen=True, slots=True)
class Lists:
    """One list of numbers a row, end to end: row `i` is `values[starts[i]:starts[i + 1]]`."""

    starts: Ints
    values: I32

    def of(self, i: int) -> I32:
        """The numbers of row `i`."""
        return self.values[self.starts[i] : self.starts[i + 1]]

    def rows(self) -> Ints:
        """For each value the row it belongs to."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def column(table: pa.Table, name: str) -> pa.Array:
    """One column as one array; a table may leave out a column, then it is unknown for everybody."""
    at = table.schema.get_field_index(name)
    if at < 0:
        return pa.nulls(table.num_rows)
    pieces = table.column(at)
    return pieces.chunk(0) if pieces.num_chunks == 1 else pieces.combine_chunks()


def whole(table: pa.Table, name: str, *, missing: int) -> Ints:
    """A whole-number column as int64 with `missing` where it is null."""
    values = pc.fill_null(column(table, name).cast(pa.int64()), missing)
    # A copy: Arrow lends read-only memory, for which compiled code would be compiled once more.
    return np.array(values.to_numpy(zero_copy_only=False), dtype=np.int64)


def days(table: pa.Table, name: str, *, missing: int) -> Ints:
    """A date column as days since 1970-01-01 with `missing` where it is null."""
    values = column(table, name)
    if pa.types.is_null(values.type):
        return np.full(table.num_rows, missing, np.int64)
    as_days = values.cast(pa.date32()).cast(pa.int32()).cast(pa.int64())
    return np.asarray(pc.fill_null(as_days, missing).to_numpy(zero_copy_only=False), np.int64)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def ages(table: pa.Table, name: str, as_of: date) -> Ints:
    """Full years lived on `as_of` by a column of birthdays, -1 where null."""
    born = column(table, name)
    if pa.types.is_null(born.type):
        return np.full(table.num_rows, -1, np.int64)
    born = born.cast(pa.date32())
    year, month, day = (
        np.asarray(pc.fill_null(part(born).cast(pa.int64()), 0).to_numpy(zero_copy_only=False))
        for part in (pc.year, pc.month, pc.day)
    )
    before = (month > as_of.month) | ((month == as_of.month) & (day > as_of.day))
    known = np.asarray(born.is_valid().to_numpy(zero_copy_only=False), np.bool_)
    return np.where(known, as_of.year - year - before, -1)


def flags(table: pa.Table, name: str) -> Bools:
    """A flag column; unknown is false."""
    values = pc.fill_null(column(table, name).cast(pa.bool_()), False)
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.bool_)


def coded(values: pa.Array, read: Callable[[str], int], *, missing: int) -> Ints:
    """Each text read by `read`, once for each distinct text; null is `missing`."""
    words = pc.dictionary_encode(values.cast(pa.string()))
    table = np.array([read(w) for w in words.dictionary.to_pylist()] + [missing], np.int64)
    places = pc.fill_null(words.indices.cast(pa.int64()), len(table) - 1)
    return np.asarray(table[places.to_numpy(zero_copy_only=False)])


def lists(values: pa.Array, read: Callable[[str], int]) -> Lists:
    """A column of lists of words as numbers; a null list is empty, a word read as -1 is left out."""
    n = len(values)
    if pa.types.is_null(values.type):
        return Lists(np.zeros(n + 1, np.int64), np.empty(0, np.int32))
    lengths = pc.fill_null(pc.list_value_length(values), 0)
    starts = np.zeros(n + 1, np.int64)
    np.cumsum(lengths.to_numpy(zero_copy_only=False), out=starts[1:])
    numbers = coded(pc.list_flatten(values), read, missing=-1)
    return without(Lists(starts, numbers.astype(np.int32)), numbers < 0)


def without(items: Lists, drop: Bools) -> Lists:
    """The same lists less the values marked in `drop`."""
    kept = np.zeros(len(items.values) + 1, np.int64)
    np.cumsum(~drop, out=kept[1:])
    return Lists(kept[items.starts], items.values[~drop])


def joined(parts: list[Lists]) -> Lists:
    """Row by row the values of all parts, each value once a row, in rising order."""
    rows = np.concatenate([p.rows() for p in parts])
    values = np.concatenate([p.values for p in parts])
    order = np.lexsort((values, rows))
    rows, values = rows[order], values[order]
    new = np.ones(len(values), np.bool_)
    new[1:] = (rows[1:] != rows[:-1]) | (values[1:] != values[:-1])
    starts = np.zeros(len(parts[0].starts), np.int64)
    np.cumsum(np.bincount(rows[new], minlength=len(starts) - 1), out=starts[1:])
    return Lists(starts, values[new])


def singles(values: Ints) -> Lists:
    """Each number as a list of one; -1 is an empty list."""
    starts = np.arange(len(values) + 1, dtype=np.int64)
    return without(Lists(starts, values.astype(np.int32)), values < 0)


def picked(items: Lists, rows: Ints) -> Lists:
    """The lists of these rows, in this order."""
    starts, places = spans(items.starts, rows)
    return Lists(starts, items.values[places])


def spans(starts: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Where the lists of these rows start once they lie end to end, and where their values lie now."""
    lengths = starts[rows + 1] - starts[rows]
    found = np.concatenate([[0], np.cumsum(lengths)])
    inside = np.arange(found[-1]) - np.repeat(found[:-1], lengths)
    return found, np.repeat(starts[rows], lengths) + inside


def bitsets(items: Lists, n_bits: int) -> U64:
    """Each row's numbers as bits, 64 a word: shape (rows, words), at least one word."""
    words = max(1, -(-n_bits // 64))
    bits = np.zeros((len(items.starts) - 1, words), np.uint64)
    value = items.values.astype(np.int64)
    np.bitwise_or.at(
        bits, (items.rows(), value // 64), np.uint64(1) << (value % 64).astype(np.uint64)
    )
    return bits


def having(bits: U64, wanted: U64) -> Bools:
    """Which rows of `bits` have one of the `wanted` bits: shapes (rows, words), (words), (rows).

    Word by word: numpy takes fourteen times as long along the short side.
    """
    found = np.zeros(len(bits), np.bool_)
    for word, mask in zip(bits.T, wanted, strict=True):
        found |= (word & mask) != 0
    return found


def occupation_key(code: str, *, fill: int) -> int:
    """A classification code as four bytes, so that shared leading bytes are shared levels of the tree.

    A prefix such as `4-10` has its missing bytes set to `fill`: vacancies use 0 and workers 255, so a
    prefix agrees with another code down to its own depth and never further. -1 if it is no such code.
    """
    parts = code.strip().split("-")
    if len(parts) > N_LEVELS or not all(p.isdigit() and int(p) < 254 for p in parts):
        return -1
    numbers = [int(p) + 1 for p in parts] + [fill] * (N_LEVELS - len(parts))
    return numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3]


def word_index(words: tuple[str, ...]) -> Mapping[str, int]:
    """Each word's place in the tuple."""
    return {word: i for i, word in enumerate(words)}


def numbers_of(table: pa.Table, name: str) -> NDArray[Any]:
    """A column without nulls, or of lists of one length end to end, as a plain array."""
    values = table.column(name).combine_chunks()
    if pa.types.is_fixed_size_list(values.type):
        values = values.flatten()
    return np.asarray(values.to_numpy(zero_copy_only=False))
