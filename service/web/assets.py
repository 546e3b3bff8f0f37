"""Styles and scripts of our own house, under addresses that change with their content."""

import base64
import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, url_for
from markupsafe import Markup

assets = Blueprint("assets", __name__)

FOLDER = Path(__file__).parents[1] / "static"
FOR_EVER = 365 * 24 * 3600
DIGITS = 12


@cache
def digest(name: str) -> str:
    """The beginning of the hash of a file's content; KeyError where there is no such file."""
    path = (FOLDER / name).resolve()
    if not path.is_relative_to(FOLDER) or not path.is_file():
        raise KeyError(name)
    return hashlib.sha256(path.read_bytes()).hexdigest()[:DIGITS]


def asset(name: str) -> str:
    """Where a page finds a file; browsers may keep it for ever, for a changed file has another address."""
    return url_for("assets.file", content=digest(name), name=name)


@cache
def style_of(name: str) -> Markup:
    """A style to be written into a page: one journey less over a slow line."""
    return Markup(f"<style>{(FOLDER / name).read_text(encoding='utf-8')}</style>")


@cache
def source_of(name: str) -> str:
    """How a page's policy names a style that is written into it: by the hash of its text."""
    found = hashlib.sha256((FOLDER / name).read_bytes()).digest()
    return f"'sha256-{base64.b64encode(found).decode()}'"


@assets.get("/assets/<content>/<path:name>")
def file(content: str, name: str) -> Response:
    """A style or a script; an address of an older version finds nothing."""
    try:
        current = digest(name)
    except KeyError:
        abort(404)
    if content != current:
        abort(404)
    kind = mimetypes.guess_type(name)[0]
    response = Response((FOLDER / name).read_bytes(), mimetype=kind)
    response.cache_control.max_age = FOR_EVER
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response
