"""The compiled inner loops of the index: binning floats into codes and adding up table cells."""

import numpy as np
from numpy.typing import NDArray

from models.compiling import kept

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]


@kept(nogil=True)
def bin_numbers(values: Floats, borders: Floats) -> Codes:
    """1 + the number of borders below each value, 0 for missing; a search without branches."""
    n = len(borders)
    codes = np.empty(len(values), dtype=np.uint8)
    for i in range(len(values)):
        value = values[i]
        low, length = 0, n
        while length > 0:
            half = (length + 1) >> 1
            low += half * (borders[low + half - 1] < value)
            length -= half
        codes[i] = 0 if np.isnan(value) else low + 1
    return codes


@kept(nogil=True)
def bin_categories(values: Floats, categories: Floats) -> Codes:
    """1 + the place of each value among the sorted categories, 0 for missing, the last for others."""
    codes = np.empty(len(values), dtype=np.uint8)
    for i in range(len(values)):
        value = values[i]
        if np.isnan(value):
            codes[i] = 0
            continue
        place = np.searchsorted(categories, value)
        found = place < len(categories) and categories[place] == value
        codes[i] = place + 1 if found else len(categories) + 1
    return codes


@kept(nogil=True)
def add_cells(codes: Codes, cells: Floats, starts: NDArray[np.int64], out: Floats) -> None:
    """out[i, k] += sum over features of cells[starts[f] + codes[i, f], k]; codes lie by columns."""
    n, n_features = codes.shape
    width = cells.shape[1]
    block = 4096
    for first in range(0, n, block):
        last = min(n, first + block)
        for f in range(n_features):
            start = starts[f]
            for i in range(first, last):
                cell = start + codes[i, f]
                for k in range(width):
                    out[i, k] += cells[cell, k]


@kept(nogil=True)
def gather_cells(codes: Codes, slopes: Floats, starts: NDArray[np.int64], out: Floats) -> None:
    """out[starts[f] + codes[i, f], k] += slopes[i, k]: the other way round, for gradients."""
    n, n_features = codes.shape
    width = slopes.shape[1]
    for f in range(n_features):
        start = starts[f]
        for i in range(n):
            cell = start + codes[i, f]
            for k in range(width):
                out[cell, k] += slopes[i, k]


@kept(nogil=True)
def add_pair(left: Codes, right: Codes, cells: Floats, out: Floats) -> None:
    """out[i, k] += cells[left[i], right[i], k]."""
    width = out.shape[1]
    for i in range(len(left)):
        for k in range(width):
            out[i, k] += cells[left[i], right[i], k]
