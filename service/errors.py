"""Errors as problem documents (RFC 9457): a sentence for the reader, never a stack or a person's data."""

import re
from http import HTTPStatus

import structlog
from flask import Flask, Response, g, jsonify, make_response, request
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import HTTPException

from data.disks import disk_trouble
from data.keys import KeysUnusable
from data.masking import mask_numbers
from data.store import StoreAway, StoreClash, StoreFailed, StoreOverflow

log = structlog.get_logger()


WHOLE = "body"
"""What a fault is named by that is none of a single field."""


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


class Gone(Problem):
    """A code that opened something once, or never did; nobody is told which."""

    status = HTTPStatus.GONE
    title = "链接无效或已过期"


class Busy(Problem):
    """Too many requests from one place in a short time."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "请求过于频繁"

    def __init__(self, detail: str, *, wait: int = 60) -> None:
        super().__init__(detail)
        self.wait = wait


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
    app.register_error_handler(KeysUnusable, _without_keys)
    app.register_error_handler(StoreClash, _from_clash)
    for away in StoreAway:
        app.register_error_handler(away, _from_busy)
    app.register_error_handler(StoreFailed, _from_database)
    for overflow in StoreOverflow:
        app.register_error_handler(overflow, _from_overflow)
    app.register_error_handler(Exception, _from_surprise)


def validation_problem(error: ValidationError) -> Response:
    """Which fields of a request are wrong, and why; the refused values are not repeated."""
    return _document(422, "参数有误", validation_sentence(error), _faults(error))


def validation_sentence(error: ValidationError) -> str:
    """The same as one sentence."""
    faults = "；".join(
        e["reason"] if e["field"] == WHOLE else f"{e['field']}（{e['reason']}）"
        for e in _faults(error)
    )
    return f"请求参数不符合要求：{faults}"


def _faults(error: ValidationError) -> list[dict[str, str]]:
    return [
        {"field": ".".join(str(part) for part in e["loc"]) or WHOLE, "reason": reason(e)}
        for e in error.errors(include_url=False, include_input=False)
    ]


def _from_problem(problem: Problem) -> Response:
    response = _document(problem.status, problem.title, problem.detail)
    if isinstance(problem, Unauthorised):
        response.headers["WWW-Authenticate"] = 'Bearer realm="songgang"'
    if isinstance(problem, Busy):
        response.headers["Retry-After"] = str(problem.wait)
    return response


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    title, detail = HTTP_TEXTS.get(status, ("请求有误", "服务器不能处理此请求。"))
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and request.max_content_length:
        detail = f"请求内容超过允许的大小（{request.max_content_length / 1_000_000:g} MB）。"
    response = _document(status, title, detail)
    valid_methods = getattr(error, "valid_methods", None)
    if status == HTTPStatus.METHOD_NOT_ALLOWED and valid_methods:
        response.headers["Allow"] = ", ".join(sorted(valid_methods))
    return response


def _without_keys(error: KeysUnusable) -> Response:
    # What is wrong with the file, and where it lies, is for the operator: the log has it, not the answer.
    log.error("keys_unusable", reason=str(error), request_id=g.get("request_id"))
    return _document(503, "服务暂不可用", "身份信息的密钥不可用，请联系系统管理员。")


def _from_busy(error: StoreFailed) -> Response:
    """A database that is gone, full or locked for too long: asking again may help."""
    log.error("database_unavailable", reason=str(error.orig), request_id=g.get("request_id"))
    response = _document(
        503, "服务暂不可用", "数据库暂时不能应答，请稍后再试；是否已办成，以再次查询为准。"
    )
    response.headers["Retry-After"] = "10"
    return response


def _from_database(error: StoreFailed) -> Response:
    """Of what else a database raises only a disk's failure is nobody's mistake."""
    return _from_busy(error) if disk_trouble(error) else _from_surprise(error)


def _from_clash(error: StoreClash) -> Response:
    """Two changes at once of which only one can be: nothing of this one was kept."""
    log.warning("store_clash", kind=type(error).__name__, request_id=g.get("request_id"))
    return _document(Conflict.status, Conflict.title, "同时有另一项操作，请刷新后重试。")


def _from_overflow(error: Exception) -> Response:
    """Something that no column can hold; a form ought to have said so first, hence the log."""
    log.warning("store_overflow", kind=type(error).__name__, request_id=g.get("request_id"))
    return _document(422, "参数有误", "有的内容超出可以保存的范围，请核对后重试。")


def _from_surprise(error: Exception) -> Response:
    # The type alone is logged: the text of an exception may quote a person's data.
    log.error("unexpected_error", kind=type(error).__name__, request_id=g.get("request_id"))
    return _document(500, "系统内部错误", "系统出现意外错误，请凭请求编号联系管理员。")


def _document(
    status: int, title: str, detail: str, errors: list[dict[str, str]] | None = None
) -> Response:
    # A sentence may say again what was asked for, and people paste numbers where they do not belong.
    document = ProblemDocument(
        title=title,
        status=int(status),
        detail=mask_numbers(detail),
        request_id=g.get("request_id"),
        errors=errors or [],
    )
    response = make_response(jsonify(document.model_dump()), int(status))
    response.mimetype = "application/problem+json"
    return response


def reason(error: ErrorDetails) -> str:
    """What is wrong with a value, in Chinese and without a full stop."""
    text = VALIDATION_TEXTS.get(error["type"])
    told = {k: f"{v:g}" if type(v) is float else v for k, v in error.get("ctx", {}).items()}
    if "expected" in told:
        told["expected"] = re.sub(r", | or ", "、", str(told["expected"])).replace("'", "")
    return text.format(**told) if text else "取值不符合要求"


HTTP_TEXTS = {
    400: ("请求有误", "请求的格式不正确。"),
    404: ("未找到", "没有这个地址，请核对接口文档 /api/docs。"),
    405: ("不支持此方法", "此地址不支持这种请求方法。"),
    413: ("内容过大", "请求内容超过允许的大小。"),
    414: ("地址过长", "请求地址过长。"),
    415: ("不支持的内容类型", "请求内容应为 application/json。"),
    431: ("请求头过大", "请求头超过允许的大小。"),
}

VALIDATION_TEXTS = {
    "missing": "缺少此项",
    "value_error": "{error}",
    "extra_forbidden": "没有这一项",
    "literal_error": "应为以下之一：{expected}",
    "int_parsing": "应为整数",
    "int_parsing_size": "数字太大",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "finite_number": "应为有限的数字",
    "time_parsing": "应为时刻，如 08:30",
    "time_type": "应为时刻，如 08:30",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "enum": "应为以下之一：{expected}",
    "greater_than": "应大于 {gt}",
    "less_than": "应小于 {lt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_type": "应为文字",
    "string_too_long": "最多 {max_length} 个字符",
    "string_too_short": "至少 {min_length} 个字符",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
    "model_type": "应为一个 JSON 对象",
    "model_attributes_type": "应为一个 JSON 对象",
    "json_invalid": "不是有效的 JSON",
}
"""By pydantic's error types, so that nobody is answered in the library's English."""
