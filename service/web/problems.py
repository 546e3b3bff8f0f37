"""An error on a page of the office is a page: the same sentence as in a problem document, and a way on."""

import json

from flask import Flask, Response, request

from service.web.pages import asks_for_part, page

CONSOLE = "/console"


def show_problems_as_pages(app: Flask) -> None:
    """Let errors below /console be read by people; parts of pages keep the document, a script reads it."""
    app.after_request(_as_page)


def _as_page(response: Response) -> Response:
    below = request.path == CONSOLE or request.path.startswith(f"{CONSOLE}/")
    if response.mimetype != "application/problem+json" or not below or asks_for_part():
        return response
    told = json.loads(response.get_data())
    shown = {name: told.get(name) for name in ("title", "detail", "request_id")}
    return page("web/problem.html", response.status_code, **shown)
