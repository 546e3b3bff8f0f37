"""Pages of the security administrator: tokens by which programs call the API."""

from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from data.codes.regions import XINZHOU_UNITS, regions
from data.records import tokens
from data.store import reading, transaction
from service.api.guard import parts, who
from service.auth import SCOPES, create_token, revoke_token, token_id_of
from service.errors import NotFound
from service.web.pages import page

pages = Blueprint("token_pages", __name__, url_prefix="/console/administration/tokens")

SHOWN = 200
DAYS = (30, 90, 180, 366)


@pages.get("")
def all_tokens() -> ResponseReturnValue:
    """Every token of the office, and the form for a new one."""
    return _tokens({}, [])


@pages.post("")
def create() -> ResponseReturnValue:
    """A new token, on this answer and nowhere else."""
    form, scopes = request.form.to_dict(), request.form.getlist("scope")
    name, days = form.get("name", "").strip(), form.get("days", "")
    try:
        if not name or not scopes or not days.isdecimal():
            raise ValueError("请填写给谁用，并至少选择一项权限。")
        with transaction(parts().store) as db:
            text = create_token(
                db,
                name[:60],
                frozenset(scopes),
                now=parts().clock(),
                days=int(days),
                by=who().actor,
                region=form.get("region") or None,
            )
    except ValueError as fault:
        return _tokens(form, scopes, str(fault), 422)
    return page("access/token_shown.html", name=name, token=text)


@pages.post("/<token_id>/revoke")
def revoke(token_id: str) -> ResponseReturnValue:
    """Close a token for good, at once."""
    with transaction(parts().store) as db:
        found = [t for t in tokens.all_tokens(db) if token_id_of(t.token_hash) == token_id]
        if len(found) != 1:
            raise NotFound("没有这个令牌。")
        revoke_token(db, found[0].token_hash, now=parts().clock(), by=who().actor)
    return redirect(url_for("token_pages.all_tokens"), 303)


def _tokens(
    typed: dict[str, str], scopes: list[str], fault: str | None = None, status: int = 200
) -> ResponseReturnValue:
    now = parts().clock()
    with reading(parts().store) as db:
        # Workers' own tokens last for minutes and are nobody's to look at here.
        found = [t for t in tokens.all_tokens(db) if t.worker_id is None][:SHOWN]
    rows = [
        (
            t,
            token_id_of(t.token_hash),
            regions()[t.region].name if t.region else "全市",
            _state(t, now),
        )
        for t in found
    ]
    return page(
        "access/tokens.html",
        status,
        rows=rows,
        scopes=SCOPES,
        chosen=scopes,
        days=DAYS,
        counties=[(code, regions()[code].name) for code in XINZHOU_UNITS],
        typed=typed,
        fault=fault,
    )


def _state(token: tokens.Token, now: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "open" if token.expires_at > now else "over"
