"""Every request: its number, one line in the log and its figures; route templates only, never an address."""

import re
import secrets
from time import perf_counter

import structlog
from flask import Flask, Response, g, request

from data.store import connections
from service.api.guard import parts
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


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if NUMBER.fullmatch(given) else secrets.token_hex(16)
    g.began = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "unmatched"
    method = request.method if request.method in METHODS else "other"
    seconds = perf_counter() - g.began
    REQUESTS.labels(route, method, str(response.status_code)).inc()
    SECONDS.labels(route).observe(seconds)
    for state, n in connections(parts().store).items():
        CONNECTIONS.labels(state).set(n)
    response.headers["X-Request-ID"] = g.request_id
    if route not in QUIET or response.status_code >= 400:
        caller = g.get("caller")
        log.info(
            "request",
            method=method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            actor=caller.actor if caller else None,
        )
    return response
