"""What an address asks of a list: filters, order and page, read within bounds, and links that change one of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import request
from werkzeug.datastructures import MultiDict

from data.codes.occupations import occupations
from data.codes.regions import XINZHOU_UNITS, regions
from data.records.offer_search import Slice, Sought, State

PAGE = 50
LAST_PAGE = 2_000
LONGEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a list of `n` entries one is; pages count from 1."""

    number: int
    n: int
    size: int = PAGE

    @property
    def first(self) -> str:
        """The way back to the beginning."""
        return link(page=None) if self.number > 1 else ""

    @property
    def next(self) -> str:
        """The way on."""
        return link(page=self.number + 1) if self.number * self.size < self.n else ""

    @property
    def said(self) -> str:
        """What of the list is shown, in words."""
        if self.n == 0:
            return ""
        start = (self.number - 1) * self.size
        return f"第 {start + 1:,}–{min(start + self.size, self.n):,} 条，共 {self.n:,} 条"


@dataclass(frozen=True, slots=True)
class OfferFilters:
    """What a list of offers can be filtered and sorted by, and how it is sorted now."""

    states: Mapping[State, str]
    columns: Sequence[str]
    usual: str

    @property
    def sort(self) -> str:
        """By which column; a minus before it is downwards."""
        return choice("sort", [*self.columns, *(f"-{c}" for c in self.columns)], self.usual)

    @property
    def part(self) -> Slice:
        """The page that is asked for."""
        return Slice(self.sort, (page_number() - 1) * PAGE, PAGE)

    @property
    def counties(self) -> list[tuple[str, str]]:
        """The county units as a filter lists them."""
        return counties()

    @property
    def groups(self) -> list[tuple[str, str]]:
        """The middle groups of occupations as a filter lists them."""
        return groups()

    def sought(self, among: frozenset[str] | None = None) -> Sought:
        """What the address asks for; a value that does not exist is not asked."""
        state = choice("state", self.states, "open")
        return Sought(
            text=text("q"),
            region=choice("county", dict(self.counties)),
            occupation=choice("group", dict(self.groups)),
            state=next(s for s in self.states if s == state),
            among=among,
        )

    def order(self, column: str) -> tuple[str, str]:
        """For the heading of a column: where a click leads, and how the list is ordered by it now."""
        return order(column, self.sort)


def text(name: str) -> str:
    """What was typed into a filter."""
    return request.args.get(name, "").strip()[:LONGEST_TEXT]


def choice(name: str, allowed: Collection[str], usual: str = "") -> str:
    """One of several; anything else is as if nothing had been chosen."""
    given = request.args.get(name, "")
    return given if given in allowed else usual


def page_number() -> int:
    """Which page, from 1."""
    given = request.args.get("page", "")
    return min(max(int(given), 1), LAST_PAGE) if given.isdecimal() and len(given) < 8 else 1


def link(at: str = "", /, **changes: object) -> str:
    """This address, or that of the page `at`, with some of its questions changed; None takes one away."""
    asked: MultiDict[str, str] = request.args.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value not in {None, ""}:
            asked[name] = str(value)
    query = "&".join(f"{_quoted(k)}={_quoted(v)}" for k, v in asked.items(multi=True))
    path = at or request.path
    return f"{path}?{query}" if query else path


def order(column: str, sort: str) -> tuple[str, str]:
    """For the heading of a column: where a click leads, and how the list is ordered by it now."""
    if sort == column:
        return link(sort=f"-{column}", page=None), "ascending"
    return link(sort=column, page=None), "descending" if sort == f"-{column}" else ""


def counties() -> list[tuple[str, str]]:
    """The county units as a filter lists them."""
    return [(code, regions()[code].name) for code in XINZHOU_UNITS]


def groups() -> list[tuple[str, str]]:
    """The middle groups of occupations as a filter lists them."""
    return [(o.code, f"{o.code} {o.name}") for o in occupations().values() if o.level == 2]


def _quoted(value: str) -> str:
    return quote(value, safe="")
