"""Pages at the door: signing in and out, one's own account, a new password."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.access import gate
from service.access.roles import ALL_ROLES, reach_label
from service.access.signing_in import REFUSED, change_password, sign_in, sign_out, step_due
from service.api.guard import parts, who
from service.errors import Busy

pages = Blueprint("access", __name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
BUSY = "请求过于频繁，请一分钟后再试。"


@pages.get("/console/sign-in", endpoint="sign_in")
def sign_in_form() -> ResponseReturnValue:
    """The door of the office."""
    return _page("sign_in", fault=None, name="")


@pages.post("/console/sign-in")
def sign_in_by_password() -> ResponseReturnValue:
    """Come in by name and password."""
    at, address = parts().clock(), request.remote_addr or ""
    if not parts().throttle.admits(f"sign-in {address}", at):
        raise Busy(BUSY)
    name, password = request.form.get("name", ""), request.form.get("password", "")
    text = sign_in(parts().store, name, password, address=address, now=at)
    if text is None:
        return _page("sign_in", 401, fault=REFUSED, name=name)
    target = gate.local(request.form.get("next")) or url_for("access.account")
    return gate.hold(make_response(redirect(target, 303)), text)


@pages.post("/console/sign-out", endpoint="sign_out")
def sign_out_here() -> ResponseReturnValue:
    """Leave; nothing of the session remains here or in the browser."""
    sign_out(parts().store, gate.session(), who().actor, parts().clock())
    return gate.let_go(make_response(redirect(url_for("access.sign_in"), 303)))


@pages.get("/console/account")
def account() -> ResponseReturnValue:
    """Who is signed in, as what, for whose people."""
    mine = gate.account()
    return _page("account", account=mine, role=ALL_ROLES[mine.role], reach=reach_label(mine))


@pages.get("/console/account/password")
def password() -> ResponseReturnValue:
    """The form for a new password."""
    return _page("password", fault=None, due=_is_due())


@pages.post("/console/account/password", endpoint="change_password")
def change_own_password() -> ResponseReturnValue:
    """A new password; whatever else is open of this account ends."""
    form, at = request.form, parts().clock()
    fault: str | None = "两次输入的新密码不一致。"
    if form.get("new", "") == form.get("again", ""):
        text, fault = change_password(
            parts().store, gate.account(), form.get("old", ""), form.get("new", ""), now=at
        )
        if text is not None:
            return gate.hold(make_response(redirect(url_for("access.account"), 303)), text)
    return _page("password", 422, fault=fault, due=_is_due())


def _is_due() -> bool:
    return step_due(gate.session(), gate.account(), parts().clock()) == "password"


def _page(template: str, status: int = 200, **facts: object) -> Response:
    html = render_template(
        f"access/{template}.html", office=parts().settings.office, csrf=gate.csrf(), **facts
    )
    response = make_response(html, status)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
