"""Pages of what is known of the worker: each field with its source, correcting it, tags, the assessment."""

from flask import Response, request

from data.store import reading
from service.api.guard import own_id, parts
from service.errors import NotFound
from service.me import saying
from service.me.asking import loses_a_number
from service.me.knowing import GROUPS, Known, OwnFile, file_of
from service.me.pages.sheet import back, form, pages, show
from service.me.reasons import weighed
from service.me.saying import SAYABLE, TAGS, BadAnswer, Question

PROOF = "（请写清楚哪里不对、正确的是什么、有什么证明）"


@pages.get("/file")
def file() -> Response:
    """All that the file holds, who said so and since when."""
    return show("file", file=_file())


@pages.get("/file/<field>")
def question(field: str) -> Response:
    """One field: what stands there, and how to change it."""
    return _question(field)


@pages.post("/file/<field>")
def answer(field: str) -> Response:
    """What the worker says of it; in force at once."""
    asked = _asked(field)
    try:
        value = saying.read_answer(asked, request.form.getlist("value"))
    except BadAnswer as fault:
        return _question(field, 422, fault=fault.detail)
    changed = saying.say(parts().store, own_id(), field, value, parts().clock())
    return back("file", "corrected" if changed else "same")


@pages.post("/file/<field>/correction")
def correction(field: str) -> Response:
    """What needs a proof goes to a counselor."""
    known = _known(_file(), field)
    text = f"{known.label}（现为“{known.text}”）：{form('text')}"
    if not form("text"):
        return _question(field, 422, fault="请写清楚正确的内容。")
    parts().own.requests.ask(own_id(), "correction", text, about=field, now=parts().clock())
    return back("help", "asked_numberless" if loses_a_number(text) else "asked")


@pages.get("/tags")
def tags() -> Response:
    """By what lists are chosen, each to be deleted."""
    found = _file()
    held = [known for name in TAGS if (known := found.field(name)) and known.is_known]
    helped = parts().assistance.tagging.mine(own_id())
    return show("tags", held=held, helped=[tag for tag in helped.tags if tag.state == "confirmed"])


@pages.post("/tags/delete")
def delete_tags() -> Response:
    """Delete one of them, or all."""
    name = form("field")
    if name and name not in TAGS:
        raise NotFound("没有这个标签。")
    saying.delete_tags(parts().store, own_id(), [name] if name else TAGS, parts().clock())
    return back("tags", "deleted")


@pages.get("/assessment")
def assessment() -> Response:
    """How the service sees the worker, why, and what would help; it adds help and takes nothing away."""
    found = parts().advisor.index_of(own_id(), parts().today())
    harder, easier, others = weighed(found)
    return show("assessment", found=found, harder=harder, easier=easier, others=others)


def _file() -> OwnFile:
    with reading(parts().store) as db:
        return file_of(db, own_id(), parts().today())


def _known(found: OwnFile, field: str) -> Known:
    known = found.field(field)
    if known is None or field not in {name for names in GROUPS.values() for name in names}:
        raise NotFound("没有这一项信息。")
    return known


def _asked(field: str) -> Question:
    if field not in SAYABLE:
        raise NotFound("这一项需要带证明材料更正，请提交更正请求。")
    return SAYABLE[field]


def _question(field: str, status: int = 200, *, fault: str | None = None) -> Response:
    found = _file()
    known, asked = _known(found, field), SAYABLE.get(field)
    if asked is None:
        return show("correction", status, known=known, fault=fault)
    typed = request.args.get("q", "")[:20]
    held = saying.held_of(asked, found.raw[field])
    hits = [hit for hit in saying.search(asked, typed) if hit[0] not in dict(held)]
    return show(
        "question",
        status,
        known=known,
        question=asked,
        options=saying.options(asked),
        held=held,
        typed=typed,
        hits=hits,
        fault=fault,
    )
