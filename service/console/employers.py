"""The page of employers on public lists: who, on which list, since when, and which posts that keeps out."""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, Response

from data.records import employers, vacancies
from data.records.employers import Listing
from data.schema_employers import EMPLOYER_LISTS, PublicList
from data.store import reading
from service.api.guard import parts
from service.console import asking
from service.console.asking import PAGE, Pages
from service.web.pages import page

pages = Blueprint("console_employers", __name__, url_prefix="/console/employers")

STATES = {"now": "在名单上", "over": "已移出", "all": "全部"}


@dataclass(frozen=True, slots=True)
class Line:
    """A listing, whether it counts today, and the open posts it keeps out."""

    told: Listing
    counts: bool
    n_posts: int

    @property
    def list(self) -> PublicList:
        """The list it is about."""
        return EMPLOYER_LISTS[self.told.list]


@pages.get("")
def listed() -> Response:
    """Listings by words of the name, list and state."""
    text, name = asking.text("q"), asking.choice("list", EMPLOYER_LISTS)
    state, number = asking.choice("state", STATES, "now"), asking.page_number()
    chosen = [
        line
        for line in _lines()
        if employers.key_of(text) in employers.key_of(line.told.employer)
        and name in {"", line.told.list}
        and (state == "all" or line.counts == (state == "now"))
    ]
    first = (number - 1) * PAGE
    return page(
        "console/employers.html",
        lines=chosen[first : first + PAGE],
        pages=Pages(number, len(chosen)),
        text=text,
        name=name,
        state=state,
        states=STATES,
        lists=EMPLOYER_LISTS,
    )


def _lines() -> list[Line]:
    today = parts().today()
    with reading(parts().store) as db:
        told = employers.every(db)
        now = set(employers.on_lists(db, today))
        offered = vacancies.open_on(db, today)
    posts = Counter(employers.key_of(name) for name in offered["employer"].to_pylist())
    return [Line(e, e in now, posts[employers.key_of(e.employer)] * (e in now)) for e in told]
