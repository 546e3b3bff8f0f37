"""How a page is answered: rendered in full or in part, never kept, allowed to load only what is ours."""

from datetime import date, datetime

from flask import Flask, Response, make_response, redirect, render_template, request

from service.api.guard import parts
from service.clock import XINZHOU, local_day
from service.web.assets import asset, assets, source_of, style_of
from service.web.navigation import places
from service.web.visitor import may, visitor
from service.wording import CERTAINTIES, day_said, source_name, whole_yuan, with_levels, yuan

WRITTEN_IN = "me.css"
"""The style that is written into the pages of a telephone, so that they come in one answer."""

POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {source_of(WRITTEN_IN)}; img-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SEE_OTHER = 303


def register_pages(app: Flask) -> None:
    """Give every template its words and every page its files."""
    app.register_blueprint(assets)
    app.jinja_env.filters.update(
        certainty=CERTAINTIES.__getitem__,
        day=day,
        short_day=short_day,
        source_name=source_name,
        moment=moment,
        yuan=yuan,
        whole_yuan=whole_yuan,
        with_levels=with_levels,
    )
    app.jinja_env.globals.update(asset=asset, may=may, own_style=style_of(WRITTEN_IN))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def page(template: str, status: int = 200, /, **facts: object) -> Response:
    """A whole page: head, navigation, content."""
    at = parts().clock()
    html = render_template(
        template,
        visitor=visitor(),
        places=places(),
        office=parts().settings.office,
        now=at,
        today=local_day(at),
        **facts,
    )
    return sealed(make_response(html, status))


def fragment(template: str, status: int = 200, /, **facts: object) -> Response:
    """A part of a page that is put in the place of an older one."""
    return page(template, status, **facts)


def asks_for_part() -> bool:
    """Whether only a part of the page is wanted; a page that is gone back to wants all of it."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


def go_to(address: str) -> Response:
    """Where to look after something was done: the same for a form and for a part of a page."""
    if asks_for_part():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = address
    else:
        response = make_response(redirect(address, SEE_OTHER))
    return sealed(response)


def sealed(response: Response) -> Response:
    """Keep a page out of every cache, and everything foreign out of the page."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Vary"] = "HX-Request"
    return response


def day(value: date | datetime | None) -> str:
    """2026年11月27日, as letters and headings write a day."""
    if value is None:
        return ""
    on = local_day(value) if isinstance(value, datetime) else value
    return day_said(on)


def short_day(value: date | datetime | None) -> str:
    """11-27 of this year's days where the year is clear, as lists write it."""
    if value is None:
        return ""
    on = local_day(value) if isinstance(value, datetime) else value
    return f"{on:%m-%d}"


def moment(value: datetime | str | None) -> str:
    """2026-11-27 14:05, in Xinzhou; also of the text of a ledger."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return "" if value is None else f"{value.astimezone(XINZHOU):%Y-%m-%d %H:%M}"
