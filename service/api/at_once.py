"""Before Flask: a list asked for again is answered at once where nothing stands in the way; all else goes on."""

import re
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import TYPE_CHECKING

from data.store import connections
from service.api.guard import AHEAD, Ahead, Parts, needed
from service.api.shared import KEPT_BY_NOBODY, NO_PAGE, PLAIN
from service.api.workers import VacancyQuery
from service.auth import Caller, let_in, shown_token
from service.operating.watching import count, number, tell
from service.repeating import Answered
from service.throttling import neighbourhood

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SCOPE = needed("/api/v1/workers/", "GET")
ROUTE = "/api/v1/workers/<worker_id>/vacancies"
PATH = re.compile("/api/v1/workers/([A-Za-z0-9_-]{1,64})/vacancies")
USUAL = VacancyQuery().limit

PARTICULAR = (
    "SCRIPT_NAME",
    "QUERY_STRING",
    "HTTP_TRANSFER_ENCODING",
    "HTTP_RANGE",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
)
"""What a request that has anything of its own to say says by: Flask answers it."""

ALWAYS = (
    *PLAIN.items(),
    ("Cache-Control", KEPT_BY_NOBODY),
    ("Content-Security-Policy", NO_PAGE),
    ("Vary", "Accept-Encoding"),
)


class AtOnce:
    """Says again what was said before, by the same checks as `guard`: around them Flask costs more than they do.

    It only ever says yes: whoever is to be refused, and whatever has to be worked out, goes on to Flask,
    which takes over what was read here, so that nothing is asked twice. What is kept of a request is the
    same on both ways: a place in the buckets of its address and its token, a line of the log, the figures.
    """

    def __init__(self, app: "WSGIApplication", parts: Callable[[], Parts]) -> None:
        self._app, self._parts = app, parts

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """As any WSGI application."""
        found = PATH.fullmatch(environ["PATH_INFO"])
        if found is None or not _is_plain(environ):
            return self._app(environ, start_response)
        began, parts = perf_counter(), self._parts()
        again = self._again(environ, found[1], parts, began)
        if again is None:
            return self._app(environ, start_response)
        said, caller = again
        name, tag = number(environ.get("HTTP_X_REQUEST_ID", "")), _quoted(said)
        headers = [*ALWAYS, ("ETag", tag), ("X-Request-ID", name)]
        known = "HTTP_IF_NONE_MATCH" in environ
        if not known:
            headers += ("Content-Type", "application/json"), ("Content-Length", str(len(said.body)))
        start_response("304 NOT MODIFIED" if known else "200 OK", headers)
        seconds, status = perf_counter() - began, 304 if known else 200
        count(ROUTE, "GET", status, seconds, connections(parts.store))
        tell(ROUTE, "GET", status, seconds, caller, request_id=name)
        return [] if known else [said.body]

    def _again(
        self, environ: "WSGIEnvironment", worker_id: str, parts: Parts, began: float
    ) -> tuple[Answered, Caller] | None:
        """What was said before, and to whom; None where it cannot be said again, or not to whoever asks."""
        now, shown = parts.clock(), shown_token(environ.get("HTTP_AUTHORIZATION", ""))
        address = neighbourhood(environ.get("REMOTE_ADDR", ""))
        if shown is None or parts.throttle.wait("address", address, now):
            return None
        try:
            grounds = parts.advisor.grounds_of(worker_id, now, token_hash=shown)
            environ[AHEAD] = Ahead(began, grounds)
            caller = let_in(grounds.token, now)
            if caller is None or caller.region is not None or SCOPE not in caller.scopes:
                return None
            said = parts.advisor.said_before(grounds, now, limit=USUAL)
        except Exception as failure:
            # Flask knows what is said of it, and keeps a line of what nobody expected.
            environ[AHEAD] = Ahead(began, failure=failure)
            return None
        if said is None or environ.get("HTTP_IF_NONE_MATCH") not in {None, _quoted(said)}:
            return None
        if parts.throttle.wait("token", caller.token_id, now):
            return None
        return said, caller


def _quoted(said: Answered) -> str:
    """The tag of an answer as a header has it."""
    return f'"{said.tag}"'


def _is_plain(environ: "WSGIEnvironment") -> bool:
    """Whether a request asks for a list and says nothing else but, at most, which one it has."""
    if environ["REQUEST_METHOD"] != "GET" or environ.get("CONTENT_LENGTH") not in {None, "", "0"}:
        return False
    return not any(environ.get(name) for name in PARTICULAR)
