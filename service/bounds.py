"""What a request may be before anybody looks at it: how large, how deep, how big its numbers, in which characters."""

import json
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import IO, Any

from flask import Flask, Request, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import MethodNotAllowed, UnsupportedMediaType
from werkzeug.formparser import FormDataParser
from werkzeug.routing import IntegerConverter, Map

from service.errors import Problem

MOST_BODY_BYTES = 1_000_000
DEEPEST = 20
"""Lists and objects within each other; no form of ours has more than five."""

LARGEST_ID, LARGEST_NUMBER = 2**31 - 1, 2**63 - 1
"""What a column of either database can hold."""

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that nobody types: databases, spreadsheets and terminals each do something else with them."""

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


class OutOfBounds(Problem):
    """A request that no form of ours would send."""


class BoundedForms(FormDataParser):
    """Reads forms of visible characters only."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        """The form and the files; OutOfBounds for characters that nobody types."""
        rest, form, files = super().parse(stream, mimetype, content_length, options)
        _check_fields(form)
        return rest, form, files


class BoundedRequest(Request):
    """A request whose forms are read by `BoundedForms`."""

    form_data_parser_class = BoundedForms


class BoundedIds(IntegerConverter):
    """Numbers in addresses that an id can be; any other address does not exist."""

    regex = r"\d{1,10}"

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_ID)


class BoundedJson(DefaultJSONProvider):
    """Reads and writes JSON as RFC 8259 has it: UTF-8, no NaN, and no deeper or larger than makes sense."""

    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """What a body says; OutOfBounds where it goes beyond, ValueError where it is no JSON."""
        text = s if isinstance(s, str) else s.decode("utf-8")
        if depth_of(text) > DEEPEST:
            raise OutOfBounds(f"JSON 的嵌套不能超过 {DEEPEST} 层。")
        found = json.loads(text, parse_constant=_no_number, parse_int=_whole, parse_float=_finite)
        check_texts(*texts_in(found))
        return found


def bound_requests(app: Flask) -> None:
    """Let `app` refuse what is out of bounds before anything else looks at it."""
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY_BYTES
    app.request_class = BoundedRequest
    app.json = BoundedJson(app)
    app.url_map.converters["int"] = BoundedIds
    app.before_request(_check_method)
    app.before_request(_check_address)


def only_json() -> None:
    """Refuse other bodies to the API; asked after the guard, for a stranger is told nothing but that."""
    is_api = request.path.startswith("/api/v1/")
    if is_api and request.content_length and not request.is_json:
        raise UnsupportedMediaType


def depth_of(text: str) -> int:
    """How many lists and objects lie within each other, without reading them."""
    steps = (STEPS[sign] for sign in QUOTED.sub("", text) if sign in STEPS)
    return max(accumulate(steps), default=0)


def texts_in(found: object) -> Iterator[str]:
    """Every text in a JSON value, names included."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, list):
        for part in found:
            yield from texts_in(part)
    elif isinstance(found, dict):
        for name, part in found.items():
            yield name
            yield from texts_in(part)


def check_texts(*texts: str) -> None:
    """OutOfBounds where one of them has a character that nobody types."""
    if any(UNSEEN.search(text) for text in texts):
        raise OutOfBounds("内容中有不可见的控制字符，请删除后重试。")


def _check_method() -> None:
    """Send nothing back of a request that only asks what was sent, at whichever address."""
    if request.method == "TRACE":
        raise MethodNotAllowed


def _check_address() -> None:
    given = request.view_args or {}
    check_texts(request.path, *(v for v in given.values() if isinstance(v, str)))
    _check_fields(request.args)


def _check_fields(fields: MultiDict[str, str]) -> None:
    check_texts(*fields, *(value for values in fields.listvalues() for value in values))


def _no_number(text: str) -> float:
    raise ValueError(text)


def _whole(text: str) -> int:
    if len(text) > 20 or abs(int(text)) > LARGEST_NUMBER:
        raise OutOfBounds("数字过大。")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if abs(number) == float("inf"):
        raise OutOfBounds("数字过大。")
    return number
