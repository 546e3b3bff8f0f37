"""Reads the columns of a people table as arrays of numbers, each text code looked at only once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from models.compiling import kept

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Lists:
    """A list column: row i holds `items[starts[i]:starts[i + 1]]`, numbers of `words`; unknown rows."""

    starts: Ints
    items: Ints
    words: tuple[str, ...]
    unknown: NDArray[np.bool_]

    def lengths(self) -> Floats:
        """How many each row holds; NaN where the list is unknown."""
        return np.where(self.unknown, np.nan, np.diff(self.starts).astype(float))

    def highest(self, worth: Callable[[str], float]) -> Floats:
        """The highest worth among each row's items, 0 for none, NaN where unknown."""
        worths = np.array([worth(word) for word in self.words] or [0.0])
        best: Floats = _highest(self.starts, worths[self.items] if len(self.items) else np.zeros(0))
        return np.where(self.unknown, np.nan, best)

    def keyed(self, key: Callable[[str], str]) -> tuple[Ints, list[str]]:
        """The items as numbers of their keys, and the keys."""
        names = [key(word) for word in self.words]
        keys = sorted(set(names))
        place = {name: i for i, name in enumerate(keys)}
        table = np.array([place[name] for name in names] or [0], dtype=np.int64)
        return (table[self.items] if len(self.items) else self.items), keys


@dataclass(frozen=True, slots=True)
class People:
    """A table with the columns of a snapshot, read as known on a day; NaN is unknown."""

    table: pa.Table
    as_of: date

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def numbers(self, name: str) -> Floats:
        """A column of whole or real numbers, or of yes and no as 1 and 0."""
        column = self._column(name)
        if pa.types.is_null(column.type):
            return np.full(len(self), np.nan)
        return np.asarray(pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False))

    def months_since(self, name: str) -> Floats:
        """Months from a date to the day of looking; a date after it is not known yet."""
        days = pc.cast(pc.cast(self._column(name), pa.date32()), pa.int32())
        then = pc.cast(days, pa.float64()).to_numpy(zero_copy_only=False)
        today = np.datetime64(self.as_of, "D").astype(np.int64)
        months = (today - then) / DAYS_A_MONTH
        return np.where(months >= 0, months, np.nan)

    def coded(self, name: str, number: Callable[[str], float | None]) -> Floats:
        """A column of codes through `number`, which is asked once a distinct code; None is unknown."""
        places, words = _encoded(self._column(name))
        return _looked_up(places, words, number)

    def lists(self, name: str) -> Lists:
        """A column of lists."""
        column = self._column(name)
        lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        places, words = _encoded(pc.list_flatten(column))
        unknown = pc.is_null(column).to_numpy(zero_copy_only=False)
        return Lists(starts, places, words, np.asarray(unknown, dtype=bool))

    def shared(self, left: str, right: str, key: Callable[[str], str]) -> Floats:
        """1 where two lists have an item with the same key, 0 where not, NaN where one is unknown.

        An empty right-hand list is unknown, too: nothing can be said against it.
        """
        a, b = self.lists(left), self.lists(right)
        words = sorted({key(w) for w in a.words} | {key(w) for w in b.words})
        place = {word: i for i, word in enumerate(words)}
        in_a = np.array([place[key(w)] for w in a.words] or [0], dtype=np.int64)
        in_b = np.array([place[key(w)] for w in b.words] or [0], dtype=np.int64)
        met = _meet(
            a.starts,
            in_a[a.items] if len(a.items) else a.items,
            b.starts,
            in_b[b.items] if len(b.items) else b.items,
        )
        return np.where(a.unknown | b.unknown | (np.diff(b.starts) == 0), np.nan, met)

    def _column(self, name: str) -> pa.Array:
        column = self.table.column(name)
        return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _encoded(column: pa.Array) -> tuple[Ints, tuple[str, ...]]:
    """Places of the values among the distinct words, -1 for null."""
    encoded = pc.dictionary_encode(column)
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    places = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return places, tuple(encoded.dictionary.to_pylist())


def _looked_up(
    places: Ints, words: tuple[str, ...], number: Callable[[str], float | None]
) -> Floats:
    values = [number(word) for word in words]
    table = np.array([np.nan if v is None else float(v) for v in values] + [np.nan])
    return table[places]


@kept(nogil=True)
def _highest(starts: Ints, worths: Floats) -> Floats:
    out = np.zeros(len(starts) - 1)
    for i in range(len(out)):
        for j in range(starts[i], starts[i + 1]):
            if worths[j] > out[i]:
                out[i] = worths[j]
    return out


@kept(nogil=True)
def _meet(starts_a: Ints, a: Ints, starts_b: Ints, b: Ints) -> Floats:
    out = np.zeros(len(starts_a) - 1)
    for i in range(len(out)):
        for j in range(starts_a[i], starts_a[i + 1]):
            for k in range(starts_b[i], starts_b[i + 1]):
                if a[j] == b[k]:
                    out[i] = 1.0
    return out
