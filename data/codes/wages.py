"""What work pays here: medians by occupation with their basis, and minimum wages by day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from statistics import median

from data.codes.occupations import ancestors, local_occupations, occupations
from data.codes.tables import rows

MONTHS = 12


@dataclass(frozen=True, slots=True)
class WageQuantiles:
    """Quantiles of a year's wage in one middle group, from the survey of a neighbouring city."""

    occupation: str
    name: str
    year: int
    p10_fen_year: int
    p25_fen_year: int
    p50_fen_year: int
    p75_fen_year: int
    p90_fen_year: int


@dataclass(frozen=True, slots=True)
class MinimumWage:
    """From `since` on, in counties of this class."""

    since: date
    grade: int
    month_fen: int
    hour_fen: int


@cache
def surveyed() -> Mapping[str, WageQuantiles]:
    """The 18 middle groups of the Linfen survey of 2024."""
    found = [
        WageQuantiles(
            row["occupation"],
            row["name"],
            int(row["year"]),
            *(int(row[f"p{p}_fen_year"]) for p in (10, 25, 50, 75, 90)),
        )
        for row in rows("wages_linfen_2024.csv")
    ]
    return {quantiles.occupation: quantiles for quantiles in found}


def local_median_fen(occupation: str | None, on: date) -> tuple[int, str] | None:
    """The month's median for an occupation or group, and what it rests on; None for no occupation.

    In this order: the Linfen survey's middle group, the middle of the local seed bands (the nearest
    group that has any), the province's branch median, the province's private sector. The lists hold
    from the year they describe; before it the oldest one serves, so `on` only picks among years.
    """
    if not occupation:
        return None
    return _median(occupation, on.year)


def minimum_wage_fen(region: str, on: date) -> int | None:
    """The full-time minimum wage a month of a county unit of Xinzhou on a day; None elsewhere or before."""
    grade = _grade(region, on)
    holding = [w for w in _minimum_wages() if w.grade == grade and w.since <= on]
    return max(holding, key=lambda w: w.since).month_fen if holding else None


@cache
def _median(occupation: str, year: int) -> tuple[int, str] | None:
    groups = (occupation, *ancestors(occupation))
    for group in groups:
        if quantiles := surveyed().get(group):
            return (
                quantiles.p50_fen_year // MONTHS,
                f"临汾{quantiles.year}年薪酬调查·{quantiles.name}",
            )
    for group in groups[:-1]:
        if middles := _band_middles(group):
            named = occupations()[group].name
            return int(median(middles)), f"忻州常见职业薪资区间，非指导价·{named}"
    return _branch(groups, year)


def _band_middles(group: str) -> list[int]:
    return [
        (o.wage_low_fen + o.wage_high_fen) // 2
        for o in local_occupations()
        if o.code == group or o.code.startswith(f"{group}-")
    ]


def _branch(groups: tuple[str, ...], year: int) -> tuple[int, str] | None:
    known = [row for row in rows("wages_shanxi.csv") if row["occupation"] in groups]
    known = known or [row for row in rows("wages_shanxi.csv") if row["key"] == "private"]
    best = min(known, key=lambda row: (int(row["year"]) > year, -int(row["year"])))
    return int(best["median_fen_year"]) // MONTHS, f"山西{best['year']}年·{best['name']}"


def _grade(region: str, on: date) -> int | None:
    holding = [
        (date.fromisoformat(row["from"]), int(row["class"]))
        for row in _grades().get(region, [])
        if date.fromisoformat(row["from"]) <= on
    ]
    return max(holding)[1] if holding else None


@cache
def _grades() -> Mapping[str, list[dict[str, str]]]:
    by_region: dict[str, list[dict[str, str]]] = {}
    for row in rows("minimum_wage_classes.csv"):
        by_region.setdefault(row["region"], []).append(row)
    return by_region


@cache
def _minimum_wages() -> tuple[MinimumWage, ...]:
    return tuple(
        MinimumWage(
            date.fromisoformat(row["from"]),
            int(row["class"]),
            int(row["month_fen"]),
            int(row["hour_fen"]),
        )
        for row in rows("minimum_wages.csv")
    )
