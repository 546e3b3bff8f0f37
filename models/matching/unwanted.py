"""What workers rule out: their own word, `kind:value`, met by the traits of a vacancy."""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pyarrow as pa

from data.codes.occupations import occupations
from data.schema import UNWANTED_KINDS
from models.matching import wording
from models.matching.columns import I32, Ints, coded, column, word_index

OCCUPATION, EMPLOYER, PLACE, HOURS = UNWANTED_KINDS
PLACE_DIGITS = (2, 4, 6)
"""Of a region's code: province, city, county."""


def vacancy_traits(table: pa.Table) -> tuple[Mapping[str, int], I32]:
    """Every trait by its number, and the traits of each vacancy: shape (vacancies, traits), -1 none."""
    columns = {name: column(table, name).cast(pa.string()) for name, _ in READ}
    words = {read(v) for name, read in READ for v in columns[name].unique().to_pylist() if v}
    number = word_index(tuple(sorted(words - {""})))
    found = [numbers(columns[name], read, number) for name, read in READ]
    return number, np.asarray(np.stack(found, axis=1), np.int32)


def numbers(values: pa.Array, read: Callable[[str], str], number: Mapping[str, int]) -> Ints:
    """One trait of every vacancy by its number, -1 where there is none."""
    return coded(values, lambda v: number.get(read(v), -1), missing=-1)


def of_occupation(code: str, depth: int) -> str:
    """The trait of lying in an occupation group of this depth, empty where the code is shorter."""
    parts = code.strip().split("-")
    return f"{OCCUPATION}:{'-'.join(parts[:depth])}" if len(parts) >= depth else ""


def of_place(code: str, digits: int) -> str:
    """The trait of lying in a province, city or county."""
    return f"{PLACE}:{code[:digits]}" if len(code) >= digits else ""


def of_hours(hours: str) -> str:
    """The trait of having these working hours and no others."""
    return "" if hours == "any" else f"{HOURS}:{wording.HOURS_NAMES[hours]}"


def of_employer(name: str) -> str:
    """The trait of being of this employer."""
    return f"{EMPLOYER}:{name}"


READ: tuple[tuple[str, Callable[[str], str]], ...] = (
    *(("occupation", partial(of_occupation, depth=depth)) for depth in range(1, 5)),
    *(("region", partial(of_place, digits=digits)) for digits in PLACE_DIGITS),
    ("employer", of_employer),
    ("hours", of_hours),
)
"""By which column of a vacancy each trait is read, and how."""


def written(item: str) -> str:
    """What somebody wrote as a trait: a region's trailing zeros and spaces say nothing."""
    kind, _, value = item.replace("：", ":").partition(":")
    value = value.strip()
    if kind.strip() == PLACE and len(value) >= 6:
        value = value[:6].removesuffix("00").removesuffix("00")
    return f"{kind.strip()}:{value}"


def said(item: str) -> str:
    """A ruled-out thing in words."""
    kind, _, value = written(item).partition(":")
    if kind == OCCUPATION:
        return occupations()[value].name if value in occupations() else value
    return wording.place_name(value.ljust(6, "0")) if kind == PLACE else value
