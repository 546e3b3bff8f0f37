"""The filters of the caseload: read from the address, said in words, written back into one."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import cast
from urllib.parse import urlencode

from data.codes.fact_words import FACT_WORDS
from data.codes.regions import XINZHOU_UNITS, regions, townships
from data.records.caseload_lists import Sort, Wanted
from service.wording import occupation_name

PEOPLE = "/console/people"
SORTS: Mapping[Sort, str] = {
    "index": "指数（高在前）",
    "registered": "失业登记日期（久在前）",
    "stale": "档案更新（久在前）",
    "name": "姓名（拼音）",
}
INDEX_STEPS = ("75", "50", "25")
NEW_DAYS = 30
STALE_DAYS = 180
STATUSES = FACT_WORDS["employment_status"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for, as texts; whatever it does not know is left out."""

    county: str = ""
    township: str = ""
    occupation: str = ""
    status: str = ""
    index: str = ""
    who: str = ""
    """`all` is everybody in the registry; else only those registered as without work."""

    new: str = ""
    stale: str = ""
    suggested: str = ""
    sort: str = ""

    def wanted(self, today: date) -> Wanted:
        """The same as a question to the records."""
        return Wanted(
            region=self.county or None,
            township=self.township or None,
            occupation=self.occupation or None,
            status=self.status or None,
            seeking=self.seeking,
            index_from=float(self.index) if self.index else None,
            registered_from=today - timedelta(NEW_DAYS) if self.new else None,
            known_before=today - timedelta(STALE_DAYS) if self.stale else None,
            suggested=bool(self.suggested),
        )

    @property
    def seeking(self) -> bool:
        """Whether only people registered as without work are asked for."""
        return self.who != "all" or bool(self.new or self.stale or self.suggested)

    @property
    def order(self) -> Sort:
        """By what the list is sorted; everybody only by name."""
        if self.who == "all":
            return "name"
        return cast("Sort", self.sort) if self.sort in SORTS else "index"

    @property
    def query(self) -> str:
        """The same as the end of an address, without what is not asked."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def pairs(self) -> list[tuple[str, str]]:
        """What is asked, as the hidden fields of a form."""
        return [(name, value) for name, value in asdict(self).items() if value]

    def address(self, after: str = "", **changes: str) -> str:
        """The list with some filters changed, or its next page."""
        asked = replace(self, **changes)
        query = urlencode({k: v for k, v in (*asdict(asked).items(), ("after", after)) if v})
        return f"{PEOPLE}?{query}" if query else PEOPLE

    def said(self) -> list[tuple[str, str]]:
        """Each filter in words, with the address of the list without it."""
        words = {
            "county": regions()[self.county].name if self.county else "",
            "township": townships()[self.township].name if self.township else "",
            "occupation": occupation_name(self.occupation or None) or "",
            "status": STATUSES.get(self.status, ""),
            "index": f"指数 {self.index} 以上" if self.index else "",
            "who": "登记库全体人员" if self.who == "all" else "",
            "new": f"近{NEW_DAYS}天登记失业" if self.new else "",
            "stale": f"档案{STALE_DAYS}天未更新" if self.stale else "",
            "suggested": "法定情形待确认" if self.suggested else "",
        }
        return [(text, self.address(**{name: ""})) for name, text in words.items() if text]


def read_filters(asked: Mapping[str, str]) -> Filters:
    """The filters of an address or a form; a value that does not exist is not asked for."""
    known: dict[str, Callable[[str], bool]] = {
        "county": lambda v: v in XINZHOU_UNITS,
        "township": lambda v: v in townships(),
        "occupation": lambda v: occupation_name(v) != v,
        "status": lambda v: v in STATUSES,
        "index": lambda v: v in INDEX_STEPS,
        "who": lambda v: v == "all",
        "sort": lambda v: v in SORTS,
    }
    given = {name: asked.get(name, "").strip() for name in Filters.__dataclass_fields__}
    found = Filters(**{n: v for n, v in given.items() if v and known.get(n, _is_ticked)(v)})
    # Only people without work have an index: what cannot be asked is not shown as asked either.
    return found if found.seeking else replace(found, index="")


def _is_ticked(value: str) -> bool:
    return value == "1"


def towns_of(county: str) -> list[tuple[str, str]]:
    """The townships of a county, by code and name."""
    return [(t.code, t.name) for t in townships().values() if t.parent == county]
