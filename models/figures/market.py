"""Supply and demand: offers and jobseekers by county and middle group of occupations, with totals."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa

from data.codes.regions import XINZHOU_UNITS
from data.records.figures import ALL, OUTSIDE, UNKNOWN, MarketFigure
from models.figures.small_counts import hidden

WAITING_DAYS = 30
"""A place that has stood open so long counts as hard to fill."""

CITY = "1409"
GROUP = ["region", "occupation"]
OUT = frozenset({OUTSIDE})
"""Regions that the city's totals leave out."""


def market_figures(
    vacancies: pa.Table, jobseekers: pa.Table, as_of: date
) -> tuple[MarketFigure, ...]:
    """The day's figures: each county and group, each alone, and everything together."""
    offers, seekers = _offers(vacancies, as_of), _seekers(jobseekers)
    demand = pd.concat([_demand(part) for part in _with_totals(offers)])
    supply = pd.concat([_supply(part) for part in _with_totals(seekers)])
    joined = demand.join(supply, how="outer").sort_index()
    found = [_figure(as_of, key, row) for key, row in joined.iterrows()]
    gone = _hidden(found)
    return tuple(replace(f, is_hidden=(f.region, f.occupation) in gone) for f in found)


def _offers(vacancies: pa.Table, as_of: date) -> pd.DataFrame:
    names = ["region", "occupation", "places", "wage_low_fen", "wage_high_fen", "posted_on"]
    found = vacancies.select(names).to_pandas()
    low, high = found["wage_low_fen"].astype("Float64"), found["wage_high_fen"].astype("Float64")
    posted = pd.to_datetime(found["posted_on"])
    stands = posted <= pd.Timestamp(as_of - timedelta(days=WAITING_DAYS))
    return pd.DataFrame(
        {
            "region": found["region"].map(_county),
            "occupation": found["occupation"].map(_group),
            "places": found["places"].astype(np.int64),
            "waiting": found["places"].where(stands, 0).astype(np.int64),
            "wage": ((low.fillna(high) + high.fillna(low)) / 2).astype("float64"),
        }
    )


def _seekers(jobseekers: pa.Table) -> pd.DataFrame:
    """One row for each person and group wished for; without a wish the last occupation stands in."""
    names = ["region", "wish_occupations", "last_occupation", "wish_wage_fen"]
    found = jobseekers.select(names).to_pandas()
    wished = [
        sorted({_group(code) for code in (wishes if wishes is not None else ())})
        or [_group(last if isinstance(last, str) else None)]
        for wishes, last in zip(found["wish_occupations"], found["last_occupation"], strict=True)
    ]
    rows = pd.DataFrame(
        {
            "person": np.arange(len(found)),
            "region": found["region"].map(_county),
            "occupation": wished,
            "wish": found["wish_wage_fen"].astype("float64"),
        }
    )
    return rows.explode("occupation")


def _with_totals(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The rows as they are, over all occupations, over the city, and over both."""
    inside = rows[rows["region"] != OUTSIDE]
    yield rows
    yield rows.assign(occupation=ALL)
    yield inside.assign(region=ALL)
    yield inside.assign(region=ALL, occupation=ALL)


def _demand(rows: pd.DataFrame) -> pd.DataFrame:
    grouped = rows.groupby(GROUP)
    wages = grouped["wage"].quantile(np.array([0.25, 0.5, 0.75])).unstack()
    return pd.DataFrame(
        {
            "n_vacancies": grouped.size(),
            "n_places": grouped["places"].sum(),
            "n_waiting": grouped["waiting"].sum(),
            "wage_p25_fen": wages.get(0.25),
            "wage_p50_fen": wages.get(0.5),
            "wage_p75_fen": wages.get(0.75),
        }
    )


def _supply(rows: pd.DataFrame) -> pd.DataFrame:
    people = rows.drop_duplicates([*GROUP, "person"])
    grouped = people.groupby(GROUP)
    return pd.DataFrame({"n_jobseekers": grouped.size(), "wish_p50_fen": grouped["wish"].median()})


def _figure(as_of: date, key: object, row: pd.Series) -> MarketFigure:
    region, occupation = key if isinstance(key, tuple) else (str(key), ALL)
    counts = {
        name: 0 if pd.isna(row[name]) else int(row[name])
        for name in ("n_vacancies", "n_places", "n_waiting", "n_jobseekers")
    }
    wages = {
        name: None if pd.isna(row[name]) else round(float(row[name]))
        for name in ("wage_p25_fen", "wage_p50_fen", "wage_p75_fen", "wish_p50_fen")
    }
    return MarketFigure(
        as_of,
        region,
        occupation,
        n_vacancies=counts["n_vacancies"],
        n_places=counts["n_places"],
        n_waiting=counts["n_waiting"],
        n_jobseekers=counts["n_jobseekers"],
        is_hidden=False,
        **wages,
    )


def _hidden(found: Sequence[MarketFigure]) -> frozenset[tuple[str, str]]:
    """The lines whose jobseekers are not shown: of the inner table, and of both edges, each by itself."""
    counts = {(f.region, f.occupation): f.n_jobseekers for f in found}
    inner = {cell: n for cell, n in counts.items() if ALL not in cell}
    edges = [
        {cell: n for cell, n in counts.items() if cell[side] == ALL and cell[1 - side] != ALL}
        for side in (0, 1)
    ]
    whole = {cell: n for cell, n in counts.items() if cell == (ALL, ALL)}
    return frozenset[tuple[str, str]]().union(
        *(hidden(cells, OUT) for cells in (inner, *edges, whole))
    )


def _county(region: str | None) -> str:
    if not isinstance(region, str):
        return UNKNOWN
    if region in XINZHOU_UNITS:
        return region
    return UNKNOWN if region.startswith(CITY) else OUTSIDE


def _group(occupation: str | None) -> str:
    """The middle group (中类) of an occupation; a code above it says too little."""
    parts = occupation.split("-") if isinstance(occupation, str) else []
    return "-".join(parts[:2]) if len(parts) > 1 else UNKNOWN
