"""Pages of what workers ask of the office on their own page: what waits, and the answer of a person."""

from flask import Blueprint, Response
from flask import request as asked

from data.records import caseload_lists, own_requests, recommendations
from data.records.own_requests import OwnRequest
from data.store import Connection
from service.access.gate import own_people
from service.api.guard import parts, who
from service.me.asking import KINDS, LONGEST, EmptyRequest
from service.me.knowing import BY_COLUMN, PLAIN
from service.web.pages import go_to, page

pages = Blueprint("console_requests", __name__, url_prefix="/console/requests")

SHOWN = 100


@pages.get("")
def waiting() -> Response:
    """What nobody has answered yet, the oldest first; of one's own people only."""
    return _page()


@pages.post("/<int:request_id>")
def answer(request_id: int) -> Response:
    """Answer one; the worker is told, and reads it on the own page."""
    text = asked.form.get("answer", "")
    try:
        parts().own.requests.answer(request_id, text, by=who().name, now=parts().clock())
    except EmptyRequest as fault:
        return _page(422, fault=fault.detail, faulty=request_id, typed=text)
    return go_to("/console/requests?done=1")


def _page(
    status: int = 200, *, fault: str | None = None, faulty: int = 0, typed: str = ""
) -> Response:
    with own_people() as db:
        found = own_requests.waiting(db, limit=SHOWN)
        people = caseload_lists.some(db, sorted({each.worker_id for each in found}))
        about = {each.request_id: _about(db, each) for each in found}
    return page(
        "console/requests.html",
        status,
        requests=found,
        people=people,
        about=about,
        kinds=KINDS,
        longest=LONGEST,
        shown=SHOWN,
        fault=fault,
        faulty=faulty,
        typed=typed,
        done="done" in asked.args,
    )


def _about(db: Connection, request: OwnRequest) -> str:
    """What it is about, in words: a field of the file, or what had been recommended."""
    if request.about is None:
        return ""
    if request.about in BY_COLUMN:
        return PLAIN.get(request.about, BY_COLUMN[request.about].label)
    shown = recommendations.one(db, request.about)
    return "" if shown is None else f"推荐于{shown.as_of}，第{shown.rank}位"
