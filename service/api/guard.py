"""The door of the API: every route needs a token with the right scope unless it is listed as open."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import Flask, current_app, g, request
from flask_openapi.models import SecurityScheme

from data.store import Store, reading
from service.advising import Advisor
from service.auth import Caller, caller
from service.clock import Clock, local_day
from service.config import Settings
from service.errors import Forbidden, Unauthorised
from service.marketplace import Marketplace
from service.verdicts import Verdicts

SECURITY: dict[str, SecurityScheme | dict[str, Any]] = {
    "token": {"type": "http", "scheme": "bearer"}
}
NEEDS_TOKEN: list[dict[str, list[str]]] = [{"token": []}]
OPEN = frozenset({"/api/v1/health"})
PREFIX = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a view may use; put together once by the app factory."""

    settings: Settings
    store: Store
    advisor: Advisor
    marketplace: Marketplace
    verdicts: Verdicts
    clock: Clock

    def today(self) -> date:
        """The calendar day in Xinzhou."""
        return local_day(self.clock())


def parts() -> Parts:
    """The parts of the app that answers this request."""
    return cast("Parts", current_app.extensions["songgang"])


def guard(app: Flask) -> None:
    """Ask for a token before a request is routed to its view or its body is validated.

    The scope follows from the method: reading needs `read`, everything else `judge`. A new route is
    therefore closed until a token opens it.
    """
    app.before_request(_require_token)


def who() -> Caller:
    """Who is asking; only inside guarded routes."""
    return cast("Caller", g.caller)


def _require_token() -> None:
    if not request.path.startswith(PREFIX) or request.path in OPEN:
        return
    with reading(parts().store) as db:
        found = caller(db, request.headers.get("Authorization", ""), parts().clock())
    if found is None:
        raise Unauthorised("请在 Authorization 请求头中提供有效的访问令牌（Bearer）。")
    needed = "read" if request.method in {"GET", "HEAD", "OPTIONS"} else "judge"
    if needed not in found.scopes:
        raise Forbidden(f"此令牌没有“{needed}”权限。")
    g.caller = found
