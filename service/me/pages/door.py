"""Pages before the door: asking for a code, showing it, leaving; and what happens to one's data."""

from flask import Response, make_response, redirect, request, url_for

from service.access import gate
from service.access.signing_in import sign_out as end
from service.api.guard import admit, parts, who
from service.me.door import MINUTES, Claim
from service.me.pages.sheet import form, pages, show

UNREADABLE = "请填 11 位手机号，和身份证号码的最后 4 位。"
WRONG = "验证码不对，或者已经过期。请再看一下{where}，或重新获取。"
SEEN = {"sms": "短信", "screen": "刚才的页面", "closed": "短信"}
"""Where the code stands, by the way it came."""


@pages.get("/sign-in")
def sign_in() -> Response:
    """The form that asks for a code."""
    if gate.signed_in() is not None:
        return make_response(redirect(url_for("me.home"), 303))
    return show("sign_in", way=parts().own.door.way, fault=None, next=request.args.get("next", ""))


@pages.post("/sign-in")
def ask_code() -> Response:
    """Send a code; the answer is the same for everybody."""
    door, claim = parts().own.door, Claim.of(form("phone"), form("last_four"))
    _admit()
    if claim is None or door.way == "closed":
        return show("sign_in", 422, way=door.way, fault=UNREADABLE, next=form("next"))
    shown = door.ask(claim, address=request.remote_addr or "", now=parts().clock())
    return _code_form(claim, fault=None, shown=shown)


@pages.post("/sign-in/code")
def enter() -> Response:
    """Come in by the code."""
    _admit()
    claim = Claim.of(form("phone"), form("last_four"))
    if claim is None:
        return show("sign_in", 422, way=parts().own.door.way, fault=UNREADABLE, next="")
    text = parts().own.door.enter(claim, form("code"), now=parts().clock())
    if text is None:
        return _code_form(claim, 401, fault=WRONG.format(where=SEEN[parts().own.door.way]))
    target = gate.local(form("next")) or url_for("me.home")
    return gate.hold(make_response(redirect(target, 303)), text, "worker")


@pages.post("/sign-out")
def sign_out() -> Response:
    """Leave; nothing remains on the telephone."""
    end(parts().store, gate.session(), who().actor, parts().clock())
    return gate.let_go(make_response(redirect(url_for("me.sign_in", said="left"), 303)), "worker")


@pages.get("/notice")
def notice() -> Response:
    """How data are used and how lists are chosen, in plain words; open to everybody."""
    return show("notice")


def _code_form(
    claim: Claim, status: int = 200, *, fault: str | None, shown: str | None = None
) -> Response:
    return show(
        "code",
        status,
        way=parts().own.door.way,
        claim=claim,
        fault=fault,
        shown=shown,
        minutes=MINUTES,
        next=form("next"),
    )


def _admit() -> None:
    admit("own")
