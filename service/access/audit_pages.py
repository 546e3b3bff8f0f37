"""Pages of the auditor: the trail, filtered, and whether it is as it was written."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from data.records import audit
from data.records.audit import Verified, Written
from data.store import reading
from service.access.act_words import particulars, subject_told
from service.access.acts import WORDS, names_of_actors, shown_actor
from service.api.guard import parts
from service.web.pages import page

pages = Blueprint("audit_pages", __name__, url_prefix="/console/audit")

SHOWN = 50


@pages.get("")
def trail() -> ResponseReturnValue:
    """Who did what, newest first."""
    return _trail(None)


@pages.post("/verification")
def verify() -> ResponseReturnValue:
    """Read the whole trail and tell whether anything in it was changed or is missing."""
    typed = request.form.get("anchor", "").strip()
    number, _, seal = typed.partition(":")
    if typed and not (number.isdecimal() and seal):
        return _trail(None, fault="外部留底应写作“序号:封印”，即以前核对时给出的那一行。")
    with reading(parts().store) as db:
        found = audit.verify(db, anchor=(int(number), seal) if typed else None)
    return _trail(found)


def _trail(verified: Verified | None, fault: str | None = None) -> ResponseReturnValue:
    given = {name: request.args.get(name, "").strip() for name in ("action", "actor", "subject")}
    before = request.args.get("before", "")
    with reading(parts().store) as db:
        names = names_of_actors(db)
        found = audit.acts(
            db,
            before=int(before) if before.isdecimal() else None,
            action=given["action"] or None,
            actor=given["actor"] or None,
            subject=given["subject"] or None,
            limit=SHOWN + 1,
        )
    shown = found[:SHOWN]
    here = url_for("audit_pages.trail")
    older = f"{here}?{urlencode(given | {'before': shown[-1].number})}" if shown else None
    return page(
        "access/audit.html",
        422 if fault else 200,
        rows=[_row(each, names) for each in shown],
        words=WORDS,
        actors=sorted(names.items(), key=lambda item: item[1]),
        given=given,
        first=f"{here}?{urlencode(given)}" if before else None,
        more=older if len(found) > SHOWN else None,
        verified=verified,
        fault=fault,
    )


def _row(each: Written, names: Mapping[str, str]) -> tuple[Written, str, str, str, list[str]]:
    """An act with the words for what was done, by whom, on which account or file, and how exactly."""
    return (
        each,
        WORDS[each.act.action],
        shown_actor(each.act.actor, names),
        subject_told(each.act, names),
        particulars(each.act, names),
    )
