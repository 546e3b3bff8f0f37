"""Page: what needs me today, in order, with counts."""

from flask import Blueprint, Response

from data.reach import narrowed
from service import working_day
from service.access.gate import reach
from service.api.guard import parts
from service.web.pages import page

pages = Blueprint("console_today", __name__, url_prefix="/console/today")


@pages.get("")
def today() -> Response:
    """Every kind of work with its first lines."""
    with narrowed(parts().store, reach()) as db:
        found = working_day.sections(db, parts().today())
    return page("console/today.html", sections=found)


@pages.get("/<kind>")
def one(kind: str) -> Response:
    """One kind of work in full."""
    with narrowed(parts().store, reach()) as db:
        found = working_day.section(db, kind, parts().today())
    return page("console/today_section.html", section=found)
