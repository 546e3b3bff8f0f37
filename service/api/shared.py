"""What every route answers with: a form as JSON, and the problems it may meet."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, make_response
from flask_openapi.models import Response as FormResponse
from pydantic import BaseModel

from service.errors import ProblemDocument

Responses = dict[str | int | HTTPStatus, type[BaseModel] | FormResponse | dict[str, Any] | None]
"""The library's own type; a dict of anything narrower is not one to mypy."""

PROBLEMS: Responses = {
    400: ProblemDocument,
    401: ProblemDocument,
    403: ProblemDocument,
    404: ProblemDocument,
    422: ProblemDocument,
    429: ProblemDocument,
    503: ProblemDocument,
}


def answer(form: BaseModel, status: int = 200) -> Response:
    """A form as JSON."""
    return make_response(jsonify(form.model_dump(mode="json")), status)
