"""Pages for people without an account: an employer checks a letter, sees who comes, answers."""

from pathlib import Path

from flask import (
    Blueprint,
    Response,
    make_response,
    render_template,
    send_from_directory,
)

from models.referring.reasons import EMPLOYER, REASONS
from service.api.guard import admit, parts
from service.errors import NotFound

pages = Blueprint("public_pages", __name__)

FILES = Path(__file__).parent / "static" / "public"
STATES = {"valid": "有效", "expired": "已过期", "withdrawn": "已撤回或已办结"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pages.get("/letters/<code>")
def letter(code: str) -> Response:
    """Whether a letter is valid, as the square code on it leads here."""
    admit("public")
    try:
        found = parts().letters.check(code, parts().today())
    except NotFound as unknown:
        return _page("letter", 404, letter=None, problem=unknown.detail)
    return _page("letter", letter=found, states=STATES)


@pages.get("/employer/answer")
def answer() -> Response:
    """The form by which an employer answers about one person; its code never reaches this request."""
    reasons = [r for r in REASONS if r.phase == "before" and EMPLOYER in r.said_by]
    return _page("answer", reasons=[r for r in reasons if r.code != "vacancy_filled"])


@pages.get("/employer/look")
def look() -> Response:
    """Who was referred to a vacancy; its code never reaches this request."""
    return _page("look")


@pages.get("/public/<name>")
def file(name: str) -> Response:
    """A script or the style of these pages."""
    return send_from_directory(FILES, name, max_age=3600)


def _page(name: str, status: int = 200, **facts: object) -> Response:
    html = render_template(f"public/{name}.html", office=parts().settings.office, **facts)
    response = make_response(html, status)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
