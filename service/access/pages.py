"""Pages at the door: signing in and out, one's own account, password and second factor."""

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from data.records import sessions
from data.store import reading
from service.access import gate, second_factor
from service.access.roles import ALL_ROLES, reach_label
from service.access.signing_in import (
    REFUSED,
    change_password,
    end_other_sessions,
    sign_in,
    sign_out,
    step_due,
)
from service.api.guard import admit, parts, who
from service.errors import Conflict
from service.web.navigation import places
from service.web.pages import page

pages = Blueprint("access", __name__)

WRONG_CODE = "动态口令不正确或已用过。请等手机上出现下一个口令再试；连续 5 次错误将锁定 30 分钟。"


@pages.get("/console", endpoint="home")
def first_page() -> ResponseReturnValue:
    """The first page of whoever is signed in."""
    shown = [place for _, group in places() for place, _ in group]
    return redirect(shown[0].path if shown else url_for("access.account"), 303)


@pages.get("/console/sign-in", endpoint="sign_in")
def sign_in_form() -> ResponseReturnValue:
    """The door of the office."""
    return _sign_in_page()


@pages.post("/console/sign-in")
def sign_in_by_password() -> ResponseReturnValue:
    """Come in by name and password."""
    at, address = parts().clock(), admit("sign-in")
    name, password = request.form.get("name", ""), request.form.get("password", "")
    text = sign_in(parts().store, name, password, address=address, now=at)
    target = gate.local(_next())
    if text is None:
        return _sign_in_page(401, fault=REFUSED, typed=name)
    if (before := gate.signed_in()) is not None:
        sign_out(parts().store, gate.session(), before.actor, at)
    return gate.hold(make_response(redirect(target or url_for("access.home"), 303)), text)


@pages.get("/console/sign-in/code", endpoint="second_factor")
def code_form() -> ResponseReturnValue:
    """Where the code from one's telephone is asked for."""
    return page("access/code.html", fault=None)


@pages.post("/console/sign-in/code")
def show_second_factor() -> ResponseReturnValue:
    """Come in all the way by a code, or by a recovery code."""
    at, address, code = parts().clock(), admit("sign-in"), request.form.get("code", "")
    text = second_factor.show(
        parts().store, gate.account(), gate.session(), code, address=address, now=at
    )
    if text is None:
        return page("access/code.html", 401, fault=WRONG_CODE)
    return gate.hold(make_response(redirect(url_for("access.home"), 303)), text)


@pages.post("/console/sign-out", endpoint="sign_out")
def leave() -> ResponseReturnValue:
    """Leave; nothing of the session remains here or in the browser."""
    sign_out(parts().store, gate.session(), who().actor, parts().clock())
    # What somebody has open at the identity provider is theirs to end, and not everybody knows of it.
    left = "identity" if gate.session().signed_on_at else None
    return gate.let_go(make_response(redirect(url_for("access.sign_in", left=left), 303)))


@pages.get("/console/account")
def account() -> ResponseReturnValue:
    """Who is signed in, as what, for whose people."""
    mine = gate.account()
    with reading(parts().store) as db:
        open_ = sessions.open_of_account(db, mine.account_id, parts().clock())
    here = gate.session().session_hash
    others = [each for each in open_ if each.session_hash != here]
    role, reach = ALL_ROLES[mine.role], reach_label(mine)
    return page("access/account.html", account=mine, role=role, reach=reach, others=others)


@pages.post("/console/account/sessions")
def end_others() -> ResponseReturnValue:
    """End whatever is open of this account elsewhere."""
    text = end_other_sessions(parts().store, gate.account(), gate.session(), now=parts().clock())
    return gate.hold(make_response(redirect(url_for("access.account"), 303)), text)


@pages.get("/console/account/password")
def password() -> ResponseReturnValue:
    """The form for a new password."""
    return page("access/password.html", fault=None, due=_is_due())


@pages.post("/console/account/password", endpoint="change_password")
def change_own_password() -> ResponseReturnValue:
    """A new password; whatever else is open of this account ends."""
    form, at = request.form, parts().clock()
    fault = "两次输入的新密码不一致。"
    if form.get("new", "") == form.get("again", ""):
        old, new = form.get("old", ""), form.get("new", "")
        text, fault = change_password(
            parts().store, gate.account(), gate.session(), old=old, new=new, now=at
        )
        if text is not None:
            return gate.hold(make_response(redirect(url_for("access.home"), 303)), text)
    return page("access/password.html", 422, fault=fault, due=_is_due())


@pages.get("/console/account/second-factor")
def enrol() -> ResponseReturnValue:
    """The secret of a second factor, to be read by an app: as a picture, and as text."""
    return _enrolment(None)


@pages.post("/console/account/second-factor")
def prove_enrolment() -> ResponseReturnValue:
    """Put the second factor in use by showing one code of it."""
    mine, code = gate.account(), request.form.get("code", "")
    proven = second_factor.prove(
        parts().store,
        mine,
        code,
        now=parts().clock(),
        signed_on_at=gate.session().signed_on_at,
    )
    if proven is None:
        return _enrolment(WRONG_CODE, 422)
    text, codes = proven
    return gate.hold(page("access/recovery.html", codes=codes), text)


def _sign_in_page(status: int = 200, *, fault: str | None = None, typed: str = "") -> Response:
    provider = parts().provider
    left = None
    if provider and request.args.get("left") == "identity":
        address = provider.end_address(parts().clock())
        left = {"name": provider.settings.name, "address": address}
    return page(
        "access/sign_in.html",
        status,
        fault=fault,
        typed=typed,
        next=gate.local(_next()),
        sign_on=provider.settings if provider else None,
        left=left,
    )


def _enrolment(fault: str | None, status: int = 200) -> ResponseReturnValue:
    mine = gate.account()
    if mine.totp_since is not None:
        raise Conflict("动态口令已启用。更换手机请联系安全管理员停用后重新设置。")
    secret = second_factor.offered(parts().store, mine)
    picture = Markup(second_factor.picture(mine, secret))
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    due = step_due(gate.session(), mine, parts().clock()) == "enrol"
    return page("access/enrol.html", status, fault=fault, picture=picture, groups=groups, due=due)


def _next() -> str | None:
    return request.values.get("next")


def _is_due() -> bool:
    return step_due(gate.session(), gate.account(), parts().clock()) == "password"
