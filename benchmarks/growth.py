"""growth: the same night at several sizes, and with which power of the number of people each step's work grows.

`exponent` is the slope of the logarithm of the processor seconds over that of the people: 1 is in proportion,
2 would be as the square. Vacancies stay as many, as a city's do. PostgreSQL's own work is not in processor seconds.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from benchmarks import night
from benchmarks.report import Row

CITY = (100_000, 500_000, 1_910_000, 5_000_000)
WARMING_UP = 1_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which sizes, with how many vacancies, on which database."""
    parser.add_argument("--sizes", type=_sizes, default=CITY, help="people, e.g. 100000,1000000")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    night.of_any_size(parser, vacancies=50_000, trained_on=0)


def run(options: argparse.Namespace) -> list[Row]:
    """`cpu_seconds` of every step at every size, and the exponent over all sizes."""
    taken: dict[str, dict[int, float]] = defaultdict(dict)
    rows: list[Row] = []
    # What starts and compiles whatever the size belongs to none of them.
    night.run(asked(options, WARMING_UP))
    for people in options.sizes:
        sys.stderr.write(f"{people:,} people\n")
        for row in night.run(asked(options, people)):
            rows.append(Row(row.task, f"{people:,}", row.metric, row.value))
            if row.metric == "cpu_seconds":
                taken[row.task][people] = row.value
    return rows + [Row(task, "exponent", "cpu_seconds", exponent(at)) for task, at in taken.items()]


def asked(options: argparse.Namespace, people: int) -> argparse.Namespace:
    """One night of so many people, as it is asked of `night`."""
    return argparse.Namespace(**vars(options), people=people, changed=0.01)


def exponent(at: dict[int, float]) -> float:
    """The power of the size with which what was taken grows, by least squares of the logarithms."""
    people, taken = zip(*sorted(at.items()), strict=True)
    slope, _ = np.polyfit(np.log(people), np.log(np.maximum(taken, 1e-3)), 1)
    return float(slope)


def _sizes(words: str) -> Sequence[int]:
    sizes = tuple(sorted(int(word) for word in words.split(",")))
    if len(sizes) < 2:
        raise argparse.ArgumentTypeError("growth needs two sizes or more")
    return sizes
