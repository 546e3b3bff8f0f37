"""What every route answers with: a form as JSON, and the problems it may meet."""

from functools import cache
from http import HTTPStatus
from typing import Any

from flask import Response
from flask_openapi.models import Response as FormResponse
from pydantic import BaseModel

Responses = dict[str | int | HTTPStatus, type[BaseModel] | FormResponse | dict[str, Any] | None]
"""The library's own type; a dict of anything narrower is not one to mypy."""

_DOCUMENT: dict[str, Any] = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
}

MET = {
    400: "Something in it goes beyond what any form allows, or contradicts itself",
    401: "No token, or one that is unknown, expired or revoked",
    403: "The token does not open this",
    404: "No such thing, or not within reach of this token",
    405: "The address knows other methods only",
    409: "It contradicts what is already recorded",
    410: "A code that opened something once, or never did",
    413: "The body is larger than allowed",
    415: "The body is not application/json",
    422: "Fields are missing or wrong; `errors` says which",
    429: "Too many requests in a short time",
    503: "Something the answer needs is not there yet",
}
"""Every error an address may answer with, and when; a test holds that there is no other."""

_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Always Bearer"}},
    405: {"Allow": {"schema": {"type": "string"}, "description": "The methods it knows"}},
    429: {
        "Retry-After": {
            "schema": {"type": "integer", "minimum": 1},
            "description": "Seconds to wait",
            "required": True,
        }
    },
}


PLAIN = {
    "X-Content-Type-Options": "nosniff",
    # Nothing to others; to ourselves, or a browser without Sec-Fetch-Site sends forms from `null`.
    "Referrer-Policy": "same-origin",
}
"""Headers of every answer: nothing for a browser to guess."""

KEPT_BY_NOBODY, NO_PAGE = "private, no-cache", "default-src 'none'; frame-ancestors 'none'"
"""`Cache-Control` and `Content-Security-Policy` of what is told to programs."""


class Query(BaseModel):
    """What stands behind the question mark; its schema, which the library asks for at each request, is made once."""

    @classmethod
    def model_json_schema(cls, *args: Any, **named: Any) -> dict[str, Any]:
        """As pydantic's; remembered where nothing special is asked for."""
        return super().model_json_schema(*args, **named) if args or named else _schema_of(cls)


@cache
def _schema_of(query: type[Query]) -> dict[str, Any]:
    return super(Query, query).model_json_schema()


PROBLEMS: Responses = {
    status: {"description": when, "content": _DOCUMENT}
    | ({"headers": _HEADERS[status]} if status in _HEADERS else {})
    for status, when in MET.items()
}


def answer(form: BaseModel, status: int = 200) -> Response:
    """A form as JSON."""
    return said(form.model_dump_json(), status)


def said(text: str | bytes, status: int = 200, *, tag: str | None = None) -> Response:
    """A form that is JSON already; its tag is taken of it where it has none."""
    response = Response(text, status, mimetype="application/json")
    if tag is not None:
        response.set_etag(tag)
    return response
