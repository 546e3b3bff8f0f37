"""The gate of the pages: who is signed in, whether the page is for them, and whether the people on it are."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import cast
from urllib.parse import quote, urlsplit

from flask import Flask, Response, g, make_response, redirect, request
from flask.typing import ResponseReturnValue

from data.reach import EVERYBODY, NOBODY, Reach, narrowed
from data.records import accounts
from data.records.accounts import Account
from data.records.counties import LEADS_TO_A_PERSON, home_behind, leads_to_an_employer
from data.records.sessions import Session
from data.store import Connection, reading
from service.access import sessions
from service.access.needs import ANYBODY, NEEDS, SIGNED_IN, WHOLE_CITY
from service.access.roles import ALL_ROLES, SELF, caller_of, permissions_of, reach_label
from service.access.signing_in import Step, may_stay, step_due
from service.api.guard import READING, parts, who
from service.auth import Caller
from service.errors import Forbidden, NotFound
from service.web.visitor import Visitor

CONSOLE, OWN = "/console", "/me"
DOORS = {"staff": "/console/sign-in", "worker": "/me/sign-in"}
STEPS: dict[Step, frozenset[str]] = {
    "second_factor": frozenset({"access.second_factor", "access.show_second_factor"}),
    "password": frozenset({"access.password", "access.change_password"}),
    "enrol": frozenset({"access.enrol", "access.prove_enrolment"}),
}
"""Where each step is done; until then every other page leads there."""

FIRST: dict[Step, str] = {
    "second_factor": "/console/sign-in/code",
    "password": "/console/account/password",
    "enrol": "/console/account/second-factor",
}


NOT_FOR_YOU = "没有找到，或不在您负责的范围内。"
NOT_MINE = "没有找到，或不是您本人的。"


def gate(app: Flask) -> None:
    """Let nobody past who is not signed in, and nobody to a page, or to people, that are not theirs."""
    app.before_request(_let_in)


def kind_of(path: str) -> str | None:
    """Whose pages an address belongs to: `staff`, `worker`, or neither's."""
    for prefix, kind in ((CONSOLE, "staff"), (OWN, "worker")):
        if path == prefix or path.startswith(f"{prefix}/"):
            return kind
    return None


def signed_in() -> Caller | None:
    """Who is signed in, also on pages before the door."""
    return cast("Caller | None", g.get("caller"))


def account() -> Account:
    """The account of whoever is signed in at the office."""
    return cast("Account", g.account)


def session() -> Session:
    """The session this request belongs to."""
    return cast("Session", g.session)


def reach_of(caller: Caller) -> Reach:
    """Whose people somebody who is signed in may see."""
    if caller.role is None or not ALL_ROLES[caller.role].of_people:
        return NOBODY
    if caller.township:
        return Reach("township", caller.township)
    return Reach("county", caller.region) if caller.region else EVERYBODY


def reach() -> Reach:
    """Whose people whoever asks may see."""
    return reach_of(who())


@contextmanager
def own_people() -> Iterator[Connection]:
    """A reading connection on which there are only the people whom whoever asks may see."""
    with narrowed(parts().store, reach()) as db:
        yield db


def hold(response: Response, text: str, kind: str = "staff") -> Response:
    """Give a session to the browser: no script can read it, no other site can use it."""
    secure = is_secure()
    response.set_cookie(
        cookie_name(kind), text, httponly=True, secure=secure, samesite="Strict", path="/"
    )
    return response


def let_go(response: Response, kind: str = "staff") -> Response:
    """Take the session from the browser, with all that it kept of the pages."""
    response.delete_cookie(
        cookie_name(kind), httponly=True, secure=is_secure(), samesite="Strict", path="/"
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def cookie_name(kind: str) -> str:
    """Bound to this host by its name, where the service is reached by https."""
    return f"__Host-songgang-{kind}" if is_secure() else f"songgang-{kind}"


def is_secure() -> bool:
    """Whether the service is reached by https."""
    return parts().settings.public_url.startswith("https://")


def local(target: str | None) -> str | None:
    """A page of ours to go on to; None for anything that could lead away."""
    if not target or not target.startswith("/") or "\\" in target:
        return None
    found = urlsplit(target)
    inside = not found.scheme and not found.netloc and kind_of(found.path)
    return target if inside and not target.startswith("//") else None


def _let_in() -> ResponseReturnValue | None:
    kind = kind_of(request.path)
    if kind is None:
        return None
    if request.method not in READING:
        _refuse_other_sites()
    step = _recognise(kind)
    needed = NEEDS.get(request.endpoint or "")
    if needed == ANYBODY:
        return None
    if g.get("caller") is None:
        return _to_the_door(kind)
    if request.method not in READING:
        _refuse_foreign_forms()
    if step is not None and request.endpoint not in STEPS[step] | {"access.sign_out"}:
        return _led(FIRST[step])
    if request.endpoint is not None:
        _check_permission(kind, needed)
        with reading(parts().store) as db:
            _check_people(db, who())
    return None


def _recognise(kind: str) -> Step | None:
    """Find out whose session the browser shows, and what they have to do first."""
    text, now = request.cookies.get(cookie_name(kind), ""), parts().clock()
    with reading(parts().store) as db:
        found = sessions.session_of(db, text, kind, now)
        if found is None:
            return None
        known = accounts.find(db, found.account_id) if found.account_id else None
    if kind == "worker":
        g.caller = Caller("本人", frozenset({SELF}), found.worker_id)
    elif known is None or not may_stay(known, found):
        return None
    else:
        g.caller, g.account = caller_of(known), known
    g.session, g.session_text = found, text
    g.visitor = _visitor(known, text)
    sessions.note_presence(parts().store, found, now)
    return step_due(found, known, now) if known else None


def _visitor(known: Account | None, text: str) -> Visitor:
    """The same as the templates know it; every form and every script sends `csrf` back."""
    permissions, csrf = permissions_of(who()), sessions.csrf_of(text)
    if known is None:
        return Visitor("本人", "", "", permissions, csrf)
    role = ALL_ROLES[known.role].label
    whole = reach().extent == "city"
    return Visitor(known.name, role, reach_label(known), permissions, csrf, whole)


def _check_permission(kind: str, needed: str | None) -> None:
    if needed == SIGNED_IN and kind == "staff":
        return
    if needed is None or needed not in permissions_of(who()):
        raise Forbidden("您的职责不包括此项操作；如有需要，请联系安全管理员。")
    if request.endpoint in WHOLE_CITY and reach().extent != "city":
        raise Forbidden("此项涉及全市各县区，由负责全市的人员办理。")


def _check_people(db: Connection, caller: Caller) -> None:
    """Every id in the address, the query or the form that leads to a person must lead to one of theirs."""
    for name, value in _ids():
        if not _may_see(db, caller, name, value):
            raise NotFound(NOT_MINE if caller.worker_id else NOT_FOR_YOU)


def _may_see(db: Connection, caller: Caller, name: str, value: object) -> bool:
    home = home_behind(db, name, value)
    if caller.worker_id:
        return home is not None and home.worker_id == caller.worker_id
    mine = reach_of(caller)
    if mine.covers(home):
        return True
    # What an employer asks for is of no county: as in the API, whoever works for one does not see it.
    return mine == EVERYBODY and home is None and leads_to_an_employer(db, name, value)


def _ids() -> Iterator[tuple[str, object]]:
    given: Iterable[tuple[str, object]] = (request.view_args or {}).items()
    yield from ((name, value) for name, value in given if name in LEADS_TO_A_PERSON)
    body = request.get_json(silent=True)
    sent = body if isinstance(body, dict) else {}
    for name in LEADS_TO_A_PERSON:
        told = [*request.values.getlist(name), *_several(sent.get(name))]
        yield from ((name, value) for value in told if value not in ("", None))


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _to_the_door(kind: str) -> Response:
    # Only a page that was asked for is gone back to; what was sent with a form is not sent again.
    back = request.full_path.rstrip("?") if request.method in READING else ""
    door = DOORS[kind]
    return _led(f"{door}?next={quote(back)}" if back else door)


def _led(target: str) -> Response:
    """Lead a browser on; a fragment asked for by htmx leads the whole page."""
    if request.headers.get("HX-Request") == "true":
        response = make_response("", 401)
        response.headers["HX-Redirect"] = target
        return response
    return make_response(redirect(target, 303))


def _refuse_other_sites() -> None:
    """A form sent from another site is refused, whatever it carries (browsers say where it is from)."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        ours = site in {"same-origin", "none"}
    else:
        hosts = {request.host, urlsplit(parts().settings.public_url).netloc}
        ours = origin is None or urlsplit(origin).netloc in hosts
    if not ours:
        raise Forbidden("此请求来自其他网站，已拒绝。")


def _refuse_foreign_forms() -> None:
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not sessions.is_of_session(sent, g.session_text):
        raise Forbidden("页面已过期，请刷新后重试。")
