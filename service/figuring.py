"""Use cases about figures: supply and demand by county and occupation, with small counts left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from data.codes.occupations import occupations
from data.codes.regions import XINZHOU_UNITS, regions
from data.records import figures
from data.records.figures import ALL, OUTSIDE, UNKNOWN, MarketFigure
from data.store import Store, reading
from models.referring.funnel import LEAST

SCARCE, CROWDED = 1.5, 0.5
"""From so many places a jobseeker on a group is short of people; up to so many it has too many."""

HISTORY = timedelta(days=366)
CITY_NAME = "全市"
NAMES = {ALL: CITY_NAME, UNKNOWN: "未写明", OUTSIDE: "市外"}


@dataclass(frozen=True, slots=True)
class Line:
    """One county and group in numbers that may be shown; None where a count of people is too small."""

    region: str
    region_name: str
    occupation: str
    occupation_name: str
    n_vacancies: int
    n_places: int
    n_waiting: int
    n_jobseekers: int | None
    ratio: float | None
    wage_p25_fen: int | None
    wage_p50_fen: int | None
    wage_p75_fen: int | None
    wish_p50_fen: int | None

    @property
    def state(self) -> str:
        """`scarce`, `crowded`, `balanced`, or nothing where it cannot be said."""
        if self.ratio is None or self.occupation == UNKNOWN:
            return ""
        if self.ratio > SCARCE:
            return "scarce"
        return "crowded" if self.ratio < CROWDED else "balanced"


@dataclass(frozen=True, slots=True)
class Supply:
    """The market of one day, every line as it may be shown."""

    as_of: date
    lines: Mapping[tuple[str, str], Line]

    def by_occupation(self, region: str) -> list[Line]:
        """One county, or the city, by group of occupations; the most places first."""
        found = [n for n in self.lines.values() if n.region == region and n.occupation != ALL]
        return sorted(found, key=lambda n: (-n.n_places, n.occupation))

    def by_county(self, occupation: str) -> list[Line]:
        """One group, or all of them, by county unit in the order of their codes."""
        keys = [(unit, occupation) for unit in (*XINZHOU_UNITS, UNKNOWN, OUTSIDE)]
        return [self.lines[key] for key in keys if key in self.lines]

    def total(self, region: str, occupation: str) -> Line | None:
        """One line."""
        return self.lines.get((region, occupation))


class Figures:
    """Reads what the night counted; one instance serves all threads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def supply(self, until: date) -> Supply | None:
        """The newest market up to a day; None before the first night."""
        with reading(self._store) as db:
            day = figures.newest_market_day(db, until)
            found = figures.market_of_day(db, day) if day else ()
        lines = {(f.region, f.occupation): _line(f) for f in found}
        return None if day is None else Supply(day, lines)

    def over_time(self, region: str, occupation: str, until: date) -> list[tuple[date, Line]]:
        """One county and group from day to day, a year back."""
        with reading(self._store) as db:
            found = figures.market_over_time(db, region, occupation, since=until - HISTORY)
        return [(figure.as_of, _line(figure)) for figure in found if figure.as_of <= until]


def county_name(code: str) -> str:
    """A county unit, the city, or what is not one of them."""
    return NAMES.get(code) or regions()[code].name


def group_name(code: str) -> str:
    """A group of occupations, all of them, or what is not said."""
    if code == ALL:
        return "全部职业"
    return NAMES.get(code) or (occupations()[code].name if code in occupations() else code)


def _line(figure: MarketFigure) -> Line:
    n = None if figure.is_hidden else figure.n_jobseekers
    return Line(
        region=figure.region,
        region_name=county_name(figure.region),
        occupation=figure.occupation,
        occupation_name=group_name(figure.occupation),
        n_vacancies=figure.n_vacancies,
        n_places=figure.n_places,
        n_waiting=figure.n_waiting,
        n_jobseekers=n,
        ratio=figure.n_places / n if n else None,
        wage_p25_fen=figure.wage_p25_fen,
        wage_p50_fen=figure.wage_p50_fen,
        wage_p75_fen=figure.wage_p75_fen,
        wish_p50_fen=figure.wish_p50_fen if n and n >= LEAST else None,
    )
