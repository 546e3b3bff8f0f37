"""Pages about training programmes: the list, and one with its seats, classes and who would gain most."""

from flask import Blueprint, Response

from data.records.offer_search import Slice, Sought, State
from service.access.gate import reach
from service.api.guard import parts
from service.console import asking
from service.console.asking import PAGE, Pages
from service.web.pages import page

pages = Blueprint("console_programmes", __name__, url_prefix="/console/programmes")

SORTS = ("starts_on", "title", "institution", "seats", "cost_fen", "days")
STATES: dict[State, str] = {"open": "可报名", "closed": "已结束", "all": "全部"}


@pages.get("")
def listed() -> Response:
    """Programmes by words, county, group of occupations and state."""
    state = asking.choice("state", STATES, "open")
    sort = asking.choice("sort", [*SORTS, *(f"-{s}" for s in SORTS)], "starts_on")
    number = asking.page_number()
    sought = Sought(
        text=asking.text("q"),
        region=asking.choice("county", dict(asking.counties())),
        occupation=asking.choice("group", dict(asking.groups())),
        state=next(s for s in STATES if s == state),
    )
    part = Slice(sort, (number - 1) * PAGE, PAGE)
    found = parts().catalogue.programmes(sought, part, parts().today())
    return page(
        "console/programmes.html",
        sought=sought,
        programmes=found.rows,
        pages=Pages(number, found.n),
        sort=sort,
        order=asking.order,
        states=STATES,
        counties=asking.counties(),
        groups=asking.groups(),
    )


@pages.get("/<programme_id>")
def one(programme_id: str) -> Response:
    """One programme; of people only those within one's reach."""
    sheet = parts().catalogue.programme(programme_id, parts().today(), reach())
    return page("console/programme.html", programme=sheet.form, sheet=sheet)
