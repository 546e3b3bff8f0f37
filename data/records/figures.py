"""Questions about figures: a night's counts written down, and read by day, county and occupation."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from data.store import Connection
from data.tables_figures import indicator_figures, market_figures

ALL = ""
"""The whole city, or all occupations."""

UNKNOWN = "unknown"
"""A county or an occupation that is not said."""

OUTSIDE = "outside"
"""Vacancies beyond the city; they are in none of the city's totals."""


@dataclass(frozen=True, slots=True)
class MarketFigure:
    """Offers and jobseekers of a county and a middle group of occupations on a day.

    `n_waiting` places are of vacancies that have stood open for a month. A jobseeker who wishes for several
    groups counts in each of them, and once in what is counted over all. Where the count `is_hidden` it must
    not be shown, nor what can be reckoned from it.
    """

    as_of: date
    region: str
    occupation: str
    n_vacancies: int
    n_places: int
    n_waiting: int
    n_jobseekers: int
    is_hidden: bool
    wage_p25_fen: int | None
    wage_p50_fen: int | None
    wage_p75_fen: int | None
    wish_p50_fen: int | None


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """An indicator of a county on a day: numerator, denominator (None for a total), and who is in neither."""

    as_of: date
    region: str
    indicator: str
    numerator: int
    denominator: int | None
    n_unknown: int


def record_market(db: Connection, as_of: date, found: Sequence[MarketFigure]) -> None:
    """Write a day's figures of the market; those of the same day before are replaced."""
    db.execute(sa.delete(market_figures).where(market_figures.c.as_of == as_of))
    if found:
        db.execute(sa.insert(market_figures), [asdict(figure) for figure in found])


def record_indicators(db: Connection, as_of: date, found: Sequence[IndicatorFigure]) -> None:
    """Write a day's indicators; those of the same day before are replaced."""
    db.execute(sa.delete(indicator_figures).where(indicator_figures.c.as_of == as_of))
    if found:
        db.execute(sa.insert(indicator_figures), [asdict(figure) for figure in found])


def newest_market_day(db: Connection, until: date) -> date | None:
    """The last day up to `until` whose market was counted."""
    m = market_figures
    found: date | None = db.scalar(sa.select(sa.func.max(m.c.as_of)).where(m.c.as_of <= until))
    return found


def newest_indicator_day(db: Connection, until: date) -> date | None:
    """The last day up to `until` whose indicators were counted."""
    i = indicator_figures
    found: date | None = db.scalar(sa.select(sa.func.max(i.c.as_of)).where(i.c.as_of <= until))
    return found


def market_of_day(db: Connection, as_of: date) -> tuple[MarketFigure, ...]:
    """All figures of the market of one day."""
    return _market(db, market_figures.c.as_of == as_of)


def market_over_time(
    db: Connection, region: str, occupation: str, *, since: date
) -> tuple[MarketFigure, ...]:
    """One county and group of occupations from day to day."""
    m = market_figures
    return _market(db, m.c.region == region, m.c.occupation == occupation, m.c.as_of >= since)


def indicators_of_day(db: Connection, as_of: date) -> tuple[IndicatorFigure, ...]:
    """All indicators of one day, by county."""
    return _indicators(db, indicator_figures.c.as_of == as_of)


def indicators_over_time(
    db: Connection, indicator: str, *, since: date
) -> tuple[IndicatorFigure, ...]:
    """One indicator from day to day, of every county: what may be shown of one depends on the others."""
    i = indicator_figures
    return _indicators(db, i.c.indicator == indicator, i.c.as_of >= since)


def _market(db: Connection, *conditions: sa.ColumnElement[bool]) -> tuple[MarketFigure, ...]:
    m = market_figures
    chosen = sa.select(m).where(*conditions).order_by(m.c.as_of, m.c.region, m.c.occupation)
    return tuple(MarketFigure(**row) for row in db.execute(chosen).mappings())


def _indicators(db: Connection, *conditions: sa.ColumnElement[bool]) -> tuple[IndicatorFigure, ...]:
    i = indicator_figures
    chosen = sa.select(i).where(*conditions).order_by(i.c.as_of, i.c.region, i.c.indicator)
    return tuple(IndicatorFigure(**row) for row in db.execute(chosen).mappings())
