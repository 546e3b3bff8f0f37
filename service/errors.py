"""Errors as problem documents (RFC 9457): a sentence for the reader, never a stack or a person's data."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, jsonify, make_response
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException

log = structlog.get_logger()


class Problem(Exception):
    """An answer that is an error; `detail` is for the person who asked."""

    status = HTTPStatus.BAD_REQUEST
    title = "请求有误"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Unauthorised(Problem):
    """No token, or one that is unknown, expired or revoked."""

    status = HTTPStatus.UNAUTHORIZED
    title = "未通过身份验证"


class Forbidden(Problem):
    """The token is valid but was not given the scope that this needs."""

    status = HTTPStatus.FORBIDDEN
    title = "无权进行此操作"


class NotFound(Problem):
    """What was asked for does not exist."""

    status = HTTPStatus.NOT_FOUND
    title = "未找到"


class Conflict(Problem):
    """What was asked contradicts what is already recorded."""

    status = HTTPStatus.CONFLICT
    title = "与已有记录冲突"


class Unavailable(Problem):
    """Something the answer needs is not there yet, such as a database or a trained bundle."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "服务暂不可用"


class ProblemDocument(BaseModel):
    """RFC 9457 problem details."""

    type: str = Field("about:blank", description="Kind of problem")
    title: str = Field(description="Short title in Chinese")
    status: int = Field(description="The HTTP status")
    detail: str = Field(description="A sentence for the person who asked")
    request_id: str | None = Field(None, description="Quote it when you ask for help")
    errors: list[dict[str, str]] = Field(default=[], description="Fields at fault, when known")


def answer_errors_as_problems(app: Flask) -> None:
    """Let every error leave `app` as `application/problem+json`."""
    app.register_error_handler(Problem, _from_problem)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(Exception, _from_surprise)


def validation_problem(error: ValidationError) -> Response:
    """Which fields of a request are wrong, and why; the refused values are not repeated."""
    errors = [
        {"field": ".".join(str(part) for part in e["loc"]) or "body", "reason": e["msg"]}
        for e in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    detail = "请求参数不符合要求：" + "；".join(f"{e['field']}（{e['reason']}）" for e in errors)
    return _document(422, "参数有误", detail, errors)


def _from_problem(problem: Problem) -> Response:
    response = _document(problem.status, problem.title, problem.detail)
    if isinstance(problem, Unauthorised):
        response.headers["WWW-Authenticate"] = 'Bearer realm="songgang"'
    return response


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    response = _document(status, HTTP_TITLES.get(status, "请求有误"), error.description or "")
    valid_methods = getattr(error, "valid_methods", None)
    if status == HTTPStatus.METHOD_NOT_ALLOWED and valid_methods:
        response.headers["Allow"] = ", ".join(sorted(valid_methods))
    return response


def _from_surprise(error: Exception) -> Response:
    # The type alone is logged: the text of an exception may quote a person's data.
    log.error("unexpected_error", kind=type(error).__name__, request_id=g.get("request_id"))
    return _document(500, "系统内部错误", "系统出现意外错误，请凭请求编号联系管理员。")


def _document(
    status: int, title: str, detail: str, errors: list[dict[str, str]] | None = None
) -> Response:
    document = ProblemDocument(
        title=title,
        status=int(status),
        detail=detail,
        request_id=g.get("request_id"),
        errors=errors or [],
    )
    response = make_response(jsonify(document.model_dump()), int(status))
    response.mimetype = "application/problem+json"
    return response


HTTP_TITLES = {
    400: "请求有误",
    404: "未找到",
    405: "不支持此方法",
    413: "内容过大",
    415: "不支持的内容类型",
}
