"""Every request: its number, one line in the log and its figures; route templates only, never an address."""

import re
import secrets
from collections.abc import Mapping
from functools import cache
from time import perf_counter

import structlog
from flask import Flask, Response, g, request

from data.store import connections
from service.api.guard import AHEAD, Ahead, parts
from service.auth import Caller
from service.operating.metrics import CONNECTIONS, REQUESTS, SECONDS

log = structlog.get_logger()

NUMBER = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A number that another system may give: too long to be anybody's id number, and no word fits."""

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
QUIET = frozenset({"/health/live", "/health/ready", "/metrics"})
"""Asked every few seconds by machines: counted, but no line of the log unless they fail."""


def watch_requests(app: Flask) -> None:
    """Number every request before anything else sees it, and write down how it ended after all else."""
    app.before_request(_begin)
    app.after_request(_end)


def number(given: str) -> str:
    """What a request is called: as the system before us called it, where that is a number, else anew."""
    return given if NUMBER.fullmatch(given) else secrets.token_hex(16)


def count(route: str, method: str, status: int, seconds: float, pool: Mapping[str, int]) -> None:
    """Add an answer to the figures, and say how many connections to the database there are."""
    _answers(route, method, str(status)).inc()
    _seconds(route).observe(seconds)
    for state, n in pool.items():
        _connections(state).set(n)


def tell(
    route: str, method: str, status: int, seconds: float, caller: Caller | None, **more: str
) -> None:
    """A line of the log for an answer."""
    log.info(
        "request",
        method=method,
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
        actor=caller.actor if caller else None,
        **more,
    )


def _begin() -> None:
    g.request_id = number(request.headers.get("X-Request-ID", ""))
    ahead: Ahead | None = request.environ.get(AHEAD)
    g.began = ahead.began if ahead else perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "unmatched"
    method = request.method if request.method in METHODS else "other"
    seconds, status = perf_counter() - g.began, response.status_code
    count(route, method, status, seconds, connections(parts().store))
    response.headers["X-Request-ID"] = g.request_id
    if route not in QUIET or status >= 400:
        tell(route, method, status, seconds, g.get("caller"))
    return response


# The library looks each of them up by its labels again, every time; there are as many as routes have ends.
_answers = cache(REQUESTS.labels)
_seconds = cache(SECONDS.labels)
_connections = cache(CONNECTIONS.labels)
