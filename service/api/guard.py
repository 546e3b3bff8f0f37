"""The door of the API: every route needs a token with the right scope unless it is listed as open."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any, cast

from flask import Flask, Response, current_app, g, request
from flask_openapi.models import SecurityScheme

from data.records import audit
from data.records.audit import Act, Action
from data.records.grounds import Grounds
from data.store import Connection, Store, reading, transaction
from service.access.identity_provider import IdentityProvider
from service.advising import Advisor
from service.api.counties import check_county
from service.archiving import Archivist
from service.assistance.desk import Assistance
from service.auth import SELF, Caller, caller, let_in, shown_token
from service.catalogue import Catalogue
from service.clock import Clock, local_day
from service.config import Settings
from service.correcting import Corrections
from service.errands.starting import Errands
from service.errors import Busy, Forbidden, Unauthorised
from service.figuring import Figures
from service.indicating import Plan
from service.marketplace import Marketplace
from service.me.desk import OwnPage
from service.operating.readiness import Readiness
from service.push.campaigns import Campaigns
from service.push.desk import Desk
from service.push.links import OffLinks
from service.push.mailbox import Mailbox
from service.referrals.consenting import Consents
from service.referrals.employers import Employers
from service.referrals.funnels import Funnels
from service.referrals.introducing import Letters
from service.referrals.referring import Referrals
from service.throttling import Door, Throttle, neighbourhood
from service.verdicts import Verdicts

SECURITY: dict[str, SecurityScheme | dict[str, Any]] = {
    "token": {"type": "http", "scheme": "bearer"}
}
NEEDS_TOKEN: list[dict[str, list[str]]] = [{"token": []}]
OPEN = frozenset({"/api/v1/health"})
PREFIX = "/api/v1/"
PUBLIC = "/api/v1/public/"
"""Doors that ask for no token: what is sent there carries a signed code of its own."""

OWN = "/api/v1/me/"
APPROVALS = "/api/v1/approvals/"
APPROVAL = "/approval"
"""How the address of a form ends by which a second person approves."""

AT_ONCE = frozenset({"workers.vacancies"})
"""Routes whose `grounds` are asked for together with the token: one question, for they are asked most of all."""

AHEAD = "songgang.ahead"
"""Where a request carries it: no header of a request can have this name."""

VERDICTS = "/verdicts"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Parts:
    """What a view may use; put together once by the app factory."""

    settings: Settings
    store: Store
    advisor: Advisor
    archivist: Archivist
    assistance: Assistance
    marketplace: Marketplace
    catalogue: Catalogue
    corrections: Corrections
    figures: Figures
    plan: Plan
    errands: Errands
    verdicts: Verdicts
    clock: Clock
    referrals: Referrals
    consents: Consents
    letters: Letters
    employers: Employers
    funnels: Funnels
    throttle: Throttle
    desk: Desk
    mailbox: Mailbox
    campaigns: Campaigns
    off_links: OffLinks
    own: OwnPage
    provider: IdentityProvider | None
    """Where people of the office may sign on; None where none is configured, or what it needs is missing."""

    readiness: Readiness
    receipt_code: str = field(repr=False)
    stopping: Callable[[], bool] = lambda: False
    """Whether the service has been told to stop and only finishes what it has."""

    def today(self) -> date:
        """The calendar day in Xinzhou."""
        return local_day(self.clock())


@dataclass(frozen=True, slots=True)
class Ahead:
    """What `at_once` did for a request that it could not answer: it counted its address, and asked for these.

    `failure` is what came of the asking where it did not succeed; it is told once, not met again.
    """

    began: float
    grounds: Grounds | None = None
    failure: Exception | None = None


def parts() -> Parts:
    """The parts of the app that answers this request."""
    return cast("Parts", current_app.extensions["songgang"])


def guard(app: Flask) -> None:
    """Ask for a token before a request is routed to its view or its body is validated.

    What is needed follows from the path and the method, see `needed`. A new route is therefore
    closed until a token opens it.
    """
    app.before_request(_require_token)
    app.after_request(_keep_what_matters)


def admit(door: Door, key: str | None = None) -> str:
    """The address that asks, or Busy where too many came from there in a minute (or by this `key`)."""
    address = request.remote_addr or ""
    wait = parts().throttle.wait(door, key or neighbourhood(address), parts().clock())
    if wait:
        raise Busy(f"请求过于频繁，请 {wait} 秒后再试。", wait=wait)
    return address


def who() -> Caller:
    """Who is asking; only inside guarded routes."""
    return cast("Caller", g.caller)


def grounds() -> Grounds:
    """What a list for the worker in the address rests on; only in routes that are answered `AT_ONCE`."""
    return cast("Grounds", g.grounds)


def own_id() -> str:
    """Whose own pages are asked for; only below `/api/v1/me/`, where the guard lets nobody else in."""
    worker_id = who().worker_id
    if worker_id is None:
        raise Forbidden("此地址只供劳动者本人使用。")
    return worker_id


def needed(path: str, method: str) -> str:
    """The scope a request needs: a worker's own pages, an approval, a verdict, a look, or a change."""
    if path.startswith(OWN):
        return SELF
    if method in READING:
        return "read"
    if path.startswith(APPROVALS):
        return "approve"
    return "judge" if path.endswith(VERDICTS) else "manage"


def _require_token() -> None:
    # For lists asked for again `at_once` makes the same checks: what is added here is to be added there.
    path = request.path
    if not path.startswith(PREFIX) or path.startswith(PUBLIC) or path in OPEN:
        return
    ahead: Ahead | None = request.environ.get(AHEAD)
    if ahead is None:
        admit("address")
    elif ahead.failure is not None:
        raise ahead.failure
    known = _admitted(_caller(ahead))
    if known.region is not None:
        # A body may come slowly, so it is waited for before the view begins.
        request.get_json(silent=True)
        with reading(parts().store) as db:
            _let_in(known, db)


def _caller(ahead: Ahead | None) -> Caller | None:
    authorization, now = request.headers.get("Authorization", ""), parts().clock()
    if ahead is not None and ahead.grounds is not None:
        g.grounds = ahead.grounds
        return let_in(ahead.grounds.token, now)
    if request.endpoint not in AT_ONCE:
        with reading(parts().store) as db:
            return caller(db, authorization, now)
    shown = shown_token(authorization)
    if shown is None:
        return None
    worker_id = (request.view_args or {})["worker_id"]
    g.grounds = parts().advisor.grounds_of(worker_id, now, token_hash=shown)
    return let_in(g.grounds.token, now)


def _let_in(found: Caller, db: Connection) -> None:
    """Forbidden where somebody of one county asks for another's."""
    if found.region is not None:
        body = request.get_json(silent=True)
        check_county(db, found, request.endpoint, request.view_args or {}, body)


def _admitted(found: Caller | None) -> Caller:
    """The caller, noted as such, if the token is known, not too busy and good for this address."""
    if found is None:
        raise Unauthorised("请在 Authorization 请求头中提供有效的访问令牌（Bearer）。")
    admit("token", found.token_id)
    g.caller = found
    scope = needed(request.path, request.method)
    if scope not in found.scopes:
        raise Forbidden(
            "此地址只供劳动者本人使用。" if scope == SELF else f"此令牌没有“{scope}”权限。"
        )
    return found


def _keep_what_matters(response: Response) -> Response:
    """Write into the audit trail what was refused to somebody known, and what a second person approved."""
    found: Caller | None = g.get("caller")
    if found is None:
        return response
    approves = request.path.startswith(APPROVALS) or request.path.endswith(APPROVAL)
    approving = approves and request.method not in READING
    action: Action | None = "approved" if approving and response.status_code < 400 else None
    if response.status_code == HTTPStatus.FORBIDDEN:
        action = "access_refused"
    if action:
        subject = f"{request.method} {request.path}"[:300]
        act = Act(found.actor, action, subject, succeeded=response.status_code < 400)
        with transaction(parts().store) as db:
            audit.record(db, act, parts().clock())
    return response
