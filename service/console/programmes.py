"""Pages about training programmes: the list, and one with its seats, classes and who would gain most."""

from flask import Blueprint, Response

from service.access.gate import reach
from service.api.guard import parts
from service.console.asking import OfferFilters, Pages, page_number
from service.web.pages import page

pages = Blueprint("console_programmes", __name__, url_prefix="/console/programmes")

FILTERS = OfferFilters(
    states={"open": "可报名", "closed": "已结束", "all": "全部"},
    columns=("starts_on", "title", "institution", "seats", "cost_fen", "days"),
    usual="starts_on",
)


@pages.get("")
def listed() -> Response:
    """Programmes by words, county, group of occupations and state."""
    sought, part = FILTERS.sought(), FILTERS.part
    found = parts().catalogue.programmes(sought, part, parts().today())
    return page(
        "console/programmes.html",
        sought=sought,
        filters=FILTERS,
        programmes=found.rows,
        pages=Pages(page_number(), found.n),
    )


@pages.get("/<programme_id>")
def one(programme_id: str) -> Response:
    """One programme; of people only those within one's reach."""
    sheet = parts().catalogue.programme(programme_id, parts().today(), reach())
    return page("console/programme.html", programme=sheet.form, sheet=sheet)
