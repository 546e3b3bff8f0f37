"""Pages of rights: asking for a person, complaining, a copy of everything, and who looked."""

import json

from flask import Response, make_response, request

from data.store import reading
from service.api.guard import own_id, parts
from service.me.asking import KINDS, LONGEST, loses_a_number
from service.me.copying import copy_of
from service.me.pages.sheet import back, form, pages, show
from service.me.seen import looks
from service.web.pages import sealed

KIND_HINTS = {
    "person": "想和人谈谈，不想只看系统的推荐",
    "explanation": "不明白为什么这样推荐，想听人讲",
    "correction": "系统里的信息写错了",
    "complaint": "遇到虚假招聘、乱收费、不公平，或对服务不满意",
}


@pages.get("/help", endpoint="help")
def help_() -> Response:
    """Ask for a person, and what was asked and answered so far."""
    kind = request.args.get("kind", "person")
    return show(
        "help",
        kinds=KINDS,
        hints=KIND_HINTS,
        chosen=kind if kind in KINDS else "person",
        longest=LONGEST,
        asked=parts().own.requests.of_worker(own_id()),
    )


@pages.post("/help")
def ask() -> Response:
    """A request that a person answers."""
    kind = form("kind")
    text = form("text") or KINDS.get(kind, "")
    parts().own.requests.ask(own_id(), kind, text, now=parts().clock())
    return back("help", "asked_numberless" if loses_a_number(text) else "asked")


@pages.get("/seen")
def seen() -> Response:
    """Who looked at the worker's whole numbers, and why."""
    with reading(parts().store) as db:
        return show("seen", looks=looks(db, own_id()))


@pages.get("/copy")
def copy() -> Response:
    """What a copy holds, and how to have it."""
    return show("copy")


@pages.get("/copy.json")
def copy_file() -> Response:
    """The copy itself, to keep or to take elsewhere."""
    found = copy_of(parts().store, own_id(), parts().clock(), parts().today())
    text = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    response = make_response(text)
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = "attachment; filename=my-copy.json"
    return sealed(response)
