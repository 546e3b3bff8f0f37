"""One form for equal contents: lists as sorted texts, and a number that changes when a row does."""

import hashlib

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.schema import Column

SEPARATOR = ";"
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
PRIME = np.uint64(0x100000001B3)

Numbers = npt.NDArray[np.uint64]


def joined(lists: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Each list as one text: its values sorted, once each, joined by `;`; unknown stays unknown."""
    rows = _whole(lists)
    values = pc.utf8_trim_whitespace(pc.fill_null(rows.flatten(), "")).dictionary_encode()
    parents = pc.list_parent_indices(rows).to_numpy(zero_copy_only=False)
    words = values.dictionary.to_pylist()
    rank = np.empty(len(words), dtype=np.int64)
    rank[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    codes = values.indices.to_numpy(zero_copy_only=False)
    ranks = rank[codes]
    order = np.lexsort((ranks, parents))
    parents, ranks, codes = parents[order], ranks[order], codes[order]
    kept = np.array([word != "" for word in words], dtype=bool)[codes]
    kept[1:] &= (parents[1:] != parents[:-1]) | (ranks[1:] != ranks[:-1])
    counts = np.bincount(parents[kept], minlength=len(rows))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    flat = pa.array(words, pa.string()).take(pa.array(codes[kept]))
    texts = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), flat), SEPARATOR)
    return pc.if_else(rows.is_valid(), texts, pa.scalar(None, pa.string()))


def split(texts: pa.ChunkedArray | pa.Array) -> pa.Array:
    """The lists again; an empty text is a list known to be empty."""
    rows = _whole(texts)
    lists = pc.split_pattern(rows, SEPARATOR)
    empty = pa.scalar([], pa.list_(pa.string()))
    return pc.if_else(pc.equal(rows, ""), empty, lists)


def contents(table: pa.Table, columns: tuple[Column, ...]) -> pa.Array:
    """A 64-bit number for each row; equal rows have equal numbers, whatever else changes around them.

    Unknown values add nothing: a column that joins the words later leaves known rows as they are.
    """
    total = np.zeros(table.num_rows, dtype=np.uint64)
    for column in columns:
        values = _whole(table.column(column.name))
        if values.null_count == len(values):
            continue
        salt = hashlib.blake2b(column.name.encode(), digest_size=8).digest()
        part = _mix(_numbers(values) + np.frombuffer(salt, np.uint64))
        known = values.is_valid().to_numpy(zero_copy_only=False)
        total += np.where(known, part, np.uint64(0))
    return pa.array(total.view(np.int64))


def _numbers(values: pa.Array) -> Numbers:
    if pa.types.is_list(values.type):
        values = joined(values)
    if pa.types.is_string(values.type):
        coded = values.dictionary_encode()
        indices = pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)
        texts: Numbers = _texts(coded.dictionary)[indices]
        return texts
    if pa.types.is_floating(values.type):
        plain = pc.fill_null(values, 0.0).cast(pa.float64()).to_numpy(zero_copy_only=False)
        bits: Numbers = np.ascontiguousarray(plain).view(np.uint64)
        return bits
    whole = values.cast(pa.int32()) if pa.types.is_date32(values.type) else values
    number = pc.fill_null(whole.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    bits = np.ascontiguousarray(number).view(np.uint64)
    return bits


def _texts(texts: pa.Array) -> Numbers:
    """A polynomial over the bytes of each text, all texts at once."""
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset :][: len(texts) + 1]
    data = np.frombuffer(texts.buffers()[2] or b"", np.uint8)[offsets[0] : offsets[-1]]
    starts = (offsets[:-1] - offsets[0]).astype(np.int64)
    lengths = np.diff(offsets).astype(np.int64)
    powers = np.cumprod(np.full(max(lengths.max(initial=0), 1), PRIME))
    place = np.arange(len(data)) - np.repeat(starts, lengths)
    letters = _mix(np.arange(1, 257, dtype=np.uint64))
    parts = np.append(letters[data] * powers[place], np.uint64(0))
    sums = np.add.reduceat(parts, starts) if len(starts) else np.empty(0, np.uint64)
    return np.where(lengths > 0, sums, np.uint64(0)) + lengths.astype(np.uint64) + np.uint64(1)


def _mix(numbers: Numbers) -> Numbers:
    """The finaliser of splitmix64: each bit of the input moves half the bits of the output."""
    x = numbers + GOLDEN
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
