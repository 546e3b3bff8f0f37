"""An error on a page is a page: the same sentence as in a problem document, and a way on."""

import json

from flask import Flask, Response, request

from service.errors import HTTP_TEXTS
from service.web.pages import asks_for_part, page

TEMPLATES = {"/console": "web/problem.html", "/me": "me/problem.html"}
"""How errors below an address are shown; all others stay documents for programs."""

NO_PAGE = "没有这个页面，地址可能写错了，或者已经换了。"
"""To people; a program is sent to the description of the API."""


def show_problems_as_pages(app: Flask) -> None:
    """Let errors on pages be read by people; parts of pages keep the document, a script reads it."""
    app.after_request(_as_page)


def _as_page(response: Response) -> Response:
    template = _template_of(request.path)
    if response.mimetype != "application/problem+json" or template is None or asks_for_part():
        return response
    told = json.loads(response.get_data())
    if told.get("detail") == HTTP_TEXTS[404][1]:
        told["detail"] = NO_PAGE
    shown = {name: told.get(name) for name in ("title", "detail", "request_id")}
    shown_page = page(template, response.status_code, **shown)
    if "Retry-After" in response.headers:
        shown_page.headers["Retry-After"] = response.headers["Retry-After"]
    return shown_page


def _template_of(path: str) -> str | None:
    for below, template in TEMPLATES.items():
        if path == below or path.startswith(f"{below}/"):
            return template
    return None
