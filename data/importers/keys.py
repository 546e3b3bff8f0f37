"""Keys of a whole file: rows given twice, ids shared by two people, and each worker's newest row."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.importers.cells import Mask

Codes = npt.NDArray[np.int64]

TWO_NUMBERS = "同一个人编号在文件中对应不同的公民身份号码"
TWO_WORKERS = "同一公民身份号码在文件中对应不同的个人编号"


@dataclass(frozen=True, slots=True)
class WorkerKeys:
    """For each row of a file: why its identity is refused (or nothing), and what its place is."""

    two_numbers: Mask
    two_workers: Mask
    doubled: Mask
    newest: Mask


def worker_keys(worker_ids: pa.Array, numbers: pa.Array, valid_on: pa.Array) -> WorkerKeys:
    """Compare all the rows with each other, in file order.

    Who comes first keeps a number; of rows about one worker and one day the last one counts.
    """
    who, number = _codes(worker_ids), _codes(numbers)
    if _all_differ(who) and _all_differ(number):
        nobody, everybody = np.zeros(len(who), dtype=bool), np.ones(len(who), dtype=bool)
        return WorkerKeys(nobody, nobody, nobody, everybody)
    first = _first_of(who)
    two_numbers = number != number[first[who]]
    holders = _first_of(number)
    two_workers = ~two_numbers & (who != who[holders[number]])
    kept = ~(two_numbers | two_workers)
    days = valid_on.cast(pa.int32()).to_numpy(zero_copy_only=False).astype(np.int64)
    doubled = kept & ~_last_of_each(who * (1 << 24) + days, kept)
    newest = _newest(who, days, kept & ~doubled)
    return WorkerKeys(two_numbers, two_workers, doubled, newest)


def doubled_keys(ids: pa.Array, days: pa.Array) -> Mask:
    """Rows that a later row about the same id and day replaces."""
    numbers = days.cast(pa.int32()).to_numpy(zero_copy_only=False).astype(np.int64)
    everything = np.ones(len(ids), dtype=bool)
    return ~_last_of_each(_codes(ids) * (1 << 24) + numbers, everything)


def _codes(texts: pa.Array) -> Codes:
    return np.asarray(texts.dictionary_encode().indices.to_numpy(zero_copy_only=False), np.int64)


def _all_differ(codes: Codes) -> bool:
    return bool(codes.max(initial=-1) + 1 == len(codes))


def _first_of(codes: Codes) -> Codes:
    """The first row of each code."""
    first = np.zeros(codes.max(initial=-1) + 1, dtype=np.int64)
    # Of several assignments to one place the last one stays, so the rows go in from behind.
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first


def _last_of_each(keys: Codes, among: Mask) -> Mask:
    rows = np.flatnonzero(among)[::-1]
    _, at = np.unique(keys[rows], return_index=True)
    last = np.zeros(len(keys), dtype=bool)
    last[rows[at]] = True
    return last


def _newest(who: Codes, days: Codes, among: Mask) -> Mask:
    rows = np.flatnonzero(among)
    order = rows[np.lexsort((days[rows], who[rows]))]
    is_last = np.ones(len(order), dtype=bool)
    is_last[:-1] = who[order[1:]] != who[order[:-1]]
    newest = np.zeros(len(who), dtype=bool)
    newest[order[is_last]] = True
    return newest
