"""Pages on the way to the city's identity provider and back; there are none where none is configured."""

import hmac
from datetime import datetime

import structlog
from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from data.store import transaction
from service.access import attempts, gate, keeping, second_person
from service.access.attempts import Attempt
from service.access.identity_provider import (
    NOT_INSTALLED,
    IdentityProvider,
    NotProven,
    SignOnUnavailable,
)
from service.access.sign_on import REFUSED, bind, note_unproven, sign_on, unbind
from service.api.guard import admit, parts, who
from service.errors import Conflict, NotFound, Unavailable
from service.signing import Codes, codes_of
from service.web.pages import page

pages = Blueprint("sign_on", __name__)

COOKIE = "songgang-sign-on"
UNREACHABLE = "暂时无法连接{name}，请稍后再试，或用送岗的登录名和密码登录。"
FAULTS = {
    "late": "登录过程已过期，或不是从这个浏览器开始的。请回到登录页重新开始。",
    "denied": "您没有在{name}完成登录。",
    "unproven": "{name}返回的结果没有通过核验，不能登录。请重试；如仍不行，请告诉系统管理员。",
}


@pages.get("/console/sign-in/identity")
def leave() -> ResponseReturnValue:
    """Off to the provider; what its answer must match stays in this browser."""
    provider, now = _provider(), parts().clock()
    admit("sign-in")
    here = gate.session().session_hash if gate.signed_in() else None
    attempt = attempts.begun(gate.local(request.args.get("next")), here)
    try:
        address = provider.address_for(attempt, now)
    except SignOnUnavailable as fault:
        raise _unreachable(fault) from None
    response = redirect(address, 303)
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        _cookie_name(),
        attempts.kept(attempt, _codes(), now),
        max_age=int(attempts.LIFETIME.total_seconds()),
        httponly=True,
        secure=gate.is_secure(),
        # The provider leads back from another site; a strict cookie would not come along.
        samesite="Lax",
        path="/",
    )
    return response


@pages.get("/console/sign-in/identity/back")
def come_back() -> ResponseReturnValue:
    """Back from the provider, with a code that stands for somebody."""
    provider, now, address = _provider(), parts().clock(), admit("sign-in")
    attempt = attempts.found(request.cookies.get(_cookie_name(), ""), _codes(), now)
    sent = request.args.get("state", "")
    if attempt is None or not hmac.compare_digest(sent.encode(), attempt.state.encode()):
        return _refused("late", 400, why="state", address=address, now=now)
    if "error" in request.args or not request.args.get("code"):
        return _refused("denied", 401, why="denied", address=address, now=now)
    code, named = request.args["code"], request.args.get("iss")
    try:
        proven = provider.proven(attempt, code, named, now)
    except NotProven as fault:
        return _refused("unproven", 401, why=str(fault), address=address, now=now)
    except SignOnUnavailable as fault:
        raise _unreachable(fault) from None
    issuer = provider.settings.issuer
    came = sign_on(parts().store, issuer, proven, before=attempt.before, address=address, now=now)
    if came.text is None:
        why = str(came.refusal)
        subject = proven.subject if why == "unknown" else None
        return _forgotten(
            page("access/sign_on_refused.html", 403, fault=REFUSED[why], subject=subject)
        )
    return _forgotten(gate.hold(_let_in(attempt), came.text))


@pages.post("/console/administration/accounts/<account_id>/identity")
def bind_identity(account_id: str) -> ResponseReturnValue:
    """Let an identity of the provider open somebody else's account."""
    provider, subject = _provider(), request.form.get("subject", "")
    with transaction(parts().store) as db:
        account = keeping.of_another(db, account_id, who())
    second_person.refuse_alone(account, "绑定管理员账号的统一身份", "songgang account bind")
    issuer, by, now = provider.settings.issuer, who().actor, parts().clock()
    try:
        bind(parts().store, account, issuer, subject, by=by, at=now)
    except ValueError as fault:
        raise Conflict(str(fault)) from None
    return redirect(url_for("administration.person", account_id=account_id, done="bound"), 303)


@pages.post("/console/administration/accounts/<account_id>/identity/unbind")
def unbind_identity(account_id: str) -> ResponseReturnValue:
    """Let no identity open it any more; also where no provider is configured now."""
    with transaction(parts().store) as db:
        account = keeping.of_another(db, account_id, who())
        unbind(db, account, by=who().actor, at=parts().clock())
    return redirect(url_for("administration.person", account_id=account_id, done="unbound"), 303)


def _let_in(attempt: Attempt) -> Response:
    # A page that goes on by itself, not a redirect: one that another site began brings no strict cookie.
    return page("access/signed_on.html", target=attempt.target or url_for("access.home"))


def _refused(fault: str, status: int, *, why: str, address: str, now: datetime) -> Response:
    note_unproven(parts().store, why, address=address, now=now)
    sentence = FAULTS[fault].format(name=_name())
    return _forgotten(page("access/sign_on_refused.html", status, fault=sentence, subject=None))


def _forgotten(response: Response) -> Response:
    response.delete_cookie(
        _cookie_name(), httponly=True, secure=gate.is_secure(), samesite="Lax", path="/"
    )
    return response


def _provider() -> IdentityProvider:
    if parts().settings.sign_on is None:
        raise NotFound("没有启用统一身份认证登录。")
    provider = parts().provider
    if provider is None:
        raise Unavailable(NOT_INSTALLED)
    return provider


def _unreachable(fault: SignOnUnavailable) -> Unavailable:
    structlog.get_logger().warning("identity_provider_unavailable", reason=str(fault))
    return Unavailable(UNREACHABLE.format(name=_name()))


def _name() -> str:
    told = parts().settings.sign_on
    return told.name if told else ""


def _cookie_name() -> str:
    return f"__Host-{COOKIE}" if gate.is_secure() else COOKIE


def _codes() -> Codes:
    return codes_of(parts().settings.home, parts().settings.signing_key)
