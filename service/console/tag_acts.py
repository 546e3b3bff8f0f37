"""Pages: the two tags of help confirmed, kept until another day, or ended; always by a person."""

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for

from data.records import tags
from data.store import reading
from service.api.case_forms import TagEnd, TagRequest
from service.api.guard import parts, who
from service.console.filters import PEOPLE
from service.console.typed import read_form
from service.console.worker import overview_page
from service.errors import NotFound, Problem
from service.web.pages import go_to

pages = Blueprint("console_tags", __name__, url_prefix=f"{PEOPLE}/<worker_id>/tags")

LABELS = {"tag": "标注", "reason": "理由", "document": "依据的材料或文书", "review_on": "复核日"}


@pages.post("")
def confirm(worker_id: str) -> Response:
    """Confirm a tag with its reason and document; the same again changes nothing."""

    def act() -> str:
        said, at = read_form(TagRequest, LABELS), parts().clock()
        parts().assistance.tagging.confirm(worker_id, said, by=who().name, at=at)
        return "tagged"

    return _do(worker_id, request.form.get("tag", ""), act)


@pages.post("/<tag_id>/keep")
def keep(worker_id: str, tag_id: str) -> Response:
    """Keep a tag until another day."""

    def act() -> str:
        said = read_form(TagEnd, LABELS)
        if said.review_on is None:
            raise Problem("请填写复核日。")
        _review(worker_id, tag_id, said)
        return "tag_kept"

    return _do(worker_id, f"keep-{tag_id}", act)


@pages.post("/<tag_id>/end")
def end(worker_id: str, tag_id: str) -> Response:
    """End a tag; what the law gives does not depend on it."""

    def act() -> str:
        said = read_form(TagEnd, LABELS).model_copy(update={"review_on": None})
        _review(worker_id, tag_id, said)
        return "tag_ended"

    return _do(worker_id, f"end-{tag_id}", act)


def _review(worker_id: str, tag_id: str, said: TagEnd) -> None:
    with reading(parts().store) as db:
        tag = tags.one(db, tag_id)
    if tag is None or tag.worker_id != worker_id:
        raise NotFound(f"没有编号为“{tag_id}”的标注。")
    seen, at = request.form.get("seen", ""), parts().clock()
    parts().assistance.tagging.review(tag_id, said, by=who().name, at=at, seen=seen)


def _do(worker_id: str, name: str, act: Callable[[], str]) -> Response:
    """Do it; a refusal stands beside its form with what was typed."""
    try:
        done = act()
    except NotFound:
        raise
    except Problem as fault:
        return overview_page(worker_id, int(fault.status), fault=fault.detail, faulty=name)
    return go_to(url_for("console_worker.overview", worker_id=worker_id, done=done))
