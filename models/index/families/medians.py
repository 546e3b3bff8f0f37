"""The local median wage of an occupation as the features ask for it."""

from collections.abc import Callable
from datetime import date

from data.codes.wages import local_median_fen


def median_of(on: date) -> Callable[[str], float | None]:
    """A function from an occupation code to the median monthly wage in fen known on that day."""

    def median(occupation: str) -> float | None:
        found = local_median_fen(occupation, on)
        return None if found is None else float(found[0])

    return median
