"""Pages: the caseload, found as one types, filtered by its address; saved views."""

from flask import Blueprint, Response, request

from data.codes.occupations import local_occupations
from data.codes.regions import XINZHOU_UNITS, regions
from data.reach import Reach, narrowed
from data.records import caseload_lists, views
from data.store import reading, transaction
from service import finding
from service.access.gate import account, reach
from service.api.guard import parts
from service.console import people_shown
from service.console.filters import (
    INDEX_STEPS,
    PEOPLE,
    SORTS,
    STATUSES,
    Filters,
    read_filters,
    towns_of,
)
from service.errors import Problem
from service.web.pages import asks_for_part, go_to, page

pages = Blueprint("console_people", __name__, url_prefix=PEOPLE)

PAGE = 50
TYPED = 20


@pages.get("")
def listed() -> Response:
    """The list by the filters of its address."""
    filters, after = read_filters(request.args), request.args.get("after") or None
    wanted = filters.wanted(parts().today())
    with narrowed(parts().store, reach()) as db:
        people = caseload_lists.page(db, wanted, filters.order, after=after, limit=PAGE + 1)
        n = caseload_lists.count(db, wanted) if after is None else None
    more = people[PAGE - 1].worker_id if len(people) > PAGE else ""
    return _page(filters, people=people[:PAGE], n=n, next=more, after=after)


@pages.post("/search")
def search() -> Response:
    """Whoever is meant by what is typed; it is sent in the body, so that no address tells of anybody."""
    text, filters = request.form.get("q", "").strip(), read_filters(request.form)
    if not text:
        return (
            go_to(filters.address()) if not asks_for_part() else _page(filters, typed="", people=())
        )
    with narrowed(parts().store, reach()) as db:
        found = finding.find(db, text, filters.wanted(parts().today()), limit=TYPED)
    return _page(filters, people=found.people, typed=text, found=found)


@pages.post("/views")
def keep_view() -> Response:
    """Give the filters of the list a name."""
    filters, name = read_filters(request.form), request.form.get("name", "").strip()
    if not 1 <= len(name) <= 40:
        raise Problem("请给视图起一个 1–40 字的名称。")
    with transaction(parts().store) as db:
        views.keep(db, account().account_id, name, filters.query, at=parts().clock())
    return go_to(filters.address())


@pages.post("/views/<int:view_id>/forget")
def forget_view(view_id: int) -> Response:
    """Forget one of one's own views."""
    with transaction(parts().store) as db:
        views.forget(db, account().account_id, view_id)
    return go_to(PEOPLE)


def _page(filters: Filters, **facts: object) -> Response:
    if asks_for_part():
        return page("console/people_list.html", filters=filters, shown=people_shown, **facts)
    with reading(parts().store) as db:
        mine = views.of_account(db, account().account_id)
    choices = {
        "counties": _counties(reach()),
        "towns": towns_of(filters.county or _county_of(reach())),
        "occupations": [(o.code, o.title) for o in local_occupations()],
        "statuses": STATUSES.items(),
        "steps": INDEX_STEPS,
        "sorts": SORTS.items(),
    }
    return page(
        "console/people.html", filters=filters, shown=people_shown, views=mine, **choices, **facts
    )


def _counties(mine: Reach) -> list[tuple[str, str]]:
    if mine.extent != "city":
        return []
    return [(code, regions()[code].name) for code in sorted(XINZHOU_UNITS)]


def _county_of(mine: Reach) -> str:
    return mine.code if mine.extent == "county" else ""
