"""What workers rule out: their own word, `kind:value`, met by the traits of a vacancy."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.codes.occupations import occupations
from data.schema import UNWANTED_KINDS
from models.matching import wording
from models.matching.columns import I32, coded, column, word_index

OCCUPATION, EMPLOYER, PLACE, HOURS = UNWANTED_KINDS
PLACE_DIGITS = (2, 4, 6)
"""Of a region's code: province, city, county."""


def vacancy_traits(table: pa.Table) -> tuple[Mapping[str, int], I32]:
    """Every trait by its number, and the traits of each vacancy: shape (vacancies, traits), -1 none."""
    occupation, place = column(table, "occupation"), column(table, "region")
    parts = [(occupation, lambda v, depth=depth: of_occupation(v, depth)) for depth in range(1, 5)]
    parts += [(place, lambda v, digits=digits: of_place(v, digits)) for digits in PLACE_DIGITS]
    parts += [
        (column(table, "employer"), lambda v: f"{EMPLOYER}:{v}"),
        (column(table, "hours"), of_hours),
    ]
    columns = [(values.cast(pa.string()), read) for values, read in parts]
    words = {read(v) for values, read in columns for v in values.unique().to_pylist() if v}
    number = word_index(tuple(sorted(words - {""})))
    found = [
        coded(values, lambda v, read=read: number.get(read(v), -1), missing=-1)
        for values, read in columns
    ]
    return number, np.asarray(np.stack(found, axis=1), np.int32)


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
