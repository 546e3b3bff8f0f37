"""API: doors of the push without a token: links that switch off, and what providers report."""

import hmac
from collections.abc import Mapping, Sequence
from typing import Literal, cast

from flask import Response, jsonify, make_response, request
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from service.api.guard import admit, parts
from service.api.push_forms import OffForm
from service.api.shared import PROBLEMS, answer
from service.errors import NotFound, Problem
from service.push import answers
from service.push.lines import LINES

TAKEN: Mapping[str, Mapping[str, object]] = {
    "aliyun": {"code": 0, "msg": "成功"},
    "tencent": {"result": 0, "errmsg": "OK"},
}
"""What each provider wants to hear, else it reports again and again."""

MOST_REPORTS = 1000

api = APIBlueprint(
    "public_push",
    __name__,
    url_prefix="/api/v1/public/push",
    abp_tags=[Tag(name="public", description="By a signed code, without a token")],
    abp_responses=PROBLEMS,
)


class OffPath(BaseModel):
    """The code of a link."""

    code: str = Field(min_length=1, max_length=200)


class ProviderPath(BaseModel):
    """Which provider, and the secret that it was given."""

    code: str = Field(min_length=1, max_length=200)
    provider: Literal["aliyun", "tencent"]


@api.get("/off/<code>", summary="What a link switches off", responses={200: OffForm})
def look(path: OffPath) -> Response:
    """Looking changes nothing: mail programmes open every link."""
    return answer(_off(path.code, done=False))


@api.post("/off/<code>", summary="Switch it off", responses={200: OffForm})
def off(path: OffPath) -> Response:
    """The line of the message, at once; doing so twice changes nothing."""
    return answer(_off(path.code, done=True))


@api.post("/<code>/<provider>/deliveries", summary="A provider reports deliveries")
def deliveries(path: ProviderPath) -> Response:
    """The same report twice is one; the numbers in it are neither kept nor logged."""
    _admit(path.code)
    reports = _reports()
    read = answers.aliyun_deliveries if path.provider == "aliyun" else answers.tencent_deliveries
    answers.take_deliveries(parts().store, "sms", read(reports), parts().clock())
    return make_response(jsonify(TAKEN[path.provider]))


@api.post("/<code>/<provider>/replies", summary="A provider passes on what workers answer")
def replies(path: ProviderPath) -> Response:
    """Whoever answers R gets no text messages any more."""
    _admit(path.code)
    number, words = ("phone_number", "content") if path.provider == "aliyun" else ("mobile", "text")
    for reply in _reports():
        said = str(reply.get(number, "")), str(reply.get(words, ""))
        answers.take_reply(parts().store, *said, parts().clock())
    return make_response(jsonify(TAKEN[path.provider]))


def _off(code: str, *, done: bool) -> OffForm:
    admit("public")
    message_id = parts().off_links.message_of(code, parts().clock())
    if message_id is None:
        raise NotFound("此链接无效。")
    line = answers.line_of(parts().store, message_id)
    if line is None:
        raise NotFound("此链接无效。")
    if done:
        answers.switch_off(parts().store, message_id, parts().clock())
    return OffForm.model_validate({"line": line, "label": LINES[line].label, "done": done})


def _admit(code: str) -> None:
    """The provider was given the code when it was set up; without one nobody is let in."""
    right = parts().receipt_code
    if not right or not hmac.compare_digest(right.encode(), code.encode()):
        raise NotFound("没有这个地址。")


def _reports() -> Sequence[Mapping[str, object]]:
    said = request.get_json(silent=True)
    listed = said if isinstance(said, list) else [said]
    if len(listed) > MOST_REPORTS or not all(isinstance(one, dict) for one in listed):
        raise Problem("内容应为回执对象的列表。")
    return cast("Sequence[Mapping[str, object]]", listed)
